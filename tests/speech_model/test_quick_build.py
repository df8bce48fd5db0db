"""From nothing to a model that hears: synthesized, trained, put together, loaded by Vosk."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    result = builder("--quick", "--folder", folder / "made", "--model", folder / "model")
    assert result.returncode == 0, result.stderr
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
