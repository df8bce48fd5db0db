"""The shelf of speech models: those of one home folder, listed, chosen and looked for."""

from pathlib import Path
from typing import Any

from voice_coach import texts
from voice_coach.cli.console import megabytes
from voice_coach.cli.params import command_line
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder
from voice_coach.settings import Home, load_settings, model_in_file, write_model
from voice_coach.stt.models import (
    INSTALL,
    KnownModel,
    ModelPaths,
    SpeechModel,
    by_name,
    check_language,
    demo_model,
    find_model,
    folder_error,
    installed_models,
    known_models,
    recommended_model,
    same_language,
    short_name,
    unfinished_downloads,
)


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


class Shelf:
    """The speech models of one home folder.

    Args:
        home: The home folder.

    Attributes:
        folder: Where the installed models lie; it need not exist.
        settings: The settings in force.

    Raises:
        CoachError: The settings have a fault.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self.folder = home.models
        self.settings = load_settings(home)

    def used(self) -> SpeechModel:
        """The model that listens.

        Raises:
            CoachError: The chosen one is not there, or for another language.
        """
        return self.find(self.settings.model)

    def find(self, wanted: str | None) -> SpeechModel:
        """A model that can listen, by its name or folder.

        Raises:
            CoachError: There is none, or it is for another language.
        """
        language = self.settings.language
        return check_language(find_model(wanted, self.folder, language), language)

    def needs_one(self) -> bool:
        """Whether the demo model listens for want of another and not by choice."""
        if self.settings.model is not None or not self.used().demo:
            return False
        return recommended_model(self.settings.language) is not None

    def known(self, name: str | None) -> KnownModel:
        """The model to install: the one of that name, or the recommended one.

        Raises:
            CoachError: `ear.model-unknown` if there is none.
        """
        language = self.settings.language
        found = {model.name: model for model in known_models()}
        model = found.get(by_name(name, found) or "") if name else recommended_model(language)
        if model is not None:
            return model
        what = f"called {name}" if name else f"for the language {language}"
        raise CoachError(
            "ear.model-unknown",
            f"No speech model {what} is known here; {self.command()} lists those that are. "
            f"Any other model for Vosk can be used once its folder lies in {self.folder}.",
        )

    def places_of(self, name: str) -> ModelPaths:
        """The places of a model of which something is here, if only a part of its download.

        Raises:
            CoachError: `ear.model-missing` if nothing is, `model.shipped` if it is the demo model.
        """
        here = self._names()
        found = by_name(name, here)
        if found is not None:
            return ModelPaths(self.folder, found)
        if by_name(name, [demo_model().name]):
            raise CoachError(
                "model.shipped", "The demo model is part of the program and cannot be removed."
            )
        raise CoachError(
            "ear.model-missing",
            f"No speech model called {name} is in {self.folder}. "
            f"There: {', '.join(here) or 'nothing'}.",
        )

    def _names(self) -> list[str]:
        try:
            there = [path.name for path in self.folder.iterdir() if not path.name.startswith(".")]
        except FileNotFoundError:
            there = []
        except OSError as error:
            raise folder_error(self.folder, error) from error
        return sorted({*there, *unfinished_downloads(self.folder)})

    def make_home(self) -> None:
        """Make the home folder where it is missing, for its owner alone.

        Raises:
            CoachError: `model.folder` if it cannot be made.
        """
        try:
            make_private_folder(self._home.path)
        except OSError as error:
            raise folder_error(self._home.path, error) from error

    def choose(self, model: SpeechModel) -> None:
        """Write a model into the settings, by its name or, if it lies elsewhere, its folder."""
        self.make_home()
        ours = model.demo or model.path.parent == self.folder
        self._write(model.name if ours else str(model.path.resolve()))

    def forget(self, name: str) -> bool:
        """Take a model out of the settings; whether it was there."""
        if by_name(model_in_file(self._home) or "", [name]) is None:
            return False
        self._write(None)
        return True

    def _write(self, name: str | None) -> None:
        write_model(self._home, name)
        self.settings = load_settings(self._home)

    def command(self, *words: str) -> str:
        """What to type to run `voice-coach models` with these words, in this home."""
        return command_line("models", *words, home=self._home)

    def told_of(self, model: KnownModel) -> str:
        """What an installed model is good for: it listens, or why it does not.

        Raises:
            CoachError: As `who_listens`.
        """
        spoken = self.settings.language
        if same_language(model.language, spoken):
            return self.who_listens(model.name)
        return texts.MODEL_OTHER_LANGUAGE.format(
            name=short_name(model.name), language=model.language, spoken=spoken
        )

    def who_listens(self, wanted: str | None = None) -> str:
        """Which model listens from now on; and if it is not the wanted one, how to change that.

        Raises:
            CoachError: The one the environment names is not there.
        """
        used = self.used()
        if self.settings.model != model_in_file(self._home):
            return texts.MODEL_OVERRULED.format(name=used.name)
        if wanted in (None, used.name):
            remark = f" ({texts.MODEL_DEMO})" if used.demo else ""
            return texts.MODEL_USED.format(name=f"{used.name}{remark}")
        command = self.command("use", short_name(wanted or ""))
        return texts.MODEL_NOT_USED.format(used=used.name, command=command)
