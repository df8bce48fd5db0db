"""The child process that speaks: it may die or hang, and must leave nothing behind."""

import json
import os
import select
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from voice_coach.errors import CoachError
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer
from voice_coach.tts.voice_process import _Child

pytestmark = pytest.mark.program

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "I kept a small promise today."
MARZIPAN = "marzipan"  # a word that stands in no command line by chance


@pytest.fixture
def voice() -> Iterator[Pyttsx3Synthesizer]:
    voice = Pyttsx3Synthesizer()
    yield voice
    voice.close()


def child_of(voice: Pyttsx3Synthesizer) -> _Child:
    assert voice.process._child is not None
    return voice.process._child


def wait_until_asked(child: _Child) -> None:
    """Until a request is on its way to the child."""
    while child.is_in_sync:
        pass


def run_child(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "voice_coach.tts.pyttsx3_process", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )


def ask(text: str) -> bytes:
    request = {"text": text, "voice": "", "rate": 145, "volume": 1.0}
    return json.dumps(request).encode() + b"\n"


def test_starting_ahead_uses_the_same_child_for_the_first_sentence(voice):
    voice.start()
    pid = voice.process.pid

    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0
    assert voice.process.pid == pid


def test_a_voice_starts_no_child_before_it_is_needed(voice):
    assert voice.process.pid is None


def test_a_child_killed_between_two_sentences_is_replaced(voice):
    before = voice.render(SENTENCE, VoiceSettings())
    killed = child_of(voice)
    killed.process.kill()
    killed.process.wait()

    after = voice.render(SENTENCE, VoiceSettings())

    assert after.seconds == pytest.approx(before.seconds, rel=0.01)
    assert voice.process.pid != killed.process.pid
    assert not killed.folder.exists()


def test_a_child_killed_within_a_sentence_is_replaced_and_the_sentence_is_spoken(voice):
    before = voice.render(SENTENCE, VoiceSettings())
    killed = child_of(voice)
    killed.process.send_signal(signal.SIGSTOP)
    sounds = []
    asking = threading.Thread(target=lambda: sounds.append(voice.render(SENTENCE, VoiceSettings())))
    asking.start()
    wait_until_asked(killed)
    killed.process.kill()
    asking.join()

    assert sounds[0].seconds == pytest.approx(before.seconds, rel=0.01)
    assert voice.process.pid != killed.process.pid
    assert not killed.folder.exists()


def test_a_child_that_hangs_is_replaced_at_the_deadline_and_the_sentence_is_spoken():
    voice = Pyttsx3Synthesizer(deadline=4.0)
    before = voice.render(SENTENCE, VoiceSettings())
    hung = child_of(voice)
    hung.process.send_signal(signal.SIGSTOP)

    after = voice.render(SENTENCE, VoiceSettings())
    voice.close()

    assert after.seconds == pytest.approx(before.seconds, rel=0.01)
    assert hung.process.returncode == -signal.SIGKILL
    assert not hung.folder.exists()


def test_a_voice_is_closed_long_before_the_deadline_of_a_child_that_hangs():
    voice = Pyttsx3Synthesizer(deadline=60)
    voice.render(SENTENCE, VoiceSettings())
    hung = child_of(voice)
    hung.process.send_signal(signal.SIGSTOP)
    errors = []

    def speak() -> None:
        with pytest.raises(CoachError) as caught:
            voice.render(SENTENCE, VoiceSettings())
        errors.append(caught.value.code)

    speaking = threading.Thread(target=speak)
    speaking.start()
    wait_until_asked(hung)
    begun = time.monotonic()
    voice.close()
    speaking.join()

    assert time.monotonic() - begun < 30
    assert errors == ["voice.failed"]
    assert voice.process.pid is None
    assert not hung.folder.exists()


def test_an_engine_that_always_hangs_is_one_clear_error(tmp_path, monkeypatch):
    (tmp_path / "pyttsx3.py").write_text("import threading; threading.Event().wait()")
    monkeypatch.syspath_prepend(tmp_path)
    voice = Pyttsx3Synthesizer(deadline=0.5)

    with pytest.raises(CoachError) as caught:
        voice.render(MARZIPAN, VoiceSettings())

    assert caught.value.code == "voice.hung"
    assert "0.5 seconds" in caught.value.message
    assert MARZIPAN not in caught.value.message
    assert voice.process.pid is None


def test_an_engine_that_always_dies_is_one_clear_error(tmp_path, monkeypatch, voice):
    (tmp_path / "pyttsx3.py").write_text("import os; os._exit(1)")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(CoachError) as caught:
        voice.render(MARZIPAN, VoiceSettings())

    assert caught.value.code == "voice.failed"
    assert MARZIPAN not in caught.value.message
    assert voice.process.pid is None


def test_an_engine_that_is_not_installed_is_an_error_with_its_remedy(tmp_path, monkeypatch, voice):
    (tmp_path / "pyttsx3.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(tmp_path)

    for ask_for in (lambda: voice.render(SENTENCE, VoiceSettings()), voice.voices):
        with pytest.raises(CoachError) as caught:
            ask_for()
        assert caught.value.code == "voice.missing"
        assert "pip install pyttsx3" in caught.value.message


def test_a_python_that_cannot_be_started_is_one_clear_error(tmp_path, monkeypatch, voice):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(CoachError) as caught:
        voice.start()

    assert caught.value.code == "voice.failed"
    assert list(tmp_path.iterdir()) == []


def test_a_module_in_the_current_folder_is_not_taken_for_ours(tmp_path, monkeypatch, voice):
    (tmp_path / "wave.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)

    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0


def test_a_voice_without_a_dictionary_is_an_error_that_does_not_quote_the_text(voice):
    with pytest.raises(CoachError) as caught:
        voice.render(MARZIPAN, VoiceSettings(voice="trk/kaa"))

    assert caught.value.code == "voice.failed"
    assert "'trk/kaa'" in caught.value.message
    assert MARZIPAN not in caught.value.message


def test_what_libespeak_complains_of_is_not_printed(voice, capfd):
    with pytest.raises(CoachError):
        voice.render(MARZIPAN, VoiceSettings(voice="trk/kaa"))
    voice.close()

    assert capfd.readouterr() == ("", "")


def test_a_language_and_a_variant_make_another_voice(voice):
    plain, high = (
        voice.render(SENTENCE, VoiceSettings(voice=name)) for name in ("gmw/en-us", "en-us+f3")
    )

    def pitch(sound):
        """The strongest period between 60 and 400 Hz, as a frequency."""
        power = np.abs(np.fft.rfft(sound.samples.astype(float), 2 * len(sound.samples))) ** 2
        echo = np.fft.irfft(power)[sound.rate // 400 : sound.rate // 60]
        return sound.rate / (sound.rate // 400 + np.argmax(echo))

    assert pitch(high) > 1.5 * pitch(plain)


@pytest.mark.parametrize(
    "name", ["gmw/en-us+nobody", "f3", "!v/f3", "+f3", "../../etc", "mb/mb-us1"]
)
def test_a_voice_espeak_would_quietly_replace_is_unknown(voice, name):
    with pytest.raises(CoachError) as caught:
        voice.render(SENTENCE, VoiceSettings(voice=name))

    assert caught.value.code == "voice.unknown"


def test_a_misspelt_voice_is_told_the_nearest(voice):
    with pytest.raises(CoachError, match="gmw/en-us"):
        voice.render(SENTENCE, VoiceSettings(voice="gmw/en_us"))


@pytest.mark.parametrize("name", ["", "gmw/en-us+f3"])
def test_the_same_sentences_in_the_same_order_are_the_same_samples_at_any_time(name):
    spoken = set()
    begun = time.monotonic()
    while time.monotonic() < begun + 1.5:  # espeak seeds the breath of +f3 with the second
        voice = Pyttsx3Synthesizer()
        sounds = [
            voice.render(text, VoiceSettings(voice=name)) for text in (SENTENCE, "Yes.", SENTENCE)
        ]
        voice.close()
        spoken.add(b"".join(sound.samples.tobytes() for sound in sounds))

    assert len(spoken) == 1


def test_no_file_is_left_after_a_sentence_and_no_folder_after_closing(voice):
    voice.render(SENTENCE, VoiceSettings())
    folder = child_of(voice).folder

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []
    voice.close()
    assert not folder.exists()


def test_a_child_told_to_terminate_takes_its_folder_along(voice):
    voice.render(SENTENCE, VoiceSettings())
    child = child_of(voice)
    child.process.terminate()
    child.process.wait()

    assert not child.folder.exists()


def test_a_child_lets_ctrl_c_be_its_parents_matter(voice):
    voice.render(SENTENCE, VoiceSettings())
    pid = voice.process.pid
    os.kill(pid, signal.SIGINT)

    voice.render(SENTENCE, VoiceSettings())
    assert voice.process.pid == pid


def test_a_child_ends_with_its_parent_and_takes_its_folder_along():
    program = (
        "from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer, VoiceSettings\n"
        "voice = Pyttsx3Synthesizer()\n"
        f"voice.render({SENTENCE!r}, VoiceSettings())\n"
        "print(voice.process.pid, voice.process._child.folder, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        pid, folder = parent.stdout.readline().split()
        child = os.pidfd_open(int(pid))
        parent.kill()
        ended, _, _ = select.select([child], [], [], 60)
        os.close(child)

    assert ended
    assert not Path(folder).exists()


def test_a_child_that_is_stuck_ends_when_its_parent_has_gone(tmp_path):
    folder = tmp_path / "speech"
    folder.mkdir()
    with run_child(folder) as child:
        child.stdin.write(ask(SENTENCE) * 5)
        child.stdin.flush()
        child.stdout.read(1)  # it has answered, and is stuck: nobody reads any further
        child.stdin.close()
        child.wait(timeout=60)

    assert not folder.exists()


def test_a_child_ends_when_its_parent_was_killed_within_a_request(tmp_path):
    folder = tmp_path / "speech"
    folder.mkdir()
    with run_child(folder) as child:
        child.stdin.write(ask("hello")[:-10])
        child.stdin.close()
        child.wait(timeout=60)

    assert not folder.exists()


def test_ctrl_c_within_a_sentence_does_not_put_the_next_out_of_step():
    program = (
        "import os, signal, threading\n"
        "from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer, VoiceSettings\n"
        "voice = Pyttsx3Synthesizer(deadline=4.0)\n"
        "short = voice.render('Yes.', VoiceSettings()).seconds\n"
        "child = voice.process._child\n"
        "child.process.send_signal(signal.SIGSTOP)\n"
        "def interrupt():\n"
        "    while child.is_in_sync: pass\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "threading.Thread(target=interrupt).start()\n"
        "try:\n"
        "    voice.render('A much longer sentence than the other one.', VoiceSettings())\n"
        "except KeyboardInterrupt:\n"
        "    again = voice.render('Yes.', VoiceSettings()).seconds\n"
        "    print(abs(again - short) < 0.05, child.folder.exists())\n"
        "voice.close()\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["True", "False"]


def test_a_text_stands_in_no_command_line_and_no_environment(voice):
    def exposed() -> list[bytes]:
        shown = []
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ"):
                try:
                    shown.append((process / name).read_bytes())
                except OSError:  # it has ended, or is another user's
                    continue
        return shown

    voice.start()
    asking = threading.Thread(target=lambda: voice.render(f"{MARZIPAN} " * 50, VoiceSettings()))
    asking.start()
    wait_until_asked(child_of(voice))
    during = exposed()
    asking.join()

    assert any(b"voice_coach.tts.pyttsx3_process" in line for line in during)
    assert not any(MARZIPAN.encode() in line for line in during + exposed())


def test_the_child_stays_small(voice):
    voice.render(SENTENCE, VoiceSettings())

    assert psutil.Process(voice.process.pid).memory_info().rss < 40 * 1024 * 1024


def test_the_child_imports_nothing_heavy():
    program = "import sys, voice_coach.tts.pyttsx3_process; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    heavy = {"numpy", "soxr", "msgspec", "vosk", "sounddevice", "sqlite_utils", "asyncio"}
    assert heavy.isdisjoint(said.stdout.split())


def test_a_voice_that_was_closed_speaks_again_when_asked(voice):
    voice.render(SENTENCE, VoiceSettings())
    voice.close()
    assert voice.process.pid is None

    assert voice.render(SENTENCE, VoiceSettings()).seconds > 1.0
