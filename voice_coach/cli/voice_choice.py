"""Choosing a voice by hearing it: what the dialogue about it needs of a session's runtime."""

from collections.abc import Callable

from msgspec import structs

from voice_coach.app.factory import start_synthesizer, voice_settings_of
from voice_coach.app.runtime import Runtime
from voice_coach.cli.console import echo
from voice_coach.cli.params import Options
from voice_coach.cli.voice_dialogue import Manner, VoiceChoice
from voice_coach.cli.voice_store import VoiceStore
from voice_coach.cli.voices import download_voice
from voice_coach.nlu.text import Value
from voice_coach.practice.steps import Ask
from voice_coach.settings import remember_speech
from voice_coach.texts import voice as voice_texts
from voice_coach.tts.voice_samples import VoiceSamples
from voice_coach.tts.voices import KnownVoice, Voice


class SpokenVoiceChoice:
    """Lets a person choose a voice in a runtime, and keeps it in the settings.

    Args:
        options: As asked for on the command line.
        runtime: Where it is spoken and listened.
        ask: Asks a question there; returns the answer, None if it was skipped.
        say: Says something there.
    """

    def __init__(
        self,
        options: Options,
        runtime: Runtime,
        ask: Callable[[Ask], Value | None],
        say: Callable[[str], object],
    ) -> None:
        self._options = options
        self._runtime = runtime
        self._ask, self._say = ask, say
        self._store = VoiceStore(options.home)
        self._samples = VoiceSamples(options.home)

    def run(self) -> bool:
        """Have a voice chosen, and return whether one was.

        Raises:
            CoachError: The settings or the voices' folder cannot be used.
        """
        store = self._store
        used = store.used()
        # The present voice is heard first: a person compares with what they know.
        here = sorted(dict.fromkeys((used, *store.here())), key=lambda voice: voice != used)
        with self._samples:
            choice = VoiceChoice(self, here, store.missing(), Manner(used, self.rate()))
            kept = choice.choose()
        if kept is None:
            self.speak(Manner(used, self.rate()))
            self.say(voice_texts.STAYS)
            return False
        store.choose(kept.voice)
        settings = self._runtime.prompt_speaker.voice_settings
        remember_speech(self._options.home, settings.rate, settings.volume)
        self.say(voice_texts.DONE)
        return True

    # What the dialogue asks for: a `VoiceStage`.

    def ask(self, step: Ask) -> Value | None:
        """Return the answer to a question; None if it was skipped."""
        return self._ask(step)

    def say(self, text: str) -> None:
        """Say something in the present voice."""
        self._say(text)

    def sample(self, manner: Manner, text: str) -> None:
        """Say something in another manner, shown where captions are."""
        sound = self._samples.render(manner.voice, text, manner.rate)
        if self._options.captions is not None:
            echo(text)
        self._runtime.play(sound)

    def speak(self, manner: Manner) -> None:
        """Speak in this manner from now on."""
        settings = structs.replace(
            self._options.settings,
            voice_engine=manner.voice.engine,
            voice=manner.voice.id,
            rate=manner.rate,
            volume=self._runtime.prompt_speaker.voice_settings.volume,
        )
        voice = start_synthesizer(settings, self._options.home)
        self._runtime.change_voice(voice, voice_settings_of(settings))

    def rate(self) -> int:
        """Return the present words a minute in questions."""
        return self._runtime.prompt_speaker.voice_settings.rate

    def download(self, voice: KnownVoice) -> Voice:
        """Download a voice.

        Raises:
            CoachError: It cannot be had.
        """
        return Voice(voice.engine, voice.name, download_voice(voice, self._store))
