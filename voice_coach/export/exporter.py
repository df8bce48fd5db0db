"""Exporter: sessions as texts of one format, and those texts as private files.

A file is written under a temporary name and renamed when it is complete. An existing file stays
unless it is to be replaced. Nothing is written through a link: it may lead out of the folder that
was named.
"""

import contextlib
import errno
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.export.common import file_name
from voice_coach.export.html import to_page
from voice_coach.export.json_format import to_json
from voice_coach.export.markdown import to_markdown
from voice_coach.export.subtitles import to_srt, to_vtt
from voice_coach.journal.models import SessionRecord
from voice_coach.plain_text import printable
from voice_coach.private_files import make_private_file, make_private_folder, write_temporary
from voice_coach.protocol.events import Memory

PER_SESSION: dict[str, tuple[str, Callable[[SessionRecord], str]]] = {
    "markdown": (".md", to_markdown),
    "srt": (".srt", to_srt),
    "vtt": (".vtt", to_vtt),
}
"""Formats with one file a session, each with its suffix."""

FORMATS = ("markdown", "json", "html", "srt", "vtt")


def render(
    form: str,
    records: Sequence[SessionRecord],
    loose: Sequence[Memory],
    now: datetime,
    app_version: str,
    *,
    pictures: str = "",
    style: str = "",
) -> dict[str, str]:
    """Return the texts of an export, by the file names they would have in a folder.

    Only JSON has control characters as they are, escaped: what else is read may be a terminal.

    Args:
        form: One of `FORMATS`.
        records: The sessions.
        loose: Memories of no session; Markdown and subtitles leave them out.
        now: The time of the export, aware.
        app_version: The program's version.
        pictures: What stands before the sessions of an HTML page.
        style: The style of it.
    """
    if form == "json":
        return {"voice-coach.json": to_json(records, loose, now, app_version)}
    if form == "html":
        return {"voice-coach.html": printable(to_page(records, loose, pictures, style))}
    ending, renderer = PER_SESSION[form]
    texts: dict[str, str] = {}
    for record in records:
        name = file_name(record.session)
        alike = sum(other.partition(".")[0].startswith(name) for other in texts)
        texts[f"{name}{f'-{alike + 1}' if alike else ''}{ending}"] = printable(renderer(record))
    return texts


def paths_for(form: str, texts: dict[str, str], out: Path) -> dict[Path, str]:
    """Return the same texts by the file each goes to.

    Args:
        form: One of `FORMATS`.
        texts: The texts that `render` returned.
        out: A file where there is only one, else a folder. One session in a format with one file a
            session goes to a file if `out` has that format's ending and is no folder.

    Raises:
        CoachError: `export.link`, or `export.file` if `out` is a file and has to be a folder.
    """
    refuse_link(out)
    if form not in PER_SESSION:
        return dict(zip([out], texts.values(), strict=True))
    ending, _ = PER_SESSION[form]
    if len(texts) == 1 and out.suffix.lower() == ending and not out.is_dir():
        return dict(zip([out], texts.values(), strict=True))
    if out.exists() and not out.is_dir():
        raise CoachError(
            "export.file",
            f"{out} is a file, and {form} has one file a session. Name a folder with --out.",
        )
    return {out / name: text for name, text in texts.items()}


def write_all(files: Mapping[Path, str], *, force: bool) -> None:
    """Write texts to files, all of them or, where one cannot be written, none.

    Args:
        files: Texts by path. Missing folders are made, for their owner alone.
        force: Whether existing files are replaced.

    Raises:
        CoachError: `export.exists`, `export.link`, `export.folder` or `export.unwritable`.
    """
    for path in files:
        _check(path)
    there = [path for path in files if path.exists()]
    if there and not force:
        raise _exists(there)
    partial: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, text in files.items():
            with _as_coach_error(path):
                make_private_folder(path.parent)
                partial[path] = write_temporary(path.parent, text.encode("utf-8"))
        for path, temporary in partial.items():
            with _as_coach_error(path):
                if not force:
                    try:
                        make_private_file(path, exist_ok=False)
                    except FileExistsError:  # another program has made it meanwhile
                        raise _exists([path]) from None
                    made.append(path)
                temporary.replace(path)
    except BaseException:
        for path in (*partial.values(), *made):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def refuse_link(path: Path) -> None:
    """Refuse a path that is a link.

    Raises:
        CoachError: `export.link`.
    """
    if path.is_symlink():
        raise CoachError(
            "export.link",
            f"{path} is a link, and nothing is written through one. Name the place it leads to.",
        )


def _check(path: Path) -> None:
    """Refuse a link, a folder and a device."""
    with _as_coach_error(path):
        refuse_link(path)
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "a device or a pipe"
            raise CoachError("export.folder", f"{path} is {what}. Name a file in a folder.")


def _exists(there: list[Path]) -> CoachError:
    more = f" and {len(there) - 1} more are" if len(there) > 1 else " is"
    return CoachError(
        "export.exists",
        f"{there[0]}{more} there already. Choose another place with --out, or replace "
        f"{'them' if len(there) > 1 else 'it'} with --force. Nothing was written.",
    )


@contextmanager
def _as_coach_error(path: Path) -> Iterator[None]:
    """Turn an error of the file system into one about a file.

    Raises:
        CoachError: `export.unwritable`.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = (
            "Free some space, or choose another place with --out."
            if full
            else "See that its folder belongs to you, or choose another place with --out."
        )
        raise CoachError(
            "export.unwritable",
            f"{path} cannot be written: {error.strerror or type(error).__name__}. {remedy} "
            "Nothing was written.",
        ) from None
