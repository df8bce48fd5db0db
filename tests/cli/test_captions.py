"""Captions on a terminal: what is settled stands there for good, what may still change does not."""

import io

import pytest
from rich.console import Console

from voice_coach.cli.captions import Captions

ERASED = "\r\x1b[K"


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def captions(screen) -> Captions:
    return Captions(Console(file=screen, force_terminal=True, width=40, color_system=None))


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
    assert "walk …" in guessed
    assert answered.strip("\n") == "   You  walk the dog"


def test_nothing_that_was_guessed_is_left_when_a_session_was_interrupted(captions, screen) -> None:
    captions.observe(partial("walk"))
    captions.observe({"event": "session.ended", "outcome": "interrupted"})

    assert screen.getvalue().endswith(ERASED)


def test_where_someone_types_nothing_is_guessed(screen) -> None:
    captions = Captions(Console(file=screen, force_terminal=True), live=False)
    captions.observe({"event": "listening", "expects": "text", "step": "one"})
    captions.observe(partial("walk"))

    assert screen.getvalue() == ""
