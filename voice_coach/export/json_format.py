"""The JSON format of an export: complete, with a JSON Schema, and importable without loss.

Its fields are those of the journal's tables. Times are ISO 8601, written in UTC with milliseconds
as in the journal, and read with any offset.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from voice_coach.errors import CoachError
from voice_coach.journal.models import (
    Heard,
    SessionRecord,
    SessionRow,
    TurnRow,
    in_texts,
    to_text,
)
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.protocol.effects import Outcome, Speaker
from voice_coach.protocol.events import Memory, Word

VERSION = 2
"""Raised with every change of the format; later versions are refused."""

_LARGEST = 2**53 - 1  # every program that reads JSON holds whole numbers up to here exactly

Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601, with its offset from UTC.")]

Id = Annotated[int, Meta(ge=1, le=_LARGEST)]

SessionId = Annotated[str, Meta(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


# The docstrings of these structs are descriptions in the JSON Schema, which is a contract.


class SpokenWord(Struct, forbid_unknown_fields=True):
    """One recognised word: `start` and `end` in seconds since the ear opened, `conf` 0 to 1."""

    word: str
    start: float
    end: float
    conf: float


class HeardTurn(Struct, forbid_unknown_fields=True):
    """What a turn held when it was heard, before it was corrected."""

    text: str
    confidence: float | None
    words: list[SpokenWord]


class Turn(Struct, forbid_unknown_fields=True):
    """One thing said. `undone` is true where it was heard wrong and taken back."""

    id: Id
    seq: Annotated[Id, Meta(description="The place in the session, from 1.")]
    speaker: Speaker
    step: str
    text: str
    started_at: Moment
    ended_at: Moment | None
    confidence: Annotated[float | None, Meta(description="0 to 1; null where it was typed.")]
    words: list[SpokenWord]
    undone: bool
    heard: Annotated[HeardTurn | None, Meta(description="Null where nothing was corrected.")] = None


class Session(Struct, forbid_unknown_fields=True):
    """One session. Without `outcome` it was running, or its program crashed."""

    id: SessionId
    practice: str
    title: str
    started_at: Moment
    ended_at: Moment | None
    outcome: Outcome | None
    app_version: str
    turns: list[Turn]
    tags: list[str] = []


class KeptMemory(Struct, forbid_unknown_fields=True):
    """Something kept between sessions."""

    id: Id
    kind: str
    status: str
    text: str
    data: dict[str, Any]
    session_id: Annotated[str | None, Meta(description="The session it was kept in.")]
    turn: Annotated[Id | None, Meta(description="The id of the answer it came from.")]
    created_at: Moment
    updated_at: Moment


class Export(Struct, forbid_unknown_fields=True):
    """Sessions of a journal of Voice Coach, and what was kept from them."""

    format: Literal["voice-coach-journal"]
    version: Annotated[int, Meta(ge=1, le=VERSION)]
    exported_at: Moment
    app_version: Annotated[str, Meta(description="Of the program that wrote this.")]
    sessions: list[Session]
    memories: list[KeptMemory]


class _Head(Struct):
    format: Literal["voice-coach-journal"]
    version: int


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an export."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(Export),
    }


def to_json(
    records: Sequence[SessionRecord], loose: Sequence[Memory], now: datetime, app_version: str
) -> str:
    """Return sessions, and memories of no session, as the text of a JSON file."""
    of_sessions = (
        _kept(memory, {turn.id for turn in record.turns})
        for record in records
        for memory in record.memories
    )
    memories = [*of_sessions, *(_kept(memory, set()) for memory in loose)]
    export = Export(
        format="voice-coach-journal",
        version=VERSION,
        exported_at=now,
        app_version=app_version,
        sessions=[_session(record) for record in records],
        memories=sorted(memories, key=lambda memory: memory.id),
    )
    plain = in_texts(msgspec.to_builtins(export, builtin_types=(datetime,)))
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def from_json(data: bytes, file: str) -> tuple[list[SessionRecord], list[Memory]]:
    """Return the sessions of an export, and the memories of no session.

    Args:
        data: The content of the file.
        file: Its name, for errors.

    Raises:
        CoachError: `import.bad` if it is no export or a damaged one, `import.newer`.
    """
    try:
        text = decode_text(data)
        head = msgspec.json.decode(text, type=_Head)
    except (msgspec.DecodeError, NotTextError, RecursionError):
        raise _bad(file, "it is not the JSON of an export") from None
    if head.version > VERSION:
        raise CoachError(
            "import.newer",
            f"{file} was written by a newer Voice Coach. Update Voice Coach and try again; "
            "nothing was taken from this file.",
        )
    try:
        export = msgspec.json.decode(text, type=Export)
        return _rows(export, file)
    except msgspec.ValidationError as error:
        raise _bad(file, _without_content(str(error))) from None
    except (ValueError, OverflowError, RecursionError):
        raise _bad(file, "a value in it cannot be understood") from None


def _session(record: SessionRecord) -> Session:
    row = record.session
    return Session(
        id=row.id,
        practice=row.practice,
        title=row.title,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        app_version=row.app_version,
        turns=[_turn(turn) for turn in record.turns],
        tags=list(row.tags),
    )


def _turn(turn: TurnRow) -> Turn:
    return Turn(
        id=turn.id,
        seq=turn.seq,
        speaker=turn.speaker,
        step=turn.step,
        text=turn.text,
        started_at=turn.started_at,
        ended_at=turn.ended_at,
        confidence=turn.confidence,
        words=_spoken(turn.words),
        undone=turn.undone,
        heard=_heard(turn.heard) if turn.heard is not None else None,
    )


def _heard(heard: Heard) -> HeardTurn:
    return HeardTurn(heard.text, heard.confidence, _spoken(heard.words))


def _spoken(words: Iterable[Word]) -> list[SpokenWord]:
    return [SpokenWord(word.word, word.start, word.end, word.conf) for word in words]


def _kept(memory: Memory, turns: set[int]) -> KeptMemory:
    """Return a memory, with the turn it came from if that is still there."""
    turn = memory.data.get("turn")
    return KeptMemory(
        id=memory.id,
        kind=memory.kind,
        status=memory.status,
        text=memory.text,
        data={name: fact for name, fact in memory.data.items() if name != "turn"},
        session_id=memory.session_id,
        turn=turn if turn in turns else None,
        created_at=memory.created_at,
        updated_at=memory.updated_at or memory.created_at,
    )


def _rows(export: Export, file: str) -> tuple[list[SessionRecord], list[Memory]]:
    """Return an export as rows of the journal.

    Raises:
        CoachError: `import.bad` if its parts do not belong together.
    """
    known: dict[str | None, set[int]] = {None: set()}
    known |= {session.id: {turn.id for turn in session.turns} for session in export.sessions}
    _single(file, "session id", (session.id for session in export.sessions))
    turns = [turn for session in export.sessions for turn in session.turns]
    _single(file, "turn id", (turn.id for turn in turns))
    _single(file, "memory id", (memory.id for memory in export.memories))
    for session in export.sessions:
        _single(file, f"seq in session {session.id}", (turn.seq for turn in session.turns))
    memories: dict[str | None, list[Memory]] = {}
    for kept in export.memories:
        if kept.session_id not in known:
            raise _bad(file, f"memory {kept.id} belongs to a session that is not in it")
        if kept.turn is not None and kept.turn not in known[kept.session_id]:
            raise _bad(file, f"memory {kept.id} comes from a turn that is not in its session")
        memories.setdefault(kept.session_id, []).append(_memory(kept))
    records = [
        SessionRecord(
            _session_row(session), _turn_rows(session), tuple(memories.get(session.id, ()))
        )
        for session in export.sessions
    ]
    return records, memories.get(None, [])


def _session_row(session: Session) -> SessionRow:
    there = [turn for turn in session.turns if not turn.undone]
    return SessionRow(
        id=session.id,
        practice=session.practice,
        title=session.title,
        started_at=_checked(session.started_at),
        ended_at=_checked(session.ended_at) if session.ended_at else None,
        outcome=session.outcome,
        app_version=session.app_version,
        turns=len(there),
        answers=sum(turn.speaker == "you" for turn in there),
        tags=tuple(session.tags),
    )


def _turn_rows(session: Session) -> tuple[TurnRow, ...]:
    return tuple(
        TurnRow(
            id=turn.id,
            session_id=session.id,
            seq=turn.seq,
            speaker=turn.speaker,
            step=turn.step,
            text=turn.text,
            started_at=_checked(turn.started_at),
            ended_at=_checked(turn.ended_at) if turn.ended_at else None,
            confidence=turn.confidence,
            words=_words(turn.words),
            undone=turn.undone,
            heard=None
            if turn.heard is None
            else Heard(turn.heard.text, _words(turn.heard.words), turn.heard.confidence),
        )
        for turn in session.turns
    )


def _words(spoken: Iterable[SpokenWord]) -> tuple[Word, ...]:
    return tuple(Word(word.word, word.start, word.end, word.conf) for word in spoken)


def _memory(kept: KeptMemory) -> Memory:
    data = dict(kept.data)
    data.pop("turn", None)
    return Memory(
        id=kept.id,
        kind=kept.kind,
        text=kept.text,
        created_at=_checked(kept.created_at),
        data=data if kept.turn is None else data | {"turn": kept.turn},
        status=kept.status,
        session_id=kept.session_id,
        updated_at=_checked(kept.updated_at),
    )


def _checked(moment: datetime) -> datetime:
    """Return the moment if the journal can hold it: UTC may have no year for it.

    Raises:
        ValueError, OverflowError: It cannot.
    """
    to_text(moment)
    return moment


def _single(file: str, what: str, values: Iterable[object]) -> None:
    """Refuse values that occur more than once."""
    if any(count > 1 for count in Counter(values).values()):
        raise _bad(file, f"a {what} is in it twice")


def _without_content(message: str) -> str:
    """Return a message of msgspec without the value it names: that may be private."""
    what, at, place = message.replace("`", "").partition(" - at $")
    return re.sub(r"(?s) '.*'", "", what) + at + place


def _bad(file: str, what: str) -> CoachError:
    return CoachError(
        "import.bad",
        f"{file} cannot be taken in: {what}. Nothing was taken from this file. It has to be what "
        "voice-coach export --format json wrote.",
    )
