"""The runner of sessions: what every command that runs one has in common.

It opens the runtime and the journal, runs sessions in them, and says at the end what was left.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from voice_coach import __version__, texts
from voice_coach.app.builtin import BREATHE, JOURNAL, entry, farewell
from voice_coach.app.cleanup import forget_after_a_crash
from voice_coach.app.factory import ListenerWrapper, model_of, open_runtime
from voice_coach.app.runtime import Runtime
from voice_coach.cli.console import INTERRUPTED, echo, warn
from voice_coach.cli.display import watched
from voice_coach.cli.journal_access import key_if_locked
from voice_coach.cli.params import Options
from voice_coach.cli.plans import PAUSE, PlannedDay, follow, pause
from voice_coach.cli.spoken_recovery import open_or_recover
from voice_coach.dialogue.lengths import length_of
from voice_coach.dialogue.session import Session
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import SessionRow
from voice_coach.journal.recordings import folder_of
from voice_coach.journal.storage.sqlite import CipherKey
from voice_coach.practice.library import Library
from voice_coach.practice.plans import COURSE, Plan, Progress, all_plans, is_plan, progress_of
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import asks_about, leads_breath
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

_FIRST_TIME, _HEARING = "first time", "hearing"
"""Notices that are spoken once in a person's life with the program, by their names in the journal.
Sessions don't tell: they may have been imported."""


class SessionRunner:
    """Runs the sessions of one command.

    Args:
        runtime: The voice, the recognizer and the sound.
        journal: Where sessions are kept.
        options: As asked for on the command line.
        notice: Spoken before the recognizer listens for the first time ever; "" for nothing.
        for_person: Whether for no simulated user: then the journal is copied after each session,
            and how fast and how loud the person wants the coach to speak is remembered.

    Attributes:
        options: As given.
        explained_replay: Whether it was told what can be said in a replay.
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
        self.options = options
        self.explained_replay = False
        self._patience = options.settings.patience
        self._copies = for_person
        self._remember = partial(remember_speech, options.home) if for_person else None
        self._country = country_of(options.settings)
        self._language = options.settings.language
        self._library = Library(options.home.practices, self._language)
        self._home = options.home
        self._plans: list[Plan] | None = None
        self._warned_of_helplines = False
        self._announced_recording = False
        self._in_company = journal.in_company()
        company = recovery_texts.IN_COMPANY if self._in_company else ""
        if company:
            warn(company)
        once = {_FIRST_TIME: texts.FIRST_TIME, _HEARING: notice}
        self._untold = [
            name
            for name, text in once.items()
            if text and journal.refusal is None and not journal.notices.was_told(name)
        ]
        first_time, unheard = (once[name] if name in self._untold else "" for name in once)
        if unheard:
            install = install_command(self._language).name.split()
            warn(texts.SMALL_MODEL.format(command=options.command(*install)))
        self._preface = " ".join(filter(None, (first_time, company, unheard)))

    def now(self) -> datetime:
        """Return the local time."""
        return self.runtime.clock().astimezone(HERE)

    def run(
        self,
        practice: Practice,
        resumed: SessionRow | None = None,
        hint: str = "",
        *,
        minutes: float | None = None,
    ) -> str:
        """Run a session that is kept, and return its id. Ends the program if it is interrupted.

        Args:
            practice: The practice.
            resumed: The session to resume; else a new one begins.
            hint: How to resume it, printed if it is interrupted.
            minutes: The time the person has, where they said so.

        Raises:
            CoachError: The journal failed.
        """
        journal, runtime = self.journal, self.runtime
        day = PlannedDay.of(practice, journal, self.plans)
        if day is not None and minutes is None:
            minutes = day.minutes
        config = self._config(practice, resumed, minutes)
        if day is not None:
            preface = f"{config.preface} {day.opening if practice.frame else ''}".strip()
            config = replace(config, preface=preface, postscript=day.closing)
        if resumed is None:
            session_id = journal.begin(practice.name, practice.title, __version__)
        else:
            session_id = resumed.id
            journal.reopen(session_id)
        with self._recording(session_id):
            _, coach = runtime.run(
                practice, journal, session_id, config, self._patience, remember=self._remember
            )
        if day is not None and coach.outcome == "completed":
            day.finish(journal, self.now().date())
        self._copy()
        if coach.failure is not None:
            raise coach.failure
        if coach.outcome == "interrupted":
            echo(f"{texts.INTERRUPTED} {hint}".strip(), err=True)
            sys.exit(INTERRUPTED)
        self._note_told()
        return session_id

    def _config(
        self, practice: Practice, resumed: SessionRow | None, minutes: float | None
    ) -> SessionConfig:
        """Return the start of a session that is kept."""
        journal, runtime = self.journal, self.runtime
        memories = [
            memory
            for kind, status in needs_of(practice)
            for memory in journal.memories(kind, status)
        ]
        preface = self._take_preface()
        if runtime.answer_recorder is not None and not self._announced_recording:
            self._announced_recording = True
            preface = f"{preface} {playback_texts.RECORDED}".strip()
        visits = journal.visits(before=resumed.id if resumed is not None else "")
        config = SessionConfig(
            self.now(),
            tuple(memories),
            journal.resumption(resumed.id) if resumed is not None else None,
            preface=preface,
            session=resumed.id if resumed is not None else "",
            helpers=self._helpers(),
            visits=visits.get(practice.name, 0),
            sessions=sum(visits.values()),
            breaths=self._breaths(visits) if asks_about(practice, "tones") else 0,
            minutes=minutes,
            rate=runtime.prompt_speaker.voice_settings.rate,
        )
        return replace(config, length=length_of(practice, config, self._patience))

    def plans(self) -> list[Plan]:
        """Return the plans over days there are; an error in a file is printed once."""
        if self._plans is None:
            self._plans, errors = all_plans(self._home.plans, self._library.names(), self._language)
            for error in errors:
                warn(error)
        return self._plans

    def progress(self) -> Progress | None:
        """Return how far the person is in the plan they follow, if they follow one."""
        return progress_of(self.journal.memories(COURSE, "open"), self.plans())

    def next_of(self, chosen: Practice) -> Practice:
        """Return what is led for a choice: of a plan, its next day; it is followed from now on.

        Pausing a plan is a choice, too; it is said, and the program ends.
        """
        if not is_plan(chosen):
            return chosen
        if chosen.name == PAUSE:
            self.run_unkept(farewell(pause(self.journal, self.plans())))
            sys.exit(0)
        plan = next(plan for plan in self.plans() if plan.name == chosen.name)
        return self._library.load(follow(self.journal, plan, self.plans()).day.practice)

    def run_unkept(
        self,
        practice: Practice,
        greeting: str = "",
        closing: str = "",
        transcript: SessionTranscript | None = None,
    ) -> tuple[Session, Outcome | None]:
        """Run what is not kept, such as the home menu; return the session, and how it ended."""
        with Journal.in_memory(self.runtime.clock) as journal:
            config = SessionConfig(
                self.now(),
                preface=self._take_preface(),
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
        self._note_told()
        return session, coach.outcome

    def _breaths(self, visits: Mapping[str, int]) -> int:
        """Return in how many of these sessions, counted by practice, tones led the breath."""
        led = visits.get(BREATHE, 0)
        for name, count in visits.items():
            with suppress(CoachError):  # a practice that is not there any more
                led += count * leads_breath(self._library.load(name))
        return led

    @contextmanager
    def _recording(self, session_id: str) -> Iterator[None]:
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
        """Return the session that could be resumed, if there is one.

        While another program runs a session, one without an end may be that one.
        """
        found = self.journal.unfinished(practice, excluding=(BREATHE,))
        runs_elsewhere = found is not None and self._in_company and found.outcome is None
        return None if runs_elsewhere else found

    def _copy(self) -> None:
        """Copy the journal, if wanted. A session that is kept does not fail for its copy."""
        if not self._copies:
            return
        try:
            self.journal.copy_of_today()
        except CoachError as error:
            warn(error)

    def _helpers(self) -> Helpers:
        """Return whom the person can turn to; an error in their own file is printed once."""
        own = [each for kind in OWN_KINDS for each in self.journal.memories(kind, "open")]
        helpers, error = helpers_for(self._country, self._home.helplines, own)
        if error is not None and not self._warned_of_helplines:
            self._warned_of_helplines = True
            warn(error)
        return helpers

    def _take_preface(self) -> str:
        """Return what is said before the first session, once."""
        preface, self._preface = self._preface, ""
        return preface

    def _note_told(self) -> None:
        """Write down what the preface of a session told, once it has been spoken."""
        while self._untold:
            self.journal.notices.add(self._untold.pop())


@contextmanager
def session_runner(
    options: Options,
    runtime: AbstractContextManager[Runtime] | None = None,
    *,
    may_type: bool = False,
    to_read: bool = False,
    key: CipherKey | None = None,
    wrap: ListenerWrapper | None = None,
) -> Iterator[SessionRunner]:
    """Open what sessions need, with captions and events as asked for, and close it at the end.

    Args:
        options: As asked for on the command line.
        runtime: The runtime of a demo; without one, a runtime for a person is opened.
        may_type: Where there is nothing to listen with, commands are typed.
        to_read: The session only looks back, so a journal that can only be read is enough.
        key: Opens a locked journal; without it, the passphrase is asked for.
        wrap: Stands between a microphone and the recognizer.
    """
    notice = _notice(options) if runtime is None and not may_type else ""
    home = options.home
    if not home.chosen:
        restrict_folder(home.path)
    # Before anything sounds or listens: a passphrase is typed, and never spoken.
    key = key or key_if_locked(home.journal)
    opened = runtime or open_runtime(
        options.settings, home, keyboard=options.keyboard, may_type=may_type, wrap=wrap
    )
    with (
        opened as running,
        watched(running, options),
        open_or_recover(running, options, key, to_read=to_read) as journal,
    ):
        forget_after_a_crash(journal, Library(home.practices, options.settings.language))
        if may_type and running.listener is not None:
            notice = _notice(options)
        yield SessionRunner(running, journal, options, notice, for_person=runtime is None)
        left = round(running.recording.seconds_left) if running.recording is not None else 0
        if left:
            seconds = "second" if left == 1 else f"{left} seconds"
            warn(texts.RECORDING_LEFT.format(seconds=seconds))


def _notice(options: Options) -> str:
    """Return what to say before the model that ships listens for the first time ever."""
    if options.keyboard or not model_of(options.settings, options.home).shipped:
        return ""
    command = install_command(options.settings.language)
    return texts.SMALL_MODEL.format(command=command) + "."


def practice_of(session: SessionRow, library: Library) -> Practice:
    """Return the practice of a past session, to resume it.

    Raises:
        CoachError: Its practice is not there any more, or has nothing to go on with.
    """
    if session.practice == JOURNAL:
        return entry(session.title)
    if session.practice == BREATHE:
        raise nothing_to_resume(None)
    return library.load(session.practice)


def resume_command(practice: Practice, options: Options) -> str:
    """Return what to type to resume an interrupted session; "" where the practice has no end."""
    if practice.name == BREATHE:
        return ""
    named = () if practice.name == JOURNAL else (practice.name,)
    return options.command("practice", *named, "--resume")


def nothing_to_resume(practice: str | None) -> CoachError:
    """Return the error of a practice without a session to resume; None is any practice."""
    of = f" of {practice}" if practice else ""
    return CoachError(
        "session.none",
        f"There is no unfinished session{of} to go on with. Start a new one instead.",
    )
