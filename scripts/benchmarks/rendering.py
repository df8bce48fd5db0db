"""Rendering: the processor time a voice takes for a second of speech."""

import time
from itertools import islice

import psutil  # type: ignore[import-untyped] # it publishes no type information

from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.figure import Details, Measured, prefixed, spread
from benchmarks.heard_prompts import prompts_of
from voice_coach.errors import CoachError
from voice_coach.nlu.text import sentences
from voice_coach.protocol.effects import PACES
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.hibari_engine import HibariSynthesizer
from voice_coach.tts.pyttsx3_engine import Pyttsx3Synthesizer

SENTENCES = 60
"""Of the library, in the order of its files."""


def processor_share(bench: Bench) -> Measured:
    """Measure the processor time of a second of speech, in %, of the natural voice and pyttsx3."""
    share, details = _share(bench, HibariSynthesizer())
    usual, usual_details = _share(bench, Pyttsx3Synthesizer())
    return Measured(share, usual, details | prefixed("pyttsx3", usual_details))


def _share(bench: Bench, engine: HibariSynthesizer | Pyttsx3Synthesizer) -> tuple[float, Details]:
    """Return the share in %, and the times of sentences by the wall clock, in ms."""
    spoken = [
        (text, PACES[prompt.pace].rate)
        for prompt in prompts_of(bench)
        for text in sentences(prompt.text)
    ]
    times, seconds = [], 0.0
    try:
        engine.render("Ready.", VoiceSettings())
        pid = engine.process.pid
        if pid is None:
            raise NotMeasuredError("the voice's process has ended")
        before = psutil.Process(pid).cpu_times()
        for text, rate in islice(spoken, bench.times(SENTENCES, 10)):
            begun = time.perf_counter()
            seconds += engine.render(text, VoiceSettings(rate=rate)).seconds
            times.append(1000 * (time.perf_counter() - begun))
        after = psutil.Process(pid).cpu_times()
    except CoachError as error:
        raise NotMeasuredError(error.message) from error
    finally:
        engine.close()
    taken = after.user + after.system - before.user - before.system
    return 100 * taken / seconds, spread(times) | {"seconds": round(seconds, 1)}
