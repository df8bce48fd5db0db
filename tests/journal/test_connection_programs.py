"""A journal outlives the program that writes it, and bears several programs at once."""

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from voice_coach.journal.journal import Journal

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from voice_coach.journal.journal import Journal

def now():
    return datetime.now(UTC)

path, turns = Path(sys.argv[1]), int(sys.argv[2])
journal = Journal.open(path, clock=now)
session_id = journal.begin("small-promises", "Small promises", "0.1.0")
number = 0
while number != turns:
    number += 1
    row = None
    for text in (f"half of {session_id} {number}", f"all of {session_id} {number}"):
        row = journal.save_turn(session_id, speaker="you", step="promise", text=text, row=row,
                                started_at=now(), ended_at=now(), confidence=None, words=())
        print(session_id, number, text.split()[0], flush=True)
journal.close()
"""


def start_writer(path, turns):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(turns)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_every_save_that_returned_survives_a_kill(path, clock):
    writer = start_writer(path, -1)
    printed = [writer.stdout.readline() for _ in range(101)]
    writer.send_signal(signal.SIGKILL)
    printed += writer.stdout.read().splitlines()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL

    with Journal.open(path, clock=clock) as journal:
        journal.check()
        session = journal.find("last")
        saved = {(turn.seq, turn.text.split()[0]) for turn in journal.turns(session.id)}
        for line in printed:
            session_id, number, part = line.split()
            assert session_id == session.id
            assert (int(number), part) in saved or (int(number), "all") in saved
        assert len(journal.search("all", limit=10_000)) >= 50
        journal.connection.db.execute(
            "INSERT INTO turns_fts (turns_fts, rank) VALUES ('integrity-check', 1)"
        )


def test_programs_that_create_and_write_one_journal_at_once_lose_nothing(path, clock):
    writers = [start_writer(path, 40) for _ in range(4)]
    assert [len(writer.communicate()[0].splitlines()) for writer in writers] == [80] * 4
    assert [writer.returncode for writer in writers] == [0] * 4
    with Journal.open(path, clock=clock) as journal:
        journal.check()
        assert [row.turns for row in journal.sessions()] == [40] * 4
        for row in journal.sessions():
            turns = journal.turns(row.id)
            assert [turn.seq for turn in turns] == list(range(1, 41))
            assert [turn.text for turn in turns] == [f"all of {row.id} {n}" for n in range(1, 41)]


def test_what_several_programs_read_and_change_in_one_step_is_not_lost(path, clock):
    with Journal.open(path, clock=clock) as journal:
        memory_id = journal.keep("promise", "walk", {}, None)
    together = threading.Barrier(4, timeout=60)
    begun = []

    def work(name):
        with Journal.open(path, clock=clock) as mine:
            together.wait()
            for number in range(25):
                begun.append(mine.begin("small-promises", "Small promises", "0.1.0"))
                mine.mark(memory_id, "open", {f"{name} {number}": True})

    threads = [threading.Thread(target=work, args=[name]) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Journal.open(path, clock=clock) as journal:
        assert len(begun) == 100
        assert [row.id for row in journal.sessions()] == sorted(begun, reverse=True)
        assert len(journal.memories()[0].data) == 100


def test_a_program_reads_while_another_writes(path, clock):
    writer = start_writer(path, -1)
    counts = []
    with Journal.open(path, clock=clock) as journal:
        for _ in range(20):
            session_id, number, _ = writer.stdout.readline().split()
            counts.append(len(journal.turns(session_id)) - int(number))
    writer.kill()
    writer.communicate()
    assert min(counts) >= 0


def test_a_journal_knows_whether_another_program_has_it_open(path, clock):
    with Journal.open(path, clock=clock) as mine:
        assert mine.is_alone()
        with Journal.open(path, clock=clock) as other:
            assert not mine.is_alone()
            assert not other.is_alone()
        assert mine.is_alone()
        assert mine.begin("tea", "Tea", "test")
        mode = sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone()

    assert mode == ("wal",)
