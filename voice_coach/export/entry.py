"""A journal entry that was written elsewhere, and the session it becomes."""

import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime

from voice_coach.journal.models import SessionRecord, SessionRow, TurnRow

STEP = "written-"
"""Prefix of the step of its turn; a fingerprint of its words follows."""

MAX_TITLE = 80
"""Characters; a longer first line is no title."""

_TAG = re.compile(r"(?<![\w&/#@])[#@]([^\W\d_][\w/-]*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: when it was written, aware, its text, title and tags, and its id if it has one.

    `is_dated` is whether that is known from the entry, and not only from its file.
    """

    moment: datetime
    text: str
    title: str = ""
    tags: tuple[str, ...] = ()
    session_id: str = ""
    is_dated: bool = True

    @property
    def step(self) -> str:
        """Return the step of its turn, which is the same for every copy of the entry."""
        return f"{STEP}{self._fingerprint}"

    @property
    def _fingerprint(self) -> str:
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, and no session takes entries in

        words = f"{self.title}\n{self.text}".encode("utf-8", "replace")
        return b32encode(hashlib.sha256(words).digest())[:16].decode().lower()

    @property
    def new_id(self) -> str:
        """Return the id of its session: the same whenever the same entry is taken in."""
        moment = self.moment.astimezone(UTC)
        thousandths = moment.microsecond // 1000
        return f"{moment:%Y%m%d-%H%M%S}{thousandths:03d}-{self._fingerprint[:4]}"


def tags_in(text: str, signs: str = "#@") -> tuple[str, ...]:
    """Return the tags in a text, such as "walk" of "#walk", each once."""
    found = (match[1] for match in _TAG.finditer(text) if match[0][0] in signs)
    return tuple(dict.fromkeys(found))


def first_line(text: str) -> str:
    """Return the first line of a text where it is a title: short, with more after it."""
    line, _, rest = text.strip().partition("\n")
    title = line.lstrip("# ").strip()
    return title if rest.strip() and 0 < len(title) <= MAX_TITLE else ""


def session_of_entry(
    entry: Entry, number: int, practice: str, title: str, app_version: str
) -> SessionRecord:
    """Return an entry as a session of one turn; the same entry is always the same session.

    Args:
        entry: The entry.
        number: The id of its turn, another one for each entry of an import.
        practice: The practice of journal entries.
        title: The title of an entry that has none.
        app_version: The program's version.
    """
    moment = entry.moment.astimezone(UTC)
    session_id = entry.session_id or entry.new_id
    turn = TurnRow(
        id=number,
        session_id=session_id,
        seq=1,
        speaker="you",
        step=entry.step,
        text=entry.text,
        started_at=moment,
        ended_at=moment,
        confidence=None,
        words=(),
        undone=False,
    )
    session = SessionRow(
        id=session_id,
        practice=practice,
        title=entry.title or title,
        started_at=moment,
        ended_at=moment,
        outcome="completed",
        app_version=app_version,
        turns=1,
        answers=1,
        tags=entry.tags,
    )
    return SessionRecord(session, (turn,), ())
