"""The processor time of the recognizer, beside a bare recogniser on the same sound.

Both decode the same turns in the same blocks of 20 ms, one after the other, several times. Compared
is processor time, and of each turn the least: whatever else runs on the machine can only add.
"""

import time
from collections.abc import Callable
from functools import cache

import numpy as np
import vosk
from numpy.typing import NDArray

from benchmarks import person
from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, prefixed, spread
from voice_coach.app.simulated_user import THINKING_SECONDS
from voice_coach.audio.sound import Sound, silence
from voice_coach.audio.streams import BLOCKS_A_SECOND
from voice_coach.dialogue.endpointing import PATIENCE
from voice_coach.stt.base import Recognizer
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vad import VoiceActivity, gated, load_detector
from voice_coach.stt.vosk_engine import MODEL_RATE, VoskRecognizer

DEVICE_RATE = 48000

Blocks = list[NDArray[np.int16]]
Loop = Callable[[Blocks], None]


def _blocks(sound: Sound) -> Blocks:
    frames = sound.rate // BLOCKS_A_SECOND
    count = len(sound.samples) // frames
    return list(sound.samples[: count * frames].reshape(count, frames))


def our_recognizer(rate: int, *, with_activity: bool = False) -> Loop:
    """Return the program's recognizer, for blocks at `rate` Hz, without or with voice activity.

    The bare recogniser has none either.
    """
    recognizer: Recognizer = VoskRecognizer(shipped_model(), rate)
    if with_activity:
        recognizer = gated(recognizer, rate)

    def listen(blocks: Blocks) -> None:
        recognizer.open(1)
        for block in blocks:
            recognizer.feed(block)
        recognizer.close()

    return listen


def bare_loop() -> Loop:
    """Return the loop of Vosk's own examples, with word times, as the recognizer has them too."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(shipped_model().path))

    def listen(blocks: Blocks) -> None:
        recognizer = vosk.KaldiRecognizer(model, MODEL_RATE)
        recognizer.SetWords(enable_words=True)
        for block in blocks:
            if recognizer.AcceptWaveform(block.tobytes()):
                recognizer.Result()
            else:
                recognizer.PartialResult()
        recognizer.FinalResult()

    return listen


def _least(loops: tuple[Loop, ...], blocks: Blocks, rounds: int) -> list[float]:
    """Return the least processor time each loop took for these blocks, in seconds."""
    times: list[list[float]] = [[] for _ in loops]
    for turn in range(rounds):
        both = list(zip(loops, times, strict=True))
        for loop, taken in both if turn % 2 else reversed(both):
            before = time.process_time()
            loop(blocks)
            taken.append(time.process_time() - before)
    return [min(taken) for taken in times]


def _turn(utterance: Sound) -> Sound:
    """Return a turn: nothing yet, then the answer, then nothing for its patience."""
    before, after = silence(THINKING_SECONDS, MODEL_RATE), silence(PATIENCE["spoken"], MODEL_RATE)
    samples = (before.samples, utterance.at(MODEL_RATE).samples, after.samples)
    return Sound(np.concatenate(samples), MODEL_RATE)


def processor_time(bench: Bench) -> Measured:
    """Measure the processor time for a second of sound, in ms, and that of the bare loop."""
    said = person.speak(person.LONG[: bench.times(len(person.LONG), 3)])
    turns = [_blocks(_turn(sound)) for sound in said.values()]
    loops = (our_recognizer(MODEL_RATE), bare_loop())
    rounds = bench.times(12, 6)
    least = [_least(loops, blocks, rounds) for blocks in turns]
    seconds = sum(map(len, turns)) / BLOCKS_A_SECOND
    recognizer, bare = (1000 * sum(times) / seconds for times in zip(*least, strict=True))
    ratios = spread([one / other for one, other in least])
    details: Details = {"rounds": rounds, "audio_seconds": seconds}
    return Measured(recognizer, bare, details | prefixed("ratio", ratios) | {"n": len(turns)})


def voice_activity(bench: Bench) -> Measured:
    """Measure the processor time that voice activity adds, for a second of sound, in ms."""
    blocks = _blocks(person.monologue(bench.times(30, 8), MODEL_RATE))
    activity = VoiceActivity(load_detector(), MODEL_RATE)

    def look(blocks: Blocks) -> None:
        activity.reset()
        for block in blocks:
            activity.feed(block)

    rounds, seconds = bench.times(12, 3), len(blocks) / BLOCKS_A_SECOND
    look_time, bare_time = _least((look, bare_loop()), blocks, rounds)
    details: Details = {"rounds": rounds, "audio_seconds": seconds, "n": rounds}
    return Measured(1000 * look_time / seconds, 1000 * bare_time / seconds, details)


@cache
def _real_time(bench: Bench, rate: int) -> float:
    sound = person.monologue(bench.times(30, 8), MODEL_RATE)
    blocks, recognizer = _blocks(sound.at(rate)), our_recognizer(rate, with_activity=True)
    started = time.perf_counter()
    recognizer(blocks)
    return (time.perf_counter() - started) * BLOCKS_A_SECOND / len(blocks)


def real_time_factor(bench: Bench) -> Measured:
    """Measure the seconds to decode a second of sound, at the rate of most sound devices."""
    details: Details = {"at_16000_hz": _real_time(bench, MODEL_RATE), "audio_rate": DEVICE_RATE}
    return Measured(_real_time(bench, DEVICE_RATE), details=details)
