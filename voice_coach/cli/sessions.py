"""The commands that lead a session."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.app import builtin
from voice_coach.app.builtin import CHOICE, breathing, chooser, entry, farewell, looking_back
from voice_coach.app.finder import found_by
from voice_coach.app.transcript_builder import lines_of
from voice_coach.audio.recorder import read_excerpt
from voice_coach.audio.sound import Sound
from voice_coach.cli.params import (
    AUTO,
    Dates,
    Options,
    as_dates,
    json_option,
    session_options,
    warn,
)
from voice_coach.cli.runner import SessionRunner, practice_of
from voice_coach.errors import CoachError, Command
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.journal.recordings import folder_of, open_recording, recorded_rows
from voice_coach.menu.dialogues import Menu, ReplayDialogue
from voice_coach.menu.intents import Intent, replay_query
from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice
from voice_coach.protocol.effects import Outcome
from voice_coach.protocol.transcript import BREATH, WINDOW, Clip, SessionTranscript
from voice_coach.settings import HERE
from voice_coach.texts import insight as insight_texts
from voice_coach.texts import playback as playback_texts

if TYPE_CHECKING:
    from voice_coach.menu.intents import ReplayQuery


def which(
    leads: SessionRunner, found: Sequence[SessionRow], *, is_question: bool
) -> SessionRow | None:
    """Ask which of these is meant; None if it is none of them."""
    dialogue = ReplayDialogue(
        [visit_of(row) for row in found], _now(leads), is_question=is_question
    )
    while dialogue.question:
        session, outcome = leads.lead_unkept(builtin.chooser(dialogue.question), "")
        if outcome != "completed":
            return None
        answer = session.answers.get(builtin.CHOICE)
        dialogue.hear(answer if isinstance(answer, str) else None)
    if dialogue.chosen is None:
        leads.lead_unkept(builtin.farewell(dialogue.farewell))
        return None
    return found[dialogue.chosen]


def play(leads: SessionRunner, row: SessionRow, *, only_mine: bool = False) -> Outcome | None:
    """Speak a session; how it ended. What can be said meanwhile is told the first time."""
    listens = leads.runtime.listener is not None
    intro = builtin.replay_intro(row, _now(leads))
    if listens and not leads.told_of_replay:
        leads.told_of_replay = True
        intro = f"{intro} {playback_texts.INTRO}"
    journal = leads.journal
    recorded = recorded_rows(journal.path, row.id)
    lines = lines_of(journal.turns(row.id, include_undone=True), recorded)
    unplayed: dict[Clip, CoachError] = {}
    leads.runtime.prompt_speaker.clips = _player_of(journal, row.id, unplayed) if recorded else None
    transcript = SessionTranscript(lines, WINDOW if listens else BREATH, only_mine)
    _, outcome = leads.lead_unkept(builtin.replay(row), intro, texts.REPLAY_CLOSING, transcript)
    for error in {error.message: error for error in unplayed.values()}.values():
        warn(error)
    return outcome


def _player_of(
    journal: Journal, session_id: str, unplayed: dict[Clip, CoachError]
) -> Callable[[Clip], Sound]:
    """Finds the sound of a session's recordings, and notes what could not be played."""
    folder = folder_of(journal.path, session_id)
    opener = partial(open_recording, cipher=journal.recording_cipher())

    def sound_of(clip: Clip) -> Sound:
        try:
            return read_excerpt(folder / clip.file, clip.start, clip.end, opener)
        except CoachError as error:
            unplayed[clip] = error
            raise

    return sound_of


def play_what_was_said(leads: SessionRunner, said: str) -> Outcome | None:
    """Find what a person wants to hear again, ask which if there are several, and speak it.

    Returns:
        How that ended; `completed`, too, where nothing was found or wanted in the end.
    """
    wanted = replay_query(said, _now(leads).date())
    found = found_by(wanted, leads.journal)
    if not found:
        has_any = bool(leads.journal.spoken_sessions(1))
        nothing = playback_texts.FOUND_NOTHING if has_any else playback_texts.NOTHING_SAID_YET
        _, outcome = leads.lead_unkept(builtin.farewell(nothing))
        return outcome
    row = which(leads, found, is_question=wanted.is_question)
    return "completed" if row is None else play(leads, row, only_mine=wanted.only_mine)


def visit_of(session: SessionRow) -> PastSession:
    """A session as it is spoken of: by its title, and when it was."""
    at = session.ended_at or session.started_at
    return PastSession(session.practice, session.title, at, session.outcome)


def _now(leads: SessionRunner) -> datetime:
    return leads.runtime.clock().astimezone(HERE)


def choose(leads: SessionRunner, library: Library) -> tuple[Practice, SessionRow | None]:
    """Ask what to do next. Ends the program if nothing is wanted.

    Returns:
        What to lead, and the session to go on with if it is no new one.
    """
    practices, errors = library.all()
    for error in errors:
        warn(error)
    sessions = leads.journal.sessions()
    unfinished = leads.unfinished(None)
    # Whoever did something else since has let it be, and is not asked about it every time.
    if unfinished is not None and unfinished.id != sessions[0].id:
        unfinished = None
    if unfinished is not None and not _can_be_led(unfinished, library):
        unfinished = None
    past = Recommender(
        leads.runtime.clock().astimezone(HERE),
        leads.journal.memories(),
        [visit_of(session) for session in sessions],
        practices,
    )
    visit = visit_of(unfinished) if unfinished is not None else None
    intent = _ask(leads, Menu(past, visit))
    while intent.action in ("replay", "look back"):
        told = (
            play_what_was_said(leads, intent.name)
            if intent.action == "replay"
            else _look_back(leads, practices)
        )
        if told != "completed":
            sys.exit(0)
        intent = _ask(leads, Menu(past, visit), again=True)
    match intent.action:
        case "resume" if unfinished is not None:
            return practice_of(unfinished, library), unfinished
        case "practice":
            return next(found for found in practices if found.name == intent.name), None
        case "breathe":
            return breathing(intent.name), None
        case "journal":
            return entry(None), None
        case _:
            sys.exit(0)


def _look_back(leads: SessionRunner, practices: Sequence[Practice]) -> Outcome | None:
    """Tell what can be counted; how that ended."""
    _, outcome = leads.lead_unkept(
        looking_back(_counted(leads, practices)), f"{insight_texts.TITLE}."
    )
    return outcome


def _counted(leads: SessionRunner, practices: Sequence[Practice]) -> list[str]:
    """What can be counted, of the last thirty days or, if nothing was led in them, of all."""
    from voice_coach.insight.figures import gather  # noqa: PLC0415
    from voice_coach.insight.spoken import (  # noqa: PLC0415
        RECENT,
        insight_prompts,
    )
    from voice_coach.journal.queries import Period  # noqa: PLC0415

    now = leads.runtime.clock().astimezone(HERE)
    lately = gather(leads.journal, practices, Period(since=now - RECENT))
    if lately.sessions:
        return insight_prompts(lately, now, is_recent=True)
    return insight_prompts(gather(leads.journal, practices, Period()), now, is_recent=False)


def _ask(leads: SessionRunner, menu: Menu, *, again: bool = False) -> Intent:
    """Lead the talk to its end, without a greeting the second time. Ends the program at a stop."""
    greeting = "" if again else menu.greeting
    while menu.intent is None:
        session, outcome = leads.lead_unkept(chooser(menu.question), greeting)
        if outcome != "completed":
            sys.exit(0)
        answer = session.answers.get(CHOICE)
        menu.hear(answer if isinstance(answer, str) else None)
        greeting = ""
    if menu.farewell:
        leads.lead_unkept(farewell(menu.farewell))
    return menu.intent


def _can_be_led(session: SessionRow, library: Library) -> bool:
    """Whether what was led is still there, and can be read."""
    try:
        practice_of(session, library)
    except CoachError:
        return False
    return True


@click.command()
@click.argument("name", required=False)
@click.option("--resume", is_flag=True, help="Go on with an interrupted session.")
@session_options
def practice(options: Options, name: str | None, resume: bool) -> None:  # noqa: FBT001 - a flag
    """Be led through a guided practice. Without NAME you are asked what to do next.

    For example: voice-coach practice small-promises
    """
    from voice_coach.cli.runner import go_on_with, nothing_to_resume, practice_of, session_runner  # noqa: PLC0415
    from voice_coach.practice.library import Library  # noqa: PLC0415

    library = Library(options.home.practices, options.settings.language)
    chosen = library.load(name) if name is not None else None
    with session_runner(options) as leads:
        interrupted = leads.unfinished(chosen.name if chosen else None)
        resumed = interrupted if resume else None
        if resume:
            if interrupted is None:
                raise nothing_to_resume(name)
            chosen = practice_of(interrupted, library)
        elif chosen is not None and interrupted is not None:
            click.echo(texts.UNFINISHED.format(command=go_on_with(chosen, options)), err=True)
        if chosen is None:
            chosen, resumed = choose(leads, library)
        command = go_on_with(chosen, options)
        hint = texts.GO_ON_WITH.format(command=command) if command else ""
        session_id = leads.lead(chosen, resumed, hint)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))


@click.command()
@click.argument("pattern", nargs=-1)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 60, min_open=True),
    help="How long; rounded to whole breaths.  [default: 5, and four breaths of 4-7-8]",
)
@click.option("--rate", type=float, help="Breaths a minute, for resonance: 4.5 to 6.5.")
@session_options
def breathe(
    options: Options, pattern: tuple[str, ...], minutes: float | None, rate: float | None
) -> None:
    """Breathing, led by tones: rising in, falling out, silence for holds.

    PATTERN, with the seconds of its phases, is one of these. What is to be careful of is said
    before it begins. Say "I feel dizzy" at any time, and the breath is left to itself.

    \b
    extended exhale    in 4, out 6 (the default)
    coherent           in 5, out 5
    resonance          in 5.45, out 5.45, or another --rate
    cyclic sigh        in 3, a little more in 1, out 8
    box                in 4, hold 4, out 4, rest 4
    4-7-8              in 4, hold 7, out 8
    alternate nostril  in 6, out 6, one side of the nose after the other
    natural            as it comes, with a soft bell each minute
    """  # noqa: D301 - click leaves a paragraph as it is after this character
    from voice_coach.app.builtin import breathing  # noqa: PLC0415 - everything a session needs
    from voice_coach.breathing import DEFAULT_PATTERN  # noqa: PLC0415
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415

    practice = breathing(" ".join(pattern) or DEFAULT_PATTERN, minutes, rate)
    with session_runner(options) as leads:
        leads.lead(practice)


@click.command()
@click.option("--title", metavar="T", help="What the entry is called.")
@session_options
def journal(options: Options, title: str | None) -> None:
    """Speak a journal entry. It ends when you say "I'm done", or after a long silence."""
    from voice_coach.app.builtin import entry  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415

    hint = texts.GO_ON_WITH.format(command=options.command("practice", "--resume"))
    with session_runner(options) as leads:
        session_id = leads.lead(entry(title), hint=hint)
    if options.captions:
        click.echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))


@click.command()
@click.argument("words", metavar="[SESSION|WORDS]...", nargs=-1)
@click.option(
    "--date", metavar="DATE", callback=as_dates, help="Of that day, month or year: 2026-11-22."
)
@click.option("--about", metavar="WORDS", help="In which somebody spoke of this.")
@click.option("--only-mine", is_flag=True, help="Only what you said yourself.")
@click.option("--list", "as_list", is_flag=True, help="Print which sessions are meant; be silent.")
@json_option
@session_options
def replay(
    options: Options,
    *,
    words: Sequence[str],
    date: Dates | None,
    about: str | None,
    only_mine: bool,
    as_list: bool,
    as_json: bool,
) -> None:
    """Speak a past session back: what you were asked, and what you said.

    SESSION is an id, the beginning of one, `last`, or a practice's name. WORDS are what you would
    say: yesterday, last sunday, weekly review from last week, about my sister. Where several
    sessions are meant, you are asked which.

    While it is spoken, say or type pause, resume, repeat, skip, back, slower, faster,
    only my words, both of us, or stop.
    """
    from voice_coach.cli.history import (  # noqa: PLC0415
        open_journal,
        print_json,
        print_sessions,
    )
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - everything a session needs

    with open_journal(options.home, to_read=True) as journal:  # before anything sounds or listens
        wanted, found = _meant(" ".join(words), about, date, journal)
    if as_json:
        print_json(found)
    elif as_list:
        print_sessions(found)
    else:
        with session_runner(options, may_type=True, to_read=True, key=journal.key) as leads:
            row = which(leads, found, is_question=wanted.is_question)
            if row is not None:
                play(leads, row, only_mine=only_mine or wanted.only_mine)


def _meant(
    typed: str, about: str | None, date: Dates | None, journal: "Journal"
) -> tuple["ReplayQuery", list["SessionRow"]]:
    """What is wanted, and the sessions that are meant, the newest first.

    Raises:
        CoachError: `journal.no-session` if none is.
    """
    from voice_coach.app.finder import found_by  # noqa: PLC0415 - everything a session needs
    from voice_coach.app.pump import wall_clock  # noqa: PLC0415
    from voice_coach.menu.intents import (  # noqa: PLC0415
        ReplayQuery,
        replay_query,
    )
    from voice_coach.nlu.text import keywords  # noqa: PLC0415
    from voice_coach.settings import HERE  # noqa: PLC0415

    unknown: CoachError | None = None
    if about is None and date is None:
        try:
            return ReplayQuery(), [journal.find(typed or "last")]
        except CoachError as error:
            unknown = error
    wanted = replay_query(typed, wall_clock().astimezone(HERE).date())
    if about is not None:
        wanted = replace(wanted, about=keywords(about) or (about,))
    since, until = (date.begin, date.end) if date is not None else (None, None)
    found = found_by(wanted, journal, since=since, until=until)
    if not found:
        is_id = unknown is not None and (typed == "" or typed[0].isdecimal())
        raise unknown if is_id and unknown is not None else _none_of(typed, about)
    return wanted, found


def _none_of(typed: str, about: str | None) -> CoachError:
    words = " ".join(part for part in (typed, f"about {about}" if about else "") if part)
    history = Command("history")
    message = playback_texts.NO_SUCH_SESSION.format(words=words, command=history)
    return CoachError("journal.no-session", message, history)


@click.command()
@click.argument("practice", default="small-promises")
@click.option(
    "--speed",
    type=click.Choice(["real", "max"]),
    help="As people speak, or as fast as the machine allows. Default: real on a terminal.",
)
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=0,
    help="Which of the practice's further examples to answer with. Default: 0, the first ones.",
)
@session_options
def demo(options: Options, practice: str, speed: str | None, examples: int) -> None:
    """Watch a synthetic person being led through PRACTICE, with the real voice and ear.

    It needs no sound device; where there is a speaker you hear both. What is said goes into a
    journal of its own, unless you choose one with --home.
    """
    from voice_coach.app.factory import (  # noqa: PLC0415
        demo_recognizer_model,
        open_demo,
    )
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - everything a session needs
    from voice_coach.practice.library import Library  # noqa: PLC0415

    found = Library(options.home.practices, options.settings.language).load(practice)
    chosen = options.home.chosen
    if not chosen:
        options = replace(options, home=options.home.demo)
    if options.captions_asked is None:  # a demo is to be watched
        options = replace(options, captions_asked=AUTO)
    real_time = speed == "real" or (speed is None and sys.stdout.isatty())
    model = demo_recognizer_model(options.settings, options.home)
    click.echo(texts.DEMO_EAR.format(model=model.name), err=True)
    if options.interrupt_asked is not None:
        warn(texts.DEMO_INTERRUPT.format(option=options.interrupt_asked))
    if options.keyboard:
        warn(texts.DEMO_KEYBOARD)
    runtime = open_demo(
        options.settings, options.home, found, real_time=real_time, examples=examples
    )
    with session_runner(options, runtime) as leads:
        session_id = leads.lead(found)
    if options.captions:
        again = texts.HEAR_AGAIN if chosen else texts.HEAR_DEMO_AGAIN
        click.echo(again.format(command=options.command("replay", session_id)))
