"""The journal: keeps what is said the moment it is said.

What a method has returned from is on the disk and survives a crash and a power cut. Several
programs may use one journal at the same time.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from voice_coach.errors import CoachError
from voice_coach.journal import recordings
from voice_coach.journal.backup import Copier
from voice_coach.journal.connection import (
    UNWRITABLE,
    Running,
    open_file,
    open_memory,
    open_only_to_read,
)
from voice_coach.journal.errors import in_plain_words, trouble
from voice_coach.journal.importer import Receiver
from voice_coach.journal.memories import TakerBack, forget_in_copy
from voice_coach.journal.models import next_id, storable, to_text, words_to_json
from voice_coach.journal.queries import Counter
from voice_coach.journal.recordings import Sealer
from voice_coach.journal.schema import MIGRATIONS, Migration
from voice_coach.journal.search import Searcher
from voice_coach.journal.sqlite import CipherKey
from voice_coach.protocol.effects import Outcome, Speaker
from voice_coach.protocol.events import Word

if TYPE_CHECKING:
    from sqlite_utils import Database


BUSY_SECONDS = 5.0
"""How long to wait for another program that is writing."""


Key = tuple[int, str]
"""Names one turn while its session is open: the number of the turn, and who speaks."""


class Journal(Searcher, Counter, TakerBack, Copier, Receiver):
    """One journal, open. It belongs to the thread that opened it.

    Every method raises `CoachError` (`journal.unwritable`, `journal.full`, `journal.locked`,
    `journal.corrupt`, `journal.failed`) if the file fails it; a change is then not made at all.
    """

    def __init__(self, db: "Database", path: Path, clock: Callable[[], datetime]) -> None:
        super().__init__(db, path, clock)
        self._rows: dict[str, dict[Key, int]] = {}

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
        """Opens the journal at `path`, and makes it, readable by its owner alone, if there is none.

        An older journal is migrated after it was copied to `journal.db.before-N.backup`.

        Args:
            path: The file.
            clock: Tells the time, aware and in UTC.
            migrations: The schema, oldest change first.
            busy_seconds: How long to wait for another program that is writing.
            key: What opens it if it is locked.
            to_read: Whether it is of use also where it can only be read, because the disk is full
                or lets nothing be written. Then `refusal` says why, and every change raises it.

        Raises:
            CoachError: `lock.needed` if it is locked and no key is given, `lock.wrong` if it is
                not the key, `lock.missing` if the library for it is not there;
                `journal.newer`, `journal.foreign` or `journal.not-a-database` if it is
                not a journal this program understands (it is left untouched), or
                `journal.migration`, `journal.corrupt`, `journal.unwritable`, `journal.locked`,
                `journal.full`, `journal.failed`.
        """
        refusal = None
        try:
            db = open_file(path, migrations, busy_seconds, key)
        except CoachError as error:
            if not to_read or error.code not in UNWRITABLE:
                raise
            refusal = error
            db = open_only_to_read(path, migrations, refusal, key)
        journal = cls(db, path, clock)
        journal._key = key
        journal.refusal = refusal
        if refusal is None:
            journal._running = Running(path, busy_seconds)
        return journal

    @classmethod
    def in_memory(cls, clock: Callable[[], datetime]) -> Self:
        """A journal that is forgotten when it is closed."""
        return cls(open_memory(MIGRATIONS), Path(":memory:"), clock)

    def close(self) -> None:
        """Closes the file. Closing twice is harmless."""
        if self._running is not None:
            self._running.let_go()
        with in_plain_words(self.path):
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def sealer(self) -> Sealer | None:
        """What seals the recordings of a locked journal, and opens them; None if it is not locked.

        Raises:
            CoachError: `lock.missing`.
        """
        return Sealer(self._key) if self._key is not None else None

    def begin(self, practice: str, title: str, app_version: str) -> str:
        """Begins a session.

        Returns:
            Its id, such as `20261122-091503123-k7qf`: later sessions sort after earlier ones.
        """
        self._runs()
        now = self._clock()
        with self._writing() as db:
            (newest,) = db.execute("SELECT max(id) FROM sessions").fetchone()
            session_id = next_id(now, newest)
            db.execute(
                "INSERT INTO sessions (id, practice, title, started_at, app_version) "
                "VALUES (?, ?, ?, ?, ?)",
                [session_id, storable(practice), storable(title), to_text(now), app_version],
            )
        self._rows[session_id] = {}
        return session_id

    def end(self, session_id: str, outcome: Outcome) -> None:
        """Ends a session.

        Raises:
            CoachError: `journal.gone` if it was deleted meanwhile.
        """
        self._change(
            "UPDATE sessions SET ended_at = ?, outcome = ? WHERE id = ?",
            [to_text(self._clock()), outcome, session_id],
        )
        self._rows.pop(session_id, None)
        if not self._rows and self._running is not None:
            self._running.let_go()

    def reopen(self, session_id: str) -> None:
        """Takes up an interrupted session again: it has no end and no outcome from here on.

        Keys of turns saved before name nothing any more: a resumed session counts its turns anew.
        Of two programs that take up the same one, the second is refused.

        Raises:
            CoachError: `journal.gone` if it was deleted meanwhile, `session.elsewhere` if it may
                be running in another program.
        """
        with self._writing() as db:
            found = db.execute("SELECT outcome FROM sessions WHERE id = ?", [session_id]).fetchone()
            if found is None:
                raise trouble("journal.gone", self.path)
            if found[0] is None and self.in_company():
                raise trouble("session.elsewhere", self.path)
            self._runs()
            db.execute(
                "UPDATE sessions SET ended_at = NULL, outcome = NULL WHERE id = ?", [session_id]
            )
        self._rows[session_id] = {}

    def in_company(self) -> bool:
        """Whether a session runs in another program; ask before one of ours does."""
        return self._running is not None and self._running.in_company()

    def _runs(self) -> None:
        """A session runs from here on: nobody may forget it (see `Remover`)."""
        if self._running is not None:
            self._running.suspend()

    def save_turn(
        self,
        session_id: str,
        key: Key,
        *,
        speaker: Speaker,
        step: str,
        text: str,
        started_at: datetime,
        ended_at: datetime | None,
        confidence: float | None,
        words: Sequence[Word],
    ) -> int:
        """Saves what was said, or so much of it as there is.

        Saving the same key again replaces the text, its words, its step, its end and its
        confidence, so an answer can be saved while it is being spoken. Where it stands in the
        session and when it began stay as they were first saved.

        Returns:
            The id of its row.

        Raises:
            CoachError: `journal.gone` if the session was deleted meanwhile.
        """
        heard: dict[str, object] = {
            "step": storable(step),
            "text": storable(text),
            "ended_at": to_text(ended_at) if ended_at else None,
            "confidence": confidence,
            "words": words_to_json(words),
        }
        rows = self._rows.setdefault(session_id, {})
        if key in rows:
            self._change(
                "UPDATE turns SET step = :step, text = :text, ended_at = :ended_at, "
                "confidence = :confidence, words = :words WHERE id = :id",
                {**heard, "id": rows[key]},
            )
            return rows[key]
        first: dict[str, object] = {
            "session_id": session_id,
            "speaker": speaker,
            "started_at": to_text(started_at),
        }
        rows[key] = self._insert_turn({**heard, **first})
        return rows[key]

    def _insert_turn(self, values: dict[str, object]) -> int:
        with self._writing() as db:
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
        """Notes when a turn ended.

        Raises:
            CoachError: `journal.gone` if it was deleted meanwhile.
        """
        self._change("UPDATE turns SET ended_at = ? WHERE id = ?", [to_text(ended_at), row_id])

    def undo_turn(self, row_id: int, *, undone: bool = True) -> None:
        """Takes a turn back, or (`undone=False`) takes that back. Its words stay in the journal.

        Raises:
            CoachError: `journal.gone` if it was deleted meanwhile.
        """
        self._change("UPDATE turns SET undone = ? WHERE id = ?", [int(undone), row_id])

    def forget_turns(
        self,
        session_id: str,
        steps: Collection[str],
        echoes: Collection[str] = (),
        rows: Collection[int] = (),
    ) -> list[int]:
        """See `Forgetter.forget_turns`. The copies made before migrations forget it, too."""
        for copy in self._copies():
            forget_in_copy(copy, session_id, steps, echoes, rows, key=self._key)
        gone = super().forget_turns(session_id, steps, echoes, rows)
        recordings.remove_turns(self.path, session_id, gone)
        self._forget_keys(session_id, gone)
        return gone

    def _forget_keys(self, session_id: str, gone: Collection[int]) -> None:
        """A key whose row is gone names nothing any more."""
        rows = self._rows.get(session_id, {})
        for key in [key for key, row in rows.items() if row in gone]:
            del rows[key]
