"""The command that transcribes recordings, to try a speech model on anything."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach import texts
from voice_coach.cli.console import echo, warn
from voice_coach.cli.output import STDOUT, interruptible, printing
from voice_coach.cli.params import command_line, home_option, json_option, model_option
from voice_coach.cli.pipe import as_file, read_piped
from voice_coach.errors import CoachError
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.settings import Home, Settings, load_settings
from voice_coach.stt.models import SpeechModel, find_model, install_command

if TYPE_CHECKING:
    from voice_coach.stt.transcription import Transcript


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
    home: Home,
) -> None:
    """Write down what is said in recordings: WAV, FLAC, OGG, MP3 and others; - is stdin.

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
    settings = load_settings(home, {"model": model})
    found = find_model(settings.model, home.models, settings.language)  # in any language
    transcribed = _transcripts(files, found, settings)
    rows: list[dict[str, Any]] = []
    with interruptible(), printing(out) as write:
        if found.shipped:
            words = install_command(settings.language).name.split()
            warn(texts.SMALL_MODEL.format(command=command_line(*words, home=home)))
        for place, transcript in enumerate(transcribed):
            row = as_row(files[place], found, transcript, said[place] if said else None)
            _tell(row, transcript, figures=figures or bool(said))
            if form != "json" and transcript.seconds:
                write(_rendered(row, transcript, form, headed=len(files) > 1))
            rows.append(row)
        if form == "json":
            write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    ctx.exit(1 if any(row["error"] for row in rows) else 0)


def _transcripts(
    files: Sequence[Path], model: SpeechModel, settings: Settings
) -> "Iterator[Transcript]":
    """Transcribe recordings, or what comes through pipes, and show how far each is."""
    from voice_coach.stt.transcription import Transcriber  # noqa: PLC0415 - numpy
    from voice_coach.stt.vad import make_gated  # noqa: PLC0415 - numpy

    engine = settings.ear_engine
    transcriber = Transcriber(lambda rate: make_gated(engine, model, rate, settings))
    for file in files:
        piped = read_piped(file)
        readable = file if piped is None else as_file(piped)
        with _progress(click.format_filename(file, shorten=True)) as progress:
            transcript = transcriber.transcribe(readable, progress)
        yield transcript


def _progress(name: str) -> AbstractContextManager[Callable[[float, float | None], None]]:
    """Return what shows on a terminal how far a recording has been heard; elsewhere nothing."""
    if not sys.stderr.isatty():
        return nullcontext(lambda _done, _total: None)
    from voice_coach.cli.progress import recording_progress  # noqa: PLC0415 - rich, where shown

    return recording_progress(name)


def _check(files: Sequence[Path], form: str, out: str, references: Sequence[Path]) -> None:
    """Refuse options that cannot be meant together.

    Raises:
        click.UsageError: With what to do instead.
    """
    if form == "srt" and len(files) > 1:
        raise click.UsageError("Subtitles belong to one recording: give one file at a time.")
    if references and len(references) != len(files):
        raise click.UsageError("Give --reference once for each recording, in the same order.")
    if out != STDOUT and Path(out).exists():
        for path in (*files, *references):
            if path.exists() and path.samefile(out):
                raise click.UsageError(f"--out would write over {path}: choose another file.")


def _read_reference(path: Path) -> str:
    """Return a reference text.

    Raises:
        CoachError: `reference.bad` if it is no text, or has no word.
    """
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise _bad(path, f"cannot be read: {error.strerror}") from error
    except NotTextError:
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
    file: Path, model: SpeechModel, transcript: "Transcript", said: str | None
) -> dict[str, Any]:
    """Return what JSON has of one recording.

    Args:
        file: The recording.
        model: The model it was heard with.
        transcript: What was heard.
        said: What was really said, if that is known.
    """
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
    """Return a text that may name a file, without bytes that are no characters."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _tell(row: dict[str, Any], transcript: "Transcript", *, figures: bool) -> None:
    """Print on stderr what failed, and with `figures` how fast and how well it was heard."""
    if transcript.failure is not None:
        warn(transcript.failure)
    elif not transcript.segments:
        warn(texts.HEARD_NOTHING.format(**row))
    if figures and transcript.seconds:
        line = texts.HOW_FAST if row["word_error_rate"] is None else texts.HOW_WELL
        echo(line.format(**row), err=True)


def _rendered(row: dict[str, Any], transcript: "Transcript", form: str, *, headed: bool) -> str:
    """Return a transcript as text or subtitles."""
    if form == "srt":
        from voice_coach.export.subtitles import srt  # noqa: PLC0415 - with numpy

        return srt(transcript.segments)
    text = f"{transcript.text}\n" if transcript.text else ""
    return f"{row['file']}:\n{text}\n" if headed else text
