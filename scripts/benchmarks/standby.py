"""How well standby finds its phrases, how often it is called by mistake, and what waiting costs.

The sound goes through the three stages as a microphone delivers it; the recognizer works in the
caller's thread, so that the processor time of the process is that of standby.
"""

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from speech_model.recordings import decoded, lists

from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured
from benchmarks.journal_speech import plain_parts
from benchmarks.people import heard_of
from benchmarks.speech import VOICES, Samples, Speaker, blocks, with_noise
from voice_coach.audio.sound import to_int16
from voice_coach.protocol.events import Heard
from voice_coach.protocol.inbox import Message
from voice_coach.standby.staged_listener import StagedListener
from voice_coach.standby.wake_phrases import call_in
from voice_coach.standby.watcher import Utterance
from voice_coach.stt.base import Recognizer
from voice_coach.stt.listener import InlineListener
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import gated
from voice_coach.stt.vosk_engine import MODEL_RATE, VoskRecognizer

PHRASES = (
    "coach, are you there?", "hey coach", "coach, good morning", "coach, good night",
    "hey coach, box breathing",
)  # fmt: skip

ABOUT_A_COACH = (
    "my coach said good morning and i was not ready", "i asked the coach if she was there",
    "our coach is always there when it matters", "he wants to be a coach one day",
    "the coach shouted hey and i looked up", "i said coach are you there for me or for the team",
    "being a coach is hard", "coach used to say good night to each of us",
    "they called him coach and he liked that", "a good coach listens first",
    "i miss my old coach", "the coach was late so we waited in the hall",
)  # fmt: skip

NOISE_DB = 10.0
PAUSE_SECONDS = 1.5
"""Around each utterance, so that it is one."""


@dataclass
class Waited:
    """What a stretch of sound led to: calls, as they were recognized, and what it cost."""

    seconds: float = 0.0
    processor_seconds: float = 0.0
    utterances: int = 0
    calls: list[str] = field(default_factory=list)

    @property
    def share_of_a_core(self) -> float:
        """Processor time in percent of the sound's."""
        return 100 * self.processor_seconds / self.seconds


class Waiting:
    """Standby without devices: sound in, calls out."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._utterance = Utterance()
        self._listener = StagedListener(InlineListener(recognizer, self._take), MODEL_RATE)

    def _take(self, message: Message) -> None:
        if isinstance(message, Heard):
            self._utterance.hear(message)

    def hear(self, sounds: Iterable[Samples]) -> Waited:
        """Wait while sounds are heard, one after the other."""
        waited, begun = Waited(), time.process_time()
        self._utterance.forget()
        self._listener.wait()
        first = self._listener.turn
        for sound in sounds:
            for block in blocks(sound):
                self._listener.feed(block)
                text = self._utterance.complete() if self._listener.is_over else None
                if text is not None and call_in(text) is not None:
                    waited.calls.append(text)
            waited.seconds += len(sound) / MODEL_RATE
        self._listener.cease()
        waited.utterances = first - self._listener.turn
        waited.processor_seconds = time.process_time() - begun
        return waited


def _waiting(model: Path | None = None) -> Waiting:
    found = VoskRecognizer(shipped_model() if model is None else model, MODEL_RATE)
    return Waiting(gated(found, MODEL_RATE))


def _alone(speech: Samples, db: float | None, seed: int = 0) -> Samples:
    """Return speech between two pauses, in quiet or in white noise."""
    pause = np.zeros(round(PAUSE_SECONDS * MODEL_RATE), np.int16)
    sound = np.concatenate([pause, speech, pause])
    return sound if db is None else with_noise(sound, speech, db, seed)


def missed(bench: Bench) -> Measured:
    """Measure the phrases, of a hundred, that do not call the coach."""
    waiting, speaker = _waiting(), Speaker()
    said = 0
    lost: dict[float | None, int] = {None: 0, NOISE_DB: 0}
    try:
        for voice in VOICES[: bench.times(len(VOICES), 1)]:
            for seed, phrase in enumerate(PHRASES):
                said += 1
                for db in lost:
                    sound = _alone(speaker.say(phrase, voice), db, seed)
                    if not waiting.hear([sound]).calls:
                        lost[db] += 1
    finally:
        speaker.close()
    details: Details = {"n": said, "missed in noise": 100 * lost[NOISE_DB] / said}
    return Measured(100 * lost[None] / said, None, details)


def false_calls(bench: Bench) -> Measured:
    """Measure the calls in an hour of spoken journal, half of it about a coach."""
    waiting, speaker = _waiting(), Speaker()
    texts = [*ABOUT_A_COACH, *plain_parts()[: len(ABOUT_A_COACH)]]
    try:
        sounds = [
            _alone(speaker.say(text, voice), None)
            for voice in VOICES[: bench.times(len(VOICES), 1)]
            for text in texts
        ]
    finally:
        speaker.close()
    waited = waiting.hear(sounds)
    details: Details = {"minutes": waited.seconds / 60, "calls": len(waited.calls)}
    details |= {f"call {number}": text for number, text in enumerate(waited.calls[:8])}
    details["share of a core"] = waited.share_of_a_core
    return Measured(3600 * len(waited.calls) / waited.seconds, None, details)


def quiet_cost(bench: Bench) -> Measured:
    """Measure the processor time of the stages in a quiet room, in percent of a core."""
    hiss = np.random.default_rng(1).normal(0, 20, bench.times(120, 20) * MODEL_RATE)
    waited = _waiting().hear([to_int16(hiss)])
    return Measured(waited.share_of_a_core, None, {"utterances": waited.utterances})


def among_people(folders: Sequence[Path], model: Path, *, every: int) -> str:
    """Return, as a line, how often people who read aloud call the coach by mistake."""
    pause = np.zeros(round(PAUSE_SECONDS / 2 * MODEL_RATE), np.int16)

    def sounds(temporary: str) -> Iterator[Samples]:
        for folder in folders:
            for name in lists(folder):
                found = decoded(name, folder, Path(temporary))
                sound = np.load(found.path, mmap_mode="r")
                for row in heard_of(found)[::every]:
                    yield np.array(sound[row.start : row.start + row.samples])
                    yield pause

    with tempfile.TemporaryDirectory() as temporary:
        return summary(_waiting(model).hear(sounds(temporary)))


def summary(waited: Waited) -> str:
    """Return what was found as a line."""
    heard = "; ".join(waited.calls[:5])
    return (
        f"standby: {len(waited.calls)} false calls in {waited.seconds / 3600:.2f} hours of speech, "
        f"{waited.share_of_a_core:.1f} % of a core{f' ({heard})' if heard else ''}"
    )
