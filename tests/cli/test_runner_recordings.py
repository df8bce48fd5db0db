"""Recordings taken in as journal entries, by the real ear, in a process of its own."""

import json
import os
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import soundfile

from voice_coach.app.audio_import import recorded, transcripts
from voice_coach.stt.base import make_recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.stt.transcription import Transcriber
from voice_coach.tts.base import VoiceSettings

SENTENCES = (
    "i will walk around the block after lunch",
    "i feel calm and a little relieved",
    "today was quiet",
)
WRITTEN = datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.fixture
def recordings(tmp_path, spoken):
    """A sentence a file, each written a day after the other."""
    paths = []
    for number, sentence in enumerate(SENTENCES):
        sound = spoken.render(sentence, VoiceSettings(rate=150)).at(16000).samples
        path = tmp_path / f"note {number}.{'flac' if number % 2 else 'wav'}"
        soundfile.write(path, np.concatenate([sound, np.zeros(16000, np.int16)]), 16000)
        os.utime(path, times=((WRITTEN + timedelta(days=number)).timestamp(),) * 2)
        paths.append(path)
    return paths


def history(run):
    return json.loads(run("history", "--json").stdout)


def test_recordings_become_entries_with_the_time_of_their_files(run, recordings):
    done = run("import", *map(str, recordings))

    assert done.returncode == 0, done.stderr
    assert "small model" in done.stderr
    newest_first = history(run)
    assert [row["title"] for row in newest_first] == ["note 2", "note 1", "note 0"]
    assert {row["practice"] for row in newest_first} == {"journal"}
    assert newest_first[-1]["ended_at"] == "2024-05-01T10:00:00.000Z"
    assert newest_first[-1]["started_at"] < newest_first[-1]["ended_at"]
    shown = json.loads(run("show", newest_first[-1]["id"], "--json").stdout)
    assert " ".join(turn["text"] for turn in shown["turns"]) == SENTENCES[0]
    assert shown["turns"][0]["speaker"] == "you"
    assert shown["turns"][0]["words"][0]["word"] == "i"


def test_a_recording_is_dated_by_its_name_or_by_the_day_that_is_given(run, recordings, tmp_path):
    named = tmp_path / "Voice 260308_091503.wav"
    named.write_bytes(recordings[2].read_bytes())
    elsewhere = ("--home", str(tmp_path / "elsewhere"))
    done = run("import", str(named))
    given = run("import", str(named), "--date", "2026-02-01", *elsewhere)

    assert "It is dated 2026-03-08 09:15, by its name." in done.stdout
    assert history(run)[0]["id"].startswith("20260308-091503")
    assert "It is dated 2026-02-01 09:15, as you said." in given.stdout
    assert "2026-02-01 09:15" in run("history", *elsewhere).stdout


def test_what_can_be_read_of_a_recording_that_is_cut_off_is_taken_in(run, recordings, tmp_path):
    whole = recordings[0].read_bytes()
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole[: len(whole) - 24000])
    done = run("import", str(cut))

    assert done.returncode == 0, done.stderr
    assert done.stderr.count(str(cut)) == 1
    assert "cut off or damaged. Its first" in done.stderr
    assert SENTENCES[0] in run("show", "last").stdout.lower()


def test_nothing_is_taken_in_of_a_recording_that_cannot_be_read_at_all(run, recordings, tmp_path):
    cut = tmp_path / "cut.wav"
    cut.write_bytes(recordings[0].read_bytes()[:3000])
    done = run("import", str(cut))

    assert done.returncode == 1
    assert "is damaged: it is cut off" in done.stderr
    assert run("history", "--json").stdout.strip() in ("", "[]")


@pytest.mark.engine
def test_a_bell_is_no_word_in_a_recording_either(run, tmp_path):
    moments = np.arange(2 * 16000) / 16000
    bell = sum(np.sin(2 * np.pi * hertz * moments) for hertz in (523, 1307, 2093, 2903))
    bell *= 0.2 * np.exp(-3 * moments)
    path = tmp_path / "bell.wav"
    silences = np.zeros(8000), np.zeros(16000)
    soundfile.write(path, np.concatenate([silences[0], bell, bell, bell, silences[1]]), 16000)
    taken_in, written = run("import", str(path)), run("transcribe", str(path))

    assert taken_in.returncode == 1
    assert "No words were heard" in taken_in.stderr
    assert written.stdout == ""


def test_a_day_that_has_not_come_is_no_day_of_a_recording(run, recordings):
    for wrong in ("2098-01-01", "2026", "soon"):
        assert run("import", str(recordings[0]), "--date", wrong).returncode == 2


def test_what_was_heard_already_is_not_heard_again_under_any_name(run, recordings, tmp_path):
    run("import", str(recordings[0]))
    copy = tmp_path / "copy.wav"
    copy.write_bytes(recordings[0].read_bytes())
    done = run("import", str(copy), *map(str, recordings))

    assert done.returncode == 0, done.stderr
    assert f"{copy} is here already" in done.stdout
    assert f"{recordings[0]} is here already" in done.stdout
    assert len(history(run)) == 3


def test_a_bad_recording_is_one_line_and_the_others_are_taken_in(run, recordings, tmp_path):
    noise, silence, gone = tmp_path / "noise.mp3", tmp_path / "silence.wav", tmp_path / "gone.wav"
    noise.write_text("words")
    soundfile.write(silence, np.zeros(16000, np.int16), 16000)
    done = run("import", str(noise), str(silence), str(gone), str(recordings[1]))

    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if "small model" not in line]
    assert len(lines) == 3
    for path in (noise, silence, gone):
        assert any(str(path) in line for line in lines), path
    assert [row["title"] for row in history(run)] == ["note 1"]


def test_a_session_that_was_exported_and_recordings_come_in_together(run, recordings, tmp_path):
    run("import", str(recordings[0]))
    run("export", "--format", "json", "--out", str(tmp_path / "export.json"))
    elsewhere = ("--home", str(tmp_path / "elsewhere"))
    done = run("import", str(tmp_path / "export.json"), *map(str, recordings), *elsewhere)

    assert done.returncode == 0, done.stderr
    assert f"{recordings[0]} is here already" in done.stdout
    assert len(json.loads(run("history", "--json", *elsewhere).stdout)) == 3


def test_who_no_longer_listens_stops_what_is_being_heard(recordings, tmp_path):
    long = tmp_path / "long.wav"
    soundfile.write(long, np.zeros(16000 * 900, np.int16), 16000)
    shares = {}

    def transcriber():
        return Transcriber(lambda rate: make_recognizer("vosk", shipped_model(), rate))

    files = (recordings[2], long, *recordings[:2])
    wanted = [recorded(file, datetime.now(UTC)) for file in files]
    heard = transcripts(wanted, transcriber, shares.__setitem__)
    next(heard)
    heard.close()

    assert shares.get(long, 0) < 1
