"""What listening costs, beside a bare recogniser on the same sound.

Both decode the same minute of speech in the same blocks of 20 ms, in turn, several times; compared
is the processor time in user mode, which other programs change less than the time that passes.
"""

import resource
import time
from collections.abc import Callable
from functools import cache

import numpy as np
import vosk
from numpy.typing import NDArray

from benchmarks import person
from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured, spread
from voice_coach.audio.devices import BLOCKS_A_SECOND
from voice_coach.ear.models import demo_model
from voice_coach.ear.vosk_ear import MODEL_RATE, VoskEar

DEVICE_RATE = 48000

Blocks = list[NDArray[np.int16]]
Loop = Callable[[Blocks], None]


def _blocks(bench: Bench, rate: int) -> Blocks:
    sound = person.monologue(bench.times(30, 8), MODEL_RATE).at(rate)
    frames = rate // BLOCKS_A_SECOND
    count = len(sound.samples) // frames
    return list(sound.samples[: count * frames].reshape(count, frames))


def our_ear(rate: int) -> Loop:
    """The ear of the program, for blocks at `rate` Hz."""
    ear = VoskEar(demo_model(), rate)

    def listen(blocks: Blocks) -> None:
        ear.open(1)
        for block in blocks:
            ear.feed(block)
        ear.close()

    return listen


def bare_loop() -> Loop:
    """The loop of Vosk's own examples, with word times, as the ear has them too."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(demo_model().path))

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


def _user_seconds(loop: Loop, blocks: Blocks) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    loop(blocks)
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime - before


def user_time(bench: Bench) -> Measured:
    """The median of the ratios of user time: the ear's by the bare loop's."""
    blocks = _blocks(bench, MODEL_RATE)
    ear, bare = our_ear(MODEL_RATE), bare_loop()
    ear(blocks[:50])
    bare(blocks[:50])  # nobody pays for what comes only once
    ears, bares = [], []
    for _ in range(bench.times(7, 3)):
        ears.append(_user_seconds(ear, blocks))
        bares.append(_user_seconds(bare, blocks))
    ratios = [one / other for one, other in zip(ears, bares, strict=True)]
    seconds = len(blocks) / BLOCKS_A_SECOND
    details = spread(ratios) | {
        "audio_seconds": seconds,
        "ear_user_seconds": spread(ears)["p50"],
        "bare_user_seconds": spread(bares)["p50"],
    }
    return Measured(float(np.median(ratios)), 1.0, details)


@cache
def _real_time(bench: Bench, rate: int) -> float:
    blocks, ear = _blocks(bench, rate), our_ear(rate)
    began = time.perf_counter()
    ear(blocks)
    return (time.perf_counter() - began) * BLOCKS_A_SECOND / len(blocks)


def real_time_factor(bench: Bench) -> Measured:
    """Seconds to decode a second of sound, at the rate of most sound devices."""
    details: Details = {"at_16000_hz": _real_time(bench, MODEL_RATE), "audio_rate": DEVICE_RATE}
    return Measured(_real_time(bench, DEVICE_RATE), details=details)
