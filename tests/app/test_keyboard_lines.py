"""Lines that are typed: whole, in the person's own letters, and to their end."""

import locale
import os
from queue import SimpleQueue

import pytest

from voice_coach.app.keyboard import LineKeyboard, TypedAnswers
from voice_coach.protocol.events import Ended, Typed

QUESTION = {"event": "listening", "expects": "text", "step": "one"}


def taken(typed: bytes, questions: int) -> list[object]:
    """What is posted for so many open questions."""
    reading, writing = os.pipe()
    os.write(writing, typed)
    os.close(writing)
    posted: list[object] = []
    answers = TypedAnswers(posted.append, reading)
    for _ in range(questions):
        answers.observe(QUESTION)
    os.close(reading)
    return posted


def test_each_question_gets_one_line_and_then_the_end() -> None:
    assert taken(b"walk\r\n\nyes", 4) == [Typed("walk"), Typed(""), Typed("yes"), Ended("keyboard")]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_line_is_read_in_the_letters_it_was_typed_in(monkeypatch, encoding) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: encoding)

    assert taken("im café\n".encode(encoding), 1) == [Typed("im café")]


def test_a_terminal_that_goes_is_an_end() -> None:
    ours, theirs = os.openpty()
    posted: SimpleQueue[object] = SimpleQueue()
    LineKeyboard(posted.put, theirs)
    os.write(ours, b"walk\n")
    assert posted.get(timeout=10) == Typed("walk")
    os.close(ours)

    assert posted.get(timeout=10) == Ended("keyboard")
