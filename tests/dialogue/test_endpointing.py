import pytest

from voice_coach.dialogue.endpointing import (
    COMMAND_PATIENCE,
    FIRST_WORD_SECONDS,
    MAX_OVERHANG_SECONDS,
    MAX_VOICE_SECONDS,
    PATIENCE,
    SECOND_WORD_SECONDS,
    WORD_TAIL_SECONDS,
    Answer,
    Verdict,
)
from voice_coach.protocol.events import Heard, Word


def heard(text, started, ended, *, final=True, conf=0.9):
    """`text`, its words spread evenly over the time it took."""
    words = text.split()
    each = (ended - started) / max(1, len(words))
    spoken = tuple(
        Word(word, started + number * each, started + (number + 1) * each, conf)
        for number, word in enumerate(words)
    )
    return Heard(1, text, final, spoken if final else (), started, ended)


def test_a_thoughtful_question_waits_longer_than_a_quick_one():
    assert PATIENCE == {"brief": 1.2, "spoken": 3.0, "reflective": 6.0}
    assert COMMAND_PATIENCE == 0.6
    assert (FIRST_WORD_SECONDS, SECOND_WORD_SECONDS) == (12.0, 30.0)


@pytest.mark.parametrize("patience", PATIENCE.values())
def test_an_answer_is_over_when_the_silence_after_it_has_lasted_as_long_as_the_patience(patience):
    answer = Answer(patience)
    answer.hear(heard("i will walk", 1.0, 2.0))

    assert answer.judge(2.0 + patience - 0.01) is Verdict.WAIT
    assert answer.judge(2.0 + patience) is Verdict.OVER
    assert answer.text == "i will walk"


def test_finals_are_pieces_of_one_answer():
    answer = Answer(3.0)
    answer.hear(heard("i will walk", 1.0, 2.0))
    assert answer.judge(4.5) is Verdict.WAIT
    answer.hear(heard("around the block", 4.0, 5.0))

    assert answer.judge(7.9) is Verdict.WAIT
    assert answer.judge(8.0) is Verdict.OVER
    assert answer.text == "i will walk around the block"
    assert [word.word for word in answer.words] == answer.text.split()
    assert (answer.started, answer.ended) == (1.0, 5.0)


def test_a_partial_holds_the_answer_open_and_counts_if_it_is_never_settled():
    answer = Answer(3.0)
    answer.hear(heard("i will", 1.0, 2.0))
    answer.hear(heard("walk", 4.0, 4.9, final=False))

    assert answer.judge(5.5) is Verdict.WAIT
    assert answer.judge(7.9) is Verdict.OVER
    assert answer.text == "i will walk"


def test_an_answer_that_was_never_settled_is_over_like_any_other():
    answer = Answer(3.0)
    answer.hear(heard("walk", 1.0, 2.0, final=False))

    assert answer.judge(4.9) is Verdict.WAIT
    assert answer.judge(5.0) is Verdict.OVER
    assert answer.text == "walk"


def test_a_partial_that_is_taken_back_was_never_said():
    answer = Answer(3.0)
    answer.hear(heard("the", 4.0, 4.2, final=False))
    answer.hear(Heard(1, "", final=True))

    assert answer.text == ""
    assert answer.judge(11.0) is Verdict.WAIT


def test_without_a_word_it_is_silent_after_a_while_and_never_over():
    answer = Answer(3.0)

    assert answer.judge(11.9) is Verdict.WAIT
    assert answer.judge(12.0) is Verdict.SILENT
    assert Answer(3.0, SECOND_WORD_SECONDS).judge(12.0) is Verdict.WAIT
    assert Answer(3.0, SECOND_WORD_SECONDS).judge(30.0) is Verdict.SILENT


def test_done_ends_the_answer_at_once_and_is_no_part_of_it():
    answer = Answer(6.0)
    answer.hear(heard("i will walk", 1.0, 2.0))
    answer.hear(heard("i'm done", 3.0, 3.5))

    assert answer.judge(4.0) is Verdict.WAIT
    assert answer.judge(4.2) is Verdict.OVER
    assert answer.text == "i will walk"
    assert [word.word for word in answer.words] == ["i", "will", "walk"]


def test_done_counts_at_the_end_of_a_sentence_when_the_coach_is_addressed():
    answer = Answer(6.0)
    answer.hear(heard("i will walk coach i'm done", 1.0, 7.0))

    assert answer.judge(7.7) is Verdict.OVER
    assert answer.text == "i will walk"
    assert (answer.started, answer.ended) == (1.0, 4.0)


def test_more_time_doubles_the_patience_for_this_answer_and_is_no_part_of_it():
    answer = Answer(3.0)
    answer.hear(heard("i will", 1.0, 2.0))
    assert answer.hear(heard("more time", 3.0, 4.0)) == "more time"

    assert answer.judge(9.9) is Verdict.WAIT
    assert answer.judge(10.0) is Verdict.OVER
    assert answer.text == "i will"


def test_more_time_before_the_first_word_doubles_that_silence_too():
    answer = Answer(3.0)
    answer.hear(heard("more time please", 1.0, 2.0))

    assert answer.judge(25.9) is Verdict.WAIT
    assert answer.judge(26.0) is Verdict.SILENT


def test_a_whole_utterance_that_is_a_command_is_one_after_a_short_silence():
    answer = Answer(6.0)
    answer.hear(heard("pause", 1.0, 1.5))

    assert answer.judge(2.0) is Verdict.WAIT
    assert answer.judge(2.2) is Verdict.COMMAND
    assert answer.command == "pause"
    assert answer.text == ""


def test_a_command_phrase_after_which_speech_goes_on_was_part_of_the_answer():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))
    answer.hear(heard("hiding", 1.9, 2.4, final=False))
    assert answer.judge(3.1) is Verdict.WAIT
    answer.hear(heard("hiding from people", 1.9, 3.0))

    assert answer.judge(3.6) is Verdict.WAIT
    assert answer.judge(6.0) is Verdict.OVER
    assert answer.text == "stop hiding from people"


def test_a_command_phrase_counts_as_words_too_if_what_follows_is_never_settled():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))
    answer.hear(heard("hiding", 1.9, 2.4, final=False))

    assert answer.judge(5.4) is Verdict.OVER
    assert answer.command is None
    assert answer.text == "stop hiding"


def test_a_command_stands_if_what_seemed_to_follow_was_nothing():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))
    answer.hear(heard("the", 1.6, 1.9, final=False))
    answer.hear(Heard(1, "", final=True))

    assert answer.judge(2.6) is Verdict.COMMAND
    assert answer.command == "stop"


def test_even_without_a_partial_between_speech_that_goes_on_makes_a_command_words():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))
    answer.hear(heard("hiding from people", 1.6, 3.0))

    assert answer.judge(3.6) is Verdict.WAIT
    assert answer.command is None
    assert answer.text == "stop hiding from people"


def test_the_words_before_a_command_that_addresses_the_coach_are_kept_as_answer():
    answer = Answer(3.0)
    answer.hear(heard("i will walk coach pause", 1.0, 6.0))

    assert answer.judge(6.5) is Verdict.WAIT
    assert answer.judge(6.7) is Verdict.COMMAND
    assert answer.command == "pause"
    assert answer.text == "i will walk"
    assert [word.word for word in answer.words] == ["i", "will", "walk"]


def test_a_command_that_means_nothing_here_goes_back_into_the_answer_once():
    answer = Answer(3.0)
    answer.hear(heard("i think coach go on", 1.0, 6.0))
    answer.take_command_as_words()

    assert answer.text == "i think coach go on"
    assert [word.word for word in answer.words] == answer.text.split()
    assert answer.judge(7.0) is Verdict.WAIT
    assert answer.judge(9.0) is Verdict.OVER


def test_the_last_of_two_commands_counts():
    answer = Answer(3.0)
    answer.hear(heard("i'm done", 1.0, 1.5))
    answer.hear(heard("pause", 1.8, 2.0))

    assert answer.judge(2.7) is Verdict.COMMAND
    assert answer.command == "pause"


def test_what_was_said_before_a_pause_stands_before_the_rest():
    answer = Answer(3.0, before="i will walk")
    answer.hear(heard("around the block", 1.0, 2.0))

    assert answer.text == "i will walk around the block"
    assert answer.own_text == "around the block"


def test_what_was_said_before_a_pause_is_enough_for_an_answer():
    answer = Answer(3.0, before="i will walk")

    assert answer.judge(2.9) is Verdict.WAIT
    assert answer.judge(3.0) is Verdict.OVER
    assert answer.text == "i will walk"


def test_a_filler_holds_an_answer_open_and_is_kept_with_its_time_but_not_in_the_text():
    answer = Answer(3.0)
    answer.hear(heard("i will walk", 1.0, 2.0))
    answer.hear(heard("um", 4.0, 4.5))

    assert answer.judge(7.4) is Verdict.WAIT
    assert answer.judge(7.5) is Verdict.OVER
    assert answer.text == "i will walk"
    assert [word.word for word in answer.words] == ["i", "will", "walk", "um"]


def test_an_answer_of_nothing_but_fillers_is_what_it_is():
    answer = Answer(3.0)
    answer.hear(heard("um", 1.0, 2.0))

    assert answer.text == "um"


def test_a_command_is_one_with_a_filler_before_it():
    answer = Answer(3.0)
    answer.hear(heard("um pause", 1.0, 2.0))

    assert answer.command == "pause"


def test_the_confidence_is_the_mean_of_the_words():
    answer = Answer(3.0)
    assert answer.confidence is None
    answer.hear(heard("i will walk", 1.0, 2.0, conf=1.0))
    answer.hear(heard("far", 2.0, 3.0, conf=0.6))

    assert answer.confidence == pytest.approx(0.9)


def test_silence_counts_from_the_last_word_and_not_from_the_last_change_of_mind() -> None:
    answer = Answer(patience=3.0)
    answer.hear(Heard(1, "i will walk", final=False, started=0.5, ended=2.4))
    answer.hear(Heard(1, "i will walk", final=True, started=0.5, ended=2.0))
    assert answer.judge(4.9) is Verdict.WAIT
    assert answer.judge(5.0) is Verdict.OVER


def test_a_voice_whose_words_are_not_made_out_yet_holds_the_answer_open():
    answer = Answer(3.0)
    answer.hear(heard("i will walk", 1.0, 2.0))

    assert answer.judge(4.9, voiced=4.9) is Verdict.WAIT
    assert answer.judge(5.2, voiced=5.2) is Verdict.WAIT
    answer.hear(heard("far", 4.9, 5.4, final=False))
    answer.hear(heard("far", 4.9, 5.3))
    assert answer.judge(8.2, voiced=5.3) is Verdict.WAIT
    assert answer.judge(8.3, voiced=5.3) is Verdict.OVER


def test_what_is_still_the_last_word_holds_nothing_open():
    answer = Answer(3.0)
    answer.hear(heard("i will walk", 1.0, 2.0))

    assert answer.judge(5.0, voiced=2.0 + WORD_TAIL_SECONDS) is Verdict.OVER


def test_a_voice_of_which_no_words_come_holds_the_answer_open_only_for_a_while():
    answer = Answer(3.0)
    answer.hear(heard("i will walk", 1.0, 2.0))

    assert answer.judge(3.0, voiced=3.0) is Verdict.WAIT
    assert answer.judge(3.0 + MAX_VOICE_SECONDS, voiced=3.0 + MAX_VOICE_SECONDS) is Verdict.WAIT
    assert answer.judge(3.1 + MAX_VOICE_SECONDS, voiced=3.1 + MAX_VOICE_SECONDS) is Verdict.OVER


def test_silence_before_the_first_word_counts_from_the_voice_that_was_there():
    answer = Answer(3.0)

    assert answer.judge(11.5, voiced=11.5) is Verdict.WAIT
    assert answer.judge(13.0, voiced=11.5) is Verdict.WAIT
    assert answer.judge(14.6, voiced=11.5) is Verdict.SILENT


def test_a_command_waits_while_somebody_speaks_on():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))

    assert answer.judge(2.2, voiced=2.2) is Verdict.WAIT
    answer.hear(heard("hiding from people", 2.0, 3.0))
    assert answer.judge(3.7, voiced=3.0) is Verdict.WAIT
    assert answer.judge(6.0, voiced=3.0) is Verdict.OVER
    assert answer.text == "stop hiding from people"


def test_a_command_is_obeyed_when_what_came_after_it_was_no_voice():
    answer = Answer(3.0)
    answer.hear(heard("stop", 1.0, 1.5))

    assert answer.judge(2.1, voiced=1.6) is Verdict.COMMAND


def test_the_silence_begins_with_the_end_of_the_voice_where_the_last_word_seems_to_go_on():
    answer = Answer(1.2)
    answer.hear(heard("seven", 1.0, 1.6))

    assert answer.judge(2.65, voiced=1.5) is Verdict.WAIT
    assert answer.judge(2.7, voiced=1.5) is Verdict.OVER


def test_a_voice_that_was_not_noticed_to_the_end_shortens_the_silence_by_little():
    answer = Answer(1.2)
    answer.hear(heard("six", 1.0, 1.6))

    assert answer.judge(1.6 - MAX_OVERHANG_SECONDS + 1.19, voiced=0.9) is Verdict.WAIT
    assert answer.judge(1.6 - MAX_OVERHANG_SECONDS + 1.2, voiced=0.9) is Verdict.OVER
