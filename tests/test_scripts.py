"""scripts/start and scripts/test are the first thing anyone meets, often on a bare machine.

What is tested here is the setting up, on a checkout in which a package of one function stands where
Voice Coach does: it has no dependencies, so that a real virtual environment and a real pip are
ready in seconds and without a connection.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = [pytest.mark.program, pytest.mark.usefixtures("other_programs")]

ROOT = Path(__file__).resolve().parent.parent

PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
"""

# Just enough of PEP 660 for pip to make an editable installation.
BACKEND = """
import pathlib
import zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    info = "small-1.dist-info/"
    with zipfile.ZipFile(f"{wheel_directory}/small-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small.pth", str(pathlib.Path.cwd()))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "entry_points.txt", "[console_scripts]\\nvoice-coach = small:main\\n")
        wheel.writestr(info + "RECORD", "")
    return "small-1-py3-none-any.whl"
"""

PROGRAM = """
import json, os, sys

def main():
    if sys.argv[1:] == ["doctor", "--json"]:
        return int(os.environ["DOCTOR"])
    if sys.argv[1:4] == ["models", "install", "--offer"]:
        print("offered", *sys.argv[4:])
        return int(os.environ["OFFER"])
    print(json.dumps({"arguments": sys.argv[1:], "folder": os.getcwd(), "program": __file__}))
"""


def start(
    checkout: Path, *arguments: str, script="start", doctor=1, offer=0, cwd=None, **environment
):
    inherited = {name: value for name, value in os.environ.items() if "VOICE_COACH" not in name}
    answers = {"DOCTOR": str(doctor), "OFFER": str(offer)}
    return subprocess.run(
        [checkout / "scripts" / script, *arguments],
        env=inherited | {"VOICE_COACH_PYTHON": sys.executable} | answers | environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def told(result) -> dict:
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def bare(tmp_path):
    shutil.copytree(ROOT / "scripts", tmp_path / "bare" / "scripts")
    return tmp_path / "bare"


@pytest.fixture(scope="module")
def first_starts(tmp_path_factory):
    """A first start in which pip fails, then one in which it does not."""
    checkout = tmp_path_factory.mktemp("a checkout")
    shutil.copytree(ROOT / "scripts", checkout / "scripts")
    (checkout / "pyproject.toml").write_text(PROJECT)
    (checkout / "small.py").write_text(PROGRAM)
    (checkout / "backend.py").write_text("raise SystemExit('no connection')")
    failed = start(checkout)
    (checkout / "backend.py").write_text(BACKEND)
    return checkout, failed, start(checkout)


@pytest.fixture(scope="module")
def checkout(first_starts):
    return first_starts[0]


@pytest.mark.parametrize(
    "script", ["scripts/start", "scripts/test", "scripts/build_model", ".ci/run"]
)
def test_a_script_can_be_started_by_its_name(script):
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("script", ["start", "test"])
def test_help_answers_without_setting_anything_up(bare, script):
    result = start(bare, "--help", script=script)
    assert result.returncode == 0
    assert result.stdout.startswith(f"Usage: scripts/{script} ")
    assert result.stderr == ""
    assert [path.name for path in bare.iterdir()] == ["scripts"]


def test_the_builder_says_what_it_can_do_without_setting_anything_up(bare):
    result = start(bare, "--help", script="build_model")
    assert result.returncode == 0
    assert result.stdout.startswith("usage: scripts/build_model ")
    assert [path.name for path in bare.iterdir()] == ["scripts"]


@pytest.mark.parametrize("program", ["/no/such/python", shutil.which("true")])
@pytest.mark.parametrize("script", ["start", "test"])
def test_a_python_that_is_none_is_named_and_nothing_is_made(bare, script, program):
    result = start(bare, script=script, VOICE_COACH_PYTHON=program)
    assert result.returncode == 1
    assert f"'{program}'" in result.stderr
    assert "Python 3.11" in result.stderr
    assert [path.name for path in bare.iterdir()] == ["scripts"]


def test_where_the_natural_voice_cannot_be_had_it_is_said_in_a_line_and_the_session_starts(
    tmp_path,
):
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "small.py").write_text(PROGRAM)
    needs = "Provides-Extra: natural\\nRequires-Dist: hibari-tts; extra == 'natural'\\n"
    (tmp_path / "backend.py").write_text(
        BACKEND.replace('Version: 1\\n")', f'Version: 1\\n{needs}")')
    )

    first, second = (start(tmp_path, "--demo", PIP_NO_INDEX="1") for _ in range(2))

    assert told(first)["arguments"] == ["demo", "small-promises"]
    assert "so the system's voice speaks" in first.stderr
    assert second.stderr == ""


def test_a_set_up_that_fails_shows_what_pip_said_and_starts_nothing(first_starts):
    _, failed, _ = first_starts
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert "no connection" in failed.stderr
    assert "could not be installed" in failed.stderr


def test_a_set_up_that_failed_is_taken_up_where_it_stopped(first_starts):
    _, failed, start_after_it = first_starts
    assert "Making a Python environment" in failed.stderr
    assert told(start_after_it)["arguments"] == ["demo", "small-promises"]
    assert "Installing Voice Coach" in start_after_it.stderr
    assert "Making a Python environment" not in start_after_it.stderr


def test_the_next_start_leaves_the_environment_as_it_is_and_says_nothing(checkout):
    def environment():
        return {path: path.lstat().st_mtime_ns for path in (checkout / ".venv").rglob("*")}

    before = environment()
    result = start(checkout, "--demo", PYTHONDONTWRITEBYTECODE="1")
    assert result.returncode == 0
    assert result.stderr == ""
    assert environment() == before


def test_a_spoken_session_starts_where_the_doctor_finds_nothing_missing(checkout):
    assert told(start(checkout, doctor=0))["arguments"] == ["practice"]


def test_a_doctor_that_breaks_down_is_no_reason_for_the_demo(checkout):
    result = start(checkout, doctor=3)
    assert result.returncode == 3
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        (["--demo"], ["demo", "small-promises"]),
        (["--demo", "--speed", "max"], ["demo", "small-promises", "--speed", "max"]),
        (["--demo", "settle", "--no-download"], ["demo", "settle"]),
        (["settle", "--home", "two words"], ["practice", "settle", "--home", "two words"]),
    ],
)
def test_arguments_reach_the_program_as_they_were_given(checkout, given, handed_on):
    assert told(start(checkout, *given, doctor=0))["arguments"] == handed_on


@pytest.mark.parametrize("option", ["--keyboard", "--microphone=answers.wav", "--speaker"])
def test_someone_who_names_the_devices_needs_no_doctor(checkout, option):
    assert told(start(checkout, option, doctor=1))["arguments"] == ["practice", option]


@pytest.mark.parametrize(
    "given", [[], ["settle"], ["--microphone", "answers.wav"], ["--speaker=none"]]
)
def test_a_model_is_offered_before_a_session_in_which_someone_speaks(checkout, given):
    result = start(checkout, *given, doctor=0)
    assert result.stderr == "offered\n"
    assert told(result)["arguments"] == ["practice", *given]


@pytest.mark.parametrize("given", [["--home", "two words"], ["--home=two words"]])
def test_a_model_is_offered_for_the_home_folder_that_was_named(checkout, given):
    result = start(checkout, *given, doctor=0)
    assert result.stderr == "offered --home two words\n"
    assert told(result)["arguments"] == ["practice", *given]


@pytest.mark.parametrize(
    ("given", "doctor"),
    [
        (["--no-download"], 0),
        (["--keyboard"], 0),
        (["--model", "mine"], 0),
        (["--model=mine"], 0),
        (["--demo"], 0),
        ([], 1),
    ],
)
def test_no_model_is_offered_where_none_is_wanted_or_nobody_speaks(checkout, given, doctor):
    result = start(checkout, *given, doctor=doctor)
    assert "offered" not in result.stderr
    assert told(result)["arguments"][0] in ("practice", "demo")


def test_without_the_model_that_was_offered_the_session_starts_all_the_same(checkout):
    result = start(checkout, doctor=0, offer=1)
    assert result.stderr == "offered\nThe session starts with the speech model that is here.\n"
    assert told(result)["arguments"] == ["practice"]


def test_someone_who_breaks_off_the_download_does_not_get_a_session(checkout):
    result = start(checkout, doctor=0, offer=130)
    assert (result.returncode, result.stdout) == (130, "")


def test_relative_paths_are_those_of_the_person_who_starts(checkout, tmp_path):
    assert told(start(checkout, "--demo", cwd=tmp_path))["folder"] == str(tmp_path)


def test_a_changed_project_is_installed_again_and_only_once(checkout):
    with (checkout / "pyproject.toml").open("a") as project:
        project.write("# changed\n")
    assert "Installing Voice Coach" in start(checkout, "--demo").stderr
    assert start(checkout, "--demo").stderr == ""


def test_the_notice_names_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    notice = (ROOT / "NOTICE").read_text().lower()
    names = [Requirement(line).name.lower() for line in project["dependencies"]]
    assert names
    assert [name for name in names if f"\n  {name} " not in notice] == []
