"""What keys mean: a command only where no word could begin with it, and signs of a line else."""

import locale

import pytest

from voice_coach.app.keyboard import PAUSE, REPEAT, SKIP, STOP, LineEditor, TypedLine, is_unfinished
from voice_coach.nlu.commands import COMMANDS
from voice_coach.protocol.events import Ended, Typed


@pytest.fixture
def editor() -> LineEditor:
    return LineEditor()


def typed(editor: LineEditor, *bursts: str | bytes) -> list[str]:
    """The lines that were taken."""
    strokes = [
        stroke
        for burst in bursts
        for stroke in editor.feed(burst if isinstance(burst, bytes) else burst.encode())
    ]
    return [stroke.text for stroke in strokes if isinstance(stroke, Typed)]


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (b" ", PAUSE),
        (b"\x1b[D", REPEAT),
        (b"\x1bOD", REPEAT),
        (b"\x1b[C", SKIP),
        (b"\x1bOC", SKIP),
        (b"\x1b", STOP),
    ],
)
def test_a_single_key_is_a_command(editor, key, command):
    assert editor.feed(key) == [command]
    assert editor.line == ""


def test_a_key_that_is_held_down_is_pressed_once(editor):
    assert editor.feed(b"   ") == [PAUSE]
    assert editor.feed(b"\x1b[C\x1b[C\x1b[C") == [SKIP]
    assert editor.feed(b"\x1b\x1b") == [STOP]


def test_no_word_of_a_command_begins_with_a_key(editor):
    for command in COMMANDS:
        for phrase in command.phrases:
            assert typed(editor, *phrase, "\n") == [phrase]


@pytest.mark.parametrize("key", ["\x1b[D", "\x1b[C", "\x1b", "\x1b[A", "\x1b[3~", "\x1bx"])
def test_in_a_line_no_key_is_a_command(editor, key):
    assert typed(editor, "so", key, " it went\n") == ["so it went"]


def test_while_an_answer_is_waited_for_the_space_bar_is_a_sign(editor):
    editor.is_answering = True
    assert editor.feed(b" ") == [TypedLine(" ")]
    assert typed(editor, "tea\n") == [" tea"]
    assert editor.feed(b"\x1b[C") == [SKIP]


def test_a_line_that_begins_with_a_space_is_a_line_if_it_comes_at_once(editor):
    assert typed(editor, "  tea\n") == ["  tea"]


def test_an_arrow_that_comes_in_two_parts_is_waited_for():
    assert is_unfinished(b"\x1b")
    assert is_unfinished(b"\x1b[")
    assert is_unfinished(b"tea\x1b[1;5")
    assert not is_unfinished(b"\x1b[D")
    assert not is_unfinished(b"tea")


@pytest.mark.parametrize("rest", ["[D", "[C", "OC", "[3~", "[1;5D"])
def test_the_rest_of_an_arrow_that_comes_too_late_is_no_word(editor, rest):
    assert editor.feed(b"\x1b") == [STOP]
    assert editor.feed(rest.encode()) == []
    assert typed(editor, "[D", "O", "\n") == ["[DO"]


def test_a_word_after_the_escape_key_is_a_word(editor):
    assert typed(editor, "\x1b", "O", "h\n") == ["Oh"]
    assert typed(editor, "\x1b", "Oh yes\n") == ["Oh yes"]


def test_a_line_is_edited_at_its_end(editor):
    assert typed(editor, "teb", b"\x7f", "a\n") == ["tea"]
    assert typed(editor, "Tee mit Süß", b"\x7f\x7f", b"\b", "\n") == ["Tee mit "]
    assert typed(editor, "日本", b"\x7f", "曜\n") == ["日曜"]
    assert typed(editor, "a cup of coffee", b"\x17", "tea\n") == ["a cup of tea"]
    assert typed(editor, "coffee", b"\x15", "tea\n") == ["tea"]
    assert typed(editor, b"\x7f", "\n") == [""]


def test_the_line_is_shown_as_it_stands(editor):
    assert editor.feed(b"te") == [TypedLine("te")]
    assert editor.feed(b"x\x7fa") == [TypedLine("tex"), TypedLine("te"), TypedLine("tea")]
    assert editor.feed(b"\n") == [TypedLine("tea", over=True), Typed("tea")]
    assert editor.line == ""


def test_a_letter_of_several_bytes_is_shown_when_it_is_whole(editor):
    first, second = "é".encode()[:1], "é".encode()[1:]
    assert editor.feed(b"caf" + first) == [TypedLine("caf")]
    assert editor.feed(second) == [TypedLine("café")]


def test_a_line_is_read_in_the_letters_it_was_typed_in(editor, monkeypatch):
    monkeypatch.setattr(locale, "getencoding", lambda: "latin-1")
    assert typed(editor, "caf\xe9\n".encode("latin-1")) == ["café"]


def test_lines_that_are_pasted_are_one_answer(editor):
    pasted = "milk\r\nsugar\n\ntea\n"
    assert typed(editor, pasted) == ["milk\n\nsugar\n\ntea"]
    assert typed(editor, "one\n", "two\n") == ["one", "two"]


def test_a_pasted_line_without_an_end_waits_for_enter(editor):
    assert typed(editor, "milk\nsugar") == []
    assert editor.line == "milk sugar"
    assert typed(editor, "\n") == ["milk\nsugar"]


def test_a_line_may_be_longer_than_a_terminals_own(editor):
    assert typed(editor, "tea " * 3000, "\n") == ["tea " * 3000]


def test_control_d_is_an_end_where_nothing_is_typed(editor):
    assert editor.feed(b"\x04") == [Ended("keyboard")]
    assert typed(editor, "tea", b"\x04", "\n") == ["tea"]
