"""What every command does that leads a session: the stage, the journal, and the end."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import click

from voice_coach import __version__, texts
from voice_coach.app.builtin import BREATHE, JOURNAL, entry
from voice_coach.app.cleanup import forget_after_a_crash
from voice_coach.app.factory import model_of, open_runtime
from voice_coach.app.runtime import Runtime
from voice_coach.cli.display import watched
from voice_coach.cli.journal_access import key_if_locked
from voice_coach.cli.params import Options, warn
from voice_coach.cli.recover import INTERRUPTED, open_or_recover
from voice_coach.dialogue.session import Session
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.journal.recordings import folder_of
from voice_coach.journal.sqlite import CipherKey
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Practice
from voice_coach.private_files import restrict_folder
from voice_coach.protocol.contacts import OWN_KINDS, Helpers
from voice_coach.protocol.effects import Outcome
from voice_coach.protocol.events import SessionConfig
from voice_coach.protocol.transcript import SessionTranscript
from voice_coach.safety.helplines import helpers_for
from voice_coach.settings import HERE, country_of, remember_speech
from voice_coach.stt.models import install_command
from voice_coach.texts import playback as playback_texts
from voice_coach.texts import recovery as recovery_texts


class SessionRunner:
    """Leads the sessions of one command, on one stage, with one journal.

    Args:
        runtime: Where.
        journal: Where they are kept.
        options: As asked for on the command line.
        notice: What a person has to be told about the ear before it listens for the first time.
        for_person: Whether for no simulated user: then the journal is copied after each session,
            and how fast and how loud the person wants the coach to speak is remembered.
    """

    def __init__(
        self,
        runtime: Runtime,
        journal: Journal,
        options: Options,
        notice: str = "",
        *,
        for_person: bool = False,
    ) -> None:
        self.runtime = runtime
        self.journal = journal
        self.told_of_replay = False  # what can be said in one
        self._patience = options.settings.patience
        self._copies = for_person
        self._remember = partial(remember_speech, options.home) if for_person else None
        self._country = country_of(options.settings)
        self._home = options.home
        self._told_of_helplines = False
        self._told_of_tape = False
        first_time = "" if journal.sessions(limit=1) else texts.FIRST_TIME
        unheard = "" if journal.has_listened() else notice
        self._in_company = journal.in_company()
        company = recovery_texts.IN_COMPANY if self._in_company else ""
        if company:
            warn(company)
        self._preface = " ".join(filter(None, (first_time, company, unheard)))

    def lead(self, practice: Practice, resumed: SessionRow | None = None, hint: str = "") -> str:
        """Lead a session that is kept; its id. Ends the program if it is interrupted.

        Args:
            practice: What.
            resumed: The session to go on with; else a new one begins.
            hint: How to go on with it, printed if it is interrupted.

        Raises:
            CoachError: The journal failed.
        """
        journal, runtime = self.journal, self.runtime
        memories = [
            memory
            for kind, status in needs_of(practice)
            for memory in journal.memories(kind, status)
        ]
        preface = self._said_once()
        if runtime.answer_recorder is not None and not self._told_of_tape:
            self._told_of_tape = True
            preface = f"{preface} {playback_texts.RECORDED}".strip()
        config = SessionConfig(
            runtime.clock().astimezone(HERE),
            tuple(memories),
            journal.resumption(resumed.id) if resumed is not None else None,
            preface=preface,
            session=resumed.id if resumed is not None else "",
            helpers=self._helpers(),
        )
        if resumed is None:
            session_id = journal.begin(practice.name, practice.title, __version__)
        else:
            session_id = resumed.id
            journal.reopen(session_id)
        with self._recorded(session_id):
            _, coach = runtime.run(
                practice,
                journal,
                session_id,
                config,
                self._patience,
                remember=self._remember,
            )
        self._copy()
        if coach.failure is not None:
            raise coach.failure
        if coach.outcome == "interrupted":
            click.echo(f"{texts.INTERRUPTED} {hint}".strip(), err=True)
            sys.exit(INTERRUPTED)
        return session_id

    def lead_unkept(
        self,
        practice: Practice,
        greeting: str = "",
        closing: str = "",
        transcript: SessionTranscript | None = None,
    ) -> tuple[Session, Outcome | None]:
        """Lead something of which nothing is kept, such as a replay or the home menu."""
        with Journal.in_memory(self.runtime.clock) as journal:
            config = SessionConfig(
                self.runtime.clock().astimezone(HERE),
                preface=self._said_once(),
                greeting=greeting,
                closing=closing,
                helpers=self._helpers(),
                kept=False,
                transcript=transcript,
            )
            session_id = journal.begin(practice.name, practice.title, __version__)
            session, coach = self.runtime.run(
                practice,
                journal,
                session_id,
                config,
                self._patience,
                remembered=self.journal,
                remember=self._remember,
            )
        if coach.outcome == "interrupted":
            sys.exit(INTERRUPTED)
        return session, coach.outcome

    @contextmanager
    def _recorded(self, session_id: str) -> Iterator[None]:
        """Keep the person's voice meanwhile, where they want that."""
        answer_recorder = self.runtime.answer_recorder
        if answer_recorder is None:
            yield
            return
        cipher = self.journal.recording_cipher()
        finished = cipher.encrypt if cipher is not None else None
        answer_recorder.record_into(folder_of(self.journal.path, session_id), finished)
        try:
            yield
        finally:
            answer_recorder.record_into(None)

    def unfinished(self, practice: str | None) -> SessionRow | None:
        """The session that could be gone on with, if there is one.

        While another program leads a session, one without an end may be that one.
        """
        found = self.journal.unfinished(practice, excluding=(BREATHE,))
        return None if found is not None and self._runs_elsewhere(found) else found

    def _runs_elsewhere(self, session: SessionRow) -> bool:
        return self._in_company and session.outcome is None

    def _copy(self) -> None:
        """Copy the journal for a worse day. A session that is kept does not fail for its copy."""
        if not self._copies:
            return
        try:
            self.journal.copy_of_today()
        except CoachError as error:
            warn(error)

    def _helpers(self) -> Helpers:
        """Whom the person can turn to. What is wrong with their own file is printed once."""
        own = [each for kind in OWN_KINDS for each in self.journal.memories(kind, "open")]
        helpers, error = helpers_for(self._country, self._home.helplines, own)
        if error is not None and not self._told_of_helplines:
            self._told_of_helplines = True
            warn(error)
        return helpers

    def _said_once(self) -> str:
        preface, self._preface = self._preface, ""
        return preface


@contextmanager
def session_runner(
    options: Options,
    runtime: AbstractContextManager[Runtime] | None = None,
    *,
    may_type: bool = False,
    to_read: bool = False,
    key: CipherKey | None = None,
) -> Iterator[SessionRunner]:
    """A leader for a person, or on another stage, with captions and events as asked for.

    Where there is nothing to listen with, commands are typed if they `may_type`. What only looks
    back (`to_read`) is led also where the journal can only be read.
    If it is locked, its passphrase is asked for, unless there is its `key`.
    """
    notice = _notice(options) if runtime is None and not may_type else ""
    home = options.home
    if not home.chosen:
        restrict_folder(home.path)
    # Before anything sounds or listens: a passphrase is typed, and never spoken.
    key = key or key_if_locked(home.journal)
    opened = runtime or open_runtime(
        options.settings, home, keyboard=options.keyboard, may_type=may_type
    )
    with (
        opened as suspended,
        watched(suspended, options),
        open_or_recover(suspended, options, key, to_read=to_read) as journal,
    ):
        forget_after_a_crash(journal, Library(home.practices, options.settings.language))
        if may_type and suspended.listener is not None:
            notice = _notice(options)
        yield SessionRunner(suspended, journal, options, notice, for_person=runtime is None)
        left = round(suspended.recording.seconds_left) if suspended.recording is not None else 0
        if left:
            seconds = "second" if left == 1 else f"{left} seconds"
            warn(texts.RECORDING_LEFT.format(seconds=seconds))


def _notice(options: Options) -> str:
    """What has to be said of the ear: printed every time, spoken before it listens at first."""
    if options.keyboard or not model_of(options.settings, options.home).demo:
        return ""
    command = install_command(options.settings.language)
    warn(texts.DEMO_MODEL.format(command=options.command(*command.name.split())))
    return texts.DEMO_MODEL.format(command=command) + "."


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


def go_on_with(practice: Practice, options: Options) -> str:
    """What to type to go on with an interrupted session of a practice; "" where one can not."""
    if practice.name == BREATHE:
        return ""
    named = () if practice.name == JOURNAL else (practice.name,)
    return options.command("practice", *named, "--resume")


def nothing_to_resume(practice: str | None) -> CoachError:
    """There is no session to go on with."""
    of = f" of {practice}" if practice else ""
    return CoachError(
        "session.none",
        f"There is no unfinished session{of} to go on with. Start a new one instead.",
    )
