"""Exporting sessions into files.

A file is written under another name beside its own and put in its place when it is whole. Where
there is one already it stays, unless it is to be replaced. Through a link nothing is written: it
may lead out of the folder the person believes to write to.
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
from voice_coach.journal.models import Whole
from voice_coach.private_files import make_private_file, make_private_folder, write_temporary
from voice_coach.protocol.events import Memory


def write_all(files: Mapping[Path, str], *, force: bool) -> None:
    """Writes texts to files, all of them or, where one cannot be written, none.

    Args:
        files: What to write where. Folders that are missing are made, for their owner alone.
        force: Whether files that are there are replaced.

    Raises:
        CoachError: `export.exists`, `export.link`, `export.folder` or `export.unwritable`.
    """
    for path in files:
        _look(path)
    there = [path for path in files if path.exists()]
    if there and not force:
        raise _exists(there)
    partial: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, text in files.items():
            with _in_plain_words(path):
                make_private_folder(path.parent)
                partial[path] = write_temporary(path.parent, text.encode("utf-8"))
        for path, beside in partial.items():
            with _in_plain_words(path):
                if not force:
                    try:
                        make_private_file(path, exist_ok=False)
                    except FileExistsError:  # another program has made it meanwhile
                        raise _exists([path]) from None
                    made.append(path)
                beside.replace(path)
    except BaseException:
        for path in (*partial.values(), *made):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def refuse_link(path: Path) -> None:
    """Refuses a place that is a link.

    Raises:
        CoachError: `export.link`.
    """
    if path.is_symlink():
        raise CoachError(
            "export.link",
            f"{path} is a link, and nothing is written through one. Name the place it leads to.",
        )


def _look(path: Path) -> None:
    """Refuses what can never be written to."""
    with _in_plain_words(path):
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
def _in_plain_words(path: Path) -> Iterator[None]:
    """Turns what the file system raises into one error about a file.

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


EACH: dict[str, tuple[str, Callable[[Whole], str]]] = {
    "markdown": (".md", to_markdown),
    "srt": (".srt", to_srt),
    "vtt": (".vtt", to_vtt),
}
"""The formats with one file a session, each with the ending of its files."""

FORMATS = ("markdown", "json", "html", "srt", "vtt")


def exported(
    form: str,
    wholes: Sequence[Whole],
    loose: Sequence[Memory],
    now: datetime,
    app_version: str,
) -> dict[str, str]:
    """The texts of an export by the name each would have in a folder; one where there is one file.

    Args:
        form: One of `FORMATS`.
        wholes: The sessions.
        loose: Memories that belong to none of them; only some formats have a place for these.
        now: When it is made, aware of its time zone.
        app_version: The program's version.
    """
    if form == "json":
        return {"voice-coach.json": to_json(wholes, loose, now, app_version)}
    if form == "html":
        return {"voice-coach.html": to_page(wholes, loose)}
    ending, render = EACH[form]
    texts: dict[str, str] = {}
    for whole in wholes:
        name = file_name(whole.session)
        alike = sum(other.partition(".")[0].startswith(name) for other in texts)
        texts[f"{name}{f'-{alike + 1}' if alike else ''}{ending}"] = render(whole)
    return texts


def places(form: str, texts: dict[str, str], out: Path) -> dict[Path, str]:
    """The same texts by the file each goes to.

    Args:
        form: One of `FORMATS`.
        texts: What `exported` made.
        out: A file where there is only one, else a folder. One session in a format with one file a
            session goes to a file if `out` has that format's ending and is no folder.

    Raises:
        CoachError: `export.link`, or `export.file` if `out` is a file and has to be a folder.
    """
    refuse_link(out)
    if form not in EACH:
        return dict(zip([out], texts.values(), strict=True))
    ending, _ = EACH[form]
    if len(texts) == 1 and out.suffix.lower() == ending and not out.is_dir():
        return dict(zip([out], texts.values(), strict=True))
    if out.exists() and not out.is_dir():
        raise CoachError(
            "export.file",
            f"{out} is a file, and {form} has one file a session. Name a folder with --out.",
        )
    return {out / name: text for name, text in texts.items()}
