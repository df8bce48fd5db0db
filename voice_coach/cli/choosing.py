"""The home menu: asks by voice what to do next, and gives what is to be led then."""

import sys
from collections.abc import Sequence

from voice_coach.builtin import CHOICE, breathing, chooser, entry, farewell, looking_back
from voice_coach.cli.leading import Leader, practice_of
from voice_coach.cli.options import warn
from voice_coach.cli.replaying import play_what_was_said, visit_of
from voice_coach.errors import CoachError
from voice_coach.here import HERE
from voice_coach.journal.rows import SessionRow
from voice_coach.library import Library
from voice_coach.session.effects import Outcome
from voice_coach.session.menu import Menu
from voice_coach.session.practice import Practice
from voice_coach.session.proposals import Past
from voice_coach.session.wishes import Wish
from voice_coach.texts import insight as insight_texts


def choose(leads: Leader, library: Library) -> tuple[Practice, SessionRow | None]:
    """Ask what to do next. Ends the program if nothing is wanted.

    Returns:
        What to lead, and the session to go on with if it is no new one.
    """
    practices, errors = library.all()
    for error in errors:
        warn(error.spoken)
    sessions = leads.journal.sessions()
    unfinished = leads.unfinished(None)
    # Whoever did something else since has let it be, and is not asked about it every time.
    if unfinished is not None and unfinished.id != sessions[0].id:
        unfinished = None
    if unfinished is not None and not _can_be_led(unfinished, library):
        unfinished = None
    past = Past(
        leads.stage.clock().astimezone(HERE),
        leads.journal.memories(),
        [visit_of(session) for session in sessions],
        practices,
    )
    visit = visit_of(unfinished) if unfinished is not None else None
    wish = _ask(leads, Menu(past, visit))
    while wish.deed in ("replay", "look back"):
        told = (
            play_what_was_said(leads, wish.name)
            if wish.deed == "replay"
            else _look_back(leads, practices)
        )
        if told != "completed":
            sys.exit(0)
        wish = _ask(leads, Menu(past, visit), again=True)
    match wish.deed:
        case "go on" if unfinished is not None:
            return practice_of(unfinished, library), unfinished
        case "practice":
            return next(found for found in practices if found.name == wish.name), None
        case "breathe":
            return breathing(wish.name), None
        case "journal":
            return entry(None), None
        case _:
            sys.exit(0)


def _look_back(leads: Leader, practices: Sequence[Practice]) -> Outcome | None:
    """Tell what can be counted; how that ended."""
    _, outcome = leads.lead_unkept(
        looking_back(_counted(leads, practices)), f"{insight_texts.TITLE}."
    )
    return outcome


def _counted(leads: Leader, practices: Sequence[Practice]) -> list[str]:
    """What can be counted, of the last thirty days or, if nothing was led in them, of all."""
    from voice_coach.insight.aloud import LATELY, told  # noqa: PLC0415 - only where asked for
    from voice_coach.insight.figures import gather  # noqa: PLC0415
    from voice_coach.journal.counting import Period  # noqa: PLC0415

    now = leads.stage.clock().astimezone(HERE)
    lately = gather(leads.journal, practices, Period(since=now - LATELY))
    if lately.sessions:
        return told(lately, now, lately=True)
    return told(gather(leads.journal, practices, Period()), now, lately=False)


def _ask(leads: Leader, menu: Menu, *, again: bool = False) -> Wish:
    """Lead the talk to its end, without a greeting the second time. Ends the program at a stop."""
    greeting = "" if again else menu.greeting
    while menu.wish is None:
        session, outcome = leads.lead_unkept(chooser(menu.question), greeting)
        if outcome != "completed":
            sys.exit(0)
        answer = session.answers.get(CHOICE)
        menu.hear(answer if isinstance(answer, str) else None)
        greeting = ""
    if menu.farewell:
        leads.lead_unkept(farewell(menu.farewell))
    return menu.wish


def _can_be_led(session: SessionRow, library: Library) -> bool:
    """Whether what was led is still there, and can be read."""
    try:
        practice_of(session, library)
    except CoachError:
        return False
    return True
