"""What every command does that leads a session: stage, captions, events, journal, and the end."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from voice_coach import __version__, texts
from voice_coach.builtin import BREATHE, JOURNAL, chooser, entry
from voice_coach.cli.options import Options
from voice_coach.errors import CoachError
from voice_coach.journal.rows import SessionRow
from voice_coach.journal.store import Journal
from voice_coach.library import Library
from voice_coach.session.events import Began
from voice_coach.session.machine import Session
from voice_coach.session.practice import Practice
from voice_coach.session.script import kinds_of
from voice_coach.stage import Stage
from voice_coach.studio import model_of, open_stage

INTERRUPTED = 130


@contextmanager
def on_stage(options: Options) -> Iterator[Stage]:
    """A stage for a person, with captions and events as asked for."""
    with (
        open_stage(options.settings, options.home, keyboard=options.keyboard) as stage,
        watched(stage, options),
    ):
        yield stage


@contextmanager
def watched(stage: Stage, options: Options) -> Iterator[None]:
    """Show and write down what happens on a stage."""
    with ExitStack() as closing:
        if options.captions:
            from voice_coach.cli.captions import Captions  # noqa: PLC0415 - rich, where shown

            captions = Captions(live=not options.keyboard)
            closing.callback(captions.close)
            stage.stream.observers.insert(0, captions.observe)
        if options.events is not None:
            from voice_coach.cli.events import EventWriter  # noqa: PLC0415 - only where asked for

            writer = EventWriter(options.events)
            closing.callback(writer.close)
            stage.stream.observers.insert(0, writer.observe)
        yield


def lead_kept(
    stage: Stage,
    options: Options,
    practice: Practice,
    *,
    notice: str = "",
    resumed: SessionRow | None = None,
) -> str:
    """Lead a session that is kept in the journal; its id. Ends the program if it is interrupted.

    Args:
        stage: Where.
        options: As asked for on the command line.
        practice: What.
        notice: Is said in the first session, before anything else.
        resumed: The session to go on with; else a new one begins.

    Raises:
        CoachError: The journal failed, before or in the session.
    """
    with Journal.open(options.home / "journal.db", clock=stage.clock) as journal:
        began = Began(
            now=stage.clock().astimezone(),
            memories=tuple(
                memory for kind in kinds_of(practice) for memory in journal.memories(kind, "open")
            ),
            resume=journal.resumption(resumed.id) if resumed is not None else None,
            preface="" if journal.sessions(limit=1) else f"{texts.FIRST_TIME} {notice}",
        )
        if resumed is None:
            session_id = journal.begin(practice.name, practice.title, __version__)
        else:
            session_id = resumed.id
            journal.reopen(session_id)
        _, coach = stage.lead(practice, journal, session_id, began, options.settings.patience)
    if coach.failure is not None:
        raise coach.failure
    if coach.outcome == "interrupted":
        click.echo(texts.INTERRUPTED.format(session=session_id), err=True)
        sys.exit(INTERRUPTED)
    return session_id


def lead_unkept(stage: Stage, practice: Practice, greeting: str, closing: str = "") -> Session:
    """Lead something of which nothing is kept, such as a replay or the choice of a practice."""
    with Journal.in_memory(stage.clock) as journal:
        began = Began(stage.clock().astimezone(), greeting=greeting, closing=closing)
        session_id = journal.begin(practice.name, practice.title, __version__)
        session, coach = stage.lead(practice, journal, session_id, began)
    if coach.outcome == "interrupted":
        sys.exit(INTERRUPTED)
    return session


def hearing_notice(options: Options) -> str:
    """What a person has to be told about the ear, aloud; it is printed here."""
    if options.keyboard or not model_of(options.settings, options.home).demo:
        return ""
    click.echo(f"voice-coach: {texts.DEMO_MODEL}", err=True)
    return texts.DEMO_MODEL


def unfinished(options: Options, stage: Stage, practice: str | None) -> SessionRow | None:
    """The session that could be gone on with, if there is one."""
    if not (options.home / "journal.db").exists():
        return None
    with Journal.open(options.home / "journal.db", clock=stage.clock) as journal:
        return journal.unfinished(practice)


def practice_of(session: SessionRow, library: Library) -> Practice:
    """What was led in a past session, to go on with it.

    Raises:
        CoachError: Its practice is not there any more, or has nothing to go on with.
    """
    if session.practice == JOURNAL:
        return entry(session.title)
    if session.practice == BREATHE:
        raise nothing_to_resume(None)
    return library.load(session.practice)


def nothing_to_resume(practice: str | None) -> CoachError:
    """There is no session to go on with."""
    of = f" of {practice}" if practice else ""
    return CoachError(
        "session.none",
        f"There is no unfinished session{of} to go on with. Start a new one instead.",
    )


def choose(stage: Stage, library: Library) -> Practice:
    """Ask, by voice, which practice to do. Ends the program if none is chosen."""
    practices, errors = library.all()
    for error in errors:
        click.echo(f"voice-coach: {error.spoken}", err=True)
    question = chooser(practices)
    session = lead_unkept(stage, question, texts.CHOOSE_GREETING)
    title = session.answers.get("choice")
    for practice in practices:
        if practice.title == title:
            return practice
    sys.exit(0)
