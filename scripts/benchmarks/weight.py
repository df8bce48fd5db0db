"""The weight of a session: its memory, measured."""

from benchmarks import session
from benchmarks.bench import Bench
from benchmarks.figure import Measured
from benchmarks.memory import Weight
from benchmarks.program import EventRecord, Program
from voice_coach.stt.models import shipped_model


def of_session(bench: Bench) -> Measured:
    """Measure the memory of a session at its last question, in MB, without the speech model."""
    through_devices = bench.devices is not None
    seen = session.with_devices(bench) if through_devices else session.without_devices(bench)
    if seen.weight is None:
        raise ValueError("the session ended before its last question")
    whole, model = seen.weight, of_model(bench)
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


def of_model(bench: Bench) -> Weight:
    """Return the memory of the speech model: from before it is loaded to when it has decoded."""
    with Program(bench, "benchmarks.model", str(shipped_model().path)) as program:
        before, after = (_weight(program.until(event)) for event in ("before", "after"))
    return after - before


def _weight(event_record: EventRecord) -> Weight:
    return Weight(event_record["alone"], event_record["pss"], event_record["rss"])
