"""Sessions handed over and taken in from the command line, in a real journal."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from voice_coach.cli import main
from voice_coach.journal.journal import Journal

NOW = datetime.now(UTC)


def run(*arguments, typed="") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)


@pytest.fixture(autouse=True)
def two(home):
    """A journal with two sessions; a promise was kept in the first."""
    times = iter(NOW - timedelta(days=9) + timedelta(seconds=number) for number in range(99))
    with Journal.open(home / "journal.db", clock=lambda: next(times)) as journal:
        for practice, text in (("small-promises", "i will walk"), ("journal", "a quiet day")):
            session = journal.begin(practice, practice.title(), "test")
            turn = journal.save_turn(
                session, speaker="you", step="promise", text=text,
                started_at=NOW - timedelta(days=9), ended_at=NOW, confidence=None, words=(),
            )  # fmt: skip
            if practice == "small-promises":
                journal.keep("promise", text, {"turn": turn}, session)
            journal.end(session, "completed")


def names(folder):
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("srt", "srt"), ("vtt", "vtt")])
def test_one_file_a_session_goes_into_a_folder(tmp_path, form, ending):
    done = run("export", "--format", form, "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    assert "2 sessions" in done.stderr
    assert [name.rpartition(".")[2] for name in names(tmp_path / "out")] == [ending, ending]
    assert "small-promises" in " ".join(names(tmp_path / "out"))


def test_one_session_goes_to_a_file_or_to_stdout(tmp_path):
    run("export", "small promises", "--out", tmp_path / "walk.md")
    shown = run("export", "small promises", "--out", "-").stdout

    assert (tmp_path / "walk.md").read_text(encoding="utf-8") == shown
    assert "I will walk" in shown
    assert "quiet" not in shown


def test_two_sessions_of_the_same_name_are_two_files(home, tmp_path):
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        for end in "ab":
            journal.connection.db.execute(
                "INSERT INTO sessions (id, practice, title, started_at, app_version) "
                "VALUES (?, 'evening', 'E', ?, 'x')",
                [f"20260101-00000000{end}-same", "2026-01-01T00:00:00.000Z"],
            )
    run("export", "--out", tmp_path / "out")

    assert len(names(tmp_path / "out")) == 4


def test_json_goes_out_and_comes_back_the_same_and_only_once(tmp_path):
    run("export", "--format", "json", "--out", tmp_path / "a.json")
    elsewhere = ("--home", tmp_path / "elsewhere")
    first = run("import", tmp_path / "a.json", *elsewhere)
    second = run("import", tmp_path / "a.json", *elsewhere)
    run("export", "--format", "json", "--out", tmp_path / "b.json", *elsewhere)

    assert first.stdout.endswith(": 2 sessions, 2 turns and 1 memory added.\n")
    assert "0 sessions, 0 turns and 0 memories added. 2 sessions in it are" in second.stdout
    exports = [json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json")]
    assert [export.pop("exported_at") for export in exports]
    assert exports[0] == exports[1]
    for command in ("history", "show", "memories"):
        assert run(command, "--json").stdout == run(command, "--json", *elsewhere).stdout


def test_a_bad_file_is_one_error_and_the_good_ones_are_taken_in(tmp_path):
    run("export", "last", "--format", "json", "--out", tmp_path / "good.json")
    (tmp_path / "bad.json").write_text("words")
    files = [tmp_path / name for name in ("bad.json", "missing.json", "good.json")]
    done = run("import", *files, "--home", tmp_path / "elsewhere")

    assert done.exit_code == 1
    assert [line.split()[1] for line in done.stderr.splitlines()] == [str(f) for f in files[:2]]
    assert "1 session, 1 turn and 0 memories added" in done.stdout


def test_files_that_cannot_be_taken_in_make_no_journal(tmp_path):
    (tmp_path / "bad.json").write_text("words")

    assert run("import", tmp_path / "bad.json", "--home", tmp_path / "new").exit_code == 1
    assert not (tmp_path / "new").exists()


def test_html_is_one_file_for_all(tmp_path):
    run("export", "--format", "html", "--out", tmp_path / "all.html")

    assert (tmp_path / "all.html").read_text(encoding="utf-8").count("<article") == 2


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path):
    place = tmp_path / "a.json"
    place.write_text("mine")
    refused = run("export", "--format", "json", "--out", place)

    assert refused.exit_code == 1
    assert len(refused.stderr.splitlines()) == 1
    assert "--force" in refused.stderr
    assert place.read_text() == "mine"
    assert run("export", "--format", "json", "--out", place, "--force").exit_code == 0
    assert json.loads(place.read_text())["sessions"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export",),
        ("export", "--out", "-"),
        ("export", "--format", "pdf", "--out", "x"),
        ("import",),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(arguments):
    assert run(*arguments).exit_code == 2


def test_many_files_do_not_go_into_one(tmp_path):
    (tmp_path / "notes.md").write_text("mine")
    done = run("export", "--out", tmp_path / "notes.md")

    assert done.exit_code == 1
    assert "Name a folder" in done.stderr


def test_a_link_is_not_written_through_to_a_folder_either(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "vault")

    assert run("export", "--out", tmp_path / "link").exit_code == 1
    assert names(tmp_path / "vault") == []


def test_a_session_that_is_not_there_is_one_clear_line(tmp_path):
    done = run("export", "nothing", "--out", tmp_path / "out")

    assert done.exit_code == 1
    assert "nothing" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_schema_is_printed_without_a_journal():
    schema = json.loads(run("export", "--schema", "--home", "/nowhere").stdout)

    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "sessions" in json.dumps(schema)


def test_stdout_is_utf8_at_any_terminal(home, run_program, monkeypatch):
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        journal.end(journal.begin("journal", "Café ☾", "test"), "completed")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = run_program("export", "last", "--format", "html", "--out", "-")

    assert done.returncode == 0, done.stderr
    assert "Café ☾" in done.stdout
