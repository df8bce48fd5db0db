"""Choosing a speaker and a microphone by trying them, led by voice.

Each is tried in a session of its own, so that it can be answered with closed eyes.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Self

from msgspec import structs

from voice_coach import __version__
from voice_coach.app.builtin import without_braces
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.factory import SharedParts, open_runtime
from voice_coach.app.keyboard import KeyboardEvent
from voice_coach.app.runtime import Runtime
from voice_coach.audio.levels import Levels
from voice_coach.audio.soundcheck import SPEAK_SECONDS, Sampler, in_figures, record
from voice_coach.errors import CoachError
from voice_coach.journal.journal import Journal
from voice_coach.nlu.text import Value
from voice_coach.practice.schema import Practice, Step
from voice_coach.practice.steps import Ask, Say, Silence
from voice_coach.protocol.events import Commanded, SessionConfig, Typed
from voice_coach.protocol.inbox import Inbox
from voice_coach.safety.helplines import helpers_for
from voice_coach.settings import HERE, Home, Settings, country_of
from voice_coach.texts import device as device_texts

ANSWER_SECONDS = 9.0
"""How long to wait for an answer: who cannot hear the question does not know of it. It is less than
the silence after which a session says a gentle word."""

YES, NO = "yes", "no"

QUIET_SECONDS = 2.5


class StoppedError(Exception):
    """The person said stop."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device to try: what the settings call it, and what a person calls it."""

    setting: str
    name: str


class AnswerTimeout:
    """Skips a question that stays without an answer."""

    def __init__(self, post: Callable[[Commanded], None]) -> None:
        self._post = post
        self._timer: threading.Timer | None = None

    def observe(self, event_record: EventRecord) -> None:
        """Take one record of the event stream."""
        match event_record["event"]:
            case "listening" if event_record["expects"] != "command":
                self._start()
            case "heard.partial":
                self._start()
            case "coach.speaking" | "heard" | "command" | "session.ended":
                self._cancel()

    def _start(self) -> None:
        self._cancel()
        self._timer = threading.Timer(ANSWER_SECONDS, self._post, (Commanded("skip"),))
        self._timer.daemon = True
        self._timer.start()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class DeviceSetup:
    """Leads through choosing. A context manager, which lets the devices go.

    `watch` shows what happens in an open runtime, `tell` takes what is printed beside it, and
    `meter` takes the level of the microphone, in dBFS, where nobody speaks meanwhile.
    """

    def __init__(
        self,
        settings: Settings,
        home: Home,
        *,
        keyboard: bool,
        watch: Callable[[Runtime], AbstractContextManager[None]],
        tell: Callable[[str], None],
        meter: Callable[[], AbstractContextManager[Callable[[float], None]]],
    ) -> None:
        self._settings = settings
        self._home = home
        self._keyboard = keyboard
        self._watch = watch
        self._tell = tell
        self._meter = meter
        self._sampler = Sampler()
        self._enter = ""  # what an empty line means
        self._inbox: Inbox = SimpleQueue()
        self._shared = SharedParts(self._inbox, self._sampler.take, self._post_typed)
        self._open: tuple[str, str | None, Runtime] | None = None
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def speaker(self, speakers: Sequence[Candidate], microphone: str | None) -> Candidate | None:
        """Return the first speaker somebody hears, or None; raises StoppedError.

        Without a `microphone` the answers are typed.
        """
        for number, each in enumerate(speakers, start=1):
            if len(speakers) == 1:
                which = device_texts.ONLY_SPEAKER.format(name=each.name)
            else:
                which = device_texts.SPEAKER_NUMBER.format(
                    number=number, count=len(speakers), name=each.name
                )
            ask = Ask(
                name="heard",
                ask=without_braces(device_texts.HEAR_ME.format(which=which)),
                answer="yes-no",
                example="yes",
            )
            works = self._tries(each, each.setting, microphone, "speaker")
            if works and self._ask(ask, enter=YES) == YES:
                return each
        return None

    def microphone(
        self, microphones: Sequence[Candidate], speaker: str
    ) -> tuple[Candidate, Levels] | None:
        """Return the first microphone that is kept, with its levels, or None.

        Raises StoppedError.
        """
        for number, each in enumerate(microphones):
            if not self._tries(each, speaker, each.setting, "microphone"):
                continue
            which = device_texts.NEXT_MICROPHONE if number else device_texts.FIRST_MICROPHONE
            try:
                words = self._sample(which, each)
            except CoachError as error:
                self._cannot("microphone", each, error)
                continue
            levels = self._sampler.levels()
            self._tell(in_figures(levels))
            if self._is_kept(levels, words):
                return each, levels
        return None

    def wears_headphones(self) -> bool | None:
        """Return what the person says; None if neither. The devices are chosen already."""
        ask = Ask(name="headphones", ask=device_texts.HEADPHONES, answer="yes-no", example=NO)
        try:
            answer = self._ask(ask, enter=NO)
        except StoppedError:  # what was chosen before is no less chosen
            return None
        return None if answer is None else answer == YES

    def say(self, text: str) -> None:
        """Say something in the runtime that is open."""
        self._run(Say(name="set-up", say=without_braces(text), pace="question"))

    def ask(self, step: Ask) -> Value | None:
        """Return the answer to a question in the runtime that is open; raises StoppedError."""
        return self._ask(step, enter=step.example or "")

    # One trial.

    def _tries(self, device: Candidate, speaker: str, microphone: str | None, part: str) -> bool:
        """Open a runtime with these devices, unless it is open; return whether that works."""
        microphone = None if self._keyboard else microphone
        if self._open is not None and self._open[:2] == (speaker, microphone):
            return True
        self._closing.close()
        self._open = None
        self._tell(device_texts.TRYING.format(part=part, name=device.name))
        settings = structs.replace(self._settings, speaker=speaker, microphone=microphone)
        try:
            runtime = open_runtime(
                settings, self._home, keyboard=self._keyboard, shared=self._shared
            )
        except CoachError as error:
            self._cannot(part, device, error)
            return False
        self._closing.enter_context(runtime)
        runtime.stream.observers.append(self._sampler.observe)
        if not self._keyboard:
            runtime.stream.observers.append(AnswerTimeout(self._inbox.put).observe)
        self._closing.enter_context(self._watch(runtime))
        self._open = (speaker, microphone, runtime)
        return True

    def _cannot(self, part: str, device: Candidate, error: CoachError) -> None:
        self._tell(device_texts.CANNOT.format(part=part, name=device.name, why=error.message))

    def _sample(self, which: str, device: Candidate) -> str:
        """Have the person be quiet, and speak; return the words that were understood."""
        self._sampler.begin()
        quiet = device_texts.BE_QUIET.format(which=which)
        hush = Say(name="quiet", say=quiet, pace="question")
        ask = Ask(
            name="words",
            ask=device_texts.SPEAK,
            literal="all",
            patience="brief",
            example="i am here",
        )
        if not self._keyboard:
            words = self._ask(hush, Silence(silence=QUIET_SECONDS), ask)
            self._sampler.end()
            return words if isinstance(words, str) else ""
        self._run(hush)
        with self._meter() as show:
            self._sampler.quiet = record(device.setting, QUIET_SECONDS, show)
        self._run(Say(name="words", say=device_texts.SPEAK, pace="question"))
        with self._meter() as show:
            self._sampler.words = record(device.setting, SPEAK_SECONDS, show)
        return ""

    def _is_kept(self, levels: Levels, words: str) -> bool:
        """Say what the microphone is like, play it if wanted; return whether it is kept."""
        understood = "" if self._keyboard else device_texts.NOT_UNDERSTOOD
        if words:
            understood = device_texts.UNDERSTOOD.format(words=words)
        before = f"{device_texts.VERDICTS[levels.verdict]} {understood}"
        while True:
            choices = (device_texts.KEEP, device_texts.PLAY, device_texts.NEXT)
            ask = Ask(
                name="keep",
                ask=without_braces(f"{before} {device_texts.KEEP_IT}"),
                answer="choice",
                choices=choices,
                example=device_texts.KEEP,
            )
            answer = self._ask(ask, enter=device_texts.KEEP)
            if answer != device_texts.PLAY:
                return answer == device_texts.KEEP
            self.say(device_texts.PLAYING)
            self.runtime.play(self._sampler.words)
            before = ""

    # Sessions, of which nothing is kept.

    @property
    def runtime(self) -> Runtime:
        """The runtime that is open; raises `audio.failed` where no device works."""
        if self._open is None:
            raise CoachError("audio.failed", "No device works.")
        return self._open[2]

    def _ask(self, *steps: Step, enter: str = "") -> Value | None:
        """Run these steps; return the last answer or None. An empty typed line means `enter`."""
        self._enter = enter
        try:
            return self._run(*steps).get(steps[-1].name)
        finally:
            self._enter = ""

    def _post_typed(self, event: KeyboardEvent) -> None:
        if isinstance(event, Typed) and not event.text.strip() and self._enter:
            event = Typed(self._enter)
        self._inbox.put(event)

    def _run(self, *steps: Step) -> Mapping[str, Value]:
        runtime = self.runtime
        practice = Practice(
            name="setup", title=device_texts.SETUP, about=device_texts.SETUP, minutes=1, steps=steps
        )
        helpers, _ = helpers_for(country_of(self._settings), self._home.helplines)
        with Journal.in_memory(runtime.clock) as journal:
            config = SessionConfig(
                runtime.clock().astimezone(HERE),
                greeting="",
                closing="",
                helpers=helpers,
                kept=False,
            )
            session_id = journal.begin(practice.name, practice.title, __version__)
            session, coach = runtime.run(
                practice, journal, session_id, config, self._settings.patience
            )
        if coach.outcome == "interrupted":
            raise KeyboardInterrupt
        if coach.outcome != "completed":
            raise StoppedError
        return session.answers
