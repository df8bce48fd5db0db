"""Journals of other programs, read: jrnl, Day One, Markdown such as Obsidian's, plain text."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path, PurePath
from typing import Any

import msgspec

from voice_coach.audio.recording_time import recording_time
from voice_coach.errors import CoachError
from voice_coach.export.entry import Entry, first_line, tags_in
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.settings import HERE

NOTE_SUFFIXES = (".md", ".markdown", ".txt", ".text", ".org")
"""Of notes in a folder; a single file is read whatever its name."""

MAX_NOTE_BYTES = 16 << 20
"""More than anybody has written into one file; what is larger is something else."""


def entries_of_text(text: str, path: PurePath, written: datetime, now: datetime) -> list[Entry]:
    """Return the entries of a text: of jrnl, of Day One, or one of a note or a plain text.

    Args:
        text: The text.
        path: Its file, by whose name a note is dated, else by its time.
        written: When the file was last written, aware.
        now: The time, aware.

    Raises:
        CoachError: `import.empty` if there is nothing in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for reader in (_of_jrnl, _of_day_one_text):
        if entries := list(reader(text)):
            return entries
    entry = _of_note(text, path, written, now)
    if not entry.text:
        raise CoachError("import.empty", f"{path} has no words in it, so there's nothing to keep.")
    return [entry]


# jrnl.

_HEADING = re.compile(
    r"^\[(?P<moment>(?=[^\]\n]*\d[:.h]\d\d)\w[^\]\n]{9,40})\][ \t]+(?P<title>[^\n]*)$"
    r"|^(?P<old>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: [AP]M)?)[ \t]+(?P<old_title>[^\n]*)$",
    re.MULTILINE,
)


def _of_jrnl(text: str) -> Iterator[Entry]:
    """Yield the entries of a file of jrnl, which begins with one."""
    found = [
        (heading, moment)
        for heading in _HEADING.finditer(text)
        if (moment := _moment(heading["moment"] or heading["old"])) is not None
    ]
    if not found or text[: found[0][0].start()].strip():
        return
    ends = [heading.start() for heading, _ in found[1:]] + [len(text)]
    for (heading, moment), end in zip(found, ends, strict=True):
        title = heading["title"] if heading["moment"] else heading["old_title"]
        yield _jrnl_entry(moment, title, text[heading.end() : end])


def _jrnl_entry(
    moment: datetime, title: str, body: str, *, starred: bool = False, tags: Sequence[str] = ()
) -> Entry:
    starred = starred or title.rstrip().endswith(" *") or title.startswith("* ")
    plain = title.strip().strip("*").strip()
    found = (*tags, *tags_in(f"{title}\n{body}", "@#"), *(["starred"] if starred else []))
    without_tags = re.sub(r"(?:\s+[@#][\w/-]+)+$", "", plain) or plain.lstrip("@#")
    return Entry(
        moment,
        body.strip("\n").rstrip() or plain,
        without_tags,
        tuple(dict.fromkeys(tag.lstrip("@#") for tag in found)),
    )


def _moment(text: str) -> datetime | None:
    """Return a moment as a program or a person wrote it; local where it has no time zone."""
    from dateutil import parser  # noqa: PLC0415 - slow to load, and only an import needs it

    try:
        moment: datetime = parser.parse(text, default=datetime(1, 1, 1))  # noqa: DTZ001 - the hour
    except (ValueError, OverflowError):
        return None
    if moment.year < 1900:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=HERE)


# JSON of jrnl and Day One.


def entries_of_json(data: bytes, name: str) -> list[Entry] | None:
    """Return the entries of a JSON file of Day One or jrnl; None if it is neither.

    Raises:
        CoachError: `import.bad` if an entry in it makes no sense.
    """
    try:
        found = msgspec.json.decode(decode_text(data))
    except (msgspec.DecodeError, NotTextError, RecursionError):
        return None
    rows = found.get("entries") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    reader: Callable[[dict[str, Any]], Entry | None]
    if any("creationDate" in row for row in rows):
        reader = _of_day_one
    elif any("date" in row and {"title", "body"} & row.keys() for row in rows):
        reader = _of_jrnl_json
    else:
        return None
    entries = []
    for number, row in enumerate(rows, start=1):
        try:
            entry = reader(row)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise CoachError(
                "import.bad",
                f"{name} cannot be taken in: entry {number} in it has no time or no text that "
                "makes sense. Nothing was taken from this file. Export it again.",
            ) from None
        if entry is not None and entry.text.strip():
            entries.append(entry)
    return entries


def entries_of_zip(data: bytes, name: str) -> list[Entry]:
    """Return the entries of an export of Day One as it is saved: a zip archive with JSON in it.

    Raises:
        CoachError: `import.bad` if it is none.
    """
    entries: list[Entry] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for file in archive.infolist():
                if file.filename.lower().endswith(".json") and file.file_size <= MAX_NOTE_BYTES * 8:
                    entries += entries_of_json(archive.read(file), name) or []
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        entries = []
    if not entries:
        raise CoachError(
            "import.bad",
            f"{name} is a zip archive without a journal of Day One in it, or a document of an "
            "office program. Unpack it, or save it as plain text. Nothing was taken from it.",
        )
    return entries


_PICTURE = re.compile(r"!\[[^\]\n]*\]\(dayone-moment:[^)\n]*\)\n?")
"""A picture or a recording in an entry of Day One, which is in a file of its own."""

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")


def _of_day_one(row: dict[str, Any]) -> Entry | None:
    moment = _moment(row["creationDate"])
    if moment is None:
        raise ValueError
    text = _ESCAPED.sub(r"\1", _PICTURE.sub("", row.get("text") or "")).strip()
    tags = [*map(str, row.get("tags") or ()), *(["starred"] if row.get("starred") else [])]
    return Entry(moment, text, first_line(text), tuple(tags))


def _of_jrnl_json(row: dict[str, Any]) -> Entry | None:
    moment = _moment(f"{row['date']} {row.get('time', '')}".strip())
    if moment is None:
        raise ValueError
    return _jrnl_entry(
        moment,
        str(row.get("title") or ""),
        str(row.get("body") or ""),
        starred=bool(row.get("starred")),
        tags=[str(tag) for tag in row.get("tags") or ()],
    )


_DAY_ONE_DATE = re.compile(
    r"^\tDate:\t(?P<moment>[^\n]+)\n(?:\t\w[\w ]*:\t[^\n]*\n)*", re.MULTILINE
)


def _of_day_one_text(text: str) -> Iterator[Entry]:
    """Yield the entries of Day One's export as plain text."""
    found = list(_DAY_ONE_DATE.finditer(text))
    ends = [heading.start() for heading in found[1:]] + [len(text)] * bool(found)
    for heading, end in zip(found, ends, strict=True):
        moment = _moment(heading["moment"].replace(" at ", " "))
        body = _PICTURE.sub("", text[heading.end() : end]).strip()
        if moment is not None and body:
            yield Entry(moment, body, first_line(body), tags_in(body, "#"))


# Notes and plain text.

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)

_DATE_FIELDS = ("date", "created", "created_at", "creation date", "day", "datetime", "started")

_FIRST_HEADING = re.compile(r"\A\s*#{1,2} +(?P<title>[^\n]+?)\s*#*\s*(?:\n|\Z)")


def _of_note(text: str, path: PurePath, written: datetime, now: datetime) -> Entry:
    """Return a note: with front matter, a heading and tags, or as plain as it is."""
    found = _FRONT_MATTER.match(text)
    fields = _fields(found["yaml"] or "") if found is not None else {}
    body = text[found.end() :] if found is not None else text
    dated = next((field for name in _DATE_FIELDS if (field := _dated(fields.get(name)))), None)
    known = recording_time(Path(path), written, now)
    moment = _with_clock(dated, known.moment) if dated is not None else known.moment
    heading = _FIRST_HEADING.match(body)
    title = str(fields.get("title") or "").strip()
    if heading is not None and (not title or heading["title"] == title):
        title = heading["title"]
        body = body[heading.end() :] if body[heading.end() :].strip() else body
    title = title or path.stem
    tags = (*_listed(fields.get("tags") or fields.get("tag")), *tags_in(_without_code(body), "#"))
    session = fields.get("session")
    return Entry(
        moment,
        body.strip(),
        "" if _is_date(title) else title[:MAX_NAME],
        tuple(dict.fromkeys(tag.lstrip("#") for tag in tags)),
        session if isinstance(session, str) and _SESSION.fullmatch(session) else "",
        is_dated=dated is not None or known.source == "name",
    )


MAX_NAME = 200
"""Characters of a title."""

_SESSION = re.compile(r"\d{8}-\d{9}-[a-z0-9]{4}")
"""The id of a session that was written as Markdown by this program: it is known by it."""


def _fields(text: str) -> dict[str, Any]:
    """Return the fields of front matter by their names in lower case; none if it is no YAML."""
    import yaml  # noqa: PLC0415 - only an import needs it

    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return {}
    return (
        {str(name).lower(): field for name, field in found.items()}
        if isinstance(found, dict)
        else {}
    )


def _dated(field: object) -> datetime | date | None:
    if isinstance(field, str):
        moment = _moment(field.strip("[]"))
        is_day = moment is not None and re.search(r"\d[:.hT]\d", field) is None
        return moment.date() if moment is not None and is_day else moment
    return field if isinstance(field, date) else None


def _with_clock(dated: datetime | date, known: datetime) -> datetime:
    """Return a moment, or that hour of a day at which a note of that day was written, or noon."""
    if isinstance(dated, datetime):
        return dated if dated.tzinfo is not None else dated.replace(tzinfo=HERE)
    here = known.astimezone(HERE)
    return here if here.date() == dated else datetime.combine(dated, time(12), HERE)


def _listed(field: object) -> list[str]:
    if isinstance(field, str):
        return re.split(r"[,\s]+", field.strip())
    return [str(tag) for tag in field if tag is not None] if isinstance(field, list) else []


def _without_code(text: str) -> str:
    return re.sub(r"```.*?(?:```|\Z)|`[^`\n]*`", "", text, flags=re.DOTALL)


def _is_date(title: str) -> bool:
    return re.fullmatch(r"[\d\s.:/_-]+|\w+,? \d{1,2}\w* \w+,? \d{4}", title) is not None


def notes_in(folder: Path) -> list[Path]:
    """Return the notes in a folder, by name: none that is hidden, or a template, or too large."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in NOTE_SUFFIXES
        and path.is_file()
        and not path.is_symlink()
        and path.stat().st_size <= MAX_NOTE_BYTES
        and not any(
            part.startswith(".") or part.lower() == "templates"
            for part in path.relative_to(folder).parts
        )
    )
