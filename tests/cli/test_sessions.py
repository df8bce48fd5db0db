"""Sessions from the command line, without a sound device: typed, recorded, or answered by the
synthetic partner."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
import wave

import pytest

from voice_coach.audio.sound import Sound, WavWriter, silence
from voice_coach.stt.models import shipped_model
from voice_coach.tts.base import VoiceSettings

pytestmark = pytest.mark.engine

SILENT = ("--speaker", "none")
ANSWERS = "i stayed quiet\ni will take a slow walk\n"


def events_of(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_session_can_be_typed_from_start_to_end(run) -> None:
    done = run("practice", "choose-again", "--keyboard", *SILENT, "--captions", typed=ANSWERS)
    assert done.returncode == 0, done.stderr
    assert "I will take a slow walk" in done.stdout
    rows = json.loads(run("history", "--json").stdout)
    assert [(row["practice"], row["outcome"]) for row in rows] == [("choose-again", "completed")]


def test_the_event_stream_tells_a_session_in_order(run) -> None:
    done = run("practice", "choose-again", "--keyboard", *SILENT, "--events", "-", typed=ANSWERS)
    events = events_of(done.stdout)
    names = [event["event"] for event in events]
    assert names[0] == "session.started"
    assert names[-1] == "session.ended"
    assert {event["session"] for event in events} == {events[0]["session"]}
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert [event["text"] for event in events if event["event"] == "heard"] == [
        "i stayed quiet",
        "i will take a slow walk",
    ]
    for spoken in (event for event in events if event["event"] == "coach.speaking"):
        assert {"turn", "step", "text"} <= spoken.keys()
    for asked in (event for event in events if event["event"] == "listening"):
        assert asked["expects"] in {"text", "yes-no", "number", "choice", "list", "command"}


def test_events_in_a_file_are_readable_by_their_owner_alone(run, tmp_path) -> None:
    file = tmp_path / "events.jsonl"
    run("practice", "choose-again", "--keyboard", *SILENT, "--events", str(file), typed=ANSWERS)
    assert events_of(file.read_text())[-1]["outcome"] == "completed"
    assert file.stat().st_mode & 0o777 == 0o600


def test_input_that_ends_stops_the_session_and_keeps_what_was_typed(run) -> None:
    done = run("practice", "choose-again", "--keyboard", *SILENT, typed="i stayed quiet\n")
    assert done.returncode == 0
    row = json.loads(run("show", "--json").stdout)
    assert row["session"]["outcome"] == "stopped"
    assert [t["text"] for t in row["turns"] if t["speaker"] == "you"] == ["i stayed quiet"]


def test_the_demo_is_led_and_heard_and_can_be_replayed(run, tmp_path) -> None:
    sound = tmp_path / "demo.wav"
    done = run("demo", "choose-again", "--speed", "max", "--speaker", str(sound))
    assert done.returncode == 0, done.stderr
    assert " replay " in done.stdout
    with wave.open(str(sound)) as file:
        assert file.getnframes() / file.getframerate() > 20
    replayed = run("replay", *SILENT, "--captions")
    assert "   You  I will take a slow walk" in replayed.stdout


def test_a_replay_leaves_no_session_behind(run) -> None:
    run("demo", "choose-again", "--speed", "max")
    run("replay", *SILENT)
    assert len(json.loads(run("history", "--json").stdout)) == 1


def test_a_recording_is_heard_where_there_is_no_microphone(run, spoken, tmp_path) -> None:
    entry = tmp_path / "entry.wav"
    words = "today i went for a long walk by the river"
    with WavWriter(entry, 22050) as writer:
        for sound in (silence(0.3, 22050), spoken.render(words, VoiceSettings(rate=150))):
            assert isinstance(sound, Sound)
            writer.write(sound.samples)
    done = run("journal", "--title", "By the river", "--microphone", str(entry), *SILENT)
    assert done.returncode == 0, done.stderr
    assert "small model" in done.stderr  # a person is told what it can not do
    row = json.loads(run("show", "--json").stdout)
    assert row["session"]["title"] == "By the river"
    assert [t["text"] for t in row["turns"] if t["speaker"] == "you"] == [words]


def test_what_was_left_of_a_recording_is_told(run, spoken, tmp_path) -> None:
    entry = tmp_path / "entry.wav"
    words = spoken.render("today i went for a long walk by the river", VoiceSettings(rate=150))
    with WavWriter(entry, 22050) as writer:
        for sound in (words, silence(7, 22050), words):  # the pause ends the entry
            writer.write(sound.samples)
    done = run("journal", "--microphone", str(entry), *SILENT)
    assert done.returncode == 0, done.stderr
    assert re.search(r"The last [34] seconds of the recording weren't", done.stderr)


def test_what_the_coach_says_can_be_written_to_a_file(run, tmp_path) -> None:
    sound = tmp_path / "coach.wav"
    run("practice", "choose-again", "--keyboard", "--speaker", str(sound), typed=ANSWERS)
    with wave.open(str(sound)) as file:
        assert file.getnframes() / file.getframerate() > 15
    assert sound.stat().st_mode & 0o777 == 0o600


def test_breathing_alone_tells_every_breath(run) -> None:
    done = run(
        "breathe", "box", "--minutes", "0.6", "--keyboard", *SILENT, "--events", "-", typed=""
    )
    breaths = [event for event in events_of(done.stdout) if event["event"] == "breath"]
    assert [breath["phase"] for breath in breaths] == ["in", "hold", "out", "rest"] * 2


def test_a_practice_is_chosen_by_answering(run) -> None:
    done = run("practice", "--keyboard", *SILENT, "--captions", typed="choose again\n" + ANSWERS)
    assert done.returncode == 0, done.stderr
    rows = json.loads(run("history", "--json").stdout)
    assert [row["practice"] for row in rows] == ["choose-again"]


def test_without_a_command_it_asks_what_you_would_like_to_do(run) -> None:
    done = run("--keyboard", *SILENT, "--captions", typed="choose again\n" + ANSWERS)
    assert done.returncode == 0, done.stderr
    assert "or something else?" in done.stdout
    rows = json.loads(run("history", "--json").stdout)
    assert [(row["practice"], row["outcome"]) for row in rows] == [("choose-again", "completed")]


def test_an_option_before_the_command_counts_for_it(run, tmp_path) -> None:
    run("--home", str(tmp_path / "other"), "demo", "choose-again", "--speed", "max")
    assert (tmp_path / "other" / "journal.db").exists()
    assert "Choose again" in run("--home", str(tmp_path / "other"), "history").stdout


def test_what_has_to_be_known_is_said_in_the_first_session_only(run) -> None:
    first = run("demo", "choose-again", "--speed", "max")
    second = run("demo", "choose-again", "--speed", "max")
    assert "not therapy" in " ".join(first.stdout.split())
    assert "not therapy" not in " ".join(second.stdout.split())


def test_how_well_the_small_model_hears_is_said_once_before_it_listens_to_a_person(
    run, spoken, tmp_path
) -> None:
    entry = tmp_path / "entry.wav"
    with WavWriter(entry, 22050) as writer:
        writer.write(spoken.render("i went for a walk", VoiceSettings(rate=150)).samples)
    run("practice", "choose-again", "--keyboard", *SILENT, typed=ANSWERS)
    spoken_once = []
    for _ in range(2):
        done = run("journal", "--microphone", str(entry), *SILENT, "--captions")
        spoken = " ".join(done.stdout.split())
        spoken_once.append("the small model" in spoken)
        remedy = "To get it, type: voice-coach models install."
        assert (remedy in spoken) == spoken_once[-1]
        told = [line for line in done.stderr.splitlines() if "small model" in line]
        assert [line.endswith("models install") for line in told] == [True] * spoken_once[-1]
    assert spoken_once == [True, False]


def test_with_a_model_for_people_nothing_is_owned_up_to(run, spoken, home, tmp_path) -> None:
    entry = tmp_path / "entry.wav"
    with WavWriter(entry, 22050) as writer:
        writer.write(spoken.render("i went for a walk", VoiceSettings(rate=150)).samples)
    (home / "models").mkdir(parents=True)
    (home / "models" / "vosk-model-small-en-us-0.15").symlink_to(shipped_model().path)
    done = run("journal", "--microphone", str(entry), *SILENT, "--captions")
    assert "I went for a walk" in done.stdout
    assert "small model" not in done.stdout + done.stderr


def test_a_recording_waits_while_a_breath_is_led(run, spoken, home, tmp_path) -> None:
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "between.toml").write_text(
        'title = "Between"\nabout = "A silence between two questions."\nminutes = 1\n\n'
        '[[step]]\nname = "one"\nask = "What was the first?"\nexample = "i walked home"\n\n'
        "[[step]]\nsilence = 8\n\n"
        '[[step]]\nname = "two"\nask = "What was the second?"\nexample = "i sat"\n'
    )
    answers = tmp_path / "answers.wav"
    with WavWriter(answers, 22050) as writer:
        for words in ("i walked home", "today i sat on the sofa"):
            writer.write(spoken.render(words, VoiceSettings(rate=150)).samples)
            writer.write(silence(3.2, 22050).samples)
    done = run("practice", "between", "--microphone", str(answers), *SILENT)
    assert done.returncode == 0, done.stderr
    turns = json.loads(run("show", "--json").stdout)["turns"]
    assert {t["step"]: t["text"] for t in turns if t["speaker"] == "you"} == {
        "one": "i walked home",
        "two": "today i sat on the sofa",
    }


@pytest.mark.program
def test_an_event_stream_nobody_reads_any_more_does_not_end_the_session(run, home) -> None:
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "voice_coach", "demo", "choose-again", "--speed", "max"),
            *("--events", "-"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.readline()
    program.stdout.close()
    assert "the event stream has ended" in program.stderr.read()
    assert program.wait(60) == 0
    (row,) = json.loads(run("history", "--json").stdout)
    assert row["outcome"] == "completed"


@pytest.mark.program
def test_a_breath_that_was_interrupted_is_not_offered_to_be_gone_on_with(run) -> None:
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "voice_coach", "breathe", "--minutes", "60"),
            *("--keyboard", "--speaker", "none", "--events", "-"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.readline()
    program.send_signal(signal.SIGINT)
    assert program.wait(30) == 130
    assert "--resume" not in program.stderr.read()
    assert "no unfinished session" in run("practice", "--resume", "--keyboard", *SILENT).stderr


@pytest.mark.program
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_session_is_saved_and_can_be_gone_on_with(run, number) -> None:
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "voice_coach", "practice", "choose-again"),
            *("--keyboard", *SILENT, "--events", "-"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ.copy(),
    )
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("i stayed quiet\n")
    program.stdin.flush()
    for line in program.stdout:
        event = json.loads(line)
        if event["event"] == "listening" and event["step"] == "choose":
            break
    program.send_signal(number)
    program.stdin.close()
    assert program.wait(30) == 130
    assert "--resume" in program.stderr.read()  # type: ignore[union-attr]  # it is a pipe
    resumed = run(
        *("practice", "--resume", "--keyboard", *SILENT, "--events", "-"), typed="i will walk\n"
    )
    assert resumed.returncode == 0, resumed.stderr
    events = events_of(resumed.stdout)
    assert events[0]["resumed"] is True
    assert [event["text"] for event in events if event["event"] == "heard"] == ["i will walk"]
    assert events[-1]["outcome"] == "completed"
    assert len(json.loads(run("history", "--json").stdout)) == 1


def test_there_is_nothing_to_resume_in_a_new_journal(run) -> None:
    done = run("practice", "--resume", "--keyboard", *SILENT)
    assert done.returncode == 1
    assert "no unfinished session" in done.stderr


@pytest.mark.program
def test_a_sound_file_that_takes_no_more_is_told_of_and_ends_no_session(run, home) -> None:
    def keep_files_small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    file = home.parent / "breath.wav"
    command = ["breathe", "box", "--minutes", "1", "--keyboard", "--speaker", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        preexec_fn=keep_files_small,
        check=False,
    )

    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"voice-coach: The recording {file} cannot be written: ")
    assert not list(home.parent.glob("*breath.wav*"))
    (session,) = json.loads(run("history", "--json").stdout)
    assert session["outcome"] == "completed"


def test_the_demo_says_which_options_change_nothing_there(run) -> None:
    given = ("demo", "choose-again", "--speed", "max", "--no-captions", "--speaker", "none")
    told = run(*given, "--headphones", "--keyboard").stderr
    assert "--headphones changes nothing here" in told
    assert "--keyboard changes nothing here" in told
    assert "changes nothing" not in run(*given).stderr
