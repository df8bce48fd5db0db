"""The store of speech models: those of one home folder, and which of them is used."""

from voice_coach import texts
from voice_coach.cli.params import command_line
from voice_coach.errors import CoachError
from voice_coach.private_files import make_private_folder
from voice_coach.settings import Home, load_settings, model_in_file, write_model
from voice_coach.stt.models import (
    KnownModel,
    ModelPaths,
    SpeechModel,
    by_name,
    check_language,
    find_model,
    folder_error,
    is_shipped,
    known_models,
    recommended_model,
    same_language,
    short_name,
    unfinished_downloads,
)


class ModelStore:
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
        """Return the model that listens.

        Raises:
            CoachError: The chosen one is not there, or for another language.
        """
        return self.find(self.settings.model)

    def find(self, wanted: str | None) -> SpeechModel:
        """Return a model that can listen, by its name or folder.

        Raises:
            CoachError: There is none, or it is for another language.
        """
        language = self.settings.language
        return check_language(find_model(wanted, self.folder, language), language)

    def needs_one(self) -> bool:
        """Return whether the model that ships is used for want of another, and not by choice."""
        if self.settings.model is not None or not self.used().shipped:
            return False
        return recommended_model(self.settings.language) is not None

    def known(self, name: str | None) -> KnownModel:
        """Return the model to install: the one of that name, or the recommended one.

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

    def paths_of(self, name: str) -> ModelPaths:
        """Return the paths of a model of which something is here, if only part of its download.

        Raises:
            CoachError: `ear.model-missing` if nothing is, `model.shipped` if it cannot be removed.
        """
        here = self._names()
        found = by_name(name, here)
        if found is not None:
            return ModelPaths(self.folder, found)
        if is_shipped(name):
            raise CoachError(
                "model.shipped",
                "That model is part of the program and cannot be removed.",
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
        """Write a model into the settings, by its name or, if it is elsewhere, its folder."""
        self.make_home()
        ours = model.shipped or model.path.parent == self.folder
        self._write(model.name if ours else str(model.path.resolve()))

    def forget(self, name: str) -> bool:
        """Take a model out of the settings, and return whether it was there."""
        if by_name(model_in_file(self._home) or "", [name]) is None:
            return False
        self._write(None)
        return True

    def _write(self, name: str | None) -> None:
        write_model(self._home, name)
        self.settings = load_settings(self._home)

    def command(self, *words: str) -> str:
        """Return what to type to run `voice-coach models` with these words, in this home."""
        return command_line("models", *words, home=self._home)

    def summary(self, model: KnownModel) -> str:
        """Return what is said of an installed model: it listens, or why it does not.

        Raises:
            CoachError: As `in_use`.
        """
        spoken = self.settings.language
        if same_language(model.language, spoken):
            return self.in_use(model.name)
        return texts.MODEL_OTHER_LANGUAGE.format(
            name=short_name(model.name), language=model.language, spoken=spoken
        )

    def in_use(self, wanted: str | None = None) -> str:
        """Return what is said of the model in use; if it is not the wanted one, how to change that.

        Raises:
            CoachError: The one the environment names is not there.
        """
        used = self.used()
        if self.settings.model != model_in_file(self._home):
            return texts.MODEL_OVERRULED.format(name=used.name)
        if wanted in (None, used.name):
            remark = f" ({texts.MODEL_SHIPPED})" if used.shipped else ""
            return texts.MODEL_USED.format(name=f"{used.name}{remark}")
        command = self.command("use", short_name(wanted or ""))
        return texts.MODEL_NOT_USED.format(used=used.name, command=command)
