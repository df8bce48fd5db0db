"""A replay: part by part, with silences to speak up in, forward and back, with or without me."""

import pytest

from voice_coach.dialogue.states import Active, State
from voice_coach.practice.schema import Practice
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import AudioElapsed, Begin, Heard, SessionConfig, Spoke
from voice_coach.protocol.transcript import (
    MAX_WORDS,
    WINDOW_SECONDS,
    SessionTranscript,
    TranscriptLine,
)
from voice_coach.testing import EVENING, Rehearsal, step
from voice_coach.texts import playback as playback_texts

PRACTICE = Practice(name="replay", title="Evening", about="", minutes=1, steps=())
LONG = ("one two three four five six seven eight nine ten",) * 6
LINES = (
    TranscriptLine("turn-1", "coach", ("How was it?",)),
    TranscriptLine("turn-2", "you", ("it was", "quiet")),
    TranscriptLine("turn-3", "coach", ("And then?",)),
    TranscriptLine("turn-4", "you", LONG),
    TranscriptLine("turn-5", "coach", ("Rest now.",)),
)


def replay(lines=LINES, **options) -> Rehearsal:
    config = SessionConfig(
        EVENING,
        greeting="",
        closing="That was all.",
        kept=False,
        transcript=SessionTranscript(lines, **options),
    )
    coach = Rehearsal(PRACTICE, config)
    coach.handle(Begin())
    return coach


def says(coach: Rehearsal) -> list[fx.Say]:
    return [effect for effect in coach.effects if isinstance(effect, fx.Say)]


def now(coach: Rehearsal) -> str:
    """The step that is spoken, or whose silence is kept."""
    led = [effect for effect in coach.effects if isinstance(effect, fx.Say | fx.Rest)]
    return f"{led[-1].step}{' silence' if isinstance(led[-1], fx.Rest) else ''}"


def to_silence(coach: Rehearsal, step: str) -> Rehearsal:
    while now(coach) != f"{step} silence":
        coach.spoke()
    return coach


def to_end(coach: Rehearsal) -> list[str]:
    while coach.state is not State.ENDED:
        coach.spoke()
    return [say.step for say in says(coach)]


def test_every_line_is_spoken_in_order_and_whose_it_is_is_known() -> None:
    coach = replay()
    steps = to_end(coach)

    assert steps == ["turn-1", "turn-2", "turn-3", "turn-4", "turn-4", "turn-5", "closing"]
    assert [say.speaker for say in says(coach)] == [
        "coach", "you", "coach", "you", "you", "coach", "coach",
    ]  # fmt: skip


def test_no_part_is_longer_than_twenty_seconds_and_no_word_is_lost() -> None:
    coach = replay()
    to_end(coach)
    mine = [say for say in says(coach) if say.step == "turn-4"]

    assert [word for say in mine for word in say.sentences] == list(LONG)
    assert all(len(" ".join(say.sentences).split()) <= MAX_WORDS for say in mine)


def test_after_each_part_the_ear_is_open_for_a_moment() -> None:
    coach = replay()
    coach.spoke()

    assert coach.state is Active.RESTING
    assert coach.effects[-1] == fx.Prepare(("it was", "quiet"), "meditation", "you")
    rest = next(effect for effect in coach.effects if isinstance(effect, fx.Rest))
    assert rest.seconds == WINDOW_SECONDS
    assert coach.listening is not None
    assert coach.listening.expects == "command"


def test_who_is_speaking_when_the_moment_ends_is_not_cut_off() -> None:
    coach = replay()
    coach.spoke()
    listen = coach.listening
    coach.handle(Heard(listen.turn, "sk", final=False, started=1.3, ended=1.4))
    coach.spoke()
    assert coach.state is Active.RESTING
    assert coach.listening is listen

    coach.handle(Heard(listen.turn, "skip", final=True, started=1.3, ended=1.7))
    coach.handle(AudioElapsed(listen.turn, 1.8))
    assert now(coach) == "turn-1 silence"
    coach.handle(AudioElapsed(listen.turn, 2.4))
    assert now(coach) == "turn-3"


def test_what_was_no_command_ends_the_moment_when_it_is_over() -> None:
    coach = replay()
    coach.spoke()
    listen = coach.listening
    coach.handle(Heard(listen.turn, "oh", final=False, started=1.3, ended=1.4))
    coach.spoke()
    coach.handle(Heard(listen.turn, "oh dear", final=True, started=1.3, ended=1.9))
    coach.handle(AudioElapsed(listen.turn, 2.0))

    assert now(coach) == "turn-2"


def test_a_late_end_of_an_earlier_silence_means_nothing() -> None:
    coach = replay()
    coach.spoke().spoke()
    coach.handle(Spoke(1, completed=True))

    assert now(coach) == "turn-2"


def test_skip_leaves_the_rest_of_a_line() -> None:
    coach = to_silence(replay(), "turn-3").spoke()
    assert now(coach) == "turn-4"
    coach.command("skip")

    assert now(coach) == "turn-5"


def test_skip_in_the_silence_after_a_line_leaves_the_next_one() -> None:
    assert now(to_silence(replay(), "turn-1").command("skip")) == "turn-3"


def test_skip_in_the_silence_inside_a_line_leaves_the_rest_of_it() -> None:
    assert now(to_silence(replay(), "turn-4").command("skip")) == "turn-5"


def test_back_goes_to_the_line_before() -> None:
    coach = to_silence(replay(), "turn-3")
    assert now(coach.command("back")) == "turn-2"
    assert now(coach.command("back")) == "turn-1"
    assert now(coach.command("back")) == "turn-1"
    assert to_end(coach)[-6:] == ["turn-2", "turn-3", "turn-4", "turn-4", "turn-5", "closing"]


def test_back_goes_to_the_beginning_of_a_long_line() -> None:
    coach = to_silence(replay(), "turn-5").command("back")

    assert says(coach)[-1].sentences == LONG[:4]


def test_repeat_says_the_line_again_in_the_silence_after_it() -> None:
    coach = to_silence(replay(), "turn-2").command("repeat")

    assert now(coach) == "turn-2"
    assert now(coach.spoke()) == "turn-2 silence"


def test_a_pause_goes_on_at_the_stretch_where_it_was() -> None:
    coach = to_silence(replay(), "turn-1").spoke()
    coach.sentence(1)
    coach.command("pause").spoke().command("resume")

    assert (says(coach)[-1].step, says(coach)[-1].first) == ("turn-2", 1)
    assert says(coach)[-1].speaker == "you"


def test_only_my_words_leaves_the_coach_out_at_once() -> None:
    coach = to_silence(replay(), "turn-2").spoke()
    assert now(coach) == "turn-3"
    coach.command("only my words")

    assert says(coach)[-1].sentences[0] == playback_texts.ONLY_MINE.split(". ")[0] + "."
    assert to_end(coach)[-3:] == ["turn-4", "turn-4", "closing"]


def test_only_my_words_lets_my_own_line_be_heard_out() -> None:
    coach = to_silence(replay(), "turn-1").spoke()
    coach.sentence(1)
    coach.command("only my words").spoke()

    assert (says(coach)[-1].step, says(coach)[-1].first) == ("turn-2", 1)


def test_both_of_us_brings_the_coach_back() -> None:
    coach = replay(only_mine=True)
    assert now(coach) == "turn-2"
    to_silence(coach, "turn-2").command("both of us")

    assert to_end(coach)[-5:] == ["turn-3", "turn-4", "turn-4", "turn-5", "closing"]


def test_only_my_words_is_no_command_elsewhere() -> None:
    from voice_coach.testing import practice_of

    coach = Rehearsal(practice_of(step(name="a", ask="What counts?"))).begin().spoke()
    coach.say("only my words")

    assert fx.CommandAccepted("only my words") not in coach.effects
    assert [save.text for save in coach.effects if isinstance(save, fx.Save)][-2] == "only my words"


def test_what_can_i_say_tells_what_is_a_command_here_alone() -> None:
    told = " ".join(says(replay().command("what can i say"))[-1].sentences).lower()

    assert "only my words" in told
    assert "both of us" in told


@pytest.mark.parametrize("name", ["help", "what can i say"])
def test_help_speaks_of_the_replay(name) -> None:
    told = says(to_silence(replay(), "turn-1").command(name))[-1]

    assert told.step == "help"
    assert "go back" in " ".join(told.sentences) or "Only my words" in " ".join(told.sentences)


def test_slower_is_obeyed_and_the_line_goes_on() -> None:
    coach = to_silence(replay(), "turn-1").spoke().command("slower").spoke()

    assert any(isinstance(effect, fx.Adjust) for effect in coach.effects)
    assert now(coach) == "turn-2"


def test_a_session_of_nothing_ends_at_once() -> None:
    assert to_end(replay(())) == ["closing"]
