"""A past session as lines to be told again, in step with what was recorded."""

from dataclasses import replace
from datetime import UTC, datetime

from voice_coach.app.transcript_builder import MAX_WORDS, lines_of
from voice_coach.journal.models import TurnRow
from voice_coach.protocol.events import Word
from voice_coach.protocol.transcript import Clip

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def spoken(text: str, at: float = 0.0) -> tuple[Word, ...]:
    """Words of half a second each; a comma is a pause of two seconds."""
    words = []
    for word in text.split():
        words.append(Word(word.rstrip(","), at, at + 0.5, 1.0))
        at += 2.5 if word.endswith(",") else 0.5
    return tuple(words)


def turn(row: int, text: str, speaker="you", step="day", said="", **changes) -> TurnRow:
    words = spoken(said or text) if speaker == "you" else ()
    made = TurnRow(
        row, "s", row, speaker, step, text.replace(",", ""), NOW, NOW, None, words, undone=False
    )
    return replace(made, **changes)


def test_what_was_asked_and_said_is_told_and_not_what_stood_around_it() -> None:
    lines = lines_of(
        [
            turn(1, "Hello.", "coach", "greeting"),
            turn(2, "How was it? Tell me.", "coach"),
            turn(3, "it was quiet"),
            turn(4, "no it was not", undone=True),
            turn(5, "That is all.", "coach", "closing"),
        ]
    )

    assert [(line.speaker, line.sentences) for line in lines] == [
        ("coach", ("How was it?", "Tell me.")),
        ("you", ("It was quiet",)),
    ]


def test_an_answer_is_told_in_the_stretches_it_was_spoken_in() -> None:
    (line,) = lines_of([turn(1, "i went to the sea, and it was quiet there, yes")])

    assert line.sentences == ("I went to the sea", "and it was quiet there", "yes")


def test_fillers_are_not_told_again_though_their_times_are_known() -> None:
    said = "um i went to the sea, and uh it was quiet there, yes"
    (line,) = lines_of([turn(1, "i went to the sea and it was quiet there yes", said=said)])

    assert line.sentences == ("I went to the sea", "and it was quiet there", "yes")


def test_an_answer_without_a_pause_is_told_in_stretches_all_the_same() -> None:
    text = " ".join(["on"] * 70)
    for each in (turn(1, text), turn(1, text, words=())):
        (line,) = lines_of([each])
        assert " ".join(line.sentences) == text.capitalize()
        assert all(len(part.split()) <= MAX_WORDS for part in line.sentences)


def test_where_it_was_recorded_each_stretch_has_its_place_in_the_recording() -> None:
    (line,) = lines_of([turn(7, "i went to the sea, and it was quiet")], recorded={7})

    assert line.sentences == ("I went to the sea", "and it was quiet")
    assert line.clips == (Clip("7.flac", 0.0, 3.1), Clip("7.flac", 4.25, 7.1))


def test_stretches_with_a_short_pause_between_them_follow_without_a_gap() -> None:
    words = (*spoken("one two three four"), *spoken("five six", at=2.6))
    (line,) = lines_of([turn(7, "one two three four five six", words=words)], recorded={7})

    assert line.clips[0].end == line.clips[1].start


def test_an_answer_that_was_paused_in_is_played_from_all_its_recordings() -> None:
    first = turn(7, "i went to the sea", undone=True)
    whole = turn(9, "i went to the sea and slept", said="and slept")
    (line,) = lines_of([first, whole], recorded={7, 9})

    assert line.sentences == ("I went to the sea", "and slept")
    assert [clip.file for clip in line.clips] == ["7.flac", "9.flac"]


def test_where_a_part_of_it_was_not_recorded_all_of_it_is_spoken() -> None:
    first = turn(7, "i went to the sea", undone=True)
    whole = turn(9, "i went to the sea and slept", said="and slept")
    (line,) = lines_of([first, whole], recorded={9})

    assert line.clips == ()
    assert " ".join(line.sentences) == "I went to the sea and slept"


def test_what_was_corrected_is_spoken_as_it_was_corrected() -> None:
    (line,) = lines_of([turn(7, "tea", said="no i said tea")], recorded={7})

    assert (line.sentences, line.clips) == (("Tea",), ())
