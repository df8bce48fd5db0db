"""One session of the program in a child process, watched from the outside.

It serves several figures at once: questions are answered, exercises are ended by a spoken command,
both sides of the air are recorded, and the memory is looked at once.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks import memory, person
from benchmarks.bench import Bench
from benchmarks.devices import Recording, SoundDevices
from benchmarks.figure import Details
from benchmarks.practice import Question, answer_to, asked, write_practice
from benchmarks.program import EventRecord, Program
from voice_coach.audio.sound import Sound, WavWriter, silence

COMMAND = "skip"
"""Of all commands that hush the coach, the one that may lead to silence."""


@dataclass
class Session:
    """A session, as observed; moments are of the monotonic clock.

    Attributes:
        last_question: The step at which its memory is looked at. Once, and while nothing sounds,
            because looking holds up the process that is looked at, and its sound breaks up.
        decisions: When an answer counted as over.
        hushes: When a command was recognised, and the coach had to be silent.
        weight: The memory it took.
        voiceless: The memory of its first process, which is all but the voice.
        fared: The latency of its devices, their underflows, and the blocks dropped.
        recording: Both sides of the air; None without sound devices.
    """

    last_question: str
    decisions: list[float] = field(default_factory=list)
    hushes: list[float] = field(default_factory=list)
    weight: memory.Weight | None = None
    voiceless: memory.Weight | None = None
    fared: Details = field(default_factory=dict)
    recording: Recording | None = None

    def take(self, event_record: EventRecord, pid: int) -> None:
        """Take a record of the process `pid`."""
        match event_record["event"]:
            case "decided":
                self.decisions.append(event_record["moment"])
            case "hush":
                self.hushes.append(event_record["moment"])
            case "listening" if event_record["step"] == self.last_question:
                self.weight = memory.of_tree(pid)
                self.voiceless = memory.of_tree(pid, childless=True)
            case "over":
                self.fared = {
                    name: event_record[name] for name in ("latency", "underflows", "dropped")
                }


def exercise_begins(event_record: EventRecord) -> bool:
    """Return whether a breathing exercise begins to sound."""
    return event_record["event"] == "breath" and (event_record["phase"], event_record["cycle"]) == (
        "in",
        1,
    )


@cache
def with_devices(bench: Bench) -> Session:
    """Run a session through the sound devices. Raises NotMeasuredError where there are none."""
    devices = bench.need_devices()
    questions, breaths = asked(bench.times(12, 2)), bench.times(4, 1)
    arguments = command(bench.folder / "devices", questions, breaths)
    said = person.record({question.answer for question in questions} | {COMMAND}, bench.folder)
    session = Session(f"question-{len(questions)}")
    recorder = devices.record()
    with Program(bench, "benchmarks.drive", *arguments) as program:
        for event_record in program.records():
            _answer(event_record, devices, said, questions)
            session.take(event_record, program.process.pid)
    session.recording = recorder.finish()
    return session


def _answer(
    event_record: EventRecord,
    devices: SoundDevices,
    said: dict[str, Path],
    questions: list[Question],
) -> None:
    if event_record["event"] == "listening" and event_record["expects"] != "command":
        devices.say(said[answer_to(event_record["step"], questions)])
    elif exercise_begins(event_record):
        devices.say(said[COMMAND])


def without_devices(bench: Bench) -> Session:
    """Run a session in the simulator, answered by a recording."""
    questions = asked(4)
    recording = write_answers(bench.folder / "answers.wav", questions)
    options = ("--speaker", "none", "--microphone", str(recording))
    arguments = command(bench.folder / "recorded", questions, 1)
    session = Session(f"question-{len(questions)}")
    with Program(bench, "benchmarks.drive", *arguments, *options) as program:
        for event_record in program.records():
            session.take(event_record, program.process.pid)
    return session


def command(home: Path, questions: list[Question], breaths: int) -> tuple[str, ...]:
    """Return the arguments that start a session of a practice written into a home folder."""
    (home / "practices").mkdir(parents=True, exist_ok=True)
    write_practice(home / "practices" / "measure.toml", questions, breaths)
    return ("practice", "measure", "--home", str(home))


def write_answers(path: Path, questions: list[Question]) -> Path:
    """Write a recording of all answers, one after another; return its path."""
    sounds = person.speak({question.answer for question in questions})
    rate = sounds[questions[0].answer].rate
    pieces = [silence(0.5, rate).samples]
    for question in questions:
        answer: Sound = sounds[question.answer].at(rate)
        pieces += [answer.samples, silence(2.0, rate).samples]
    with WavWriter(path, rate) as writer:
        writer.write(np.concatenate(pieces))
    return path
