"""The journal: what was said and what is kept, in one SQLite file that belongs to the person.

What a method has returned from survives a power cut. Several programs may use one journal.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from voice_coach.journal.corrections import Corrections
from voice_coach.journal.deletion import Deletion
from voice_coach.journal.errors import journal_error
from voice_coach.journal.importer import Importer
from voice_coach.journal.memories import MemoryStore
from voice_coach.journal.models import (
    MAX_BACK,
    id_before,
    next_id,
    storable,
    to_text,
    words_to_json,
)
from voice_coach.journal.queries import Queries, Statistics
from voice_coach.journal.recordings import RecordingCipher
from voice_coach.journal.retraction import Retraction
from voice_coach.journal.search import Search
from voice_coach.journal.storage.backup import Backup
from voice_coach.journal.storage.connection import BUSY_SECONDS, Connection
from voice_coach.journal.storage.schema import MIGRATIONS, Migration
from voice_coach.journal.storage.sqlite import CipherKey
from voice_coach.protocol.effects import Outcome, Speaker
from voice_coach.protocol.events import Word


class Journal:
    """One journal, open: its parts under one name. It belongs to the thread that opened it.

    Every method raises `CoachError` (`journal.unwritable`, `journal.full`, `journal.locked`,
    `journal.corrupt`, `journal.failed`) if the file fails it; a change is then not made at all.
    `refusal` says why the journal can only be read, if that is so.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.path = connection.path
        self.key = connection.key
        self.refusal = connection.refusal
        self.is_alone = connection.is_alone
        self.close = connection.close

        writer = SessionWriter(connection)
        self.begin = writer.begin
        self.end = writer.end
        self.reopen = writer.reopen
        self.in_company = writer.in_company
        self.save_turn = writer.save_turn
        self.finish_turn = writer.finish_turn
        self.undo_turn = writer.undo_turn

        self.notices = Notices(connection)

        queries = Queries(connection)
        self.sessions = queries.sessions
        self.turns = queries.turns
        self.memories = queries.memories
        self.session_records = queries.session_records
        self.find = queries.find
        self.unfinished = queries.unfinished
        self.spoken_sessions = queries.spoken_sessions
        self.titles = queries.titles
        self.without_end = queries.without_end
        self.has_step = queries.has_step
        self.resumption = queries.resumption
        self.practices_called = queries.practices_called
        self.visits = queries.visits
        self.check = queries.check
        self.statistics = Statistics(connection)

        search = Search(connection, queries)
        self.search = search.search
        self.nearest = search.nearest

        memories = MemoryStore(connection, queries)
        self.keep = memories.keep
        self.mark = memories.mark
        self.memory = memories.memory
        self.reword = memories.reword
        self.replace_memories = memories.replace_memories
        self.forget_memories = memories.forget_memories

        deletion = Deletion(connection, queries)
        self.forget_turns = deletion.forget_turns
        self.forget_sessions = deletion.forget_sessions
        self.forget_everything = deletion.forget_everything

        retraction = Retraction(connection)
        self.take_back, self.bring_back = retraction.take_back, retraction.bring_back
        self.corrections = Corrections(connection)

        self.copy_of_today = Backup(connection).copy_of_today
        self.receive = Importer(connection).receive

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], datetime],
        migrations: Sequence[Migration] = MIGRATIONS,
        busy_seconds: float = BUSY_SECONDS,
        key: CipherKey | None = None,
        to_read: bool = False,
    ) -> Self:
        """Open the journal at `path`; if there is none, make it, readable by its owner alone.

        An older journal is copied to `journal.db.before-N.backup` and migrated. With `to_read` it
        is opened also where it can only be read; `refusal` says why, and every change raises it.
        `clock` returns the time, aware and in UTC; another writer is waited for `busy_seconds`.

        Raises:
            CoachError: `lock.needed` without a key, `lock.wrong` for another key, `lock.missing`
                without the library; `journal.newer`, `journal.foreign` or
                `journal.not-a-database` for a file this program does not understand (it is left
                untouched), or `journal.migration`, `journal.corrupt`, `journal.unwritable`,
                `journal.locked`, `journal.full`, `journal.failed`.
        """
        return cls(
            Connection.open(
                path,
                clock,
                migrations=migrations,
                busy_seconds=busy_seconds,
                key=key,
                to_read=to_read,
            )
        )

    @classmethod
    def in_memory(cls, clock: Callable[[], datetime]) -> Self:
        """Open a journal that is gone when it is closed."""
        return cls(Connection.in_memory(clock))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def locked(self) -> bool:
        """Return whether the journal is encrypted with a passphrase."""
        return self.key is not None

    def recording_cipher(self) -> RecordingCipher | None:
        """Return the cipher of an encrypted journal's recordings or None; raises `lock.missing`."""
        return RecordingCipher(self.key) if self.key is not None else None


class SessionWriter:
    """Writes sessions and their turns, as they happen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._running: set[str] = set()  # ids of sessions begun here that have not ended

    def begin(self, practice: str, title: str, app_version: str) -> str:
        """Begin a session; return its id, such as `20261122-091503123-k7qf`; ids sort by time."""
        self._acquire()
        now = self._connection.clock()
        with self._connection.write() as db:
            (newest,) = db.execute(
                "SELECT max(id) FROM sessions WHERE id < ?", [id_before(now + MAX_BACK)]
            ).fetchone()
            session_id = next_id(now, newest)
            db.execute(
                "INSERT INTO sessions (id, practice, title, started_at, app_version) "
                "VALUES (?, ?, ?, ?, ?)",
                [session_id, storable(practice), storable(title), to_text(now), app_version],
            )
        self._running.add(session_id)
        return session_id

    def end(self, session_id: str, outcome: Outcome) -> None:
        """End a session; raises `journal.gone` if it was deleted meanwhile."""
        self._connection.change(
            "UPDATE sessions SET ended_at = ?, outcome = ? WHERE id = ?",
            [to_text(self._connection.clock()), outcome, session_id],
        )
        self._running.discard(session_id)
        if not self._running and self._connection.lock is not None:
            self._connection.lock.release()

    def reopen(self, session_id: str) -> None:
        """Resume an interrupted session: it has no end and no outcome from here on.

        Raises `journal.gone` if it was deleted, `session.elsewhere` if another program may run it.
        """
        with self._connection.write() as db:
            found = db.execute("SELECT outcome FROM sessions WHERE id = ?", [session_id]).fetchone()
            if found is None:
                raise journal_error("journal.gone", self._connection.path)
            if found[0] is None and self.in_company():
                raise journal_error("session.elsewhere", self._connection.path)
            self._acquire()
            db.execute(
                "UPDATE sessions SET ended_at = NULL, outcome = NULL WHERE id = ?", [session_id]
            )
        self._running.add(session_id)

    def in_company(self) -> bool:
        """Return whether a session runs in another program; ask before one of ours does."""
        return self._connection.lock is not None and self._connection.lock.is_held_elsewhere()

    def _acquire(self) -> None:
        if self._connection.lock is not None:
            self._connection.lock.acquire()

    def save_turn(
        self,
        session_id: str,
        *,
        speaker: Speaker,
        step: str,
        text: str,
        started_at: datetime,
        ended_at: datetime | None,
        confidence: float | None,
        words: Sequence[Word],
        row: int | None = None,
    ) -> int:
        """Save what was said, or so much of it as there is; return the id of its row.

        With the id of its `row` an answer is saved again while it is being spoken; its `seq`, its
        speaker and its start stay. Raises `journal.gone` if the session was deleted.
        """
        heard: dict[str, object] = {
            "step": storable(step),
            "text": storable(text),
            "ended_at": to_text(ended_at) if ended_at else None,
            "confidence": confidence,
            "words": words_to_json(words),
        }
        if row is not None:
            self._connection.change(
                "UPDATE turns SET step = :step, text = :text, ended_at = :ended_at, "
                "confidence = :confidence, words = :words WHERE id = :id",
                {**heard, "id": row},
            )
            return row
        first: dict[str, object] = {
            "session_id": session_id,
            "speaker": speaker,
            "started_at": to_text(started_at),
        }
        return self._insert_turn({**heard, **first})

    def _insert_turn(self, values: dict[str, object]) -> int:
        with self._connection.write() as db:
            cursor = db.execute(
                """
                INSERT INTO turns (
                    session_id, seq, speaker, step, text, started_at, ended_at, confidence, words
                ) VALUES (
                    :session_id,
                    (SELECT coalesce(max(seq), 0) + 1 FROM turns WHERE session_id = :session_id),
                    :speaker, :step, :text, :started_at, :ended_at, :confidence, :words
                )
                """,
                values,
            )
        return int(cursor.lastrowid or 0)

    def finish_turn(self, row_id: int, ended_at: datetime) -> None:
        """Set when a turn ended; raises `journal.gone` if it was deleted meanwhile."""
        self._connection.change(
            "UPDATE turns SET ended_at = ? WHERE id = ?", [to_text(ended_at), row_id]
        )

    def undo_turn(self, row_id: int, *, undone: bool = True) -> None:
        """Mark a turn as undone or not; its words stay. Raises `journal.gone` if it was deleted."""
        self._connection.change("UPDATE turns SET undone = ? WHERE id = ?", [int(undone), row_id])


class Notices:
    """Remembers what the person was told, which needs to be said once only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def was_told(self, name: str) -> bool:
        """Return whether the notice of this name was spoken to the end of a session."""
        question = "SELECT EXISTS (SELECT 1 FROM notices WHERE name = ?) AS told"
        return self._connection.read(lambda row: bool(row["told"]), question, [name])[0]

    def add(self, name: str) -> None:
        """Write down that the notice was spoken."""
        with self._connection.write() as db:
            now = to_text(self._connection.clock())
            db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?)", [name, now])
