"""sqlite-utils comes without what a journal never uses, and works as ever."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

_ROOT = Path(__file__).parents[2]


def said(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_an_open_journal_has_loaded_neither_openssl_nor_a_library_for_dates(tmp_path):
    program = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path; "
        "from voice_coach.journal.journal import Journal; "
        f"journal = Journal.open(Path({str(tmp_path / 'journal.db')!r}), "
        "clock=lambda: datetime.now(UTC)); journal.begin('a', 'A', 'test'); "
        "print({'_hashlib', 'hashlib', 'secrets', 'dateutil'} & set(sys.modules) or 'none')"
    )
    assert said(program) == "none"


def test_the_real_modules_are_there_for_everybody_else_afterwards():
    program = (
        "from voice_coach.journal.storage.sqlite import import_sqlite_utils as load; load(); "
        "import hashlib, secrets; from sqlite_utils import recipes; "
        "print(len(hashlib.sha256(b'').hexdigest()), len(secrets.token_hex(4)), "
        "recipes.parsedate('1 May 2026'))"
    )
    assert said(program) == "64 8 2026-05-01"


def test_savepoints_still_have_names_of_their_own():
    program = (
        "import sqlite3; from voice_coach.journal.storage.sqlite import import_sqlite_utils; "
        "db = import_sqlite_utils().Database(memory=True)\n"
        "with db.atomic():\n"
        "    with db.atomic(): db['words'].insert({'word': 'rest'})\n"
        "print(db['words'].count)"
    )
    assert said(program) == "1"
