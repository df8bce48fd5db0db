"""Forgetting from the command line: after a real session no file has its words any more."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voice_coach.cli import main
from voice_coach.journal.journal import Journal
from voice_coach.journal.storage.schema import MIGRATIONS


def forget(*arguments, typed="") -> Result:
    return CliRunner().invoke(main, ["forget", *arguments], input=typed)


@pytest.fixture
def two(home):
    """A journal with two sessions, the older one kept before a migration; their ids."""
    times = iter(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(99))
    ids = []
    for number in (1, 2):
        with Journal.open(
            home / "journal.db", clock=lambda: next(times), migrations=MIGRATIONS[:number]
        ) as journal:
            ids.append(journal.begin("small-promises", f"Promise {number}", "test"))
            journal.keep("promise", f"zanzibar {number}", {}, ids[-1])
            journal.end(ids[-1], "completed")
    return ids


def sessions(home):
    with Journal.open(home / "journal.db", clock=lambda: datetime.now(UTC)) as journal:
        return [row.id for row in journal.sessions()]


def words_in(folder: Path, *words: str) -> list[str]:
    """The files below a folder in which one of the words stands."""
    found = [word.encode() for word in words]
    return [
        str(file)
        for file in folder.rglob("*")
        if file.is_file() and any(word in file.read_bytes() for word in found)
    ]


def test_a_session_is_deleted_only_after_a_yes(home, two):
    refused = forget(two[0], typed="n\n")
    assert "Promise 1" in refused.stdout
    assert "Nothing was deleted." in refused.stdout
    assert forget(two[0]).exit_code == 1  # nobody to ask
    assert sessions(home) == two[::-1]

    assert forget(two[0], typed="y\n").exit_code == 0
    assert sessions(home) == [two[1]]
    assert words_in(home, "zanzibar 1") == []


def test_several_are_named_as_everywhere_and_each_once(home, two):
    done = forget("last", two[1], two[0][:10], "--yes")
    assert done.exit_code == 1  # the beginning of both
    assert sessions(home) == two[::-1]

    done = forget("last", two[1], two[0], "--yes")
    assert done.stdout.startswith(f"Deleted: {two[1]}, {two[0]}.")
    assert sessions(home) == []


def test_everything_goes_with_the_copies_and_the_demo(home, two):
    with Journal.open(home / "demo" / "journal.db", clock=lambda: datetime.now(UTC)) as demo:
        demo.end(demo.begin("journal", "zanzibar", "test"), "completed")
    (home / "last-words-x.txt").write_text("zanzibar")
    (home / "settings.toml").write_text("rate = 150\n")
    assert list(home.glob("*.backup"))
    refused = forget("--all", typed="n\n")
    assert "2 sessions, 2 memories" in refused.stdout
    assert words_in(home, "zanzibar")

    assert forget("--all", "--yes").exit_code == 0
    assert words_in(home, "zanzibar") == []
    assert (home / "settings.toml").exists()
    assert sessions(home) == []


def test_a_demo_alone_can_be_forgotten_too(home):
    with Journal.open(home / "demo" / "journal.db", clock=lambda: datetime.now(UTC)) as demo:
        demo.end(demo.begin("journal", "zanzibar", "test"), "completed")

    assert forget("--all", "--yes").exit_code == 0
    assert words_in(home, "zanzibar") == []
    assert not (home / "journal.db").exists()


@pytest.mark.usefixtures("two")
def test_where_the_journal_is_gone_but_for_its_copies_not_only_the_demo_is_forgotten(home):
    with Journal.open(home / "demo" / "journal.db", clock=lambda: datetime.now(UTC)) as demo:
        demo.end(demo.begin("journal", "zanzibar", "test"), "completed")
    (home / "journal.db").unlink()

    refused = forget("--all", "--yes")
    assert "voice-coach recover" in refused.stderr
    assert "Deleted" not in refused.stdout

    recovered = CliRunner().invoke(main, ["recover", "--yes"])
    assert recovered.exit_code == 0
    assert forget("--all", "--yes").exit_code == 0
    assert words_in(home, "zanzibar") == []


@pytest.mark.parametrize("arguments", [(), ("last", "--all")])
def test_what_makes_no_sense_is_wrong_usage(two, home, arguments):
    assert forget(*arguments, "--yes").exit_code == 2
    assert sessions(home) == two[::-1]


@pytest.mark.usefixtures("two")
def test_what_is_not_there_is_one_clear_line(home, tmp_path):
    done = forget("nothing", "--yes")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert len(sessions(home)) == 2
    nowhere = forget("--all", "--yes", "--home", str(tmp_path / "nowhere"))
    assert (nowhere.exit_code, len(nowhere.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.program
def test_a_session_that_runs_in_another_program_is_refused_until_it_has_ended(home):
    command = (*("practice", "choose-again", "--keyboard", "--speaker", "none"), "--events", "-")
    with subprocess.Popen(
        [sys.executable, "-m", "voice_coach", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        while '"listening"' not in program.stdout.readline():
            assert program.poll() is None
        for arguments in (("last",), ("--all",)):
            refused = forget(*arguments, "--yes")
            assert refused.exit_code == 1
            assert "running" in refused.stderr
        assert len(sessions(home)) == 1
        program.communicate("stop\n")
    assert forget("last", "--yes").exit_code == 0
    assert sessions(home) == []


@pytest.mark.program
def test_after_a_real_session_no_byte_of_what_was_said_is_left_anywhere(run, home, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = os.environ | {"TMPDIR": str(scratch)}
    for _ in range(2):  # in the second the promise of the first is spoken back
        subprocess.run(
            [
                *(sys.executable, "-m", "voice_coach", "demo", "small-promises"),
                *("--speed", "max", "--no-captions"),
            ],
            check=True,
            capture_output=True,
            env=environment,
        )
    said = ("around the block", "close my computer", "morning is easier")
    assert words_in(home, *said)
    first, second = sessions(home)[::-1]

    assert run("forget", first, "--yes").returncode == 0
    assert run("forget", second, "--yes").returncode == 0
    assert words_in(home, *said) == []
    assert words_in(scratch, *said) == []
    assert list(scratch.iterdir()) == []
    assert sorted(file.name for file in home.iterdir()) == ["journal.db"]
