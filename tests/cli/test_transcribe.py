"""`voice-coach transcribe`: any recording, as text, JSON or subtitles."""

import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
import soundfile
from srt import parse

from voice_coach import texts
from voice_coach.audio.sound import silence
from voice_coach.stt.transcription import word_error_rate
from voice_coach.tts.base import VoiceSettings

SENTENCES = (
    "i will walk around the block after lunch",
    "i kept my promise and went to bed early",
    "the meeting went better than i expected",
    "it helps me to go outside and look at the sky",
    "i can trust myself with small things first",
)
REFERENCE = " ".join(SENTENCES)

KINDS = (
    # name            Hz     channels  sample         error rate at most
    ("phone.wav",      8000, 1, "PCM_16",         0.30),
    ("law.wav",        8000, 1, "ULAW",           0.30),
    ("plain.wav",     16000, 1, "PCM_16",         0.10),
    ("coarse.wav",    16000, 1, "PCM_U8",         0.10),
    ("studio.wav",    44100, 2, "PCM_24",         0.10),
    ("float.wav",     48000, 2, "FLOAT",          0.10),
    ("small.flac",    16000, 1, "PCM_16",         0.10),
    ("large.flac",    48000, 2, "PCM_24",         0.10),
    ("music.ogg",     44100, 2, "VORBIS",         0.15),
    ("note.opus",     48000, 1, "OPUS",           0.15),
    ("player.mp3",    44100, 2, "MPEG_LAYER_III", 0.15),
    ("apple.aiff",    44100, 1, "PCM_16",         0.10),
)  # fmt: skip
"""8000 Hz is half of what the model was trained on, and its sounds are hardly heard there."""


@pytest.fixture(scope="session")
def talk(spoken):
    """The sentences with a breath between them, by rate in Hz: shape (frames,), full scale 1.0."""

    def talk(rate):
        parts = []
        for sentence in SENTENCES:
            parts += [spoken.render(sentence, VoiceSettings(rate=150)).at(rate), silence(0.6, rate)]
        return np.concatenate([part.samples for part in parts]) / 32768

    return talk


@pytest.fixture
def recorded(tmp_path, talk):
    """Writes the sentences to a file."""

    def recorded(name="talk.wav", rate=16000, channels=1, subtype=None):
        path = tmp_path / name
        samples = np.tile(talk(rate)[:, np.newaxis], channels)
        kind = "OGG" if path.suffix == ".opus" else None
        soundfile.write(path, samples, rate, subtype=subtype, format=kind)
        return path

    return recorded


def lines_of(stderr):
    """What is said on stderr, without what is said of the model that ships."""
    notice, *lines = stderr.splitlines()
    said, _, _ = texts.SMALL_MODEL.partition("{command}")
    assert re.fullmatch(rf"voice-coach: {re.escape(said)}.+ models install", notice)
    return lines


def test_what_was_said_is_heard_in_every_format_at_every_rate(run, recorded) -> None:
    paths = {
        recorded(name, rate, channels, subtype): most
        for name, rate, channels, subtype, most in KINDS
    }
    done = run("transcribe", *map(str, paths), "--format", "json")
    assert done.returncode == 0
    assert lines_of(done.stderr) == []
    rows = json.loads(done.stdout)
    assert [row["file"] for row in rows] == [str(path) for path in paths]
    wrong = {}
    for row, (path, most) in zip(rows, paths.items(), strict=True):
        heard = " ".join(segment["text"] for segment in row["segments"])
        if (rate := word_error_rate(REFERENCE, heard)) > most:
            wrong[path.name] = rate
    assert wrong == {}


def test_one_recording_is_its_text_alone(run, recorded) -> None:
    done = run("transcribe", str(recorded()))
    assert done.returncode == 0
    assert word_error_rate(REFERENCE, done.stdout) <= 0.1
    assert len(done.stdout.splitlines()) < len(SENTENCES) * 2


def test_several_recordings_have_a_heading_each(run, recorded) -> None:
    one, two = recorded("one.wav"), recorded("two.flac")
    stdout = run("transcribe", str(one), str(two)).stdout
    first, second = stdout.split("\n\n")[:2]
    assert first.startswith(f"{one}:\n")
    assert second.startswith(f"{two}:\n")
    assert first.partition("\n")[2] == second.partition("\n")[2]


def test_json_tells_where_every_word_is(run, recorded) -> None:
    path = recorded("talk.flac", 44100, 2)
    (row,) = json.loads(run("transcribe", str(path), "--format", "json").stdout)
    assert row["file"] == str(path)
    assert row["seconds"] == pytest.approx(soundfile.info(path).duration, abs=0.001)
    assert (row["model"], row["language"]) == ("en-us", "en-us")
    assert 0 < row["realtime_factor"] < 1
    assert row["word_error_rate"] is None
    assert row["error"] is None
    latest = 0.0
    for segment in row["segments"]:
        assert segment["text"] == " ".join(word["word"] for word in segment["words"])
        assert 0 < segment["confidence"] <= 1
        for word in segment["words"]:
            assert latest <= word["start"] < word["end"] <= row["seconds"]
            assert 0 < word["conf"] <= 1
            latest = word["end"]
        assert segment["start"] == segment["words"][0]["start"]
        assert segment["end"] == segment["words"][-1]["end"]


def test_json_may_be_asked_for_as_everywhere_else(run, recorded) -> None:
    path = recorded()
    (one,) = json.loads(run("transcribe", str(path), "--json").stdout)
    (other,) = json.loads(run("transcribe", str(path), "--format", "json").stdout)
    assert one["segments"] == other["segments"] != []
    assert run("transcribe", str(path), "--json", "--format", "srt").returncode == 2


def test_how_to_get_another_model_is_told_for_the_home_folder_that_was_named(
    run, recorded, tmp_path
) -> None:
    other = tmp_path / "other home"
    done = run("transcribe", str(recorded()), "--home", str(other))
    assert done.stderr.endswith(f"models install --home '{other}'\n")
    other.mkdir()
    (other / "settings.toml").write_text('language = "xx"\n')
    done = run("transcribe", str(recorded()), "--home", str(other))
    assert done.stderr.endswith(f" models --home '{other}'\n")


def test_subtitles_are_read_by_others_and_stand_where_the_words_are_said(run, recorded) -> None:
    path = recorded()
    shown = list(parse(run("transcribe", str(path), "--format", "srt").stdout))
    assert word_error_rate(REFERENCE, " ".join(each.content for each in shown)) <= 0.1
    assert [each.index for each in shown] == list(range(1, len(shown) + 1))
    lines = [line for each in shown for line in each.content.splitlines()]
    assert max(map(len, lines)) <= 42
    begins = [each.start.total_seconds() for each in shown]
    assert begins == sorted(begins)
    assert begins[0] < 0.2
    assert shown[-1].end.total_seconds() <= soundfile.info(path).duration


# Into a file.


def test_out_is_written_whole_and_for_its_owner_alone(run, recorded, tmp_path) -> None:
    out = tmp_path / "talk.txt"
    out.write_text("older")
    out.chmod(0o644)
    path = recorded()
    done = run("transcribe", str(path), "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert word_error_rate(REFERENCE, out.read_text()) <= 0.1
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(tmp_path.glob(".*")) == []


def test_a_dash_is_stdout(run, recorded) -> None:
    assert word_error_rate(REFERENCE, run("transcribe", str(recorded()), "--out", "-").stdout) < 0.1


def test_out_follows_a_link_and_leaves_it_one(run, recorded, tmp_path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    run("transcribe", str(recorded()), "--out", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text()


def test_where_nothing_was_heard_at_all_the_older_file_stays(run, tmp_path) -> None:
    out = tmp_path / "talk.txt"
    out.write_text("older")
    assert run("transcribe", str(tmp_path / "gone.wav"), "--out", str(out)).returncode == 1
    assert out.read_text() == "older"
    assert sorted(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("out", ["missing/talk.txt", ".", "pipe"])
def test_a_place_that_cannot_be_written_is_told_before_the_work(run, tmp_path, out) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = run("transcribe", str(tmp_path / "gone.wav"), "--out", str(tmp_path / out))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"voice-coach: {tmp_path / out} cannot be written: ")


@pytest.mark.program
def test_a_full_disk_behind_stdout_is_one_line(recorded) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - it is a device
        done = subprocess.run(
            [sys.executable, "-m", "voice_coach", "transcribe", str(recorded())],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    (line,) = lines_of(done.stderr)
    assert line.startswith("voice-coach: stdout cannot be written: No space left on device.")


@pytest.mark.program
def test_a_full_disk_leaves_the_older_file_as_it_was(recorded, tmp_path) -> None:
    out = tmp_path / "talk.txt"
    out.write_text("older")
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "from voice_coach.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "transcribe", str(recorded()), "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = lines_of(done.stderr)
    assert line.startswith(f"voice-coach: {out} cannot be written: File too large.")
    assert out.read_text() == "older"
    assert sorted(tmp_path.glob(".*")) == []


def test_out_over_a_recording_is_wrong_usage(run, recorded) -> None:
    path = recorded()
    before = path.read_bytes()
    done = run("transcribe", str(path), "--out", str(path))
    assert done.returncode == 2
    assert path.read_bytes() == before


# What goes wrong.


def test_a_bad_recording_is_one_line_and_the_others_are_heard(run, recorded, tmp_path) -> None:
    good = recorded()
    bad = {
        "gone.wav": "There is no recording at",
        "empty.wav": "is empty",
        "text.wav": "it is text",
        "voice.m4a": "is damaged",
        "folder.wav": "it is a folder",
        "silent.wav": "holds no sound",
        "strange.wav": "4000 to 768000 Hz",
    }
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("dear diary\n" * 100)
    (tmp_path / "voice.m4a").write_bytes(b"\0\0\0\x20ftypM4A " + bytes(1000))
    (tmp_path / "folder.wav").mkdir()
    soundfile.write(tmp_path / "silent.wav", np.zeros(0), 16000)
    soundfile.write(tmp_path / "strange.wav", np.zeros(100), 100)
    done = run("transcribe", *(str(tmp_path / name) for name in bad), str(good))
    assert done.returncode == 1
    for line, (name, said) in zip(lines_of(done.stderr), bad.items(), strict=True):
        assert str(tmp_path / name) in line
        assert said in line
        assert "diary" not in line
    heading, _, text = done.stdout.partition("\n")
    assert heading == f"{good}:"
    assert word_error_rate(REFERENCE, text) <= 0.1


def test_json_tells_of_a_bad_recording_in_its_place(run, recorded, tmp_path) -> None:
    gone = tmp_path / "gone.wav"
    done = run("transcribe", str(gone), str(recorded()), "--format", "json")
    assert done.returncode == 1
    bad, good = json.loads(done.stdout)
    assert bad["error"]["code"] == "audio.no-file"
    assert str(gone) in bad["error"]["message"]
    assert (bad["seconds"], bad["segments"], bad["realtime_factor"]) == (0.0, [], None)
    assert good["error"] is None


def test_a_name_that_is_no_text_is_no_trouble(run, recorded, tmp_path) -> None:
    good = recorded().rename(tmp_path / "t\udcfflk.wav")
    for form in ("text", "json"):
        done = run("transcribe", str(good), str(tmp_path / "\udcff.wav"), "--format", form)
        assert done.returncode == 1
        assert "t\ufffdlk.wav" in done.stdout
        (line,) = lines_of(done.stderr)
        assert "There is no recording" in line


def test_a_recording_that_is_cut_off_is_heard_as_far_as_it_goes(run, recorded) -> None:
    path = recorded("talk.flac")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    done = run("transcribe", str(path))
    assert done.returncode == 1
    assert done.stdout.startswith(SENTENCES[0])
    assert SENTENCES[-1] not in done.stdout
    (line,) = lines_of(done.stderr)
    assert "is damaged" in line
    assert SENTENCES[0] not in line


@pytest.mark.engine
def test_silence_is_told_apart_from_a_failure(run, tmp_path) -> None:
    path = tmp_path / "quiet.wav"
    soundfile.write(path, np.zeros(32000), 16000)
    for form in ("text", "srt"):
        done = run("transcribe", str(path), "--format", form)
        assert (done.returncode, done.stdout) == (0, "")
        assert lines_of(done.stderr) == [f"voice-coach: No words were heard in {path}."]


def test_a_model_that_is_not_there_is_one_line(run, recorded) -> None:
    done = run("transcribe", str(recorded()), str(recorded("b.wav")), "--model", "no-such-model")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "no-such-model" in line


def test_a_model_in_a_folder_is_not_taken_for_the_model_that_ships(run, recorded, home) -> None:
    from voice_coach.stt.models import shipped_model

    (home / "models").mkdir(parents=True)
    (home / "models" / "mine").symlink_to(shipped_model().path)
    done = run("transcribe", str(recorded()), "--format", "json", "--model", "mine")
    assert done.stderr == ""
    (row,) = json.loads(done.stdout)
    assert (row["model"], row["language"]) == ("mine", None)


def test_subtitles_of_two_recordings_are_wrong_usage(run, tmp_path) -> None:
    assert run("transcribe", "a.wav", "b.wav", "--format", "srt").returncode == 2


# Comparing models.


def test_a_reference_tells_the_word_error_rate(run, recorded, tmp_path) -> None:
    path, reference = recorded(), tmp_path / "said.txt"
    reference.write_text("I can trust myself. " + REFERENCE.capitalize() + ".", encoding="utf-8")
    arguments = ("transcribe", str(path), "--reference", str(reference))
    done = run(*arguments)
    heard = word_error_rate(reference.read_text(), done.stdout)
    assert 4 / 51 <= heard < 0.2
    (line,) = lines_of(done.stderr)
    assert line.startswith(f"{path}: word error rate {heard:.1%}, real-time factor 0.")
    assert line.endswith("with en-us")
    (row,) = json.loads(run(*arguments, "--format", "json").stdout)
    assert row["word_error_rate"] == pytest.approx(heard, abs=0.0001)


def test_figures_tell_how_fast_it_was_heard(run, recorded) -> None:
    path = recorded()
    (line,) = lines_of(run("transcribe", str(path), "--figures").stderr)
    assert line.startswith(f"{path}: real-time factor 0.")


def test_a_reference_that_cannot_be_read_is_told_before_the_work(run, recorded, tmp_path) -> None:
    path = recorded()
    (tmp_path / "latin.txt").write_bytes("ich war müde".encode("latin-1"))
    (tmp_path / "empty.txt").write_text(" \n")
    for name in ("gone.txt", "latin.txt", "empty.txt"):
        done = run("transcribe", str(path), "--reference", str(tmp_path / name))
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert str(tmp_path / name) in line
        assert "ich war" not in line


def test_there_is_a_reference_for_each_recording_or_for_none(run, tmp_path) -> None:
    done = run("transcribe", "a.wav", "b.wav", "--reference", "a.txt")
    assert done.returncode == 2


# At a terminal.


def at_a_terminal(*arguments, until=b"", send=None):
    """Run it with stderr on a terminal; what that shows, stdout, and the exit status.

    Once `until` was shown, the signal `send` is sent.
    """
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "voice_coach", "transcribe", *arguments],
        stdout=subprocess.PIPE,
        stderr=slave,
        env=os.environ | {"COLUMNS": "100", "TERM": "xterm"},
    ) as process:
        os.close(slave)
        shown = b""
        while select.select([master], [], [], 60)[0]:
            try:
                shown += os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if send is not None and until in shown:
                process.send_signal(send)
                send = None
        stdout, _ = process.communicate(timeout=60)
    os.close(master)
    return shown.decode(), stdout.decode(), process.returncode


@pytest.mark.program
def test_progress_is_shown_on_a_terminal_and_goes_away(recorded) -> None:
    path = recorded("[b]talk.wav")
    shown, stdout, status = at_a_terminal(str(path))
    assert status == 0
    assert "[b]talk.wav" in shown
    seconds = timedelta(seconds=int(soundfile.info(path).duration))
    assert f"{seconds} of {seconds}" in shown
    assert shown.endswith("\x1b[2K"), "the line is erased"
    assert word_error_rate(REFERENCE, stdout) <= 0.1


@pytest.mark.program
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_interrupted_leaves_nothing_half_written(talk, tmp_path, number) -> None:
    path, out = tmp_path / "long.flac", tmp_path / "out" / "long.txt"
    out.parent.mkdir()
    with soundfile.SoundFile(path, "w", 16000, 1) as file:
        for _ in range(200):  # more than it could hear in the meantime
            file.write(talk(16000))
    shown, stdout, status = at_a_terminal(
        str(path), "--out", str(out), until=b" of 0:", send=number
    )
    assert (status, stdout) == (130, "")
    assert "Traceback" not in shown
    assert list(out.parent.iterdir()) == []


@pytest.mark.program
def test_stdin_is_a_recording_like_any_other(home, recorded):
    with recorded().open("rb") as sound:
        done = subprocess.run(
            [sys.executable, "-m", "voice_coach", "transcribe", "-"],
            stdin=sound, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert word_error_rate(REFERENCE, done.stdout) <= 0.10
