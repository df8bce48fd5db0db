"""From nothing to a model that hears: synthesized, trained, put together, loaded by Vosk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
from speech_model import texts
from speech_model.espeak import VoiceSettings, espeak
from speech_model.sound import RATE

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.builder, pytest.mark.timeout(600)]


def builder(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "speech_model", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    """A list of recordings, here of a synthesizer too, one of whose speakers is held out."""
    folder = tmp_path_factory.mktemp("speech")
    lines = texts.held_out("development")[:24]
    for name, own in (("somebody", lines[:20]), ("speechocean762-test", lines[20:])):
        (folder / name).mkdir()
        for number, line in enumerate(own):
            sound = espeak().sound(line, VoiceSettings("gmw/en-us+m3", 150 + number))
            soundfile.write(folder / name / f"{number}.flac", sound / 32768, RATE)
        rows = [f"{number}\t{number % 3}\t{line}\n" for number, line in enumerate(own)]
        (folder / f"{name}.tsv").write_text("".join(rows))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("build")
    paths = ("--folder", folder / "made", "--model", folder / "model")
    result = builder("--quick", *paths, "--speech", people)
    assert result.returncode == 0, result.stderr
    assert "19 of 20 recordings of somebody are aligned" in result.stderr
    assert "0 of 4 recordings of speechocean762-test are aligned" in result.stderr
    return folder / "model"


@pytest.fixture(scope="module")
def measured(model):
    result = builder("--quick", "--evaluate", model, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_quick_model_hears_more_than_half_of_what_a_journal_might_hold(measured):
    heard = {row["sentences"]: row for row in measured["heard"]}
    assert heard["journal"]["words"] > 50
    assert heard["journal"]["errors"] < 0.5 * heard["journal"]["words"]


def test_people_are_measured_who_are_held_out_and_no_others(model, people, tmp_path):
    result = builder("--folder", tmp_path, "--evaluate", model, "--speech", people)
    assert result.returncode == 0, result.stderr
    *_, row = result.stdout.splitlines()
    assert row.startswith("| speechocean762-test | 4, 3 |")
    assert "somebody" not in result.stdout


def test_a_quick_model_hears_nothing_in_silence(measured):
    assert measured["silences"]["digital silence"] == ""


def test_a_model_is_decoded_many_times_faster_than_it_is_spoken(measured):
    seconds = sum(row["seconds"] for row in measured["heard"])
    assert sum(row["processor_seconds"] for row in measured["heard"]) < 0.3 * seconds


def test_a_graph_is_made_anew_and_the_network_stays(model, tmp_path):
    copy = shutil.copytree(model, tmp_path / "model")
    (copy / "graph" / "words.txt").write_text("<eps> 0\n", "utf-8")
    result = builder("--quick", "--graph", "--folder", tmp_path / "made", "--model", copy)
    assert result.returncode == 0, result.stderr
    files = [path.relative_to(model) for path in model.rglob("*") if path.is_file()]
    assert {path: (copy / path).read_bytes() for path in files} == {
        path: (model / path).read_bytes() for path in files
    }


@pytest.mark.parametrize(
    "options", [("--evaluate",), ("--graph", "--model"), ("--tune", "--model")]
)
def test_a_folder_without_a_model_is_named(options, tmp_path):
    result = builder("--folder", tmp_path / "made", *options, tmp_path)
    assert result.returncode == 1
    assert str(tmp_path) in result.stderr
    assert "Traceback" not in result.stderr
