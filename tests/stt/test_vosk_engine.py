"""Hearing, with real speech and the real recogniser."""

import shutil
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from voice_coach.audio.sound import Sound, silence
from voice_coach.errors import CoachError
from voice_coach.nlu.answers import phrases_for
from voice_coach.protocol.events import AudioElapsed, Heard
from voice_coach.stt.models import SpeechModel, shipped_model
from voice_coach.stt.transcription import word_error_rate
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import VoskRecognizer, import_vosk
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.engine

SENTENCES = (
    "i will walk around the block after lunch",
    "today i felt calm and a little tired",
    "i promised myself to write three pages every morning",
    "i am proud that i asked for help at work",
    "my sister called and we talked about the summer",
    "the meeting went better than i expected",
    "i want to be more patient with my children",
    "i kept my promise and went to bed early",
    "there was a moment this afternoon when i felt really happy",
    "i am afraid of making the wrong decision",
    "i would like to cook dinner at home tonight",
    "yesterday i broke a promise and i felt bad about it",
    "it helps me to go outside and look at the sky",
    "i can trust myself with small things first",
    "next week i will read a book instead of watching television",
)
EASY = "i kept my promise and went to bed early"
RATES = (16000, 48000, 44100, 22050, 8000)


def joined(*parts, rate=16000):
    """Sounds, and seconds of silence, one after the other: samples at `rate`."""
    sounds = [silence(part, rate) if isinstance(part, float) else part.at(rate) for part in parts]
    return np.concatenate([sound.samples for sound in sounds])


def fed(recognizer, samples, rate=16000):
    """All events of samples that are fed in 20 ms blocks."""
    size = rate // 50
    blocks = (samples[at : at + size] for at in range(0, len(samples), size))
    return [event for block in blocks for event in recognizer.feed(block)]


def heard_in(recognizer, samples, rate=16000, turn=1):
    """Everything heard in a turn with these samples, in order."""
    recognizer.open(turn)
    events = [*fed(recognizer, samples, rate), *recognizer.close()]
    return [event for event in events if isinstance(event, Heard)]


def text_of(heard):
    return " ".join(event.text for event in heard if event.final)


def test_an_answer_is_heard(say, model):
    recognizer = VoskRecognizer(model, 16000)
    heard = [text_of(heard_in(recognizer, joined(0.5, say(said), 1.0))) for said in SENTENCES]
    assert word_error_rate(" ".join(SENTENCES), " ".join(heard)) <= 0.1


def test_partials_grow_before_the_final(say, model):
    heard = heard_in(VoskRecognizer(model, 16000), joined(0.5, say(EASY), 1.5))
    *partials, final = heard
    assert final.final
    assert final.text == EASY
    assert not any(partial.final for partial in partials)
    lengths = [len(partial.text.split()) for partial in partials]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]
    assert len(partials) >= 4


def test_a_partial_is_told_only_when_its_text_changed(say, model):
    heard = heard_in(VoskRecognizer(model, 16000), joined(0.5, say(EASY), 1.5))
    texts = [event.text for event in heard if not event.final]
    assert len(texts) >= 4
    assert all(text != after for text, after in pairwise(texts))


def test_a_partial_knows_when_it_appeared_and_when_it_last_changed(say, model):
    speech = say(EASY)
    recognizer = VoskRecognizer(model, 16000)
    recognizer.open(1)
    now, partials = 0.0, []
    for event in fed(recognizer, joined(2.0, speech, 0.3)):
        if isinstance(event, AudioElapsed):
            now = event.seconds
            continue
        # A block's `AudioElapsed` follows what was heard in it.
        assert event.ended == pytest.approx(now + 0.02)
        partials.append(event)
    assert {partial.started for partial in partials} == {partials[0].ended}
    assert 2.0 < partials[0].started < 3.0


@pytest.mark.parametrize("rate", RATES)
def test_word_times_are_where_the_words_were_said_in_every_turn(say, model, rate):
    recognizer = VoskRecognizer(model, rate)
    for turn, before in enumerate((1.0, 0.4, 2.3), start=1):
        speech = say("today i felt calm")
        (final,) = (
            heard
            for heard in heard_in(recognizer, joined(before, speech, 1.5, rate=rate), rate, turn)
            if heard.final
        )
        assert final.turn == turn
        assert final.text == "today i felt calm"
        # The voice leaves about 10 ms of quiet on both sides.
        assert final.started == pytest.approx(before, abs=0.15)
        assert final.ended == pytest.approx(before + speech.seconds, abs=0.15)
        assert final.started == final.words[0].start
        assert final.ended == final.words[-1].end


@pytest.mark.parametrize("rate", RATES)
def test_a_second_answer_in_one_turn_has_its_own_word_times(say, model, rate):
    first, second = say("today i felt calm"), say(EASY)
    heard = heard_in(
        VoskRecognizer(model, rate), joined(0.5, first, 2.0, second, 1.5, rate=rate), rate
    )
    finals = [event for event in heard if event.final]
    assert len(finals) == 2
    assert finals[1].started == pytest.approx(2.5 + first.seconds, abs=0.15)
    assert finals[1].ended == pytest.approx(2.5 + first.seconds + second.seconds, abs=0.15)


@pytest.mark.parametrize("rate", RATES)
def test_every_block_is_followed_by_the_time_listened_to(model, rate):
    recognizer = VoskRecognizer(model, rate)
    for turn in (1, 2):
        recognizer.open(turn)
        for count in range(1, 101):
            *_, last = recognizer.feed(np.zeros(rate // 50, np.int16))
            assert last == AudioElapsed(turn, count * (rate // 50) / rate)


@pytest.mark.parametrize("rate", RATES)
def test_what_was_just_said_is_settled_by_closing(say, model, rate):
    recognizer = VoskRecognizer(model, rate)
    recognizer.open(7)
    samples = joined(0.5, say("today i felt calm"), rate=rate)
    events = fed(recognizer, samples, rate)
    assert not any(isinstance(event, Heard) and event.final for event in events)
    (final,) = recognizer.close()
    assert final.final
    assert final.turn == 7
    assert final.text == "today i felt calm"
    assert final.ended == pytest.approx(len(samples) / rate, abs=0.05)  # to the last sample
    assert not recognizer.is_open


@pytest.mark.parametrize("rate", RATES)
def test_a_turn_without_sound_is_closed_without_words(model, rate):
    recognizer = VoskRecognizer(model, rate)
    recognizer.open(1)
    assert recognizer.close() == []
    assert recognizer.close() == []


def hum(rate, seconds):
    time = np.arange(round(rate * seconds)) / rate
    waves = (np.sin(2 * np.pi * 50 * part * time) / part for part in (1, 2, 3))
    return Sound((sum(waves) * 0.02 * 32768).astype(np.int16), rate)


def hiss(rate, seconds):
    noise = np.random.default_rng(5).standard_normal(round(rate * seconds))
    return Sound((noise * 32768 * 10 ** (-50 / 20)).astype(np.int16), rate)


@pytest.mark.parametrize("rate", [16000, 48000])
@pytest.mark.parametrize("sound", [silence, hum, hiss])
def test_nothing_is_heard_where_nobody_speaks(say, model, sound, rate):
    quiet = silence(15.0, rate) if sound is silence else sound(rate, 15.0)
    recognizer = gated(VoskRecognizer(model, rate), rate)  # as a session has it
    assert heard_in(recognizer, quiet.samples, rate) == []
    # The same ear hears well enough: what it did not hear was not there.
    assert text_of(heard_in(recognizer, joined(0.5, say(EASY), 1.0, rate=rate), rate)) == EASY


def test_sound_while_closed_is_dropped_and_never_heard(say, model):
    recognizer = VoskRecognizer(model, 16000)
    speech = joined(0.5, say(EASY), 1.0)
    assert fed(recognizer, speech) == []
    recognizer.open(1)
    assert recognizer.is_open
    recognizer.close()
    assert fed(recognizer, speech) == []
    assert heard_in(recognizer, joined(2.0)) == []


@pytest.mark.parametrize("rate", [16000, 48000])
def test_opening_again_forgets_what_was_not_settled(say, model, rate):
    recognizer = VoskRecognizer(model, rate)
    recognizer.open(1)
    fed(recognizer, joined(0.5, say(EASY), rate=rate), rate)
    heard = heard_in(
        recognizer, joined(0.5, say("today i felt calm"), 1.0, rate=rate), rate, turn=2
    )
    assert {event.turn for event in heard} == {2}
    assert text_of(heard) == "today i felt calm"


def test_the_same_sound_is_heard_the_same_every_time(say, model):
    # So quiet that a difference of one in a sample would show.
    samples = joined(0.5, say(SENTENCES[0]), 1.0, rate=48000) // 512
    ears = [VoskRecognizer(model, 48000) for _ in range(3)]
    for recognizer in ears:
        recognizer.open(1)
    first, *others = (
        [*fed(recognizer, samples, 48000), *recognizer.close()] for recognizer in ears
    )
    assert text_of(event for event in first if isinstance(event, Heard)) == SENTENCES[0]
    assert others == [first, first]


def hinted(model, samples, phrases):
    recognizer = VoskRecognizer(model, 16000)
    recognizer.open(1, phrases)
    events = [*fed(recognizer, samples), *recognizer.close()]
    return text_of(event for event in events if isinstance(event, Heard))


@pytest.mark.parametrize("expects", ["yes-no", "number", "choice"])
def test_what_is_expected_is_not_heard_in_other_speech(say, model, expects):
    phrases = phrases_for(expects, ("kept", "let go"))
    assert hinted(model, joined(0.5, say(EASY), 1.0), phrases) == EASY


def test_a_command_is_heard_where_a_number_is_expected(say, model):
    for command in ("skip", "pause", "stop"):
        assert hinted(model, joined(0.5, say(command), 1.0), phrases_for("number")) == command


def test_a_number_is_heard_better_where_one_is_expected(say, model):
    for number in ("eight", "about a five", "between two and three"):
        assert hinted(model, joined(0.5, say(number), 1.0), phrases_for("number")) == number


def test_a_hint_with_words_that_the_model_does_not_know_is_left_out_in_silence(say, model, capfd):
    phrases = ("kept", "zzyzx", "the zzyzx one", "let go")
    assert hinted(model, joined(0.5, say("let go"), 1.0), phrases) == "let go"
    # Half of a phrase would be another one.
    assert hinted(model, joined(0.5, say("the one"), 1.0), ("the zzyzx one", "kept")) == "the one"
    assert hinted(model, joined(0.5, say(EASY), 1.0), ("zzyzx",)) == EASY
    assert capfd.readouterr() == ("", "")  # Vosk would complain there


def test_words_heard_with_a_hint_have_their_times(say, model):
    recognizer = VoskRecognizer(model, 16000)
    recognizer.open(1, phrases_for("yes-no"))
    sound = joined(1.0, say("yes"), 1.0, say("yes"), 1.0)
    events = [*fed(recognizer, sound), *recognizer.close()]
    heard = [event for event in events if isinstance(event, Heard) and event.final and event.text]
    assert [event.text for event in heard] == ["yes", "yes"]
    assert 0.9 < heard[0].started < 1.3
    assert heard[1].started > heard[0].ended + 0.8


def test_marks_for_what_is_not_a_word_are_left_out(say, model):
    # Only a grammar makes this model write [unk]; other models do so by themselves.
    recognizer = VoskRecognizer(model, 16000)
    recognizer._new_recognizer = partial(
        recognizer._new_recognizer, '["promise", "early", "[unk]"]'
    )
    heard = heard_in(recognizer, joined(0.5, say("i kept my promise"), 1.0))
    assert text_of(heard) == "promise"
    assert {word.word for event in heard for word in event.words} == {"promise"}
    assert {event.text for event in heard} <= {"promise", ""}


def test_a_partial_that_turns_out_to_be_nothing_is_taken_back(say, model):
    recognizer = VoskRecognizer(model, 16000)
    recognizer.open(1)
    fed(recognizer, joined(0.5, say("i kept my promise")))
    recognizer._turn.recognizer.Reset()  # Vosk now knows of nothing said.
    assert recognizer.close() == [Heard(1, "", final=True)]


def broken(model: SpeechModel, folder: Path, file: str, content: bytes | None) -> Path:
    """A copy of the model in which one file has other content, or is missing."""
    shutil.copytree(model.path, folder)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("am/final.mdl", None),
        ("am/final.mdl", b""),
        ("am/final.mdl", b"this is not a neural network"),
        ("conf/model.conf", None),
        ("conf/model.conf", b""),  # Vosk would end the process
        ("conf/mfcc.conf", None),
        ("graph/words.txt", None),
        ("graph/words.txt", b""),  # Vosk would hear nothing, and say nothing
        ("graph/HCLr.fst", None),
        ("graph/Gr.fst", b"half a gra"),
    ],
)
def test_a_broken_model_is_named_with_its_folder(model, tmp_path, file, content):
    folder = broken(model, tmp_path / "torn", file, content)
    with pytest.raises(CoachError) as caught:
        VoskRecognizer(folder, 16000)
    assert caught.value.code == "ear.model-broken"
    assert str(folder) in caught.value.message


def test_an_empty_model_folder_is_a_broken_model(tmp_path, capfd):
    with pytest.raises(CoachError, match="Put the whole model there again") as caught:
        VoskRecognizer(tmp_path, 16000)
    assert caught.value.code == "ear.model-broken"
    assert str(tmp_path) in caught.value.message
    assert capfd.readouterr() == ("", "")  # Vosk would complain there


def test_a_missing_model_folder_is_named(tmp_path):
    with pytest.raises(CoachError, match="Choose another model") as caught:
        VoskRecognizer(str(tmp_path / "gone"), 16000)
    assert caught.value.code == "ear.model-missing"
    assert str(tmp_path / "gone") in caught.value.message


def test_without_vosk_the_ear_says_what_to_install(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "vosk", None)
    with pytest.raises(CoachError, match="package vosk") as caught:
        VoskRecognizer(model, 16000)
    assert caught.value.code == "ear.missing"


def test_hearing_writes_nothing_on_the_terminal(model):
    script = (
        "import sys, numpy; from voice_coach.stt.vosk_engine import VoskRecognizer; "
        "ear = VoskRecognizer(sys.argv[1], 48000); ear.open(1); "
        "ear.feed(numpy.zeros(96000, numpy.int16)); ear.close()"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, model.path], capture_output=True, text=True, check=True
    )
    assert (run.stdout, run.stderr) == ("", "")


def test_importing_the_ear_does_not_import_vosk():
    script = (
        "import sys, voice_coach.stt.vosk_engine, voice_coach.stt.listener; "
        "import voice_coach.stt.models, voice_coach.stt.base, voice_coach.stt.transcription; "
        "print('vosk' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_a_word_that_begins_with_the_first_sample_is_heard_whole(spoken) -> None:
    recognizer = VoskRecognizer(shipped_model(), 22050)
    recognizer.open(1)
    samples = spoken.render("today i sat on the sofa", VoiceSettings(rate=150)).samples
    events = [e for i in range(0, len(samples), 441) for e in recognizer.feed(samples[i : i + 441])]
    events += recognizer.close()
    finals = [e for e in events if isinstance(e, Heard) and e.final]
    assert " ".join(e.text for e in finals) == "today i sat on the sofa"
    assert finals[0].words[0].start < 0.15


def test_a_model_whose_making_was_interrupted_is_taken_away_in_silence(capfd) -> None:
    vosk = import_vosk()
    for kind in (vosk.Model, vosk.KaldiRecognizer):
        half_made = kind.__new__(kind)
        del half_made
    assert capfd.readouterr().err == ""


def test_vosk_is_imported_without_what_it_would_download_with() -> None:
    code = (
        "import sys; from voice_coach.stt.vosk_engine import import_vosk; import_vosk(); "
        "print({'requests', 'urllib3', 'urllib.request', 'http.client', 'ssl', 'tqdm'}"
        " & set(sys.modules)); import urllib.request; print(urllib.request.urlretrieve.__name__)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines() == ["set()", "urlretrieve"]
