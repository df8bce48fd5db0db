"""Commands said over the coach, by a real voice, and heard by the real ear."""

import pytest

from voice_coach.app.simulated_user import VOICE_SETTINGS
from voice_coach.audio.echo import EchoCanceller
from voice_coach.audio.player import SoundSource, Track
from voice_coach.audio.simulator import Acoustics
from voice_coach.audio.sound import silence
from voice_coach.practice.schema import Practice
from voice_coach.testing import step

LONG = (
    "Take a moment to settle in. Feel your feet, or whatever part of you is held. "
    "Your eyes may be open or closed."
)
TELLING = Practice(
    name="short",
    title="Short",
    about="For tests.",
    minutes=1,
    steps=(step(name="tell", say=LONG), step(name="walk", ask="What will you do?")),
)
DESK = Acoustics(echo_gain=0.25, echo_delay=0.06)
"""An open loudspeaker: what comes back is 12 dB quieter than a person who speaks as loud."""


def interrupting(spoken, words, *, step="tell", after=2.5, cancelling=False):
    """A person who says `words` so many seconds after the coach began to speak at `step`."""

    def watch(runtime):
        rate = runtime.simulator.rate
        if cancelling:
            canceller = EchoCanceller(rate, rate)
            runtime.speaker.player.listeners.append(canceller.play)
            runtime.simulator.on_block = lambda block: runtime.listener.feed(canceller.clean(block))

        def observe(event_record):
            if event_record["event"] == "coach.speaking" and event_record["step"] == step and words:
                runtime.simulator.user_player.play(Track(SoundSource(silence(after, rate))))
                runtime.simulator.user_player.play(
                    Track(SoundSource(spoken.render(words, VOICE_SETTINGS).at(rate)))
                )

        return observe

    return watch


def test_with_headphones_stop_is_heard_while_the_coach_speaks(hold_session, spoken):
    result = hold_session(TELLING, watch=interrupting(spoken, "stop"), open_ear=True)

    assert [event_record["name"] for event_record in result.told("command")] == ["stop"]
    assert [event_record["completed"] for event_record in result.told("coach.spoke")][1] is False
    assert result.told("listening") == []
    assert result.coach.outcome == "stopped"


def test_without_them_it_is_not(hold_session, spoken):
    result = hold_session(TELLING, watch=interrupting(spoken, "stop"))
    assert result.told("command") == []
    assert result.coach.outcome == "completed"


@pytest.mark.parametrize("after", [4.6, 4.9, 5.2, 5.5, 5.8])
def test_said_where_one_prompt_ends_and_the_next_begins_it_is_heard(hold_session, spoken, after):
    practice = Practice(
        name="short",
        title="Short",
        about="For tests.",
        minutes=1,
        steps=(
            step(name="tell", say="Take a moment to settle in. Feel your feet now."),
            step(name="ask", ask="What will you do?"),
        ),
    )
    result = hold_session(
        practice, "i will walk", watch=interrupting(spoken, "stop", after=after), open_ear=True
    )
    assert [event_record["name"] for event_record in result.told("command")] == ["stop"]
    assert result.heard == {}


def test_words_said_over_a_question_are_neither_answer_nor_told(hold_session, spoken):
    watch = interrupting(spoken, "good morning", step="walk", after=0.1)
    result = hold_session(TELLING, "i will take a slow walk", watch=watch, open_ear=True)
    assert result.heard == {"walk": "i will take a slow walk"}
    assert "good" not in " ".join(str(each["text"]) for each in result.told("heard.partial"))


def test_through_an_open_speaker_who_says_stop_over_the_coach_up_to_three_times_is_heard(
    hold_session, spoken
):
    """As loud as the coach; of a hundred such commands the benchmark counts those missed."""
    tell = step(name="tell", say=" ".join([LONG] * 3))
    long = Practice(name="long", title="Long", about="For tests.", minutes=1, steps=(tell,))
    beginning = interrupting(spoken, "", cancelling=True)

    def watch(runtime):
        silent = beginning(runtime)
        rate, user_player = runtime.simulator.rate, runtime.simulator.user_player

        def observe(event_record):
            silent(event_record)
            if event_record["event"] == "coach.speaking" and event_record["step"] == "tell":
                for pause in (14, 2.5, 2.5):
                    user_player.play(Track(SoundSource(silence(pause, rate))))
                    user_player.play(
                        Track(SoundSource(spoken.render("please stop", VOICE_SETTINGS).at(rate)))
                    )

        return observe

    result = hold_session(
        long,
        acoustics=Acoustics(echo_gain=1.0, echo_delay=0.06),
        watch=watch,
        open_ear=True,
        hears_itself=True,
    )
    assert [event_record["name"] for event_record in result.told("command")] == ["stop"]
    assert result.coach.outcome == "stopped"


def test_an_echo_is_taken_out_and_the_answer_is_heard_as_ever(hold_session, spoken):
    watch = interrupting(spoken, "", cancelling=True)
    result = hold_session(
        TELLING,
        "i will take a slow walk",
        acoustics=DESK,
        watch=watch,
        open_ear=True,
        hears_itself=True,
    )
    assert result.told("command") == []
    assert result.heard == {"walk": "i will take a slow walk"}
    assert result.coach.outcome == "completed"
