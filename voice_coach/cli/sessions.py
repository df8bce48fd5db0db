"""The commands that run a session: a practice, breathing, a journal entry, a replay, a demo.

What a session needs is loaded when one is run: engines, audio and the journal take their time.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from voice_coach import texts
from voice_coach.cli.console import echo, print_json, warn
from voice_coach.cli.params import (
    AUTO,
    Dates,
    Options,
    as_dates,
    as_day,
    json_option,
    session_options,
)
from voice_coach.errors import CoachError, Command
from voice_coach.texts import playback as playback_texts

if TYPE_CHECKING:
    from voice_coach.journal.journal import Journal
    from voice_coach.journal.models import SessionRow
    from voice_coach.menu.intents import ReplayQuery


@click.command()
@click.argument("name", required=False)
@click.option("--resume", is_flag=True, help="Go on with an interrupted session.")
@session_options
def practice(options: Options, name: str | None, resume: bool) -> None:  # noqa: FBT001 - a flag
    """Be led through a guided practice. Without NAME you are asked what to do next.

    For example: voice-coach practice small-promises
    """
    from voice_coach.cli import runner as sessions  # noqa: PLC0415 - all a session needs
    from voice_coach.practice.library import Library  # noqa: PLC0415 - all a session needs

    library = Library(options.home.practices, options.settings.language)
    chosen = library.load(name) if name is not None else None
    minutes = None
    with sessions.session_runner(options) as runner:
        interrupted = runner.unfinished(chosen.name if chosen else None)
        resumed = interrupted if resume else None
        if resume:
            if interrupted is None:
                raise sessions.nothing_to_resume(name)
            chosen = sessions.practice_of(interrupted, library)
        elif chosen is not None and interrupted is not None:
            command = sessions.resume_command(chosen, options)
            echo(texts.UNFINISHED.format(command=command), err=True)
        if chosen is None:
            from voice_coach.cli.home_menu import choose  # noqa: PLC0415 - only where it is asked

            chosen, resumed, minutes = choose(runner, library)
            chosen = runner.next_of(chosen)
        command = sessions.resume_command(chosen, options)
        hint = texts.GO_ON_WITH.format(command=command) if command else ""
        session_id = runner.run(chosen, resumed, hint, minutes=minutes)
    _say_how_to_hear(session_id, options)


def _say_how_to_hear(session_id: str, options: Options) -> None:
    if options.captions:
        echo(texts.HEAR_AGAIN.format(command=options.command("replay", session_id)))


@click.command()
@click.argument("pattern", nargs=-1)
@click.option(
    "--minutes",
    type=click.FloatRange(0, 60, min_open=True),
    help="How long; rounded to whole breaths. 4-7-8 has at most eight.  "
    "[default: 5, and four breaths of 4-7-8]",
)
@click.option("--rate", type=float, help="Breaths a minute, for resonance: 4.5 to 6.5.")
@click.option("--ramp", is_flag=True, help="Begin with shorter breaths.")
@session_options
def breathe(
    options: Options,
    *,
    pattern: tuple[str, ...],
    minutes: float | None,
    rate: float | None,
    ramp: bool,
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
    4-2-6-0            your own: seconds in, hold, out, rest; or 4-6, in and out
    """  # noqa: D301 - click leaves a paragraph as it is after this character
    from voice_coach.app.builtin import breathing  # noqa: PLC0415 - all a session needs
    from voice_coach.breathing import DEFAULT_PATTERN  # noqa: PLC0415 - all a session needs
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - all a session needs

    practice = breathing(" ".join(pattern) or DEFAULT_PATTERN, minutes, rate, ramp=ramp)
    with session_runner(options) as runner:
        runner.run(practice)


@click.command()
@click.option("--title", metavar="T", help="What the entry is called.")
@click.option(
    "--date",
    "day",
    metavar="DAY",
    callback=as_day,
    help="The day it is about: 2026-11-22, yesterday, last sunday.",
)
@session_options
def journal(options: Options, title: str | None, day: date | None) -> None:
    """Speak a journal entry. It ends when you say "I'm done", or after a long silence."""
    from voice_coach.app.builtin import entry  # noqa: PLC0415 - all a session needs
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - all a session needs

    hint = texts.GO_ON_WITH.format(command=options.command("practice", "--resume"))
    with session_runner(options) as runner:
        session_id = runner.run(entry(title), hint=hint)
        if day is not None:
            from voice_coach.cli.edit import moved_to_day  # noqa: PLC0415 - a command of its own

            began = moved_to_day(runner.journal.find(session_id), day)
            runner.journal.corrections.correct(session_id, began=began)
    _say_how_to_hear(session_id, options)


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
    from voice_coach.cli.history import print_sessions  # noqa: PLC0415 - a command of its own
    from voice_coach.cli.journal_access import open_journal  # noqa: PLC0415 - all a session needs

    with open_journal(options.home, to_read=True) as journal:  # before anything sounds or listens
        wanted, found = _meant(" ".join(words), about, date, journal)
    if as_json:
        print_json(found)
    elif as_list:
        print_sessions(found)
    else:
        from voice_coach.cli.playback import ask_which, play  # noqa: PLC0415 - all a session needs
        from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - all a session needs

        with session_runner(options, may_type=True, to_read=True, key=journal.key) as runner:
            row = ask_which(runner, found, is_question=wanted.is_question)
            if row is not None:
                play(runner, row, only_mine=only_mine or wanted.only_mine)


def _meant(
    typed: str, about: str | None, date: Dates | None, journal: "Journal"
) -> tuple["ReplayQuery", list["SessionRow"]]:
    """Return what is wanted, and the sessions that are meant, the newest first.

    Raises:
        CoachError: `journal.no-session` if none is.
    """
    from voice_coach.app.finder import found_by  # noqa: PLC0415 - all a session needs
    from voice_coach.menu.intents import ReplayQuery, replay_query  # noqa: PLC0415 - all a session needs
    from voice_coach.nlu.text import keywords  # noqa: PLC0415 - all a session needs
    from voice_coach.settings import HERE, wall_clock  # noqa: PLC0415 - msgspec, not for --help

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
    from voice_coach.app.factory import demo_recognizer_model, open_demo  # noqa: PLC0415 - all a session needs
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - all a session needs
    from voice_coach.practice.library import Library  # noqa: PLC0415 - all a session needs

    found = Library(options.home.practices, options.settings.language).load(practice)
    chosen = options.home.chosen
    if not chosen:
        options = replace(options, home=options.home.demo)
    if options.captions_asked is None:  # a demo is to be watched
        options = replace(options, captions_asked=AUTO)
    real_time = speed == "real" or (speed is None and sys.stdout.isatty())
    model = demo_recognizer_model(options.settings, options.home)
    echo(texts.DEMO_EAR.format(model=model.name), err=True)
    if options.interrupt_asked is not None:
        warn(texts.DEMO_INTERRUPT.format(option=options.interrupt_asked))
    if options.keyboard:
        warn(texts.DEMO_KEYBOARD)
    runtime = open_demo(
        options.settings, options.home, found, real_time=real_time, examples=examples
    )
    with session_runner(options, runtime) as runner:
        session_id = runner.run(found)
    if options.captions:
        again = texts.HEAR_AGAIN if chosen else texts.HEAR_DEMO_AGAIN
        echo(again.format(command=options.command("replay", session_id)))
