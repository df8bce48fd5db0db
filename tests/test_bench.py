"""scripts/bench: every figure is measured or says why not, and its instruments see what is there.

How fast anything is, is no matter of tests: other programs run on the same machine.
"""

import json
import math
import platform
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("other_programs")

ROOT = Path(__file__).resolve().parent.parent
FIGURES = [
    "turn-gap.room",
    "turn-gap.devices",
    "turn-gap.decision",
    "stop.room",
    "stop.devices",
    "breath.cue",
    "breath.drift",
    "ear.cpu",
    "ear.voice-activity",
    "ear.real-time-factor",
    "turns.premature",
    "turns.late",
    "turns.lost-at-start",
    "turns.lost-at-joins",
    "turns.words-from-nothing",
    "held-out.premature",
    "held-out.late",
    "held-out.lost-at-start",
    "held-out.lost-at-joins",
    "held-out.words-from-nothing",
    "turns.long-answer",
    "commands.missed",
    "commands.missed-in-noise",
    "commands.false",
    "standby.missed",
    "standby.false",
    "standby.cpu",
    "answers.misunderstood",
    "answers.taken",
    "barge.self",
    "barge.missed-with-headphones",
    "barge.missed-through-echo",
    "start.help",
    "start.word",
    "start.first-word",
    "start.sound",
    "start.replay",
    "memory.session",
    "memory.coach",
    "voice.rendering",
    "search.p95",
]


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, ROOT / "scripts" / "bench", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.mark.program
def test_people_are_measured_by_list_and_by_accent():
    done = run(
        "--quick",
        "--speech",
        str(ROOT / "tests" / "people"),
        "--accents",
        "common-voice-delta-2023",
    )

    assert done.returncode == 0, done.stderr
    assert re.search(r"\| librispeech-train-clean-5 \| 1 \| \d+ \| [\d.]+ % \|", done.stdout)
    assert "| common-voice-delta-2023, accent 17 | 1 |" in done.stdout
    assert "| command words, heard right with the grammar |" in done.stdout


def figures_of(result):
    assert result.returncode == 0, result.stderr
    return {figure["name"]: figure for figure in json.loads(result.stdout)["figures"]}


@pytest.fixture
def instruments(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def box_breathing():
    """Two breaths as they are rendered, float64 at 48000 Hz, and their timeline."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from benchmarks.breath import render

        from voice_coach.breathing import PATTERNS, unfold
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    timeline = unfold(PATTERNS["box"], 2)
    return render(timeline)[0], timeline


@pytest.mark.sound
@pytest.mark.timeout(900)  # two minutes by itself, and it takes all the processor it gets
def test_a_quick_run_measures_every_figure_and_tells_it_as_json():
    result = run("--quick", "--json", "-")

    figures = figures_of(result)
    assert list(figures) == FIGURES
    for name, figure in figures.items():
        assert math.isfinite(figure["value"]), name
        assert figure["verdict"] in {"met", "missed", "told"}, name
        assert (figure["verdict"] == "told") == (figure["target"] is None), name
        assert math.isfinite(figure.get("usual", 0.0)), name
    assert 0 <= figures["breath.cue"]["value"] < 0.5
    assert figures["memory.session"]["details"]["processes"] == 2
    assert figures["turn-gap.devices"]["details"]["unheard"] == 0


@pytest.mark.program
def test_without_a_sound_server_the_room_is_measured_and_the_rest_says_what_is_missing(tmp_path):
    result = run("--quick", "--json", "-", "--only", "stop", env={"PATH": str(tmp_path)})

    figures = figures_of(result)
    assert list(figures) == ["stop.room", "stop.devices"]
    assert figures["stop.room"]["value"] > 0
    assert figures["stop.devices"]["value"] is None
    assert figures["stop.devices"]["verdict"] == "not measured"
    assert "pulseaudio" in figures["stop.devices"]["reason"]
    assert "apt-get install" in figures["stop.devices"]["reason"]


@pytest.mark.program
def test_the_json_goes_to_a_file_and_names_the_machine_in_general_terms_only(tmp_path):
    result = run("--quick", "--json", str(tmp_path / "figures.json"), "--only", "start.help")

    assert result.returncode == 0, result.stderr
    assert "start.help" in result.stdout
    told = (tmp_path / "figures.json").read_text()
    assert json.loads(told)["machine"]["cores"] >= 1
    assert str(ROOT) not in told
    assert str(Path.home()) not in told
    assert not re.search(rf"\b{re.escape(platform.node())}\b", told)


@pytest.mark.program
def test_a_run_leaves_nothing_behind(tmp_path):
    result = run("--quick", "--only", "stop.room", env={"PATH": "", "TMPDIR": str(tmp_path)})

    assert result.returncode == 0, result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.program
def test_a_figure_that_does_not_exist_is_refused_with_those_that_do():
    result = run("--only", "stopp")

    assert result.returncode == 2
    assert "stopp" in result.stderr
    assert [name for name in FIGURES if name not in result.stderr] == []


def test_every_figure_is_explained():
    explained = (ROOT / "docs" / "benchmarks.md").read_text()

    assert [name for name in FIGURES if f"`{name}`" not in explained] == []


@pytest.mark.parametrize("late", [-240, -3, -1, 1, 3, 240])
def test_a_cue_that_is_displaced_is_found_where_it_is(instruments, box_breathing, late):
    from benchmarks.breath import find_error

    samples, timeline = box_breathing
    moved = np.concatenate([np.zeros(max(0, late)), samples[max(0, -late) :]])

    assert find_error(moved, timeline.cues[2]) == pytest.approx(late, abs=0.05)
    assert find_error(samples, timeline.cues[2]) == pytest.approx(0, abs=0.05)


def test_a_cue_that_is_not_there_is_an_error_and_no_figure(instruments, box_breathing):
    from benchmarks.breath import find_error

    samples, timeline = box_breathing

    with pytest.raises(ValueError, match="not where it should be"):
        find_error(np.roll(samples, 96000), timeline.cues[2])


def test_the_end_of_a_tone_is_found_between_its_zero_crossings(instruments):
    from benchmarks.levels import falls_silent

    tone = (3000 * np.sin(np.arange(4800) * 2 * np.pi * 200 / 48000)).astype(np.int16)
    samples = np.concatenate([tone, np.zeros(4800, np.int16), tone])

    silent = falls_silent(samples, 1000, 48000)

    assert silent == pytest.approx(4800, abs=2)
    assert falls_silent(np.tile(tone, 3), 1000, 48000) == pytest.approx(3 * 4800, abs=2)


def test_the_edges_of_speech_are_found_on_both_sides_of_a_moment(instruments):
    from benchmarks.levels import first_loud, last_loud

    samples = np.zeros(1000, np.int16)
    samples[[100, 200]] = [-5000, 5000]
    samples[[700, 701]] = [100, -5000]

    assert last_loud(samples, 500) == 200
    assert first_loud(samples, 500) == 701
    assert last_loud(samples, 50) is None
    assert first_loud(samples, 800) is None


@pytest.mark.program
def test_memory_that_a_child_shares_with_its_parent_counts_once(instruments):
    from benchmarks.memory import of_tree

    code = """
import os, sys
held = bytes(range(256)) * 200_000
child = os.fork()
if child == 0:
    sys.stdin.readline()
    os._exit(0)
print("ready", flush=True)
sys.stdin.readline()
os.waitpid(child, 0)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        weight = of_tree(process.pid)
        process.communicate("\n\n")

    assert weight.processes == 2
    assert weight.rss > 2 * 51.2
    assert 51.2 < weight.alone < 2 * 51.2
