"""The speech models of one home folder, and which of them listens: what `models` works with."""

from voice_coach import texts
from voice_coach.cli.options import Options
from voice_coach.ear.models import (
    KnownModel,
    SpeechModel,
    by_name,
    check_language,
    demo_model,
    find_model,
    folder_trouble,
    known_models,
    recommended_model,
    same_language,
    short_name,
)
from voice_coach.ear.places import Places, unfinished_downloads
from voice_coach.errors import CoachError
from voice_coach.journal.opening import make_private_folder
from voice_coach.settings import home_folder, load_settings, model_in_file, write_model


class Shelf:
    """The speech models of one home folder.

    Args:
        home: The home folder as it was named on the command line, if it was.

    Attributes:
        folder: Where the installed models lie; it need not exist.
        settings: The settings in force.

    Raises:
        CoachError: The settings have a fault.
    """

    def __init__(self, home: str | None) -> None:
        self._home, chosen = home_folder(home)
        self.folder = self._home / "models"
        self.settings = load_settings(self._home)
        self._options = Options(
            self._home, chosen, home is not None, self.settings, None, keyboard=False,
            captions_asked=None,
        )  # fmt: skip

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

    def places_of(self, name: str) -> Places:
        """The places of a model of which something is here, if only a part of its download.

        Raises:
            CoachError: `ear.model-missing` if nothing is, `model.shipped` if it is the demo model.
        """
        here = self._names()
        found = by_name(name, here)
        if found is not None:
            return Places(self.folder, found)
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
            raise folder_trouble(self.folder, error) from error
        return sorted({*there, *unfinished_downloads(self.folder)})

    def make_home(self) -> None:
        """Make the home folder where it is missing, for its owner alone.

        Raises:
            CoachError: `model.folder` if it cannot be made.
        """
        try:
            make_private_folder(self._home)
        except OSError as error:
            raise folder_trouble(self._home, error) from error

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
        return self._options.command("models", *words)

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
