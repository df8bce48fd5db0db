"""Subtitles that every player shows and a person can read while they are spoken."""

from datetime import timedelta
from itertools import pairwise

import pytest
from srt import parse

from voice_coach.export.subtitles import captions, srt
from voice_coach.protocol.events import Word
from voice_coach.stt.transcription import Segment

ENTRY = (
    "there was a moment this afternoon when i felt really happy i am afraid of making the wrong "
    "decision and it helps me to go outside and look at the sky before i decide anything at all"
)


def words(text, start=0.0, each=0.3):
    """The words of a text, one after the other without a pause."""
    return tuple(
        Word(word, start + place * each, start + (place + 1) * each, 1.0)
        for place, word in enumerate(text.split())
    )


def segment(*said):
    return Segment(said[0].start, said[-1].end, " ".join(word.word for word in said), 1.0, said)


def text_of(caption):
    return " ".join(caption.lines)


def test_a_long_segment_becomes_captions_of_two_lines_of_42_characters():
    shown = captions([segment(*words(ENTRY))])

    assert len(shown) > 2
    assert " ".join(map(text_of, shown)) == ENTRY
    assert all(len(caption.lines) <= 2 for caption in shown)
    assert all(len(line) <= 42 for caption in shown for line in caption.lines)


def test_a_caption_is_shown_while_its_words_are_spoken():
    said = words(ENTRY)
    times = {word.start for word in said}, {word.end for word in said}

    shown = captions([segment(*said)])

    assert shown[0].start == 0.0
    assert shown[-1].end == said[-1].end
    for caption in shown:
        assert caption.start in times[0]
        assert caption.end in times[1]


def test_the_last_caption_is_not_a_word_alone():
    # Filled one after the other, the second caption would hold the last word.
    shown = captions([segment(*words("a good long walk " * 5 + "yes", each=0.1))])

    assert len(shown) == 2
    assert min(len(text_of(caption)) for caption in shown) > 35


def test_two_lines_are_about_as_long_and_one_is_enough_where_it_fits():
    (short,) = captions([segment(*words("i kept my promise and went to bed early"))])
    (longer,) = captions([segment(*words("i kept my promise and went to bed early today"))])

    assert short.lines == ("i kept my promise and went to bed early",)
    assert longer.lines == ("i kept my promise and", "went to bed early today")


def test_a_pause_begins_a_new_caption():
    said = (*words("i kept my promise"), *words("and went to bed early", start=3.0))

    assert [text_of(caption) for caption in captions([segment(*said)])] == [
        "i kept my promise",
        "and went to bed early",
    ]


def test_slow_words_are_in_captions_of_seven_seconds_at_most():
    shown = captions([segment(*words("one two three four five six seven eight", each=2.0))])

    assert all(caption.end - caption.start <= 7.0 for caption in shown)
    assert " ".join(map(text_of, shown)) == "one two three four five six seven eight"


def test_a_short_caption_stays_until_it_can_be_read_or_the_next_one_begins():
    yes, no, well = (segment(*words(text, start)) for text, start in
                     (("yes", 1.0), ("no", 1.7), ("well", 5.0)))  # fmt: skip

    shown = captions([yes, no, well])

    assert [(caption.start, caption.end) for caption in shown] == [
        (1.0, 1.7),
        (1.7, 2.7),
        (5.0, 6.0),
    ]


def test_captions_come_one_after_the_other():
    said = [segment(*words(ENTRY, start=40.0 * place, each=0.21)) for place in range(5)]

    for caption, following in pairwise(captions(said)):
        assert caption.start < caption.end <= following.start


def test_a_word_longer_than_a_line_is_left_whole():
    longest = "donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    shown = captions([segment(*words(f"the {longest} hums"))])

    assert longest in [line for caption in shown for line in caption.lines]


def test_an_ear_that_tells_no_words_gives_captions_all_the_same():
    shown = captions([Segment(2.0, 20.0, ENTRY, None, ())])

    assert len(shown) > 2
    assert " ".join(map(text_of, shown)) == ENTRY
    assert shown[0].start == 2.0
    assert shown[-1].end == pytest.approx(20.0)


def test_the_file_is_one_that_others_read():
    said = [segment(*words("i felt calm")), segment(*words("and a little tired", start=3723.9996))]

    text = srt(said)

    assert text == (
        "1\n00:00:00,000 --> 00:00:01,000\ni felt calm\n\n"
        "2\n01:02:04,000 --> 01:02:05,200\nand a little tired\n"
    )
    first, second = parse(text)
    assert (first.index, first.content) == (1, "i felt calm")
    assert second.start == timedelta(hours=1, minutes=2, seconds=4)


def test_where_nothing_was_heard_the_file_is_empty():
    assert srt([]) == ""
