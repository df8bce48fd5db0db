"""Captions on a terminal: what is settled stands there for good, what may still change does not."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from voice_coach.app.keyboard import TypedLine
from voice_coach.cli.live_captions import LiveCaptions

ERASED = "\r\x1b[K"


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def captions(screen) -> LiveCaptions:
    return LiveCaptions(Console(file=screen, force_terminal=True, width=40, color_system=None))


def partial(text: str) -> dict[str, object]:
    return {"event": "heard.partial", "turn": 1, "text": text}


def test_a_long_prompt_goes_on_beneath_its_beginning(captions, screen) -> None:
    text = "What is one small thing you will do for yourself?"
    captions.observe({"event": "coach.speaking", "text": text})

    assert screen.getvalue().split("\n") == [
        " Coach  What is one small thing you will",
        "        do for yourself?",
        "",
    ]


def test_an_answer_takes_the_place_of_what_was_guessed(captions, screen) -> None:
    captions.observe(partial("walk"))
    captions.observe({"event": "heard", "text": "walk the dog"})

    guessed, answered = screen.getvalue().split(ERASED)
    assert "Walk …" in guessed
    assert answered.strip("\n") == "   You  Walk the dog"


def test_nothing_that_was_guessed_is_left_when_a_session_was_interrupted(captions, screen) -> None:
    captions.observe(partial("walk"))
    captions.observe({"event": "session.ended", "outcome": "interrupted"})

    assert screen.getvalue().endswith(ERASED)


def test_where_someone_types_nothing_is_guessed(screen) -> None:
    captions = LiveCaptions(Console(file=screen, force_terminal=True), live=False)
    captions.observe({"event": "listening", "expects": "text", "step": "one"})
    captions.observe(partial("walk"))

    assert screen.getvalue() == ""


class Writes(io.StringIO):
    """A screen that notes each time that something is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        if text:
            self.written.append(text)
        return super().write(text)


@pytest.fixture
def writes() -> Writes:
    return Writes()


@pytest.fixture
def narrow(writes) -> LiveCaptions:
    return LiveCaptions(Console(file=writes, force_terminal=True, width=30, color_system=None))


def test_a_screen_is_written_to_once_for_each_thing_so_that_nothing_flickers(
    narrow, writes
) -> None:
    narrow.observe({"event": "listening", "expects": "text", "step": "one"})
    narrow.observe(partial("walk"))
    narrow.observe({"event": "heard", "text": "walk the dog"})

    assert writes.written == [
        "   You  …",
        f"{ERASED}   You  Walk …",
        f"{ERASED}   You  Walk the dog\n",
    ]


def test_of_a_long_hypothesis_one_line_shows_the_end(narrow, writes) -> None:
    narrow.observe(partial("walk the dog and then " * 200 + "sleep"))
    narrow.observe(partial("散歩" * 100))

    for line in writes.written:
        assert "\n" not in line
        assert cell_len(line.removeprefix(ERASED)) < 30
    assert writes.written[0].endswith("and then sleep …")


def test_lines_of_wide_letters_fit(narrow, writes) -> None:
    narrow.observe({"event": "heard", "text": "散歩" * 20})

    lines = writes.getvalue().splitlines()
    assert len(lines) == 4
    assert all(cell_len(line) <= 30 for line in lines)


def test_what_is_typed_stands_below_what_is_said_until_it_is_taken(narrow, writes) -> None:
    narrow.type(TypedLine("wa"))
    narrow.observe({"event": "coach.speaking", "text": "There is no hurry."})
    narrow.type(TypedLine("walk"))
    narrow.type(TypedLine("walk", over=True))
    narrow.observe({"event": "heard", "text": "walk"})

    assert writes.written == [
        "   You  wa",
        f"{ERASED} Coach  There is no hurry.\n   You  wa",
        f"{ERASED}   You  walk",
        f"{ERASED}   You  walk",
        f"{ERASED}   You  Walk\n",
    ]


def test_what_was_typed_where_nothing_was_asked_stays_to_be_read(narrow, writes) -> None:
    narrow.type(TypedLine("hello", over=True))
    narrow.observe({"event": "silence", "seconds": 7.0})

    assert writes.getvalue().endswith(f"{ERASED}   You  hello\n        silence, 7 seconds\n")


def test_a_window_that_becomes_narrower_loses_no_line_that_was_settled(writes) -> None:
    console = Console(file=writes, force_terminal=True, width=40, color_system=None)
    captions = LiveCaptions(console)
    captions.observe({"event": "coach.speaking", "text": "Where do you walk?"})
    captions.observe(partial("by the river and over the"))
    console.width = 20
    captions.observe(partial("by the river and over the hill"))

    assert writes.written[-1] == "\n   You  …the hill …"


def test_a_terminal_that_can_only_print_lines_gets_no_live_one(screen, monkeypatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    captions = LiveCaptions(Console(file=screen, force_terminal=True, width=40))
    captions.observe(partial("walk"))

    assert screen.getvalue() == ""


def test_what_was_typed_to_no_avail_is_not_taken_away_by_the_next_line(captions, screen) -> None:
    for text in ("is there tea", "", "i'm done"):
        captions.type(TypedLine(text, over=True))
    captions.close()

    settled = [line.rpartition("\x1b[K")[2] for line in screen.getvalue().split("\n")]
    assert settled == ["   You  is there tea", "   You  i'm done", ""]
