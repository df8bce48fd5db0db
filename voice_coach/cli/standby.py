"""The command `standby`: waits until it is called by voice, and then leads a session."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING

import click

from voice_coach.cli.console import echo, warn
from voice_coach.cli.params import Options, session_options
from voice_coach.errors import CoachError
from voice_coach.texts import standby as texts

if TYPE_CHECKING:
    from voice_coach.cli.runner import SessionRunner
    from voice_coach.standby.staged_listener import StagedListener

RETRY_SECONDS = 30.0
"""Before everything is opened anew after the recognizer or a session has failed."""

ANSWER_TIME = timedelta(seconds=20)
"""To answer an invitation in."""

LATER = timedelta(minutes=15)
"""Until an invitation comes again for which somebody has said "later"."""

_INTERRUPTED = 130


@click.command()
@click.argument("status", required=False, type=click.Choice(["status"]))
@click.option("--install", "action", flag_value="install", help="Run it as a service of yours.")
@click.option("--remove", "action", flag_value="remove", help="Run it so no longer.")
@session_options
def standby(options: Options, status: str | None, action: str | None) -> None:
    """Wait, listening, until you call: "coach, are you there?" or "hey coach".

    Then it leads to the menu, or straight on: "hey coach, evening practice". After a session it
    waits again. What is said before the phrase is kept nowhere. Words of danger aren't listened
    for in standby. End it with Ctrl-C; "coach, good night" makes it quiet until the end of the
    quiet hours.

    --install has it run from each login on (systemd on Linux, launchd on macOS), and `status` says
    whether it runs.
    """
    if action is not None or status is not None:
        _manage_service(options, action or "status")
        return
    with _one_instance(options), _ends_on_sigterm():
        has_waited = False
        while True:
            try:
                with _opened(options) as waiting:
                    announces, has_waited = not has_waited, True
                    waiting.run(announces=announces)
            except CoachError as error:
                if not has_waited:
                    raise  # what is wrong from the beginning is for the person to mend
                warn(error)
                time.sleep(RETRY_SECONDS)


def _manage_service(options: Options, action: str) -> None:
    """Install or remove the service, or print how things stand."""
    from voice_coach.standby.instance import alone_in  # noqa: PLC0415 - only here
    from voice_coach.standby.service import Service  # noqa: PLC0415 - only here

    named = ("--home", str(options.home.path.absolute())) if options.home.chosen else ()
    service = Service.here((sys.executable, "-m", "voice_coach", "standby", *named))
    if action == "install":
        service.install()
        echo(texts.INSTALLED.format(path=service.path))
    elif action == "remove":
        echo(texts.REMOVED if service.remove() else texts.NOT_INSTALLED)
    else:
        installed = texts.IS_INSTALLED.format(path=service.path)
        echo(installed if service.is_installed else texts.NOT_INSTALLED)
        runs = False
        if options.home.path.is_dir():
            with alone_in(options.home.path) as alone:
                runs = not alone
        echo(texts.RUNS if runs else texts.RUNS_NOT)


@contextmanager
def _opened(options: Options) -> "Iterator[Standby]":
    """Open what sessions need, with the stages between the microphone and the recognizer."""
    from voice_coach.cli.runner import session_runner  # noqa: PLC0415 - all a session needs
    from voice_coach.standby.staged_listener import StagedListener  # noqa: PLC0415 - the same
    from voice_coach.stt.base import RecognizerWorker  # noqa: PLC0415 - the same

    listeners: list[StagedListener] = []

    def wrap(listener: RecognizerWorker, rate: int) -> StagedListener:
        listeners.append(StagedListener(listener, rate))
        return listeners[-1]

    with session_runner(options, wrap=wrap) as runner:
        if not listeners:
            raise CoachError("standby.no-microphone", texts.NO_MICROPHONE)
        yield Standby(options, runner, listeners[-1])


class Standby:
    """Waits and leads sessions, with devices that stay open."""

    def __init__(
        self, options: Options, runner: "SessionRunner", listener: "StagedListener"
    ) -> None:
        from voice_coach.practice.library import Library  # noqa: PLC0415 - all a session needs
        from voice_coach.standby.quiet_hours import QuietHours  # noqa: PLC0415 - the same
        from voice_coach.standby.watcher import Watcher  # noqa: PLC0415 - the same

        settings = options.settings
        self._runner = runner
        self._library = Library(options.home.practices, settings.language)
        self._hours: QuietHours | None = QuietHours.parse(settings.quiet_hours)
        self._own = settings.standby_phrase
        self._watcher = Watcher(
            runner.runtime.pump, listener, lambda sentence: echo(sentence, err=True)
        )
        self._home = options.home
        self._looked = runner.now()
        self._later: datetime | None = None
        self._is_invited = False
        self._model_changed = _watched_model(options)

    def run(self, *, announces: bool) -> None:
        """Wait and lead, until the speech model has changed: then all is to be opened anew."""
        from voice_coach.standby.wake_phrases import call_in  # noqa: PLC0415 - see above

        own = texts.OWN.format(phrase=self._own) if self._own else ""
        if announces:
            echo(texts.WAITING.format(own=own), err=True)
        while not self._model_changed():
            self._sound()
            # What was missed in a session, or in a machine asleep, is not made up for.
            self._looked, self._is_invited = self._runner.now(), False
            call = self._watcher.wait(lambda text: call_in(text, self._own), self._is_due)
            if self._is_invited:
                self._invite()
            elif call is not None and call.kind == "good night":
                self._sleep()
            elif call is not None:
                self._lead(call.wish or None)

    def _is_due(self, _: datetime) -> bool:
        """Return whether something else is to be done than to wait for a call."""
        from voice_coach.cli.reminders import invitations_of  # noqa: PLC0415 - see above

        since, now = self._looked, self._runner.now()
        self._looked = now
        invitations = invitations_of(self._home)
        due = any(each.is_due(since, now) for each in invitations)
        if self._later is not None and now >= self._later:
            self._later, due = None, True
        self._is_invited = due and not (self._hours is not None and self._hours.contain(now))
        return self._is_invited or self._model_changed()

    def _invite(self) -> None:
        """Ask whether to begin, and listen for a while; silence is a no."""
        from voice_coach.standby.invitations import answer_in, clock_words  # noqa: PLC0415 - see above

        now = self._runner.now()
        self._sound()
        self._say(texts.INVITATION.format(time=clock_words(now.time())))
        self._sound()
        until = self._runner.now() + ANSWER_TIME
        answer = self._watcher.wait(answer_in, until=until)
        if answer == "yes":
            self._lead(None)
        elif answer == "later":
            self._later = now + LATER
            self._say(texts.LATER)

    def _sound(self) -> None:
        """Play a soft tone, outside the quiet hours: it begins to listen to words."""
        from voice_coach.tts.tones import earcon  # noqa: PLC0415 - numpy

        if self._hours is None or not self._hours.contain(self._runner.now()):
            self._runner.runtime.play(earcon("open", self._runner.runtime.speaker.rate))

    def _sleep(self) -> None:
        """Say good night, and hear nothing until the quiet hours are over."""
        from voice_coach.standby.quiet_hours import end_of_night  # noqa: PLC0415 - see above

        until = end_of_night(self._hours, self._runner.now())
        self._say(texts.GOOD_NIGHT.format(time=_clock_time(until)))
        echo(texts.QUIET.format(time=_clock_time(until)), err=True)
        self._watcher.sleep(until)

    def _lead(self, wish: str | None) -> None:
        """Answer a call and lead what is wanted; a stop there only ends the session."""
        from voice_coach.cli.home_menu import choose  # noqa: PLC0415 - all a session needs
        from voice_coach.cli.reminders import take_reminder  # noqa: PLC0415 - the same

        echo(texts.SESSION, err=True)
        today = self._runner.now().date()
        told = take_reminder(self._home, wish, today) if wish is not None else None
        try:
            if told is not None:
                self._say(told)
                return
            self._say(texts.HERE)
            chosen, resumed, minutes = choose(
                self._runner, self._library, wish=wish, greets=wish is None
            )
            self._runner.run(self._runner.next_of(chosen), resumed, minutes=minutes)
        except SystemExit as end:  # "nothing, thanks" and Ctrl-C both end a session so
            if end.code == _INTERRUPTED:
                raise

    def _say(self, text: str) -> None:
        from voice_coach.app.builtin import farewell  # noqa: PLC0415 - all a session needs

        self._runner.run_unkept(farewell(text))


def _clock_time(moment: datetime) -> str:
    """Return a time as it is read and spoken: "7:00"."""
    return f"{moment.hour}:{moment.minute:02}"


def _watched_model(options: Options) -> Callable[[], bool]:
    """Return what says whether the speech model is another one by now: its place or its files."""
    from voice_coach.app.factory import model_of  # noqa: PLC0415 - all a session needs

    def identity() -> tuple[str, int] | None:
        try:
            path = model_of(options.settings, options.home).path
            return str(path), path.stat().st_mtime_ns
        except (CoachError, OSError):
            return None  # in the middle of an update

    before = identity()
    return lambda: identity() not in (None, before)


@contextmanager
def _one_instance(options: Options) -> Iterator[None]:
    """Hold the lock of standby in this home; raises `standby.running` if another holds it."""
    from voice_coach.private_files import make_private_folder  # noqa: PLC0415 - only here
    from voice_coach.standby.instance import alone_in  # noqa: PLC0415 - only here

    make_private_folder(options.home.path)
    with alone_in(options.home.path) as alone:
        if not alone:
            message = texts.RUNNING.format(home=options.home.path)
            raise CoachError("standby.running", message)
        yield


@contextmanager
def _ends_on_sigterm() -> Iterator[None]:
    """Have SIGTERM, as a service manager sends it, end the program in order."""

    def end(_: int, __: FrameType | None) -> None:
        sys.exit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
