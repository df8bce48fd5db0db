"""A recording is heard as a person would be, from its first word to its last."""

import numpy as np
import pytest
import soundfile

from voice_coach.audio.sound import silence
from voice_coach.errors import CoachError
from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.stt.transcription import RATE, Transcriber
from voice_coach.stt.vosk_engine import VoskRecognizer

pytestmark = pytest.mark.engine

SAID = "i kept my promise and went to bed early"


def unseen(_done, _total):
    """Nobody watches."""


@pytest.fixture
def talk(say):
    """Two sentences with three seconds between them, and where they begin, in seconds."""
    sounds = [say(SAID).at(RATE), silence(3.0, RATE), say("today i felt calm").at(RATE)]
    second = sum(sound.seconds for sound in sounds[:2])
    return np.concatenate([sound.samples for sound in sounds]), (0.0, second)


@pytest.fixture
def transcriber(model):
    return Transcriber(lambda rate: VoskRecognizer(model, rate))


def written(path, samples, rate=RATE, **kind):
    soundfile.write(path, samples, rate, **kind)
    return path


def test_each_segment_has_its_words_and_their_times(talk, transcriber, tmp_path):
    samples, begins = talk

    heard = transcriber.transcribe(written(tmp_path / "a.flac", samples), unseen)

    assert heard.text == f"{SAID}\ntoday i felt calm"
    assert heard.seconds == len(samples) / RATE
    assert heard.failure is None
    for segment, begin in zip(heard.segments, begins, strict=True):
        assert segment.start == pytest.approx(begin, abs=0.15)
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        assert " ".join(word.word for word in segment.words) == segment.text
        sure = [word.conf for word in segment.words]
        assert segment.confidence == pytest.approx(np.mean(sure))
        assert 0.5 < segment.confidence <= 1.0


def test_times_count_from_the_beginning_of_each_recording(talk, transcriber, tmp_path):
    path = written(tmp_path / "a.wav", talk[0])

    first, second = (transcriber.transcribe(path, unseen) for _ in range(2))

    assert first.segments == second.segments


def test_the_model_is_loaded_once_and_only_for_a_recording(talk, model, tmp_path):
    made = []

    def make_recognizer(rate):
        made.append(rate)
        return VoskRecognizer(model, rate)

    transcriber = Transcriber(make_recognizer)
    assert transcriber.transcribe(tmp_path / "gone.wav", unseen).failure.code == "audio.no-file"
    assert made == []
    for rate in (8000, 44100):
        transcriber.transcribe(written(tmp_path / "a.wav", talk[0], rate), unseen)
    assert made == [RATE]


def test_progress_begins_at_nothing_and_ends_with_everything(talk, transcriber, tmp_path):
    told = []
    path = written(tmp_path / "a.wav", talk[0])

    heard = transcriber.transcribe(path, lambda *progress: told.append(progress))

    done = [seconds for seconds, _ in told]
    assert done == sorted(done)
    assert done[0] == 0.0
    assert done[-1] == heard.seconds
    assert len(done) > 5 * heard.seconds
    assert {total for _, total in told} == {heard.seconds}


def test_what_comes_before_a_damage_is_heard(talk, transcriber, tmp_path):
    samples, begins = talk
    cut = int((begins[1] - 0.5) * RATE)
    sound = samples / 32768
    sound[cut] = np.nan

    path = written(tmp_path / "a.wav", sound, subtype="FLOAT")
    heard = transcriber.transcribe(path, unseen)

    assert heard.text == SAID
    assert heard.seconds == cut / RATE
    assert heard.failure.code == "audio.damaged"


def test_of_nothing_there_is_no_real_time_factor(transcriber, tmp_path):
    heard = transcriber.transcribe(written(tmp_path / "a.wav", np.zeros(0)), unseen)

    assert heard.failure.code == "audio.no-sound"
    assert (heard.seconds, heard.segments, heard.realtime_factor) == (0.0, (), None)


def test_the_real_time_factor_is_the_ears_time_over_the_sounds(talk, transcriber, tmp_path):
    heard = transcriber.transcribe(written(tmp_path / "a.wav", talk[0]), unseen)

    assert heard.realtime_factor == heard.decoding / heard.seconds
    assert 0.0 < heard.realtime_factor < 1.0


def test_an_ear_that_cannot_hear_is_no_fault_of_the_recording(talk, tmp_path):
    def make_recognizer(_rate):
        raise CoachError("ear.model-broken", "The model is broken.")

    with pytest.raises(CoachError, match="The model is broken"):
        Transcriber(make_recognizer).transcribe(written(tmp_path / "a.wav", talk[0]), unseen)


class Wordless:
    """An ear that tells what was heard, and not which words when."""

    is_open = True

    def open(self, turn, choices=()):
        self.seconds = 0.0

    def feed(self, block):
        self.seconds += len(block) / RATE
        return [Heard(0, "half a gue", final=False), AudioElapsed(0, self.seconds)]

    def close(self):
        return [Heard(0, "a word or two", final=True, ended=round(self.seconds))]


def test_an_ear_without_words_is_no_less_an_ear(tmp_path):
    path = written(tmp_path / "a.wav", np.zeros(RATE))

    (segment,) = Transcriber(lambda _: Wordless()).transcribe(path, unseen).segments

    assert (segment.text, segment.end) == ("a word or two", 1.0)
    assert (segment.confidence, segment.words) == (None, ())
