"""The list of speech models, for people and for programs."""

from pathlib import Path
from typing import Any

from voice_coach import texts
from voice_coach.cli.progress import megabytes
from voice_coach.ear.models import (
    INSTALL,
    KnownModel,
    SpeechModel,
    demo_model,
    installed_models,
    known_models,
    recommended_model,
    same_language,
    short_name,
)
from voice_coach.ear.places import unfinished_downloads


def rows(folder: Path, used: SpeechModel | None) -> list[dict[str, Any]]:
    """Every model, known or installed, the demo model and what was chosen by its folder.

    Args:
        folder: Of the installed models.
        used: The one that listens, or None where the chosen one is not there.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    installed = {model.name: model for model in installed_models(folder)}
    arrived = unfinished_downloads(folder)
    known = {model.name: model for model in known_models()}
    there = installed | {demo_model().name: demo_model()}
    if used is not None and used.path not in [model.path for model in there.values()]:
        there = {**there, str(used.path): used}
    found = [
        _row(name, known.get(name), there.get(name), arrived.get(name, 0))
        for name in dict.fromkeys((*known, *there))
    ]
    for row in found:
        row["in_use"] = used is not None and row["path"] == str(used.path)
    return found


def _row(
    name: str, known: KnownModel | None, there: SpeechModel | None, arrived: int
) -> dict[str, Any]:
    model = known or there
    return {
        "name": name,
        "language": model.language if model else "",
        "licence": model.licence if model else "",
        "size": known.size if known else None,
        "checksum": known.checksum if known else None,
        "word_error_rate": known.word_error_rate if known else None,
        "address": known.address if known else None,
        "recommended": bool(known and known.recommended),
        "demo": bool(there and there.demo),
        "installed": there is not None,
        "in_use": False,
        "arrived": arrived,
        "path": str(there.path) if there else None,
    }


def lines(folder: Path, used: SpeechModel | None, language: str) -> list[str]:
    """The list as it is printed: first those for the language of the practices.

    Raises:
        CoachError: `model.folder` if the folder cannot be read.
    """
    found = rows(folder, used)
    width = max(len(row["name"]) for row in found)
    fitting = [row for row in found if not row["language"] or _fits(row, language)]
    printed = [texts.MODELS_FOR.format(language=language)]
    printed += [_line(row, width) for row in fitting]
    others = [row for row in found if row not in fitting]
    if others:
        printed += ["", texts.MODELS_OTHER, *(_line(row, width) for row in others)]
    offered = recommended_model(language)
    if offered is not None:
        command = f"{INSTALL} {short_name(offered.name)}"
        printed += ["", texts.MODELS_HOW.format(command=command)]
    return printed


def _fits(row: dict[str, Any], language: str) -> bool:
    return same_language(row["language"], language)


def _line(row: dict[str, Any], width: int) -> str:
    """A model on one line, which begins with its name."""
    size = megabytes(row["size"]) if row["size"] else ""
    errors = f"{row['word_error_rate']:g} % word errors" if row["word_error_rate"] else ""
    remarks = [
        texts.MODEL_DEMO if row["demo"] else "",
        "in use" if row["in_use"] else "installed" if row["installed"] and not row["demo"] else "",
        "recommended" if row["recommended"] else "",
        f"{megabytes(row['arrived'])} have arrived" if row["arrived"] else "",
    ]
    remark = ", ".join(filter(None, remarks))
    line = f"{row['name']:<{width}}  {row['language']:<5}  {size:>6}  {errors:<18}  {remark}"
    return line.rstrip()
