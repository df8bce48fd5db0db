"""Kills of sessions at random moments: what was saved is there, and the next start resumes.

Each runs in a process of its own, half of them with a simulated user who answers aloud, half of
them typed, and is killed with SIGKILL when it has emitted so many lines, and a few milliseconds
more, or while it starts. Then:

- the journal is whole;
- every save that had returned is in it as it was saved; one more may have been on its way;
- every piece of an answer that had been settled is in it, but for the one being saved;
- `--resume` takes up the same session, at the step that had been reached, leads it to its end, and
  loses nothing of what was there; what had ended, or not begun, is not offered to be gone on with.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from endurance.sessions import Line, Moment, Output, run_session
from voice_coach.app.simulated_user import DONE
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import TurnRow
from voice_coach.practice.interpreter import place_of
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice
from voice_coach.protocol.transcript import FRAME_STEPS

PRACTICES = ("choose-again", "three-supports", "small-promises", "emotional-check-in")
WHILE_STARTING = 0.1
"""The share of the kills that come before the session emits anything."""

STARTING_SECONDS = 1.0
LATER_SECONDS = 0.03


@dataclass(frozen=True)
class Kill:
    """One kill and its consequences.

    Attributes:
        practice: Its name.
        spoken: Whether the answers were spoken, or typed.
        lines: How many lines had been emitted.
        last: The last of them.
        unsaved: Whether a settled piece of an answer was still on its way to the journal.
        resumed: The step the next start resumed at; "" where there was nothing to resume.
        problems: What went wrong, in words.
    """

    practice: str
    spoken: bool
    lines: int
    last: str
    unsaved: bool
    resumed: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    practice: Practice
    spoken: bool
    at: float  # of all lines; below 0 while starting
    seconds: float


def kill_sessions(
    kills: int, seed: int, folder: Path, practices: Sequence[str] = PRACTICES
) -> Iterator[Kill]:
    """Kill so many sessions, one after the other, each in a home folder of its own.

    Raises:
        TimeoutError: A session hung.
    """
    lengths: dict[tuple[str, bool], int] = {}
    for number, plan in enumerate(_plans(kills, seed, practices)):
        key = plan.practice.name, plan.spoken
        if plan.at >= 0 and key not in lengths:
            whole = _run(plan, folder / f"whole-{len(lengths)}", None)
            lengths[key] = len(whole.lines)
        lines = 0 if plan.at < 0 else 1 + int(plan.at * lengths[key])
        home = folder / f"kill-{number}"
        output = _run(plan, home, Moment(lines, plan.seconds))
        yield _examine(plan, home, output)


def _plans(kills: int, seed: int, names: Sequence[str]) -> Iterator[_Plan]:
    chance = random.Random(seed)  # noqa: S311 - the same kills for the same seed
    library = Library(Path("no-home"))
    for number in range(kills):
        practice = library.load(names[number // 2 % len(names)])
        starting = chance.random() < WHILE_STARTING
        seconds = chance.uniform(0, STARTING_SECONDS if starting else LATER_SECONDS)
        yield _Plan(practice, number % 2 == 0, -1 if starting else chance.random(), seconds)


def _run(plan: _Plan, home: Path, moment: Moment | None) -> Output:
    silent = ["--speaker", "none", "--no-captions", "--home", str(home)]
    if plan.spoken:
        arguments = ["demo", plan.practice.name, "--speed", "max", *silent]
    else:
        arguments = ["practice", plan.practice.name, "--keyboard", *silent]
    return run_session(arguments, plan.practice, moment, typed=not plan.spoken)


def _examine(plan: _Plan, home: Path, output: Output) -> Kill:
    """Examine the journal after a kill, and resume the session."""
    begun, problems = output.of("begun"), []
    before: list[TurnRow] = []
    reached = ""
    if (home / "journal.db").exists():
        try:
            with _journal(home) as journal:
                journal.check()
                sessions = [row.id for row in journal.sessions()]
                if begun and begun[0]["session"] not in sessions:
                    problems.append("the session that was begun is not in the journal")
                for session_id in sessions:
                    before = journal.turns(session_id, include_undone=True)
                    found = journal.resumption(session_id)
                    reached = found.step if found is not None else ""
        except CoachError as error:
            problems.append(error.message)
    problems += _not_saved(output, before)
    unsaved = bool(output.lines) and output.lines[-1]["event"] == "final"
    resumed = ""
    if not output.of("ended") and not output.stream("session.ended"):
        resumed, more = _resume(plan, home, output, before, reached)
        problems += more
    last = output.lines[-1]["event"] if output.lines else "nothing"
    return Kill(
        plan.practice.name,
        plan.spoken,
        len(output.lines),
        str(output.lines[-1].get("told", last)) if output.lines else last,
        unsaved,
        resumed,
        tuple(problems),
    )


def _journal(home: Path) -> Journal:
    return Journal.open(home / "journal.db", clock=lambda: datetime.now(UTC))


def _not_saved(output: Output, rows: list[TurnRow]) -> list[str]:
    """Return problems: what had been saved and is not there. They name places, not words."""
    promised: dict[tuple[int, str], Line] = {}
    for line in output.of("saved"):
        promised[line["turn"], line["speaker"]] = line
    problems = []
    unlike = [
        number
        for number, line in enumerate(promised.values(), start=1)
        if number > len(rows)
        or (rows[number - 1].speaker, rows[number - 1].step, rows[number - 1].text)
        != (line["speaker"], line["step"], line["text"])
    ]
    on_its_way = len(rows) - len(promised)
    if on_its_way not in {0, 1}:
        problems.append(f"{len(promised)} turns were saved, and {len(rows)} are there")
    if len(unlike) + max(0, on_its_way) > 1:
        problems.append(f"turns {unlike} are not as they were saved")
    heard = {turn: row.text for (turn, speaker), row in zip(promised, rows) if speaker == "you"}  # noqa: B905 - one may be on its way
    for number, line in enumerate(output.lines):
        later = output.lines[number + 1 :]
        if line["event"] != "final" or not later or line["text"] == DONE:  # it ends an answer
            continue
        if line["text"] not in heard.get(line["turn"], ""):
            problems.append(f"a piece of turn {line['turn']} was settled, and is not there")
    return problems


def _resume(
    plan: _Plan, home: Path, output: Output, before: list[TurnRow], reached: str
) -> tuple[str, list[str]]:
    """Return the step the next start resumes at, and the problems of that."""
    arguments = ["practice", plan.practice.name, "--resume", "--keyboard", "--speaker", "none"]
    again = run_session([*arguments, "--home", str(home)], plan.practice, typed=True)
    if not output.of("begun") and not before:
        nothing = again.status == 1 and "no unfinished session" in again.stderr
        whole = again.status == 0  # it had begun, and was killed before it could tell
        return "", [] if nothing or whole else ["the next start failed: " + again.stderr]
    if again.status != 0:
        return "", [f"it could not be gone on with: {again.stderr}"]
    problems = []
    with _journal(home) as journal:
        (row, *others) = journal.sessions()
        after = journal.turns(row.id, include_undone=True)
    if others or row.outcome != "completed":
        problems.append(f"there are {1 + len(others)} sessions, the last of them {row.outcome}")
    if [turn.text for turn in after[: len(before)]] != [turn.text for turn in before]:
        problems.append("what was there before it went on is there no more")
    first = next(
        (
            line["step"]
            for line in again.stream("coach.speaking")
            if line["step"] not in FRAME_STEPS
        ),
        "",
    )
    if reached and not _is_at(first, reached, plan.practice):
        problems.append(f"it had come to {reached} and went on at {first}")
    return first, problems


def _is_at(first: str, reached: str, practice: Practice) -> bool:
    """Return whether a session resumed at the step it had reached."""
    there, here = place_of(reached, practice.steps), place_of(first, practice.steps)
    return there is not None and here is not None and here == there
