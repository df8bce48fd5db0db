"""The turn gap through sound devices, beside that of the usual loop.

The recording of both sides of the air tells the gap; the child process tells when it decided that
the answer was over. The usual loop is led through the same answers in the same way.
"""

from functools import cache

from benchmarks import person, session
from benchmarks.bench import Bench
from benchmarks.devices import Recording
from benchmarks.figure import Measured, percentile_95, prefixed, spread
from benchmarks.levels import first_loud, last_loud
from benchmarks.practice import asked
from benchmarks.program import Program
from voice_coach.dialogue.endpointing import PATIENCE
from voice_coach.stt.models import shipped_model

UNHEARD = "not measured: the machine was too busy for it"
NO_APLAY = "not measured: aplay not found; apt-get install alsa-utils"


class Gaps:
    """The gaps in a recording, around the decisions that an answer is over; all in ms.

    Attributes:
        before: From the end of each answer to the decision that it is over.
        after: From each decision to the first sample of what follows.
        unheard: Decisions without an answer before them, or without anything after them.
    """

    def __init__(self, recording: Recording, decisions: list[float]) -> None:
        self.before: list[float] = []
        self.after: list[float] = []
        self.unheard = 0
        for moment in decisions:
            decided = recording.sample_at(moment)
            ends = last_loud(recording.person, decided)
            begins = first_loud(recording.coach, decided)
            if ends is None or begins is None:
                self.unheard += 1
                continue
            self.before.append(1000 * (decided - ends) / recording.rate)
            self.after.append(1000 * (begins - decided) / recording.rate)

    @property
    def whole(self) -> list[float]:
        """Return the gaps from the end of each answer to the first sample of what follows."""
        return [before + after for before, after in zip(self.before, self.after, strict=True)]


def our_gaps(bench: Bench) -> Gaps:
    """Return the gaps of a session of the program."""
    seen = session.with_devices(bench)
    if seen.recording is None:
        raise ValueError("a session with devices is recorded")
    return Gaps(seen.recording, seen.decisions)


@cache
def usual_gaps(bench: Bench) -> Gaps | None:
    """Return the gaps of the usual loop; None where it cannot run because aplay is missing."""
    devices = bench.need_devices()
    if not devices.can_aplay:
        return None
    questions = asked(bench.times(6, 1))
    said = person.record({question.answer for question in questions}, bench.folder)
    decisions = []
    recorder = devices.record()
    arguments = ("talk", str(shipped_model().path), str(len(questions)))
    with Program(bench, "benchmarks.usual", *arguments) as program:
        for event_record in program.records():
            if event_record["event"] == "listening":
                devices.say(said[questions[event_record["turn"]].answer])
            elif event_record["event"] == "decided":
                decisions.append(event_record["moment"])
    return Gaps(recorder.finish(), decisions)


def device_gap(bench: Bench) -> Measured:
    """Measure the 95th percentile of the gaps beyond the patience, in ms."""
    gaps, fared = our_gaps(bench), session.with_devices(bench).fared
    patience = 1000 * PATIENCE["brief"]
    beyond = [gap - patience for gap in gaps.whole]
    decided = prefixed("decided_late", spread([before - patience for before in gaps.before]))
    details = spread(beyond) | decided | {"unheard": gaps.unheard} | fared
    usual = usual_gaps(bench)
    if usual is not None and usual.whole:
        details |= prefixed("usual_from_end_of_speech", spread(usual.whole))
    return Measured(percentile_95(beyond), details=details)


def decision_gap(bench: Bench) -> Measured:
    """Measure the 95th percentile of the times from a decision to the first sample, in ms."""
    ours, usual = our_gaps(bench).after, usual_gaps(bench)
    if usual is None or not usual.after:
        why = NO_APLAY if usual is None else UNHEARD
        return Measured(percentile_95(ours), details=spread(ours) | {"usual": why})
    details = spread(ours) | prefixed("usual", spread(usual.after))
    return Measured(percentile_95(ours), percentile_95(usual.after), details)
