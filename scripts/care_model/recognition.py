"""Every meant sentence as the shipped recognizer hears it, in quiet and in noise.

A sentence is spoken by a synthesizer and heard by the recognizer of a session, with its voice
activity. What was heard stands in `heard/`, a file a condition: hand, kind, what was said, what was
heard. A run goes on where the last one ended; remove the files to hear with another recognizer.
"""

from itertools import cycle
from pathlib import Path

import numpy as np
from benchmarks.closed import heard
from benchmarks.speech import VOICES, Speaker, make_recognizer, with_noise

from care_model.corpus import HANDS, Line, lines_of
from voice_coach.audio.sound import silence
from voice_coach.stt.vosk_engine import MODEL_RATE

FOLDER = Path(__file__).with_name("heard")

CONDITIONS: dict[str, float | None] = {"quiet": None, "noise": 10.0}
"""Decibels by which white noise is quieter than the speech."""


def said_and_heard(condition: str) -> list[tuple[Line, str]]:
    """Return the lines that were heard so far, each with what was heard."""
    path = FOLDER / f"{condition}.tsv"
    if not path.exists():
        return []
    rows = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines()]
    return [(Line(int(hand), kind, said), words) for hand, kind, said, words in rows]


def hear_all(every: int = 1) -> None:
    """Hear all meant lines that are not heard yet, in all conditions.

    Args:
        every: Hear one in so many, of each hand, beginning with its first.
    """
    recognizer, speaker = make_recognizer(), Speaker()
    around = silence(0.5, MODEL_RATE).samples
    FOLDER.mkdir(exist_ok=True)
    try:
        for condition, db in CONDITIONS.items():
            known = {line.text for line, _ in said_and_heard(condition)}
            with (FOLDER / f"{condition}.tsv").open("a", encoding="utf-8") as out:
                for line, voice in zip(_lines(every), cycle(VOICES), strict=False):
                    if line.text in known:
                        continue
                    speech = speaker.say(line.text, voice)
                    samples = np.concatenate([around, speech, around])
                    if db is not None:
                        samples = with_noise(samples, speech, db, len(line.text))
                    words = " ".join(heard(recognizer, samples, ()).split())
                    out.write(f"{line.hand}\t{line.kind}\t{line.text}\t{words}\n")
                    out.flush()
    finally:
        speaker.close()


def _lines(every: int) -> list[Line]:
    return [
        line
        for hand in HANDS
        for line in [line for line in lines_of(hand) if line.is_meant][::every]
    ]
