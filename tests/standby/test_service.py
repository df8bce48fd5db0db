"""The service: its unit is one for systemd, its list one for launchd, its command one of ours."""

import os
import plistlib
import shlex
import shutil
import subprocess
import sys

import pytest

from voice_coach.standby.service import Service, launchd_plist, systemd_unit

COMMAND = (sys.executable, "-m", "voice_coach", "standby", "--home", '/a "50 %" $home')


@pytest.mark.program
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_no_fault_with_the_unit(tmp_path):
    unit = tmp_path / "voice-coach-standby.service"
    unit.write_text(systemd_unit(COMMAND))

    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )

    assert unit.name not in checked.stderr
    assert checked.returncode == 0


def test_the_unit_has_the_words_of_the_command():
    line = next(x for x in systemd_unit(COMMAND).splitlines() if x.startswith("ExecStart="))
    words = shlex.split(line.removeprefix("ExecStart="))

    assert tuple(w.replace("%%", "%").replace("$$", "$") for w in words) == COMMAND


def test_the_list_is_read_back_by_plistlib():
    read = plistlib.loads(launchd_plist(COMMAND))

    assert tuple(read["ProgramArguments"]) == COMMAND
    assert read["KeepAlive"] == {"SuccessfulExit": False}


@pytest.mark.program
@pytest.mark.parametrize("written", ["unit", "list"])
def test_the_command_in_it_is_the_programs_own(written):
    own = (sys.executable, "-m", "voice_coach", "standby", "--help")
    if written == "unit":
        line = next(x for x in systemd_unit(own).splitlines() if x.startswith("ExecStart="))
        words = shlex.split(line.removeprefix("ExecStart="))
    else:
        words = plistlib.loads(launchd_plist(own))["ProgramArguments"]

    assert (
        "Wait, listening"
        in subprocess.run(words, check=True, capture_output=True, text=True).stdout
    )


@pytest.mark.program
def test_it_is_installed_replaced_and_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    control = tmp_path / "systemctl"  # a service manager that obeys and writes down what it is told
    control.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/told\n')
    control.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    service = Service.systemd(COMMAND)

    service.install()
    Service.systemd((*COMMAND, "--debug")).install()
    assert b"--debug" in service.path.read_bytes()
    assert service.remove()
    assert not service.remove()

    told = (tmp_path / "told").read_text()
    assert "--user enable --now voice-coach-standby.service" in told
    assert "--user disable --now voice-coach-standby.service" in told
