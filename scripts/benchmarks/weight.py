"""The weight of a session: its memory, measured."""

from functools import cache

from benchmarks import session
from benchmarks.bench import Bench
from benchmarks.figure import Details, Measured
from benchmarks.memory import Weight
from benchmarks.program import EventRecord, Program
from voice_coach.stt.models import shipped_model


def of_session(bench: Bench) -> Measured:
    """Measure the memory of a session at its last question, in MB, without the speech model."""
    through_devices, whole, _ = _seen(bench)
    model = of_model(bench)
    beyond = whole - model
    details = {
        "pss": beyond.pss,
        "rss": beyond.rss,
        "model": model.alone,
        "with_model": whole.alone,
        "with_model_pss": whole.pss,
        "with_model_rss": whole.rss,
        "processes": whole.processes,
        "session": "sound devices" if through_devices else "virtual room",
    }
    return Measured(beyond.alone, details=details)


def of_coach(bench: Bench) -> Measured:
    """Measure the memory of the coach without its voice, in MB, and without the speech model."""
    _, whole, voiceless = _seen(bench)
    beyond = voiceless - of_model(bench)
    voice = whole - voiceless
    details: Details = {
        "pss": beyond.pss,
        "rss": beyond.rss,
        "voice": voice.alone,
        "voice_pss": voice.pss,
    }
    return Measured(beyond.alone, details=details)


def _seen(bench: Bench) -> tuple[bool, Weight, Weight]:
    """Return whether a session had sound devices, and its memory with and without its voice."""
    through_devices = bench.devices is not None
    seen = session.with_devices(bench) if through_devices else session.without_devices(bench)
    if seen.weight is None or seen.voiceless is None:
        raise ValueError("the session ended before its last question")
    return through_devices, seen.weight, seen.voiceless


@cache
def of_model(bench: Bench) -> Weight:
    """Return the memory of the speech model: from before it is loaded to when it has decoded."""
    with Program(bench, "benchmarks.model", str(shipped_model().path)) as program:
        before, after = (_weight(program.until(event)) for event in ("before", "after"))
    return after - before


def _weight(event_record: EventRecord) -> Weight:
    return Weight(event_record["alone"], event_record["pss"], event_record["rss"])
