"""The stand-ins of `voice_coach.testing`, held against the parts of the program that use them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from voice_coach.audio.player import Player
from voice_coach.audio.sound import silence
from voice_coach.breathing import unpaced
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.protocol.effects import Say
from voice_coach.protocol.events import AudioElapsed, Failed, Heard, Recovered, Sentence, Spoke
from voice_coach.stt.listener import InlineListener
from voice_coach.testing import (
    FakeClock,
    Rehearsal,
    ScriptedRecognizer,
    ScriptedSynthesizer,
    practice_of,
    step,
)
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.speaker import InlineWorker, PromptSpeaker

RATE = 16000
BLOCK = np.zeros(RATE // 50, np.int16)
MISSING = CoachError("voice.missing", "There is no voice.")


def test_a_scripted_voice_hands_over_its_sounds_in_order_and_notes_what_was_asked():
    short, long = silence(0.1, RATE), silence(1.0, RATE)
    voice = ScriptedSynthesizer([short, long], names=("anna",))

    assert voice.render("One.", VoiceSettings()) is short
    assert voice.render("Two.", VoiceSettings(rate=120)) is long
    assert voice.asked == [("One.", VoiceSettings()), ("Two.", VoiceSettings(rate=120))]
    assert voice.voices() == ("anna",)
    voice.assert_complete()
    assert not voice.closed
    voice.close()
    assert voice.closed


def test_a_scripted_voice_fails_when_it_is_asked_for_more_than_was_scripted():
    with pytest.raises(AssertionError, match="nothing is scripted for rendering number 1"):
        ScriptedSynthesizer([]).render("One.", VoiceSettings())


def test_a_script_of_sounds_that_was_not_used_up_is_noticed():
    voice = ScriptedSynthesizer([silence(0.1, RATE), MISSING])
    voice.render("One.", VoiceSettings())

    with pytest.raises(AssertionError, match="1 renderings were not asked for"):
        voice.assert_complete()


def test_a_prompter_speaks_with_a_scripted_voice_that_fails_once():
    posted = []
    player = Player(RATE, posted.append)
    voice = ScriptedSynthesizer([MISSING, silence(0.1, RATE)])
    prompt_speaker = PromptSpeaker(voice, player, posted.append, InlineWorker())
    prompt_speaker.say(Say(1, "one", ("One.", "Two."), "question"))
    player.pull(RATE * 5)

    assert posted == [
        Failed("voice", "voice.missing", "There is no voice."),
        Recovered("voice"),
        Sentence(1, 0),
        Sentence(1, 1),
        Spoke(1, completed=True),
    ]
    voice.assert_complete()


@pytest.mark.parametrize("led", [False, True])
def test_where_nobody_listens_the_seconds_of_a_silence_and_of_a_breath_left_alone_are_told(led):
    posted = []
    player = Player(RATE, posted.append)
    prompt_speaker = PromptSpeaker(ScriptedSynthesizer([]), player, posted.append, InlineWorker())
    for tells_time in (False, True):
        prompt_speaker.tells_time = tells_time
        if led:
            prompt_speaker.breathe(2, unpaced(2.5))
        else:
            prompt_speaker.rest(2, 2.5)
        player.pull(RATE * 5)

    done = Spoke(2, completed=True)
    assert posted == [done, AudioElapsed(2, 1), AudioElapsed(2, 2), done]


def test_a_scripted_ear_hears_each_piece_when_its_time_has_come():
    posted = []
    walk = Heard(3, "i will walk", final=True, started=0.01, ended=0.03)
    recognizer = ScriptedRecognizer({3: [walk]}, RATE)
    listener = InlineListener(recognizer, posted.append)
    listener.feed(BLOCK)
    assert posted == []
    listener.open(3, ("yes", "no"))
    listener.feed(BLOCK)
    assert posted == [AudioElapsed(3, 0.02)]
    listener.feed(BLOCK)

    assert posted[1:] == [walk, AudioElapsed(3, 0.04)]
    assert recognizer.opened == [(3, ("yes", "no"))]
    recognizer.assert_complete()
    listener.close()
    assert not listener.is_open


def test_each_turn_of_a_scripted_ear_counts_its_own_seconds():
    recognizer = ScriptedRecognizer({}, RATE)
    recognizer.open(1)
    recognizer.feed(BLOCK)
    recognizer.open(2)

    assert recognizer.feed(BLOCK) == [AudioElapsed(2, 0.02)]


def test_a_scripted_ear_can_fail_after_something_was_heard():
    posted = []
    tea = Heard(1, "tea", final=True, ended=0.02)
    error = CoachError("ear.failed", "The ear failed.")
    listener = InlineListener(ScriptedRecognizer({1: [tea, error]}, RATE), posted.append)
    listener.open(1)
    for _ in range(3):
        listener.feed(BLOCK)

    assert posted == [tea, AudioElapsed(1, 0.02), Failed("ear", "ear.failed", "The ear failed.")]


def test_what_a_scripted_ear_did_not_get_to_hear_is_noticed():
    recognizer = ScriptedRecognizer({1: [Heard(1, "tea", final=True, ended=9.0)]}, RATE)
    recognizer.open(1)
    recognizer.feed(BLOCK)
    assert recognizer.close() == []

    with pytest.raises(AssertionError, match=r"not heard, by turn: \{1: 1\}"):
        recognizer.assert_complete()


def test_a_fake_clock_stands_still_until_it_is_moved():
    clock = FakeClock(datetime(2026, 3, 1, 20, 0, tzinfo=UTC))
    with Journal.in_memory(clock) as journal:
        first = journal.begin("tea", "Tea", "test")
        clock.advance(90.5)
        second = journal.begin("tea", "Tea", "test")
        started = [journal.find(session).started_at for session in (first, second)]

    assert started[1] - started[0] == timedelta(seconds=90.5)


def test_a_rehearsal_refuses_what_could_not_happen():
    coach = Rehearsal(practice_of(step(ask="And?")))
    with pytest.raises(AssertionError, match="nothing sounds"):
        coach.spoke()
    coach.begin()
    with pytest.raises(AssertionError, match="the ear is closed"):
        coach.hear("tea")
    coach.spoke()
    with pytest.raises(AssertionError, match="nothing sounds"):
        coach.spoke()
