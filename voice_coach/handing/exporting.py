"""Which files an export is made of: one for all, or one a session in a folder."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from voice_coach.errors import CoachError
from voice_coach.handing.files import refuse_link
from voice_coach.handing.format import to_json
from voice_coach.handing.markdown import to_markdown
from voice_coach.handing.page import to_page
from voice_coach.handing.subtitles import to_srt, to_vtt
from voice_coach.handing.wording import file_name
from voice_coach.journal.rows import Whole
from voice_coach.session.events import Memory

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
