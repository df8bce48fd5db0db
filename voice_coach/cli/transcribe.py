"""`voice-coach transcribe`: recordings as text, to try a speech model on anything."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach import texts
from voice_coach.cli.console import STDOUT, interruptible, printing
from voice_coach.cli.params import command_line, home_option, json_option, model_option, warn
from voice_coach.errors import CoachError

if TYPE_CHECKING:
    from voice_coach.settings import Home
    from voice_coach.stt.models import SpeechModel
    from voice_coach.stt.transcription import Transcript


Progress = Callable[[float, float | None], None]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "srt"]),
    default="text",
    show_default=True,
    help="Plain text, JSON with the time of every word, or subtitles.",
)
@json_option
@click.option("--out", metavar="FILE|-", default=STDOUT, help="Where to write it. Default: stdout.")
@click.option(
    "--reference",
    "references",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A text of what was really said: tells the word error rate. Once for each recording.",
)
@click.option("--figures", is_flag=True, help="Tell on stderr how fast it was heard.")
@model_option
@home_option
@click.pass_context
def transcribe(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    form: str,
    as_json: bool,
    out: str,
    references: tuple[Path, ...],
    figures: bool,
    model: str | None,
    home: "Home",
) -> None:
    """Write down what is said in recordings: WAV, FLAC, OGG, MP3 and others.

    Nothing is kept but what you write with --out. To compare speech models, give each in turn with
    --model, and what was really said with --reference.

    For example: voice-coach transcribe entry.flac --format srt --out entry.srt
    """
    if as_json:
        if form == "srt":
            raise click.UsageError("It is either --json or --format srt: choose one.")
        form = "json"
    _check(files, form, out, references)
    said = [_read_reference(path) for path in references]

    from voice_coach.settings import load_settings  # noqa: PLC0415
    from voice_coach.stt.base import make_recognizer  # noqa: PLC0415 - not for --help
    from voice_coach.stt.models import (  # noqa: PLC0415
        find_model,
        install_command,
    )
    from voice_coach.stt.transcription import Transcriber  # noqa: PLC0415

    settings = load_settings(home, {"model": model})
    found = find_model(settings.model, home.models, settings.language)  # in any language
    transcriber = Transcriber(lambda rate: make_recognizer(settings.ear_engine, found, rate))
    rows: list[dict[str, Any]] = []
    with interruptible(), printing(out) as write:
        if found.demo:
            words = install_command(settings.language).name.split()
            command = command_line(*words, home=home)
            warn(texts.DEMO_MODEL.format(command=command))
        for place, file in enumerate(files):
            with _progress(click.format_filename(file, shorten=True)) as progress:
                transcript = transcriber.transcribe(file, progress)
            row = as_row(file, found, transcript, said[place] if said else None)
            _tell(row, transcript, figures=figures or bool(said))
            if form != "json" and transcript.seconds:
                write(_rendered(row, transcript, form, headed=len(files) > 1))
            rows.append(row)
        if form == "json":
            write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    ctx.exit(1 if any(row["error"] for row in rows) else 0)


def _check(files: Sequence[Path], form: str, out: str, references: Sequence[Path]) -> None:
    """Refuse what cannot be meant."""
    if form == "srt" and len(files) > 1:
        raise click.UsageError("Subtitles belong to one recording: give one file at a time.")
    if references and len(references) != len(files):
        raise click.UsageError("Give --reference once for each recording, in the same order.")
    if out != STDOUT and Path(out).exists():
        for path in (*files, *references):
            if path.exists() and path.samefile(out):
                raise click.UsageError(f"--out would write over {path}: choose another file.")


def _read_reference(path: Path) -> str:
    """The words of a reference text.

    Raises:
        CoachError: `reference.bad` if it is no text, or has no word.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _bad(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        # Not from the error, which quotes the text.
        raise _bad(path, "is no text in UTF-8") from None
    if not any(letter.isalnum() for letter in text):
        raise _bad(path, "has no words")
    return text


def _bad(path: Path, why: str) -> CoachError:
    return CoachError(
        "reference.bad",
        f"The reference {path} {why}. It has to be a plain text of what is said in the recording.",
    )


def as_row(
    file: Path, model: "SpeechModel", transcript: "Transcript", said: str | None
) -> dict[str, Any]:
    """What JSON tells of one recording; `said` is what was really said, if that is known."""
    from voice_coach.stt.transcription import word_error_rate  # noqa: PLC0415 - with numpy

    speed, failure = transcript.realtime_factor, transcript.failure
    wrong = None if said is None or failure else word_error_rate(said, transcript.text)
    return {
        "file": _printable(str(file)),
        "seconds": round(transcript.seconds, 3),
        "model": model.name,
        "language": model.language or None,
        "realtime_factor": None if speed is None else round(speed, 4),
        "word_error_rate": None if wrong is None else round(wrong, 4),
        "error": failure and {"code": failure.code, "message": _printable(failure.message)},
        "segments": [asdict(segment) for segment in transcript.segments],
    }


def _printable(text: str) -> str:
    """A text that may name a file, without what is no character in the name."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _tell(row: dict[str, Any], transcript: "Transcript", *, figures: bool) -> None:
    """Tell on stderr how it went."""
    if transcript.failure is not None:
        warn(transcript.failure)
    elif not transcript.segments:
        warn(texts.HEARD_NOTHING.format(**row))
    if figures and transcript.seconds:
        line = texts.HOW_FAST if row["word_error_rate"] is None else texts.HOW_WELL
        click.echo(line.format(**row), err=True)


def _rendered(row: dict[str, Any], transcript: "Transcript", form: str, *, headed: bool) -> str:
    """A transcript as text or subtitles."""
    if form == "srt":
        from voice_coach.export.subtitles import srt  # noqa: PLC0415 - with numpy

        return srt(transcript.segments)
    text = f"{transcript.text}\n" if transcript.text else ""
    return f"{row['file']}:\n{text}\n" if headed else text


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """How far a recording has been heard, on a terminal; gone when it is done."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich import progress as bars  # noqa: PLC0415 - where shown
    from rich.console import Console  # noqa: PLC0415

    columns = (
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.TextColumn("{task.fields[heard]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=None, heard="")

        def show(done: float, total: float | None) -> None:
            heard = _clock(done) if total is None else f"{_clock(done)} of {_clock(total)}"
            progress.update(task, completed=done, total=total, heard=heard)

        yield show


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=int(seconds)))
