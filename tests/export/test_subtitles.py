"""Subtitles on the session's timeline, as players read them."""

import re
from datetime import timedelta

import pytest
import srt

from voice_coach.export.subtitles import LINE_LENGTH, cues, to_srt, to_vtt

LONG = " ".join(f"word{number}" for number in range(40))


def test_srt_numbers_its_cues_names_who_speaks_and_leaves_out_what_was_undone(talk):
    assert to_srt(talk) == (
        "1\n00:00:00,000 --> 00:00:02,000\nCoach: What will you do?\n\n"
        "2\n00:00:10,000 --> 00:00:12,000\nYou: I will walk and rest\n"
    )


def test_another_program_reads_the_srt(talk):
    first, second = srt.parse(to_srt(talk))

    assert (first.index, second.index) == (1, 2)
    assert second.start == timedelta(seconds=10)
    assert second.content == "You: I will walk and rest"


def test_vtt_has_voices_and_escapes_what_it_would_take_for_marks(turn, whole):
    text = to_vtt(whole(turn(1, "a <b> & --> c", at=3661.5, lasts=1)))

    assert text == ("WEBVTT\n\n01:01:01.500 --> 01:01:02.500\n<v You>A &lt;b&gt; &amp; --&gt; c\n")


def test_an_arrow_in_a_text_does_not_break_srt(turn, whole):
    assert to_srt(whole(turn(1, "a --> b", lasts=1))).count("-->") == 1


def test_a_long_turn_is_told_in_pieces_of_two_lines(turn, whole):
    found = cues(whole(turn(1, LONG, at=5, lasts=20)))

    assert len(found) > 2
    assert (found[0].start, found[-1].end) == (5, 25)
    for cue in found:
        assert max(map(len, cue.text.split("\n"))) <= LINE_LENGTH
        assert cue.text.count("\n") <= 1
    assert " ".join(cue.text for cue in found).split() == LONG.capitalize().split()


@pytest.mark.parametrize("named", [False, True])
def test_pieces_follow_the_words_times_where_they_are_known(turn, word, whole, named):
    words = [word(text, 2 + number / 2) for number, text in enumerate(LONG.split())]
    found = cues(whole(turn(1, LONG, at=5, lasts=20, words=words)), named=named)
    texts = [cue.text.removeprefix("You: ").split() for cue in found]

    assert [text for piece in texts for text in piece] == LONG.capitalize().split()
    firsts = [sum(map(len, texts[:place])) for place in range(len(texts))]
    assert [cue.start for cue in found] == [5 + first / 2 for first in firsts]
    assert found[0].text.startswith("You: ") == named


def test_fillers_are_not_shown_and_the_words_keep_their_times(turn, word, whole):
    said = [word("um", 2), *(word(text, 3 + place) for place, text in enumerate(LONG.split()))]
    found = cues(whole(turn(1, LONG, at=5, lasts=60, words=said)))

    firsts = [0]
    for cue in found[:-1]:
        firsts.append(firsts[-1] + len(cue.text.split()))
    assert "um" not in " ".join(cue.text for cue in found).split()
    assert [cue.start for cue in found] == [5 + first for first in firsts]


def test_words_that_are_not_those_of_the_text_are_left_aside(turn, word, whole):
    (cue,) = cues(whole(turn(1, "walk slowly", at=5, lasts=2, words=[word("wok", 9)])))

    assert (cue.text, cue.start, cue.end) == ("Walk slowly", 5, 7)


def test_a_short_answer_is_shown_until_it_can_be_read_or_the_next_is_said(turn, whole):
    first, second = cues(whole(turn(1, "yes", at=1, lasts=0.2), turn(2, "no", at=1.5, lasts=0.2)))

    assert (first.end, second.end) == (1.5, 2.5)


def test_a_prompt_that_was_cut_off_is_shown_until_the_next_turn_at_most(turn, whole):
    first, second = cues(
        whole(turn(1, "one two three four", at=0), turn(2, "five six seven", at=1, lasts=None))
    )

    assert (first.start, first.end) == (0, 1)
    assert (second.start, second.end) == (1, pytest.approx(2.2))


def test_every_cue_ends_after_it_begins_and_none_begins_before_the_session(turn, whole):
    text = to_srt(whole(turn(1, "early", at=-3, lasts=0), turn(2, "same", at=-3)))

    times = re.findall(r"(\S+) --> (\S+)", text)
    assert len(times) == 2
    assert all("00:00:00,000" <= start < end for start, end in times)


def test_a_session_in_which_nothing_was_said_is_a_file_without_cues(whole):
    assert to_srt(whole()) == ""
    assert to_vtt(whole()) == "WEBVTT\n"
