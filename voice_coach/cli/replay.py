"""`voice-coach replay`: hear a past session again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from voice_coach.cli.dates import Dates, as_dates
from voice_coach.cli.options import Options, json_option, session_options
from voice_coach.errors import CoachError
from voice_coach.texts import replay as replay_texts

if TYPE_CHECKING:
    from voice_coach.journal.rows import SessionRow
    from voice_coach.journal.store import Journal
    from voice_coach.session.wanted import Wanted


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
    from voice_coach.cli.history import open_journal, print_json, print_sessions  # noqa: PLC0415
    from voice_coach.cli.leading import leader  # noqa: PLC0415 - everything a session needs
    from voice_coach.cli.replaying import play, which  # noqa: PLC0415

    with open_journal(options.home, to_read=True) as journal:  # before anything sounds or listens
        wanted, found = _meant(" ".join(words), about, date, journal)
    if as_json:
        print_json(found)
    elif as_list:
        print_sessions(found)
    else:
        with leader(options, may_type=True, to_read=True, key=journal.key) as leads:
            row = which(leads, found, is_question=wanted.is_question)
            if row is not None:
                play(leads, row, only_mine=only_mine or wanted.only_mine)


def _meant(
    typed: str, about: str | None, date: Dates | None, journal: "Journal"
) -> tuple["Wanted", list["SessionRow"]]:
    """What is wanted, and the sessions that are meant, the newest first.

    Raises:
        CoachError: `journal.no-session` if none is.
    """
    from voice_coach.finding import found_by  # noqa: PLC0415 - everything a session needs
    from voice_coach.here import HERE  # noqa: PLC0415
    from voice_coach.session.recalling import telling_words  # noqa: PLC0415
    from voice_coach.session.wanted import Wanted, wanted_of  # noqa: PLC0415
    from voice_coach.stage import wall_clock  # noqa: PLC0415

    unknown: CoachError | None = None
    if about is None and date is None:
        try:
            return Wanted(), [journal.find(typed or "last")]
        except CoachError as error:
            unknown = error
    wanted = wanted_of(typed, wall_clock().astimezone(HERE).date())
    if about is not None:
        wanted = replace(wanted, about=telling_words(about) or (about,))
    since, until = (date.begin, date.end) if date is not None else (None, None)
    found = found_by(wanted, journal, since=since, until=until)
    if not found:
        is_id = unknown is not None and (typed == "" or typed[0].isdecimal())
        raise unknown if is_id and unknown is not None else _none_of(typed, about)
    return wanted, found


def _none_of(typed: str, about: str | None) -> CoachError:
    words = " ".join(part for part in (typed, f"about {about}" if about else "") if part)
    return CoachError("journal.no-session", replay_texts.NO_SUCH_SESSION.format(words=words))
