"""Turn-taking: answers cut off, ends found late, and words lost or made up.

Every answer of the corpus is heard once by the real recognizer, and judged twice by the session's
own rule: with the voice activity that a session has, and by the recognizer's words alone.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import Bench
from benchmarks.disturbances import KINDS, disturbance
from benchmarks.figure import Details, Measured, prefixed, spread
from benchmarks.speech import recognize
from benchmarks.spoken_answers import TUNED, Corpus, Part, SpokenAnswer, answers
from voice_coach.dialogue.endpointing import PATIENCE, Answer, Verdict
from voice_coach.protocol.events import AudioElapsed, Event, Heard, Word
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import MODEL_RATE, VoskRecognizer

LATE = 0.5
"""Seconds beyond the patience from which on an end is late."""

FRAME_STEPS = 0.5
"""Seconds around speech within which words belong to it: word times are not exact."""

SPEECH_LEVEL = 2500.0
"""Root mean square of the program's own voice; so loud is the speech beside what is no speech."""


class Overheard:
    """A `voice_coach.stt.base.Recognizer` that keeps the events of the one it wraps."""

    def __init__(self, recognizer: Recognizer) -> None:
        self.events: list[Event] = []
        self._recognizer = recognizer

    @property
    def is_open(self) -> bool:
        """Return whether sound that is fed now counts."""
        return self._recognizer.is_open

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn."""
        self.events = []
        self._recognizer.open(turn, phrases)

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Listen to the next block."""
        return self._noted(self._recognizer.feed(block))

    def close(self) -> list[Event]:
        """Stop listening."""
        return self._noted(self._recognizer.close())

    def _noted(self, events: list[Event]) -> list[Event]:
        self.events += events
        return events


@dataclass(frozen=True, slots=True)
class Taken:
    """A taken answer: the second it was over (None: not in time), and its words."""

    said: SpokenAnswer
    over: float | None
    words: tuple[Word, ...]

    @property
    def is_premature(self) -> bool:
        """Return whether it was over before its last word."""
        return self.over is not None and self.over < self.said.parts[-1].end

    @property
    def beyond(self) -> float:
        """Return the seconds from the end of its patience to when it was over."""
        over = len(self.said.samples) / MODEL_RATE if self.over is None else self.over
        return over - self.said.parts[-1].end - PATIENCE[self.said.patience]

    def words_of(self, part: Part) -> list[str]:
        """Return the words heard of a part."""
        return [
            word.word
            for word in self.words
            if part.start - FRAME_STEPS < (word.start + word.end) / 2 < part.end + FRAME_STEPS
        ]

    def words_of_nothing(self) -> list[str]:
        """Return the words heard where nobody spoke."""
        return [
            word.word
            for word in self.words
            if not any(
                word.start < part.end + FRAME_STEPS and part.start - FRAME_STEPS < word.end
                for part in self.said.parts
            )
        ]


@dataclass
class Lost:
    """A count of words, and those that were not heard."""

    words: int = 0
    lost: list[str] = field(default_factory=list)

    def look_for(self, word: str, *, is_there: bool) -> None:
        """Count a word."""
        self.words += 1
        if not is_there:
            self.lost.append(word)


def take(said: SpokenAnswer, events: Sequence[Event]) -> Taken:
    """Judge an answer by the recognizer's events."""
    answer = Answer(PATIENCE[said.patience])
    for event in events:
        match event:
            case Heard():
                answer.hear(event)
            case AudioElapsed():
                verdict = answer.judge(event.seconds, event.voiced)
                if verdict is not Verdict.WAIT:
                    return Taken(said, event.seconds, answer.words)
            case _:
                pass
    return Taken(said, None, answer.words)


@cache
def _taken(bench: Bench, corpus: Corpus) -> tuple[tuple[Taken, ...], tuple[Taken, ...]]:
    """Return all answers as a session takes them, and by words alone."""
    alone = Overheard(VoskRecognizer(shipped_model(), MODEL_RATE))
    recognizer = gated(alone, MODEL_RATE)
    ours, words = [], []
    for said in answers(bench.times(8, 1), corpus=corpus):
        ours.append(take(said, recognize(recognizer, said.samples)))
        words.append(take(said, alone.events))
    return tuple(ours), tuple(words)


def _counted(taken: Sequence[Taken], wrong: Sequence[Taken], what: str) -> Details:
    details: Details = {"n": len(taken), "pauses": sum(len(each.said.pauses) for each in taken)}
    for name in ("patience", "kind", "voice"):
        counted = Counter(str(getattr(each.said, name)) for each in wrong)
        details |= {f"{what} {name} {value}": count for value, count in counted.most_common()}
    return details


def _share(some: Sequence[object], of: int) -> float:
    return 100 * len(some) / max(1, of)


def premature(bench: Bench, corpus: Corpus = TUNED) -> Measured:
    """Measure the answers that are over while their speaker only pauses, of a hundred."""
    ours, words = ([each for each in taken if each.is_premature] for taken in _taken(bench, corpus))
    everything, _ = _taken(bench, corpus)
    details = _counted(everything, ours, "premature")
    count = len(everything)
    return Measured(_share(ours, count), _share(words, count), details)


def late(bench: Bench, corpus: Corpus = TUNED) -> Measured:
    """Measure the answers over more than 0.5 s after their patience, of a hundred."""
    shares: list[float] = []
    details: Details = {}
    for taken in _taken(bench, corpus):
        ended = [each for each in taken if not each.is_premature]
        wrong = [each for each in ended if each.beyond > LATE]
        shares.append(_share(wrong, len(ended)))
        if not details:
            beyond = spread([1000 * each.beyond for each in ended])
            details = _counted(ended, wrong, "late") | prefixed("beyond patience ms", beyond)
    return Measured(shares[0], shares[1], details)


def _is_there(number: int, said: list[str], heard: list[str]) -> bool:
    """Return whether word `number` was heard, right or wrong: a word stands in its place."""
    for what, i1, i2, j1, j2 in SequenceMatcher(None, said, heard, autojunk=False).get_opcodes():
        if i1 <= number < i2:
            return what == "equal" or (what == "replace" and j2 - j1 >= i2 - i1)
    return False


def lost(taken: Sequence[Taken]) -> tuple[Lost, Lost]:
    """Count the first words of answers, and the words before and after pauses, that were lost."""
    at_start, at_joins = Lost(), Lost()
    for each in taken:
        if each.is_premature:
            continue
        for number, part in enumerate(each.said.parts):
            said, heard = part.text.split(), each.words_of(part)
            first = at_joins if number else at_start
            first.look_for(said[0], is_there=_is_there(0, said, heard))
            if number < len(each.said.parts) - 1:
                last = len(said) - 1
                at_joins.look_for(said[last], is_there=_is_there(last, said, heard))
    return at_start, at_joins


def _lost_share(bench: Bench, corpus: Corpus, which: int) -> Measured:
    ours, words = (lost(taken)[which] for taken in _taken(bench, corpus))
    details: Details = {"n": ours.words, "lost": ", ".join(ours.lost[:20])}
    return Measured(_share(ours.lost, ours.words), _share(words.lost, words.words), details)


def lost_at_start(bench: Bench, corpus: Corpus = TUNED) -> Measured:
    """Measure the first words of answers that are not heard, of a hundred."""
    return _lost_share(bench, corpus, 0)


def lost_at_joins(bench: Bench, corpus: Corpus = TUNED) -> Measured:
    """Measure the words beside a pause that are not heard, of a hundred."""
    return _lost_share(bench, corpus, 1)


def _nothing(seconds: float, noise: int) -> Iterator[tuple[str, NDArray[np.int16]]]:
    frames = round(seconds * MODEL_RATE)
    for seed, kind in enumerate(KINDS, noise):
        yield kind, disturbance(kind, frames, SPEECH_LEVEL, seed)
        yield f"{kind}, loud", disturbance(kind, frames, 3 * SPEECH_LEVEL, seed)


def words_from_nothing(bench: Bench, corpus: Corpus = TUNED) -> Measured:
    """Measure the words heard where nobody spoke: in pauses, and without any speech."""
    counts = [
        sum(len(each.words_of_nothing()) for each in taken) for taken in _taken(bench, corpus)
    ]
    alone = Overheard(VoskRecognizer(shipped_model(), MODEL_RATE))
    recognizer = gated(alone, MODEL_RATE)
    details: Details = {"in pauses": counts[0], "n": 2 * len(KINDS)}
    seconds = bench.times(30, 4)
    for kind, samples in _nothing(seconds, corpus.noise):
        for number, events in enumerate((recognize(recognizer, samples), alone.events)):
            heard = [event for event in events if isinstance(event, Heard) and event.final]
            words = [word for event in heard for word in event.words]
            counts[number] += len(words)
            if words:
                whose = ("ours", "by words alone")[number]
                details[f"{whose}, {kind}"] = " ".join(word.word for word in words[:20])
    return Measured(counts[0], counts[1], details)
