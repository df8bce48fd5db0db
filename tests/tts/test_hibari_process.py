"""The natural voice: its child process, its pace, its dictionaries, and that it stays offline."""

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from voice_coach.audio.sound import Sound
from voice_coach.errors import CoachError
from voice_coach.nlu.text import sentences
from voice_coach.settings import Home
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.hibari_engine import HibariSynthesizer
from voice_coach.tts.hibari_process import HibariSpeech

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(
        importlib.util.find_spec("hibari") is None, reason="the extra `natural` is not installed"
    ),
]

PROMPT = (
    "Lie down, or sit in a way that lets your back be long. Let your hands rest. There is nothing "
    "to do well here, and nothing to finish. Think of one small thing you told yourself you would "
    "do, and did. It may be as small as a glass of water. Take your time. What was it? "
    "Stay with it for a moment, without making it bigger. Notice how it feels to have kept it."
)
LONG = (
    "If there is a pause in a sentence, it gets longer, because the voice itself can go no slower."
)


@pytest.fixture(scope="module")
def voice() -> Iterator[HibariSynthesizer]:
    voice = HibariSynthesizer()
    yield voice
    voice.close()


@pytest.fixture(scope="module")
def speech() -> HibariSpeech:
    """The engine in this process."""
    return HibariSpeech(None)


def words_a_minute(sounds: list[Sound], pause: float) -> float:
    return len(PROMPT.split()) * 60 / sum(sound.seconds + pause for sound in sounds)


@pytest.mark.parametrize(("pace", "pause"), [(110, 0.9), (120, 0.6), (145, 0.3)])
def test_a_prompt_has_the_words_a_minute_of_its_pace(voice, pace, pause):
    sounds = [voice.render(text, VoiceSettings(rate=pace)) for text in sentences(PROMPT)]

    assert words_a_minute(sounds, pause) == pytest.approx(pace, rel=0.1)


def test_below_its_slowest_pace_the_pauses_get_longer_and_the_words_stay(voice):
    slow, slower = (voice.render(LONG, VoiceSettings(rate=rate)) for rate in (128, 100))

    def spoken(sound: Sound) -> float:
        """Seconds of it that are not quiet."""
        frames = sound.samples[: len(sound.samples) // 240 * 240].reshape(-1, 240).astype(float)
        return float(np.count_nonzero(np.sqrt((frames**2).mean(1)) > 50)) * 0.01

    assert slower.seconds > slow.seconds + 0.8
    assert spoken(slower) == pytest.approx(spoken(slow), rel=0.1)


def test_the_same_sentence_is_always_the_same_samples(voice):
    first = voice.render(PROMPT, VoiceSettings())
    voice.render("Something else.", VoiceSettings())

    assert np.array_equal(voice.render(PROMPT, VoiceSettings()).samples, first.samples)


def test_its_packed_dictionaries_read_as_hibaris_own_do(speech):
    from hibari.g2p import G2P

    own, packed = G2P(), speech._g2p(british=False)
    for sentence in [
        *sentences(PROMPT),
        "I read what I had read; they live in a live house.",
        "On 3/5/2026 at 7:30 pm Dr. Smith paid $4.50, i.e. 20 % less.",
        "Xanthippe and Siobhan said: i kept my promise.",
    ]:
        assert packed(sentence) == own(sentence)


def test_a_voice_that_is_not_installed_is_unknown_and_nothing_is_fetched(voice):
    with pytest.raises(CoachError) as caught:  # a socket would fail this test
        voice.render("hello", VoiceSettings(voice="emma"))

    assert caught.value.code == "voice.unknown"
    assert voice.voices() == ("heart",)


def test_its_own_downloader_cannot_open_an_address():
    program = (
        "import sys\n"
        "from voice_coach.tts.hibari_process import HibariSpeech\n"
        "HibariSpeech(None).render('hello', '', 145, 1.0)\n"
        "from hibari import voices\n"
        "try:\n"
        "    voices.voice_path('emma')\n"
        "except AttributeError:\n"
        "    print('nothing to open it with', 'urllib.request' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert said.stdout == "nothing to open it with False\n", said.stderr


def test_a_voice_in_the_home_folder_speaks(speech, home):
    (home / "voices" / "hibari").mkdir(parents=True)
    bundled = speech._assets / "hibari.onnx"
    (home / "voices" / "hibari" / "kore.onnx").write_bytes(bundled.read_bytes())
    other = HibariSynthesizer()
    other.set_home(Home(home))
    try:
        assert other.voices() == ("heart", "kore")
        assert other.render("hello", VoiceSettings(voice="kore")).seconds > 0.2
    finally:
        other.close()


def test_a_damaged_voice_is_one_clear_error(home):
    folder = home / "voices" / "hibari"
    folder.mkdir(parents=True)
    (folder / "kore.onnx").write_bytes(b"not a network")
    damaged = HibariSynthesizer()
    damaged.set_home(Home(home))
    try:
        with pytest.raises(CoachError, match=r"'kore' failed: its file is damaged") as caught:
            damaged.render("marzipan", VoiceSettings(voice="kore"))
    finally:
        damaged.close()

    assert caught.value.code == "voice.failed"
    assert "marzipan" not in caught.value.message


def test_a_child_that_was_killed_is_replaced(voice):
    before = voice.render("hello", VoiceSettings())
    killed = psutil.Process(voice.process.pid)
    killed.kill()
    killed.wait()

    assert voice.render("hello", VoiceSettings()).seconds == before.seconds
    assert voice.process.pid != killed.pid


def test_one_that_hangs_is_an_error_at_the_deadline():
    hanging = HibariSynthesizer(deadline=0.5, start_seconds=0)
    hanging.start()
    os.kill(hanging.process.pid, signal.SIGSTOP)

    with pytest.raises(CoachError, match=r"within 0.5 seconds\.") as caught:
        hanging.render("hello", VoiceSettings())

    assert caught.value.code == "voice.hung"
    assert hanging.process.pid is None


def test_its_process_stays_small(voice):
    for text in (PROMPT, LONG, "Xanthippe."):
        voice.render(text, VoiceSettings())

    assert psutil.Process(voice.process.pid).memory_info().rss < 125 * 1024 * 1024


def test_a_library_that_is_missing_is_an_error_with_its_remedy(tmp_path, monkeypatch):
    (tmp_path / "hibari.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)
    missing = HibariSynthesizer()

    with pytest.raises(CoachError, match=r"pip install 'voice-coach\[natural\]'") as caught:
        missing.render("hello", VoiceSettings())
    missing.close()

    assert caught.value.code == "voice.missing"


def pitch(sound: Sound) -> float:
    """The median of the voice's pitch, in Hz, by autocorrelation of 50 ms at a time."""
    size = sound.rate // 20
    found = []
    for start in range(0, len(sound.samples) - size, size):
        frame = sound.samples[start : start + size].astype(np.float64)
        likeness = np.correlate(frame, frame, "full")[size - 1 :]
        period = sound.rate // 400 + int(np.argmax(likeness[sound.rate // 400 : sound.rate // 80]))
        if np.sqrt(np.mean(frame**2)) > 800 and likeness[period] > 0.5 * likeness[0]:
            found.append(sound.rate / period)
    return float(np.median(found))


def test_a_voice_can_be_deeper_or_higher_at_the_same_pace(voice):
    low, usual, high = (
        voice.render(PROMPT[:120], VoiceSettings(f"heart{register}", rate=120))
        for register in ("+low", "", "+high")
    )

    assert pitch(low) < 0.92 * pitch(usual)
    assert pitch(high) > 1.06 * pitch(usual)
    assert [low.seconds, high.seconds] == pytest.approx([usual.seconds] * 2, rel=0.1)


def test_a_register_it_does_not_have_is_an_unknown_voice(voice):
    with pytest.raises(CoachError, match="'heart\\+bass'") as caught:
        voice.render("Hello.", VoiceSettings("heart+bass"))

    assert caught.value.code == "voice.unknown"


def test_onnxruntime_leaves_no_files_in_which_it_counts_what_it_ran(tmp_path, monkeypatch):
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    voice = HibariSynthesizer()
    try:
        assert voice.render("Hello.", VoiceSettings()).seconds > 0.2
    finally:
        voice.close()

    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("text", ["How calm are you now?", "Thank you for that.", "And now?"])
def test_a_prompt_is_audible_within_a_twentieth_of_a_second_and_begins_from_nothing(voice, text):
    sound = voice.render(text, VoiceSettings(rate=120))

    audible = np.flatnonzero(np.abs(sound.samples.astype(int)) > 200)
    assert audible[0] / sound.rate < 0.05
    assert abs(int(sound.samples[0])) <= 1
