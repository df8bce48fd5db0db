"""The home menu: what to do next is asked by voice, until something is chosen."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from voice_coach.app.builtin import (
    CHOICE,
    asked,
    breathing,
    chooser,
    entry,
    farewell,
    looking_back,
)
from voice_coach.app.device_setup import StoppedError
from voice_coach.cli.console import warn
from voice_coach.cli.plans import choices
from voice_coach.cli.playback import play_what_was_said, visit_of
from voice_coach.cli.reminders import take_reminder
from voice_coach.cli.runner import SessionRunner, practice_of
from voice_coach.dialogue.responses import KINDS, reminder
from voice_coach.errors import CoachError
from voice_coach.journal.models import SessionRow
from voice_coach.journal.queries import Period
from voice_coach.menu.dialogues import Menu
from voice_coach.menu.intents import Intent
from voice_coach.menu.recommendations import Recommender
from voice_coach.nlu.text import Value
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import Ask
from voice_coach.protocol.effects import Outcome
from voice_coach.texts import insight as insight_texts

MAX_MINUTES = 60.0
"""The longest breathing, as by the command `breathe`."""


class Choice(NamedTuple):
    """The practice to run, the session to resume if it is no new one, and the minutes there are."""

    practice: Practice
    resumed: SessionRow | None = None
    minutes: float | None = None


def choose(
    runner: SessionRunner, library: Library, *, wish: str | None = None, greets: bool = True
) -> Choice:
    """Ask what to do next, and return it. Ends the program if nothing is wanted.

    `wish` is what the person has said already; `greets` is whether they are to be greeted.
    """
    practices, errors = library.all()
    for error in errors:
        warn(error)
    progress = runner.progress()
    practices += choices(runner.plans(), progress)
    sessions = runner.journal.sessions()
    unfinished = runner.unfinished(None)
    # Whoever did something else since has let it be, and is not asked about it every time.
    if unfinished is not None and (
        unfinished.id != sessions[0].id or not _can_resume(unfinished, library)
    ):
        unfinished = None
    past = Recommender(
        runner.now(),
        runner.journal.memories(),
        [visit_of(session) for session in sessions],
        practices,
        progress=progress,
    )
    visit = visit_of(unfinished) if unfinished is not None else None
    menu = Menu(past, visit)
    if wish is not None:
        menu.hear(wish)
    intent = _ask(runner, menu, again=not greets)
    while intent.action in ("replay", "recall", "look back", "voice", "correct"):
        if _tell(runner, intent, practices) != "completed":
            sys.exit(0)
        intent = _ask(runner, Menu(past, visit), again=True)
    match intent.action:
        case "resume" if unfinished is not None:
            return Choice(practice_of(unfinished, library), unfinished)
        case "practice":
            practice = next(found for found in practices if found.name == intent.name)
            return Choice(practice, minutes=intent.minutes)
        case "breathe":
            minutes = min(intent.minutes, MAX_MINUTES) if intent.minutes is not None else None
            return Choice(breathing(intent.name, minutes))
        case "journal":
            return Choice(entry(None))
        case _:
            sys.exit(0)


def _tell(runner: SessionRunner, intent: Intent, practices: Sequence[Practice]) -> Outcome | None:
    """Play or speak what was asked for, and return how that ended."""
    if intent.action == "voice":
        return _choose_voice(runner)
    if intent.action == "correct":
        return _correct(runner, intent.name)
    if intent.action == "replay":
        return play_what_was_said(runner, intent.name)
    if intent.action == "look back":
        return _look_back(runner, practices)
    memories = runner.journal.memories(KINDS[intent.name], "open")
    told = reminder(intent.name, memories, runner.now())
    _, outcome = runner.run_unkept(looking_back(told.sentences))
    return outcome


def _choose_voice(runner: SessionRunner) -> Outcome | None:
    """Have another voice chosen, and return how that ended."""
    from voice_coach.cli.voice_choice import SpokenVoiceChoice  # noqa: PLC0415 - only where asked

    return _talk(
        runner, lambda ask, say: SpokenVoiceChoice(runner.options, runner.runtime, ask, say).run()
    )


def _correct(runner: SessionRunner, said: str) -> Outcome | None:
    """Have the last entry corrected, and return how that ended."""
    from voice_coach.cli.spoken_edit import SpokenEdit  # noqa: PLC0415 - only where asked

    return _talk(runner, lambda ask, say: SpokenEdit(runner.journal, ask, say).run(said))


def _talk(
    runner: SessionRunner,
    lead: Callable[[Callable[[Ask], Value | None], Callable[[str], None]], object],
) -> Outcome | None:
    """Run a dialogue that asks and says what it likes, and return how that ended."""
    ended: list[Outcome | None] = ["completed"]

    def ask(step: Ask) -> Value | None:
        session, ended[0] = runner.run_unkept(asked(step))
        if ended[0] != "completed":
            raise StoppedError
        return session.answers.get(step.name)

    def say(text: str) -> None:
        _, ended[0] = runner.run_unkept(farewell(text))
        if ended[0] != "completed":
            raise StoppedError

    with suppress(StoppedError):
        lead(ask, say)
    return ended[0]


def _look_back(runner: SessionRunner, practices: Sequence[Practice]) -> Outcome | None:
    """Speak what can be counted, and return how that ended."""
    _, outcome = runner.run_unkept(
        looking_back(_counted(runner, practices)), f"{insight_texts.TITLE}."
    )
    return outcome


def _counted(runner: SessionRunner, practices: Sequence[Practice]) -> list[str]:
    """Return what can be counted, of the last thirty days or, without sessions in them, of all."""
    from voice_coach.insight.figures import gather  # noqa: PLC0415 - only for who looks back
    from voice_coach.insight.spoken import RECENT, insight_prompts  # noqa: PLC0415 - the same

    now = runner.now()
    recent = gather(runner.journal, practices, Period(since=now - RECENT))
    if recent.sessions:
        return insight_prompts(recent, now, is_recent=True)
    return insight_prompts(gather(runner.journal, practices, Period()), now, is_recent=False)


def _ask(runner: SessionRunner, menu: Menu, *, again: bool = False) -> Intent:
    """Run the menu to its end, without a greeting the second time. Ends the program at a stop."""
    greeting = "" if again else menu.greeting
    while menu.intent is None:
        session, outcome = runner.run_unkept(chooser(menu.question), greeting)
        if outcome != "completed":
            sys.exit(0)
        answer = session.answers.get(CHOICE)
        if isinstance(answer, str):
            told = take_reminder(runner.options.home, answer, runner.now().date())
            if told is not None:
                greeting = told
                continue
        menu.hear(answer if isinstance(answer, str) else None)
        greeting = ""
    if menu.farewell:
        runner.run_unkept(farewell(menu.farewell))
    return menu.intent


def _can_resume(session: SessionRow, library: Library) -> bool:
    """Return whether the practice of a session is still there, and can be read."""
    try:
        practice_of(session, library)
    except CoachError:
        return False
    return True
