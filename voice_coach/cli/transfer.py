"""The commands that export and import."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_coach import __version__, texts
from voice_coach.cli.console import at_work, counted, echo, echo_utf8, local_time, warn
from voice_coach.cli.journal_access import has_journal, open_journal, open_maybe_locked
from voice_coach.cli.output import STDOUT, interruptible
from voice_coach.cli.params import as_day, home_option, model_option
from voice_coach.cli.pipe import STDIN, as_file, read_piped
from voice_coach.errors import CoachError
from voice_coach.plain_text import HEAD_BYTES, NotTextError, decode_text, kind_of_file
from voice_coach.settings import HERE, Home, Settings, load_settings, wall_clock
from voice_coach.stt.models import MODELS, find_model

if TYPE_CHECKING:
    from voice_coach.app.audio_import import Recorded
    from voice_coach.export.entry import Entry
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.models import SessionRecord
    from voice_coach.protocol.events import Memory
    from voice_coach.stt.transcription import Transcriber, Transcript

FORMATS = ("markdown", "json", "html", "srt", "vtt")


def _print_schema(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001
    if not asked or ctx.resilient_parsing:
        return
    from voice_coach.export.json_format import schema  # noqa: PLC0415 - not for --help

    echo(json.dumps(schema(), indent=2, ensure_ascii=False))
    ctx.exit()


@click.command()
@click.argument("sessions", metavar="[SESSION]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="markdown",
    show_default=True,
    help="markdown, srt and vtt are one file a session; json can be imported again.",
)
@click.option("--out", metavar="PATH|-", help="The file, or the folder for several; - is stdout.")
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of the format json instead.",
)
@home_option
def export(
    *,
    home: Home,
    sessions: Sequence[str],
    form: str,
    out: str | None,
    force: bool,
) -> None:
    """Hand over sessions as files that are readable by you alone; without SESSION all of them.

    SESSION is an id, the beginning of one, `last`, or a practice's name. What was undone is in the
    format json only, and marked there.
    """
    if out is None:
        raise click.UsageError("Say where to with --out PATH, or --out - for stdout.")
    from voice_coach.export.exporter import paths_for, render, write_all  # noqa: PLC0415 - numpy

    with open_journal(home, to_read=True) as journal, at_work(texts.READING):
        ids = [journal.find(name).id for name in sessions] if sessions else None
        records, loose = journal.session_records(ids)
        before = _pictures(home, journal) if form == "html" and ids is None else {}
    if not records and not loose:
        echo(texts.NO_SESSIONS, err=True)
        return
    made = render(form, records, loose, wall_clock(), __version__, **before)
    if out == STDOUT:
        if len(made) > 1:
            raise click.UsageError(f"{form} has one file a session. Name one SESSION, or a folder.")
        echo_utf8("".join(made.values()))
        return
    with at_work(texts.WRITING):
        write_all(paths_for(form, made, Path(out).expanduser()), force=force)
    message = texts.EXPORTED.format(sessions=counted(len(records), "session"), place=out)
    echo(message, err=True)


def _pictures(home: Home, journal: "Journal") -> dict[str, str]:
    """Return what can be counted as the beginning of a page, and its style."""
    from voice_coach.insight.figures import gather  # noqa: PLC0415 - stems, not for --help
    from voice_coach.insight.page import STYLE, pictures  # noqa: PLC0415 - the same
    from voice_coach.journal.queries import Period  # noqa: PLC0415 - the same
    from voice_coach.practice.library import Library  # noqa: PLC0415 - the same

    practices = Library(home.practices, load_settings(home).language).all()[0]
    return {"pictures": pictures(gather(journal, practices, Period())), "style": STYLE}


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--date",
    "day",
    metavar="DAY",
    callback=as_day,
    help="The day of a recording or a note: 2026-11-22, yesterday, last sunday.",
)
@model_option
@home_option
@click.pass_context
def import_(
    ctx: click.Context, *, home: Home, model: str | None, day: date | None, files: Sequence[Path]
) -> None:
    """Take in what `export --format json` wrote, recordings, and journals of other programs.

    FILE is a recording (WAV, FLAC, OGG, MP3 and others), which is transcribed into a journal entry;
    a text of jrnl, the JSON or zip of Day One, a Markdown note or a plain text; or a folder of
    notes, such as Obsidian's. - is stdin. What is dated by its name (20260308_091503), by what it
    says of itself, or else by its file, can be given another day with --date.

    What is here already stays as it is, so importing twice adds nothing. Each FILE is taken in
    whole or not at all; an import of recordings that is interrupted goes on when it is repeated.
    """
    settings = load_settings(home, {"model": model})
    importer = _Importer(home, settings, day)
    with interruptible():
        recordings = [heard for file in files if (heard := importer.take(file)) is not None]
        importer.recordings(recordings)
    ctx.exit(1 if importer.failed else 0)


class _Importer:
    """Imports files, prints what came of each, and remembers whether one failed."""

    def __init__(self, home: Home, settings: Settings, day: date | None) -> None:
        self.failed = False
        self._day = day
        self._home = home
        self._settings = settings
        self._piped: dict[Path, Path] = {}  # files in memory, by which name they came

    def take(self, file: Path) -> Path | None:
        """Import a file that is no recording; return where a recording is to be read."""
        with self._reporting():
            data = read_piped(file)
            if data is None and file.is_dir():
                self._notes(file)
                return None
            head = data[:HEAD_BYTES] if data is not None else _head(file)
            kind = kind_of_file(head)
            if kind is None and file.suffix.lower() not in TEXT_SUFFIXES:
                if data is None:
                    return file
                path = as_file(data)
                self._piped[path] = file
                return path
            with at_work(texts.READING):
                self._text(file, data if data is not None else _read(file), kind)
        return None

    def _text(self, file: Path, data: bytes, kind: str | None) -> None:
        """Import an export, or a journal of another program.

        Raises:
            CoachError: `import.kind` for what is neither.
        """
        from voice_coach.audio.sound import SOUND_SUFFIXES  # noqa: PLC0415 - numpy
        from voice_coach.export.journals import (  # noqa: PLC0415 - not for --help
            NOTE_SUFFIXES,
            entries_of_json,
            entries_of_zip,
        )
        from voice_coach.export.json_format import from_json  # noqa: PLC0415 - not for --help

        if data[:2] == b"PK":
            self._entries(file, entries_of_zip(data, str(file)))
            return
        if kind not in (None, "text"):
            raise CoachError("import.kind", texts.IMPORT_KIND.format(file=file, kind=kind))
        if file.suffix.lower() in SOUND_SUFFIXES:
            raise CoachError("import.text", texts.IMPORT_TEXT.format(file=file))
        entries = entries_of_json(data, str(file))
        if entries is not None:
            self._entries(file, entries)
        elif file.suffix.lower() == ".json" or (
            data.lstrip(BOM).lstrip()[:1] == b"{" and file.suffix.lower() not in NOTE_SUFFIXES
        ):
            records, loose = from_json(data, str(file))
            self._receive(file, records, loose)
        else:
            self._entries(file, self._of_text(file, data))

    def _notes(self, folder: Path) -> None:
        """Import the notes in a folder; those that cannot be read are named, one by one.

        Raises:
            CoachError: `import.no-notes` if there is none.
        """
        from voice_coach.export.journals import notes_in  # noqa: PLC0415 - not for --help

        notes = notes_in(folder)
        if not notes:
            raise CoachError("import.no-notes", texts.NO_NOTES.format(folder=folder))
        entries: list[Entry] = []
        for note in notes:
            with self._reporting():
                entries += self._of_text(note, _read(note))
        if entries:
            self._entries(folder, entries)

    def _of_text(self, file: Path, data: bytes) -> "list[Entry]":
        from voice_coach.export.journals import entries_of_text  # noqa: PLC0415 - not for --help

        try:
            text = decode_text(data)
        except NotTextError:
            raise CoachError("import.text", texts.IMPORT_NO_TEXT.format(file=file)) from None
        now = wall_clock()
        written = now if file == STDIN else datetime.fromtimestamp(file.stat().st_mtime, UTC)
        return entries_of_text(text, file, written, now)

    def _entries(self, file: Path, entries: "Sequence[Entry]") -> None:
        """Add entries of another program; what was exported from here is known by its id."""
        from voice_coach.app.builtin import JOURNAL  # noqa: PLC0415 - not for --help
        from voice_coach.export.entry import session_of_entry  # noqa: PLC0415 - not for --help

        if self._day is not None and len(entries) == 1:
            hour = entries[0].moment.astimezone(HERE).time()
            moment = datetime.combine(self._day, hour.replace(tzinfo=None), HERE)
            entries = [replace(entries[0], moment=moment)]
        records: dict[str, SessionRecord] = {}
        for number, entry in enumerate(entries, start=1):
            if entry.session_id or (not entry.is_dated and self._is_here(entry.step)):
                continue
            record = session_of_entry(entry, number, JOURNAL, texts.JOURNAL_TITLE, __version__)
            records[record.session.id] = record
        own = [entry for entry in entries if entry.session_id]
        if own and len(own) == len(entries):
            raise CoachError("import.own", texts.IMPORT_OWN.format(file=file))
        if own:
            warn(texts.IMPORT_OWN.format(file=counted(len(own), "note")))
        if records:
            self._receive(file, list(records.values()), [])
        elif not own:
            echo(texts.RECORDING_KNOWN.format(file=file))

    def recordings(self, files: Sequence[Path]) -> None:
        """Transcribe recordings, several at the same time, and import each when it is done."""
        if not files:
            return
        from voice_coach.app.audio_import import transcripts  # noqa: PLC0415 - numpy
        from voice_coach.audio.files import stderr_kept  # noqa: PLC0415 - numpy
        from voice_coach.cli.progress import recordings_progress  # noqa: PLC0415 - rich

        settings = self._settings
        unheard = self._unheard(files)
        if not unheard:
            return
        model = find_model(settings.model, self._home.models, settings.language)
        if model.shipped:
            warn(texts.SMALL_MODEL_MISHEARS.format(command=MODELS), MODELS)

        def transcriber() -> "Transcriber":
            from voice_coach.stt.transcription import Transcriber  # noqa: PLC0415 - numpy
            from voice_coach.stt.vad import make_gated  # noqa: PLC0415 - numpy

            return Transcriber(lambda rate: make_gated(settings.ear_engine, model, rate, settings))

        with recordings_progress(len(unheard)) as progress:
            for recording, transcript in transcripts(unheard, transcriber, progress):
                with stderr_kept(), self._reporting():
                    self._entry(recording, transcript)

    def _unheard(self, files: Sequence[Path]) -> "list[Recorded]":
        """Return the recordings among some files that are not here yet, each once."""
        from voice_coach.app.audio_import import recorded  # noqa: PLC0415 - not for --help

        unheard: dict[str, Recorded] = {}
        for file in files:
            with self._reporting():
                recording = recorded(file, wall_clock())
                if self._is_here(recording.step):
                    echo(texts.RECORDING_KNOWN.format(file=file))
                else:
                    unheard.setdefault(recording.step, recording)
        return list(unheard.values())

    def _is_here(self, step: str) -> bool:
        if not has_journal(self._home):
            return False
        with self._journal() as journal:
            return journal.has_step(step)

    def _entry(self, recording: "Recorded", transcript: "Transcript | CoachError") -> None:
        from voice_coach.app.audio_import import entry_of  # noqa: PLC0415 - not for --help

        if isinstance(transcript, CoachError):
            raise transcript
        piped = self._piped.get(recording.path)
        file = piped or recording.path
        if not transcript.segments:
            raise CoachError("import.silent", texts.HEARD_NOTHING.format(file=file))
        entry = entry_of(recording, transcript, self._day)
        if piped is not None:
            entry = replace(entry, session=replace(entry.session, title=texts.JOURNAL_TITLE))
        by = texts.DATED_BY["day" if self._day else recording.time.source]
        dated = texts.DATED.format(day=local_time(entry.session.started_at), by=by)
        self._receive(file, [entry], [], dated)
        if transcript.failure is not None:
            warn(texts.RECORDING_PART.format(file=file, seconds=transcript.seconds))

    def _receive(
        self,
        file: Path,
        records: "Sequence[SessionRecord]",
        loose: "Sequence[Memory]",
        remark: str = "",
    ) -> None:
        with self._journal() as journal:
            received = journal.receive(records, loose)
        message = texts.IMPORTED.format(
            file=file,
            sessions=counted(received.sessions, "session"),
            turns=counted(received.turns, "turn"),
            memories=counted(received.memories, "memory", "memories"),
        )
        echo(" ".join(filter(None, (message, _known(received.known), remark))))

    def _journal(self) -> "Journal":
        return open_maybe_locked(self._home.journal)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """Print what is wrong with one file, so that the others are still imported."""
        try:
            yield
        except CoachError as error:
            self.failed = True
            warn(error)


TEXT_SUFFIXES = (".json", ".txt", ".text", ".md", ".markdown", ".org")

BOM = b"\xef\xbb\xbf"


def _head(file: Path) -> bytes:
    """Return the beginning of a file; nothing where it cannot be read, which is said later."""
    try:
        with file.open("rb") as opened:
            return opened.read(HEAD_BYTES)
    except OSError:
        return b""


def _read(file: Path) -> bytes:
    """Return the content of a file.

    Raises:
        CoachError: `import.unreadable`.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise CoachError(
            "import.unreadable",
            f"{file} cannot be read: {error.strerror}. Name a file that voice-coach export "
            "--format json wrote.",
        ) from None


def _known(number: int) -> str:
    if not number:
        return ""
    one = {"are": "is", "s": "s", "it": "it is"}
    more = {"are": "are", "s": "", "it": "they are"}
    words = one if number == 1 else more
    return texts.IMPORTED_KNOWN.format(sessions=counted(number, "session"), **words)
