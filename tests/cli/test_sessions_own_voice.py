"""Recordings: kept where they are wanted, played, and gone with the words they hold."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voice_coach.journal.journal import Journal
from voice_coach.stt.transcription import word_error_rate
from voice_coach.texts import playback as playback_texts

pytestmark = pytest.mark.engine

WALK = "i will take a slow walk"


def files(home: Path) -> list[Path]:
    return sorted(file for file in (home / "recordings").rglob("*") if file.is_file())


@pytest.fixture
def demo(run, home):
    """A session of the demo, whose voice is kept."""
    done = run("demo", "choose-again", "--recordings", "--speed", "max", *SPOKEN_TO_NOBODY)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


SPOKEN_TO_NOBODY = ("--speaker", "none")


def test_it_is_said_that_the_voice_is_kept_and_it_is_for_the_owner_alone(demo, home) -> None:
    assert playback_texts.RECORDED in demo
    assert len(files(home)) == 2
    for path in [home / "recordings", *(home / "recordings").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_no_voice_is_kept_unless_it_is_asked_for(run, home) -> None:
    done = run("demo", "choose-again", "--speed", "max", *SPOKEN_TO_NOBODY)

    assert done.returncode == 0, done.stderr
    assert not (home / "recordings").exists()
    assert playback_texts.RECORDED not in " ".join(done.stdout.split())


def test_the_setting_keeps_it_and_the_option_overrules_it(run, home) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("recordings = true\n")
    run("demo", "choose-again", "--speed", "max", "--no-recordings", *SPOKEN_TO_NOBODY)
    assert files(home) == []
    run("demo", "choose-again", "--speed", "max", *SPOKEN_TO_NOBODY)
    assert len(files(home)) == 3  # the second session asks what came of the first one's choice


def test_a_replay_plays_the_persons_own_voice_in_step_with_the_captions(
    demo, run, tmp_path
) -> None:
    out = tmp_path / "out.wav"
    done = run(
        "replay",
        "--only-mine",
        "--speaker",
        str(out),
        "--captions",
        "--events",
        str(tmp_path / "events"),
    )
    assert done.returncode == 0, done.stderr
    assert f"   You  {WALK.capitalize()}" in done.stdout
    told = [json.loads(line) for line in (tmp_path / "events").read_text().splitlines()]
    (walk,) = [
        each
        for each in told
        if each["event"] == "coach.sentence" and each["text"] == WALK.capitalize()
    ]
    (begun,) = [
        each for each in told if each["event"] == "coach.speaking" and each["turn"] == walk["turn"]
    ]
    assert begun["speaker"] == "you"
    assert begun["recorded"]
    assert begun["at"] == walk["at"]

    heard = json.loads(run("transcribe", str(out), "--format", "json", "--model", "en-us").stdout)
    words = json.dumps(heard)
    assert word_error_rate(WALK, _text_with(heard, "walk")) <= 0.15, words


def _text_with(heard: object, word: str) -> str:
    """The text of the segment of a transcript that has a word in it."""
    (document,) = heard if isinstance(heard, list) else [heard]
    (text,) = [each["text"] for each in document["segments"] if word in each["text"].split()]
    return text


def test_a_session_takes_its_recordings_along(demo, run, home) -> None:
    assert run("forget", "last", "--yes").returncode == 0
    assert files(home) == []
    assert list((home / "recordings").iterdir()) == []


def test_everything_takes_all_recordings_along(demo, run, home) -> None:
    assert run("forget", "--all", "--yes").returncode == 0
    assert not (home / "recordings").exists()


def test_what_nobody_asked_to_keep_leaves_no_voice_behind(run, home) -> None:
    done = run("demo", "inner-room", "--recordings", "--speed", "max", *SPOKEN_TO_NOBODY)
    assert done.returncode == 0, done.stderr
    (session,) = json.loads(run("history", "--json").stdout)
    turns = json.loads(run("show", session["id"], "--json").stdout)["turns"]

    kept = {str(turn["id"]) for turn in turns if turn["speaker"] == "you"}
    assert {file.stem for file in files(home)} <= kept
    assert len(files(home)) < session["turns"]


def test_what_a_kill_left_of_a_recording_is_swept_away(demo, run, home) -> None:
    left = files(home)[0].with_name(".9.flac.part")
    left.write_bytes(b"fLaC")
    run("replay", *SPOKEN_TO_NOBODY)

    assert not left.exists()
    assert len(files(home)) == 2


@pytest.fixture
def recorded(home):
    """A journal with one answer, and its recording."""
    home.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    with Journal.open(home / "journal.db", clock=lambda: now) as journal:
        session = journal.begin("tea", "Tea", "test")
        row = journal.save_turn(
            session, speaker="you", step="day", text="it was quiet",
            started_at=now, ended_at=now, confidence=0.9, words=(),
        )  # fmt: skip
        file = home / "recordings" / session / f"{row}.flac"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"a voice")
        yield journal, session, file


def test_a_deleted_answer_takes_its_recording_along_and_undo_brings_it_back(recorded) -> None:
    journal, session, file = recorded
    taken = journal.take_back(session, "day", None, forget=True)
    assert not file.exists()

    journal.bring_back(taken)
    assert file.read_bytes() == b"a voice"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_answer_that_was_gone_back_from_keeps_its_recording(recorded) -> None:
    journal, session, file = recorded
    journal.take_back(session, "day", None, forget=False)

    assert file.exists()


def test_an_answer_that_is_forgotten_takes_its_recording_along(recorded) -> None:
    journal, session, file = recorded
    journal.forget_turns(session, ["day"])

    assert not file.exists()
