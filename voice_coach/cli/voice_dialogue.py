"""The dialogue about which voice the coach speaks with: some are heard, and one is chosen by voice.

What makes sound, listens or downloads is given to it. Nothing is written before a voice is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from voice_coach.errors import CoachError
from voice_coach.nlu.text import Value
from voice_coach.practice.steps import Ask
from voice_coach.texts import voice as voice_texts
from voice_coach.tts.base import lower_or_higher
from voice_coach.tts.voices import DEFAULT_ENGINE, KnownVoice, Voice

SLOWER = 0.85
"""Of the pace, for the sample that differs by nothing else."""

MIN_SLOWER_RATE = 90
"""Words a minute. What is slower falls apart."""


@dataclass(frozen=True, slots=True)
class Manner:
    """A way to speak: a voice, and words a minute in questions."""

    voice: Voice
    rate: int


class VoiceStage(Protocol):
    """What the dialogue needs of the program around it."""

    def ask(self, step: Ask) -> Value | None:
        """Return the answer to a question, asked in the present voice; None if it was skipped."""
        ...

    def say(self, text: str) -> None:
        """Say something in the present voice."""
        ...

    def sample(self, manner: Manner, text: str) -> None:
        """Say something in another manner; raises CoachError if that cannot be had."""
        ...

    def speak(self, manner: Manner) -> None:
        """Speak in this manner from now on; raises CoachError if that cannot be had."""
        ...

    def rate(self) -> int:
        """Return the present words a minute: "slower" and "faster" change them at any time."""
        ...

    def download(self, voice: KnownVoice) -> Voice:
        """Download a voice; raises CoachError if that fails."""
        ...


def manners_of(here: Sequence[Voice], rate: int) -> list[Manner]:
    """Return three manners to hear, of the voices that are here: natural ones, and the system's.

    Where there is only one natural voice, or none, what there is speaks more slowly, too.
    """
    slower = max(MIN_SLOWER_RATE, round(rate * SLOWER))
    natural = [voice for voice in here if voice.engine != DEFAULT_ENGINE]
    system = [voice for voice in here if voice.engine == DEFAULT_ENGINE]
    first = [Manner(voice, rate) for voice in (natural or system)[:2]]
    if len(first) == 1:
        first.append(Manner(first[0].voice, slower))
    if natural:
        return [*first, *(Manner(voice, rate) for voice in system[:1])]
    deeper = lower_or_higher(DEFAULT_ENGINE, system[0].id, -1) if system else None
    return first if deeper is None else [*first, Manner(Voice(DEFAULT_ENGINE, deeper), rate)]


class VoiceChoice:
    """The dialogue.

    Args:
        stage: Asks, speaks and downloads.
        here: The voices on this machine, those to hear first.
        missing: The voices that can be downloaded.
        present: How the coach speaks now.
    """

    def __init__(
        self,
        stage: VoiceStage,
        here: Sequence[Voice],
        missing: Sequence[KnownVoice],
        present: Manner,
    ) -> None:
        self._stage = stage
        self._here = list(here)
        self._missing = list(missing)
        self._present = present

    def choose(self) -> Manner | None:
        """Return the manner that is kept, in which the stage speaks then; None for none."""
        manners = self._hear(manners_of(self._here, self._present.rate))
        while True:
            answer = self._which(manners)
            if answer == voice_texts.AGAIN:
                manners = self._hear(manners)
                continue
            manner = self._fetched() if answer == voice_texts.OTHERS else manners.get(str(answer))
            if manner is None and answer == voice_texts.OTHERS:
                continue
            if manner is None:
                return None
            kept = self._fitted(manner)
            if kept is not None:
                return kept
            self._stage.speak(self._present)
            manners = self._hear(list(manners.values()))

    def _hear(self, manners: Sequence[Manner] | dict[str, Manner]) -> dict[str, Manner]:
        """Have each manner heard; return those that could speak, by the place they are called."""
        manners = list(manners.values()) if isinstance(manners, dict) else manners
        self._stage.say(voice_texts.INTRO.format(count=_COUNTS[len(manners)]))
        heard = {}
        for place, manner in zip(voice_texts.PLACES, manners, strict=False):
            text = voice_texts.SAMPLE_OF.format(place=place, sample=voice_texts.SAMPLE)
            try:
                self._stage.sample(manner, text)
            except CoachError as error:
                self._stage.say(voice_texts.CANNOT.format(place=place, why=error.message))
            else:
                heard[f"the {place}"] = manner
        return heard

    def _which(self, manners: dict[str, Manner]) -> Value | None:
        others = (voice_texts.OTHERS,) if self._missing else ()
        question = voice_texts.WHICH.format(
            places=_listed(tuple(manners)), others=voice_texts.OR_OTHERS if others else ""
        )
        choices = (*manners, voice_texts.AGAIN, *others, voice_texts.NONE)
        return self._stage.ask(_choice("voice", question, choices))

    def _fetched(self) -> Manner | None:
        """Offer the voices that can be downloaded; return the one that was, or None."""
        names = {f"the {_described(voice)}": voice for voice in self._missing}
        largest = max(voice.size for voice in self._missing)
        question = voice_texts.OFFER.format(
            voices=_listed(tuple(names)),
            megabytes=round(largest / 1e6),
            host=urlsplit(self._missing[0].address).hostname,
        )
        answer = self._stage.ask(_choice("download", question, (*names, voice_texts.NONE)))
        voice = names.get(str(answer))
        if voice is None:
            return None
        self._stage.say(voice_texts.FETCHING)
        try:
            fetched = self._stage.download(voice)
        except CoachError as error:
            self._stage.say(voice_texts.NOT_FETCHED.format(why=error.message))
            return None
        self._missing.remove(voice)
        return Manner(fetched, self._present.rate)

    def _fitted(self, manner: Manner) -> Manner | None:
        """Let the person hear a manner at length and change it; return it once it is kept."""
        ways = voice_texts.WAYS
        self._stage.speak(manner)
        while True:
            steps = {
                word: voice
                for word, step in ((voice_texts.DEEPER, -1), (voice_texts.HIGHER, 1))
                if (voice := lower_or_higher(manner.voice.engine, manner.voice.id, step))
                is not None
            }
            choices = (voice_texts.KEEP, *steps, voice_texts.ANOTHER)
            question = voice_texts.LIKE_THIS.format(ways=ways, choices=_listed(choices))
            answer = self._stage.ask(_choice("fit", question, choices))
            manner = Manner(manner.voice, self._stage.rate())
            if answer == voice_texts.ANOTHER:
                return None
            if answer not in steps:
                return manner  # a question that is skipped leaves it as it is heard
            manner = Manner(Voice(manner.voice.engine, steps[str(answer)]), manner.rate)
            self._stage.speak(manner)
            ways = ""


_COUNTS = ("no", "one", "two", "three")


def _choice(name: str, question: str, choices: tuple[str, ...]) -> Ask:
    return Ask(name=name, ask=question, answer="choice", choices=choices, example=choices[0])


def _described(voice: KnownVoice) -> str:
    """Return a voice as one asks for it: "British woman", for "a woman, British"."""
    who, _, accent = voice.about.partition(", ")
    return f"{accent} {who.rpartition(' ')[2]}"


def _listed(words: Sequence[str]) -> str:
    """Return words as they are told: "the first, the second or the third"."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
