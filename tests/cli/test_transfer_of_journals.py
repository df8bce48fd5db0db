"""Journals of other programs taken in from the command line: files, folders, pipes."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from voice_coach.cli import main

JRNL = "[2026-03-07 23:30] A walk in the rain @rain\nIt rained.\n\n[2026-03-08 07:15] Slept well.\n"


def run(*arguments, typed="") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=typed)


def history():
    return json.loads(run("history", "--json").stdout)


@pytest.fixture(autouse=True)
def _home(home):
    return home


def test_a_journal_of_another_program_is_taken_in_once_and_found(tmp_path):
    (tmp_path / "jrnl.txt").write_text(JRNL)
    first, second = (run("import", tmp_path / "jrnl.txt") for _ in range(2))

    assert "2 sessions, 2 turns" in first.stdout
    assert "2 sessions in it are here already" in second.stdout
    assert [row["title"] for row in history()] == ["Slept well.", "A walk in the rain"]
    assert len(json.loads(run("search", "it rained", "--json").stdout)) == 1
    assert len(json.loads(run("history", "--tag", "rain", "--json").stdout)) == 1


def test_a_folder_of_notes_is_taken_in_and_what_is_no_note_is_named(tmp_path):
    for name, data in (("2026-03-08.md", b"words"), ("b.md", b"\xff\xff"), ("c.md", b"")):
        (tmp_path / name).write_bytes(data)
    done = run("import", tmp_path)

    assert done.exit_code == 1
    assert "1 session, 1 turn" in done.stdout
    assert len(done.stderr.splitlines()) == 2
    assert all(name in done.stderr for name in ("b.md", "c.md"))


def test_a_note_without_a_date_is_known_by_its_words_and_can_be_given_a_day(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("some words")
    run("import", note, "--date", "2026-02-01")
    os.utime(note, times=(1, 1))
    again = run("import", note)

    assert [row["started_at"][:10] for row in history()] == ["2026-02-01"]
    assert "is here already" in again.stdout


@pytest.mark.program
def test_stdin_and_pipes_are_read_once_and_whole(tmp_path):
    (tmp_path / "jrnl.txt").write_text(JRNL)
    command = f"{sys.executable} -m voice_coach import"
    for line in (f"{command} - < jrnl.txt", f"cat jrnl.txt | {command} <(cat jrnl.txt)"):
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    assert len(history()) == 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("memo.mp3", b"words", "called like a recording, but it is text"),
        ("a.pdf", b"%PDF-1.7\n", "is a PDF"),
        ("a.rtf", b"{\\rtf1 x}", "rich text"),
        ("a.docx", b"PK\3\4abc", "document of an office program"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "is a picture"),
        ("a.json", b'{"a": 1}', "not the JSON of an export"),
        ("a.md", b"\xff\xff\xff", "called like a text, but it is none"),
    ],
)
def test_what_cannot_be_taken_in_is_called_what_it_is(tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    done = run("import", tmp_path / name)

    assert done.exit_code == 1
    assert words in done.stderr
    assert "ffmpeg" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not history()


def test_markdown_that_was_written_here_is_no_note(tmp_path):
    (tmp_path / "jrnl.txt").write_text(JRNL)
    run("import", tmp_path / "jrnl.txt")
    run("export", "--out", tmp_path / "notes")
    done = run("import", tmp_path / "notes")

    assert "--format json" in done.stderr
    assert len(history()) == 2
