"""Has the natural voices that are installed speak sentences to train on.

They tell nobody when they speak which sound, so they become a list of recordings like people's,
and are aligned like people. Each voice is a speaker, and so is each of its registers.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import soundfile

from speech_model.corpora import spoken
from speech_model.errors import BuildError
from speech_model.prompts import Prompts
from voice_coach.errors import CoachError
from voice_coach.settings import Home
from voice_coach.tts.base import Synthesizer, VoiceSettings, lower_or_higher, make_synthesizer

ENGINES = ("hibari", "piper")

RATES = (100, 180)
"""Words a minute, the slowest and the quickest."""

LIST = "natural-voices"

SEED = 90_000


def speak(count: int, practices: Path, speech: Path, home: Home) -> int:
    """Write the list `LIST` of up to `count` sentences into a folder of lists; return how many.

    Args:
        count: Sentences; one with figures in it is left out.
        practices: The folder of the practices whose words are said.
        speech: The folder of lists.
        home: Where voices are that were installed.

    Raises:
        BuildError: No natural voice is installed, or there is such a list already.
    """
    target, table = speech / LIST, speech / f"{LIST}.tsv"
    if table.exists():
        raise BuildError(f"{table} exists already. Remove it to have it spoken anew.")
    chance = random.Random(SEED)  # noqa: S311 - no secret
    prompts = Prompts(practices, SEED)
    lines: list[str] = []
    with _voices(home) as voices:
        target.mkdir(parents=True, exist_ok=True)
        for number, (speaker, (engine, voice)) in enumerate(
            islice(cycle(enumerate(voices)), count)
        ):
            text = prompts.draw()
            words = spoken(text)
            if words is None:
                continue
            settings = VoiceSettings(voice, chance.randint(*RATES), chance.uniform(0.3, 1))
            sound = engine.render(text, settings)
            soundfile.write(target / f"{number}.flac", sound.samples, sound.rate)
            lines.append(f"{number}\t{speaker}\t{words}\n")
    table.write_text("".join(lines), "utf-8")
    return len(lines)


@contextmanager
def _voices(home: Home) -> Iterator[list[tuple[Synthesizer, str]]]:
    """Yield the voices there are, in all their registers, and close their engines behind."""
    engines: list[Synthesizer] = []
    found: list[tuple[Synthesizer, str]] = []
    try:
        for name in ENGINES:
            try:
                engine = make_synthesizer(name, home)
                engines.append(engine)
                voices = engine.voices()
            except CoachError:
                continue  # not installed
            for voice in voices:
                others = (lower_or_higher(name, voice, step) for step in (-1, 1))
                found += [(engine, each) for each in (voice, *others) if each is not None]
        if not found:
            raise BuildError(
                "No natural voice is installed. pip install 'voice-coach[natural]' brings one."
            )
        yield found
    finally:
        for engine in engines:
            engine.close()
