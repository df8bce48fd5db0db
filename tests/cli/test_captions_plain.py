"""Plain captions: whole lines that stand as they are, for screen readers and braille."""

import io

import pytest

from voice_coach.app.keyboard import TypedLine
from voice_coach.cli.captions import Echo, PlainCaptions

ASKED = {"event": "listening", "turn": 1, "step": "one", "expects": "text"}


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def captions(out) -> PlainCaptions:
    return PlainCaptions(out, Echo(out))


def sentence(text: str) -> dict[str, object]:
    return {"event": "coach.sentence", "turn": 1, "index": 0, "text": text}


def heard(text: str) -> dict[str, object]:
    return {"event": "heard", "turn": 1, "text": text}


def shown_on_screen(written: str) -> list[str]:
    """The lines as a terminal has them, where each sign takes one column."""
    lines: list[str] = []
    for line in written.split("\n"):
        signs: list[str] = []
        at = 0
        for sign in line:
            if sign == "\b":
                at -= 1
            else:
                signs[at : at + 1] = sign
                at += 1
        lines.append("".join(signs).rstrip())
    return lines


def test_of_a_line_that_is_erased_again_nothing_is_left(captions, out) -> None:
    for text in ("t", "te", "t", "", "n", "no"):
        captions.type(TypedLine(text))
    captions.type(TypedLine(""))
    captions.observe(sentence("Sit down."))

    assert shown_on_screen(out.getvalue()) == ["Coach: Sit down.", ""]


def test_each_sentence_is_a_line_and_who_speaks_is_said_where_it_changes(captions, out) -> None:
    for event_record in (
        {"event": "coach.speaking", "turn": 1, "text": "Sit down. What do you drink?"},
        sentence("Sit down."),
        sentence("What do you drink?"),
        ASKED,
        {"event": "heard.partial", "turn": 1, "text": "te"},
        heard("tea"),
        sentence("Thank you."),
    ):
        captions.observe(event_record)

    assert out.getvalue().splitlines() == [
        "Coach: Sit down.",
        "What do you drink?",
        "Listening.",
        "You: Tea",
        "Coach: Thank you.",
    ]


def test_what_sounds_without_words_has_a_line(captions, out) -> None:
    breath = {"event": "breath", "cycle": 1, "seconds": 4.0}
    for event_record in (
        breath | {"phase": "in", "text": "in, left"},
        breath | {"phase": "out", "text": None},
        {"event": "bell"},
        {"event": "silence", "turn": 2, "step": "rest", "seconds": 7.96},
        {"event": "command", "name": "pause"},
        {"event": "memory", "kind": "promise", "id": 1, "text": "tea"},
        {"event": "care", "state": "began", "numbers": [{"name": "Samaritans", "number": "116"}]},
        {"event": "trouble", "part": "ear", "message": "The ear failed.", "recovered": False},
    ):
        captions.observe(event_record)

    assert out.getvalue().splitlines() == [
        "breath 1: in, 4 seconds, left",
        "breath 1: out, 4 seconds",
        "(bell: a minute has passed)",
        "(silence, 8 seconds)",
        "(pause)",
        "(kept as promise)",
        "116, Samaritans",
        "! The ear failed.",
    ]


def test_what_is_typed_stands_there_once(captions, out) -> None:
    captions.observe(ASKED)
    for text in ("t", "te", "tea"):
        captions.type(TypedLine(text))
    captions.type(TypedLine("tea", over=True))
    captions.observe(heard("tea"))
    captions.observe(heard("water"))

    assert out.getvalue() == "Listening.\nYou: tea\nYou: Water\n"


def test_a_line_that_is_printed_while_someone_types_begins_below(captions, out) -> None:
    captions.type(TypedLine("te"))
    captions.observe(sentence("There is no hurry."))
    captions.type(TypedLine("tea"))

    assert out.getvalue() == "You: te\nCoach: There is no hurry.\nYou: tea"


def test_a_letter_that_is_erased_goes_back_by_its_width(captions, out) -> None:
    captions.type(TypedLine("a日"))
    captions.type(TypedLine("a"))

    assert out.getvalue() == "You: a日" + "\b \b" * 2


def test_nothing_in_a_text_moves_the_cursor(captions, out) -> None:
    captions.observe(heard("one\ntwo\x1b[2J"))

    assert out.getvalue() == "You: One two [2J\n"


def test_a_session_that_ends_in_the_middle_of_a_line_ends_the_line(captions, out) -> None:
    captions.type(TypedLine("te"))
    captions.close()

    assert out.getvalue() == "You: te\n"
