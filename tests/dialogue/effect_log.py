"""What sessions ask for, effect by effect, as plain data that outlives the names of the code.

Sessions of every practice are led in a rehearsal, without sound and without a clock, and all that
comes of them is written down. `test_session_effect_logs` compares it with what was recorded before.

Where classes, fields or states get another name, `RENAMED` has the one they are recorded under.
Where what is said in practices changes on purpose, record anew:

    python tests/dialogue/effect_log.py --record
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from voice_coach.app import builtin
from voice_coach.app.simulated_user import DONE, NOTHING_MORE, SimulatedUser
from voice_coach.breathing import PATTERNS, Timeline
from voice_coach.dialogue.states import Active, AnyState, Crisis, Paused, State
from voice_coach.dialogue.turn import BARGE_IN
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import MEMORY_KINDS, Practice
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.contacts import Helpers, Number
from voice_coach.protocol.transcript import Clip, SessionTranscript
from voice_coach.protocol.transcript import TranscriptLine as Line
from voice_coach.testing import EVENING, Rehearsal, sets_of

RENAMED: dict[str, str | None] = {
    "CommandAccepted": "Obeyed",
    "UnexpectedInput": "Unasked",
    "AudioElapsed": "Passed",
    "State.active.greeting": "State.greeting",
    "State.active.speaking": "State.speaking",
    "State.active.listening": "State.listening",
    "State.active.breathing": "State.breathing",
    "State.active.resting": "State.resting",
    "State.paused.asked": "State.paused",
    "State.paused.silence": "State.paused",
    "State.paused.failure": "State.paused",
    "State.paused.after_crisis": "State.paused",
    "State.crisis.asking": "State.caring",
    "State.crisis.listening": "State.caring",
    "Report.command": None,
}
"""Names of today and what they are recorded as: "CommandAccepted": "Obeyed" is a class,
"CommandAccepted.command": "name" would be a field of it, "command": "name" a field of any class,
and "State.talking": "speaking" a state. None leaves a field out."""

COMPARE_STATES = True
"""Whether the state after each event counts; where the states change, the effects still have to
be the same."""

RECORDED = Path(__file__).with_name("effect_logs.json.gz")

MAX_PLACES = 600
"""No session is led through more than so many places: one that is has come to no end."""

# Plain data.


def called(name: str) -> str | None:
    """What a name is recorded as."""
    return RENAMED.get(name, name)


def plain(value: object) -> Any:
    """A value as JSON has it; whole numbers look the same whatever their type is."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return int(value) if value.is_integer() else round(value, 6)
        case Enum():
            return plain(value.value)
        case datetime():
            return value.isoformat()
        case _:
            return _parts(value)


def _parts(value: object) -> Any:
    """The same for what has parts."""
    match value:
        case Timeline():
            return dict(timeline(value))
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case set() | frozenset():
            return sorted(plain(each) for each in value)
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return fields_of(value)


def fields_of(value: object) -> dict[str, Any]:
    """The fields of a class's instance, by the names they are recorded under."""
    kind = type(value).__name__
    return {
        name: plain(getattr(value, field))
        for field in _field_names(type(value))
        if (name := RENAMED.get(f"{kind}.{field}", called(field))) is not None
    }


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(kind.__struct_fields__)  # msgspec's


@lru_cache(maxsize=1000)
def timeline(value: Timeline) -> tuple[tuple[str, Any], ...]:
    """A breathing exercise in a few numbers."""
    parts = [sorted(fields_of(cue).items()) for cue in value.cues]
    data = json.dumps([parts, plain(value.unpaced), plain(value.bells)])
    return (
        ("pattern", value.pattern),
        ("cues", len(value.cues)),
        ("seconds", plain(value.seconds)),
        ("sha", sha256(data.encode()).hexdigest()[:16]),
    )


def dumped(line: Mapping[str, Any]) -> str:
    """A line of a log as text; the same for the same content."""
    return json.dumps(line, sort_keys=True, ensure_ascii=False)


# The session, and who writes down what comes of it.


class Logged(Rehearsal):
    """A rehearsal that writes down what came of each event.

    It also answers where a memory near to some words is looked for, and can be spoken over.
    """

    def __init__(self, practice: Practice, config: ev.SessionConfig, **options: Any) -> None:
        super().__init__(practice, config, **options)
        if config.memories:
            self.remembered = RICH
        self.events: list[tuple[ev.Event, int]] = []  # each with the number of effects before it
        self.states: list[str] = []
        self.replies: list[str] = []  # what to say next in a talk with somebody in danger
        self._barge_in: float | None = None  # seconds for which the ear has been open beside

    @property
    def place(self) -> str:
        """The name of the state it is in, as recorded."""
        name = self.state.value
        return called(f"State.{name}").removeprefix("State.")

    def handle(self, event: ev.Event) -> list[fx.Effect]:
        number, before = len(self.events), len(self.effects)
        self.events.append((event, before))
        self.states.append("")
        effects = super().handle(event)
        self.states[number] = self.place
        after = self.events[number + 1][1] if number + 1 < len(self.events) else len(self.effects)
        for effect in self.effects[before:after]:
            match effect:
                case fx.Recall(words=words) if words:
                    return [*effects, *self.handle(self._nearest(effect))]
                case fx.Listen(turn=turn) if turn == BARGE_IN:
                    self._barge_in = 0.0
                case fx.Close():
                    self._barge_in = None
        return effects

    def _nearest(self, recall: fx.Recall) -> ev.Recalled:
        wanted = set(recall.words)
        found = [each for each in self.remembered if (each.kind, each.status) == _open(recall.kind)]
        found.sort(key=lambda memory: -len(wanted & set(memory.text.split())))
        return ev.Recalled(tuple(found[:1]))

    def interject(self, text: str, *, seconds: float = 0.7) -> None:
        """Say something while the coach speaks, where an ear is open then."""
        if self._barge_in is None:
            return
        started, self._barge_in = self._barge_in + 1, self._barge_in + 2
        heard = ev.Heard(BARGE_IN, text, final=False, started=started, ended=self._barge_in)
        self.handle(heard)
        if self._barge_in is not None:
            words = (ev.Word(text, started, self._barge_in, 0.9),)
            self.handle(replace(heard, final=True, words=words))
        for _ in range(round(seconds * 10)):
            if self._barge_in is not None:
                self._barge_in = round(self._barge_in + 0.1, 6)
                self.handle(ev.AudioElapsed(BARGE_IN, self._barge_in))

    def log(self) -> Iterator[dict[str, Any]]:
        """Each event of which something came, with how many came since the last one, and then
        its effects. Turns are told from the latest there was, so that lines can be alike."""
        ends = [*(before for _, before in self.events[1:]), len(self.effects)]
        since = latest = 0
        for (event, before), end, state in zip(self.events, ends, self.states, strict=True):
            since += 1
            if before == end:
                continue
            yield {"event": called(type(event).__name__), **_told(event), "after": since} | {
                "state": state
            }
            since = 0
            for effect in self.effects[before:end]:
                line = {"effect": called(type(effect).__name__), **fields_of(effect)}
                turn = line.get("turn")
                if turn:
                    line["turn"] = f"{turn - latest:+d}"
                    latest = max(latest, turn)
                yield line
        yield {"event": "(no more)", "after": since, "state": self.place}


def _open(kind: str) -> tuple[str, str]:
    return kind, "open"


def _told(event: ev.Event) -> dict[str, str]:
    """What helps to find an event again."""
    told = next(filter(None, (getattr(event, name, "") for name in ("text", "name", "part"))), "")
    return {"of": told} if told else {}


# What is remembered, and who can be turned to.

_FACTS = (
    "change", "door", "expected", "loosen", "myth", "next", "number", "obstacles", "plans",
    "request", "when", "feeling", "need",
)  # fmt: skip
_RATINGS = (
    "honesty", "staying present", "repair", "compassion", "energy", "support of the body",
    "support of the mind", "habit of showing up", "abilities", "reliability", "resilience",
    "intuition", "limits", "values", "mistakes",
)  # fmt: skip
_STATUSES = {
    "belief": ("fair voice", "root"),
    "boundary": ("said", "said"),
    "choice": ("sentence", "sentence"),
    "emotion": ("noticed",),
    "event": ("done",),
    "lesson": ("used",),
    "promise": ("kept", "kept", "partly kept", "changed", "let go"),
    "rating": ("on the map",),
    "step": ("chosen",),
    "win": ("held", "held"),
}
_TEXTS = (
    "the worry about work",
    "i will call my sister",
    "a walk by the river with an old friend. It was quiet.",
    "the worry about the talk in front of the class",
)


def memories() -> tuple[ev.Memory, ...]:
    """More than any practice goes back to: open ones of every kind, and what became of others."""
    found: list[ev.Memory] = []

    def add(kind: str, text: str, status: str = "open", **facts: str) -> None:
        number = len(found) + 1
        made = EVENING - timedelta(days=number % 9 + 1, hours=number % 5)
        data = facts or ({"name": "it"} | dict.fromkeys(_FACTS, "four"))
        changed = None if status == "open" else made + timedelta(hours=3)
        found.append(ev.Memory(number, kind, text, made, data, status, "earlier", changed))

    for kind in sorted(MEMORY_KINDS):
        for text in _TEXTS if kind != "rating" else ():
            add(kind, text)
        for number, status in enumerate(_STATUSES.get(kind, ())):
            add(kind, _TEXTS[-1 - number % 4], status)
    for number, name in enumerate(_RATINGS):
        add("rating", f"an earlier {name}", name=name, number=str(number % 9 + 1))
    return tuple(found)


RICH = memories()
HELPERS = Helpers(
    "Erewhon",
    Number("Emergency", "112"),
    (Number("The line", "116 123", "day and night"), Number("The other line", "+1 555 0100")),
    ("my sister.", "the neighbour"),
    ("sit by the window", "drink some water."),
)


def rich(practice: Practice, **options: Any) -> ev.SessionConfig:
    """A session with much to go back to: all of that which the practice does go back to."""
    needs = needs_of(practice)
    wanted = {kind for kind, status in needs if status is None}
    found = [
        each for each in RICH if each.kind in wanted or (each.kind, each.status) in needs
    ] or RICH[:1]
    return ev.SessionConfig(
        EVENING, tuple(found), **{"session": "now", "helpers": HELPERS} | options
    )


# Leading.

Says = Callable[[fx.Listen], str]
"""What somebody answers to a question."""

Meddle = Callable[[Logged, int], bool | None]
"""What is done at a place, by its number, before the session is led on; True in place of that."""


def examples(practice: Practice, number: int = 0) -> Says:
    """The practice's own examples."""
    simulated_user = SimulatedUser(practice, None, None, number=number)

    def says(asked: fx.Listen) -> str:
        event_record = {
            "step": asked.step,
            "expects": asked.expects,
            "choices": list(asked.choices),
        }
        return simulated_user.answer(event_record)

    return says


def respond(coach: Logged, answer: str) -> None:
    """Answer the open question; a list or a letter piece by piece."""
    asked = coach.listening
    mark = {"list": ", ", "letter": ". "}.get(asked.expects)
    if mark is None or answer == NOTHING_MORE:
        coach.say(answer)
        return
    for piece in (*answer.split(mark), DONE):
        if coach.listening is asked:
            coach.hear(piece)
            coach.silence(1.0)


def step(coach: Logged, says: Says) -> None:
    """Let happen what usually happens next."""
    heard = coach.listening
    if heard is None or coach.state in QUIET:
        coach.spoke()
        if heard is not None and coach.listening is heard:
            coach.silence(0.2)  # it waits for who is speaking
    elif coach.state is Active.LISTENING:
        respond(coach, says(heard))
    elif coach.state in Crisis:
        coach.say(coach.replies.pop(0) if coach.replies else "resume")
        if coach.state in Crisis and not coach.replies:
            coach.replies = ["keep it"]
    elif coach.state in Paused:
        coach.say("resume")
    else:
        coach.spoke()


def led(coach: Logged, says: Says, *meddling: Meddle) -> Logged:
    """Lead a session to its end, or for as long as can be expected."""
    coach.handle(ev.Begin())
    for place in range(MAX_PLACES):
        if coach.state is State.ENDED:
            return coach
        meddled = any(meddle(coach, place) for meddle in meddling)
        if not meddled and coach.state is not State.ENDED:
            step(coach, says)
    raise AssertionError(f"no end: {coach.said[-3:]}")


def tell(coach: Logged, name: str) -> None:
    """Give a command: aloud if the ear is open, else by a key."""
    if name == "done":
        if coach.state is Active.LISTENING:
            coach.say(DONE)
    elif coach.listening is not None:
        coach.say(name)
    else:
        coach.command(name)


# What is done at which places.

SOUNDING = (Active.GREETING, Active.SPEAKING)
QUIET = (Active.BREATHING, Active.RESTING)
ASKED = (Active.LISTENING,)
LED = (*SOUNDING, *QUIET, *ASKED)
Deed = Callable[[Logged], bool | None]


def at(
    where: Sequence[AnyState], deed: Deed, *, every: int = 1, first: int = 0, most: int = 99
) -> Meddle:
    """Do something at every so manieth place of some sorts, up to so many times."""
    seen = done = 0

    def meddle(coach: Logged, place: int) -> bool | None:
        nonlocal seen, done
        if coach.state not in where or (coach.state in ASKED and coach.listening is None):
            return None
        seen += 1
        if done >= most or seen <= first or (seen - first - 1) % every:
            return None
        done += 1
        return deed(coach)

    return meddle


def event_record(*names: str) -> Deed:
    """Give these commands, leading on in between as far as the next question or sound."""

    def deed(coach: Logged) -> bool:
        for number, name in enumerate(names):
            if number and coach.state is Active.SPEAKING:
                coach.spoke()
            if coach.state is not State.ENDED:
                tell(coach, name)
        return True

    return deed


def in_turn(*names: str) -> Deed:
    """Give one of these commands, the next one the next time."""
    given = 0

    def deed(coach: Logged) -> bool:
        nonlocal given
        given += 1
        tell(coach, names[(given - 1) % len(names)])
        return True

    return deed


def some_way_in(coach: Logged) -> None:
    """What sounds gets some way; an answer is begun."""
    if coach.state in SOUNDING and len(coach.all(fx.Say)[-1].sentences) > 1:
        coach.sentence(1)
    elif coach.state is Active.BREATHING:
        if len(coach.all(fx.Breathe)[-1].timeline.cues) > 4:
            coach.cue(4)
        coach.silence(7.3)
    elif coach.state is Active.RESTING:
        coach.silence(2.4)
    elif coach.state in ASKED:
        coach.silence(1.0)
        if coach.listening is not None:
            coach.hear("well")
            coach.silence(0.8)


def midway(*names: str) -> Deed:
    """Give these commands after a while."""

    def deed(coach: Logged) -> bool:
        some_way_in(coach)
        return bool(event_record(*names)(coach))

    return deed


def saying(*texts: str) -> Deed:
    """Say this to the open question, then that to the next, whatever it is."""

    def deed(coach: Logged) -> bool:
        for text in texts:
            while coach.state is Active.SPEAKING:
                coach.spoke()
            if coach.listening is not None and coach.state is not State.ENDED:
                coach.say(text)
        return True

    return deed


def closed(coach: Logged) -> bool:
    """Whether a question is asked that not everything is an answer to."""
    return coach.listening.expects in ("yes-no", "number", "choice", "time")


def missed(times: int) -> Deed:
    """Say what is no answer to a closed question."""

    def deed(coach: Logged) -> bool | None:
        if not closed(coach):
            return None
        return saying(*["purple elephants"] * times)(coach)

    return deed


def no_answer(coach: Logged) -> bool | None:
    """Have no answer to an open question."""
    if closed(coach):
        return None
    coach.say("i don't know")
    return True


def confirming(text: str) -> Deed:
    """Say this, where it is asked whether something was heard right."""

    def deed(coach: Logged) -> bool | None:
        return saying(text)(coach) if coach.listening.step.endswith("/confirm") else None

    return deed


def correcting() -> Deed:
    """Refuse, correct, or mumble, where it is asked whether something was heard right."""
    ways = iter([["no"], ["no i said i will water the plants", "yes"], ["purple"] * 3] * 50)

    def deed(coach: Logged) -> bool | None:
        if not coach.listening.step.endswith("/confirm"):
            return None
        return saying(*next(ways))(coach)

    return deed


def danger(*replies: str, typed: bool = False, words: str = "i want to kill myself") -> Deed:
    """Say words of danger, and then this, to whatever is said."""

    def deed(coach: Logged) -> bool:
        coach.replies = list(replies)
        if typed or coach.listening is None:
            coach.typed(words)
        else:
            coach.hear(words)
            coach.silence(1.0)
        return True

    return deed


def wordless(coach: Logged) -> bool:
    """Say nothing until the session pauses by itself."""
    coach.silence(13)
    while coach.state is Active.SPEAKING:
        coach.spoke()
    coach.silence(31)
    return True


def silent_in_care(coach: Logged) -> bool | None:
    """Say nothing in a talk with somebody in danger, once."""
    if coach.listening is None:
        return None
    coach.silence(21)
    return True


def failing(part: str, *others: str) -> Deed:
    """Parts fail, and then work again."""

    def deed(coach: Logged) -> bool:
        for each in (part, *others):
            coach.handle(ev.Failed(each, f"{each}.failed", "It was unplugged."))
        if coach.state in (*Paused, *Crisis) and coach.listening is None:
            coach.spoke()
        for each in (part, *others):
            coach.handle(ev.Recovered(each))
        return True

    return deed


def happening(*events: ev.Event) -> Deed:
    """These things happen, in the middle of what goes on."""

    def deed(coach: Logged) -> None:
        some_way_in(coach)
        for event in events:
            coach.handle(event)

    return deed


def typing(says: Says) -> Deed:
    """Type the answer."""

    def deed(coach: Logged) -> bool:
        coach.typed(says(coach.listening))
        return True

    return deed


def typed(*texts: str) -> Deed:
    """Type these lines, one each time."""
    given = 0

    def deed(coach: Logged) -> bool:
        nonlocal given
        given += 1
        coach.typed(texts[(given - 1) % len(texts)])
        return True

    return deed


def composing(coach: Logged) -> bool:
    """Begin to type, think for long, and think better of it or not."""
    coach.handle(ev.Composing(going_on=True))
    coach.silence(14)
    coach.handle(ev.Composing(going_on=False))
    if coach.listening is not None:
        coach.silence(0.2)
    return True


def half_heard(coach: Logged) -> bool:
    """Words are guessed first, and then turn out to be others, with a command behind them."""
    coach.hear("i will", final=False)
    coach.silence(0.4)
    coach.hear("i will see coach repeat")
    coach.silence(1.0)
    return True


def voices(coach: Logged) -> None:
    """There is a voice, of which words come late, or never."""
    turn = coach.listening.turn
    for tenths in range(1, 50):
        coach.handle(ev.AudioElapsed(turn, tenths / 10, voiced=tenths / 10))
    coach.handle(ev.Heard(turn, "perhaps", final=True, started=4.1, ended=4.9))
    for tenths in range(50, 75):
        if coach.listening is not None:
            coach.handle(ev.AudioElapsed(turn, tenths / 10, voiced=4.9))


def speaking_on(*texts: str) -> Deed:
    """Begin to speak as a silence or a breath comes to its end, and end with one of these."""
    given = 0

    def deed(coach: Logged) -> bool:
        nonlocal given
        given += 1
        coach.hear("oh", final=False)
        coach.spoke()
        if coach.listening is not None:
            coach.hear(texts[(given - 1) % len(texts)])
            coach.silence(1.0)
        return True

    return deed


def just_before(coach: Logged) -> bool:
    """Say a command beside the coach as it falls silent, so that the next ear has to obey."""
    coach.interject("repeat", seconds=0.2)
    coach.spoke()
    if coach.listening is not None:
        coach.silence(1.0)
    return True


def replying(*texts: str) -> Deed:
    """Type a reply in a talk with somebody in danger, or just Enter."""
    left = list(texts)

    def deed(coach: Logged) -> bool | None:
        if not left:
            return None
        coach.typed(left.pop(0))
        return True

    return deed


def interjecting(*texts: str) -> Deed:
    """Say these beside the coach, one each time."""
    given = 0

    def deed(coach: Logged) -> None:
        nonlocal given
        given += 1
        coach.sentence(0)
        coach.interject(texts[(given - 1) % len(texts)])

    return deed


def echoing(coach: Logged) -> None:
    """The coach hears itself, and then somebody."""
    say = coach.all(fx.Say)[-1]
    coach.sentence(say.first)
    coach.interject(say.sentences[say.first])


# The scenarios of a practice.

VARIANTS: dict[str, Callable[[], tuple[Meddle, ...]]] = {
    "pause everywhere": lambda: (at(LED, midway("pause"), every=4, most=12),),
    "pause in answers": lambda: (at(ASKED, midway("pause"), every=2, most=5),),
    "pause twice, help, repeat": lambda: (
        at(LED, midway("pause", "help", "pause", "repeat"), every=7, most=6),
    ),
    "repeat": lambda: (at(LED, midway("repeat"), every=5, most=12),),
    "skip questions": lambda: (at(ASKED, event_record("skip")),),
    "skip all but questions": lambda: (at((*SOUNDING, *QUIET), event_record("skip"), every=2),),
    "back": lambda: (at(ASKED, event_record("back"), first=1, every=3, most=5),),
    "back in an answer": lambda: (at(ASKED, midway("back"), first=1, every=2, most=4),),
    "back elsewhere": lambda: (at((*SOUNDING, *QUIET), midway("back"), every=5, most=6),),
    "back and undo": lambda: (at(LED, midway("back", "undo"), first=2, every=5, most=8),),
    "back, answer and undo": lambda: (
        at(ASKED, event_record("back"), first=1, every=4, most=4),
        at(ASKED, event_record("undo"), first=3, every=4, most=4),
    ),
    "back twice and undo twice": lambda: (
        at(LED, event_record("back", "back", "undo", "undo"), first=5, every=9, most=4),
    ),
    "delete that": lambda: (at(ASKED, event_record("delete that"), every=3, most=5),),
    "delete what is being said": lambda: (
        at(ASKED, midway("pause", "delete that", "resume"), every=3, most=4),
        at(ASKED, midway("delete that", "undo"), first=1, every=4, most=3),
    ),
    "delete elsewhere": lambda: (at((*SOUNDING, *QUIET), midway("delete that"), every=4, most=6),),
    "delete and undo": lambda: (at(LED, event_record("delete that", "undo"), every=4, most=8),),
    "delete twice and undo": lambda: (
        at(LED, event_record("delete that", "delete that", "undo"), first=6, every=7, most=4),
    ),
    "delete, back, undo twice": lambda: (
        at(
            LED,
            event_record("delete that", "back", "undo", "undo", "undo"),
            first=6,
            every=8,
            most=4,
        ),
    ),
    "help": lambda: (at(LED, in_turn("help", "what can i say"), every=3, most=16),),
    "adjusting": lambda: (
        at(LED, in_turn(*["slower", "louder"] * 3, *["faster", "quieter"] * 5), every=3, most=16),
    ),
    "reminding": lambda: (
        at(
            LED,
            in_turn("remind me", "read my letter", "what did i promise"),
            every=4,
            most=9,
        ),
    ),
    "dizzy": lambda: (
        at((Active.BREATHING,), midway("dizzy"), every=2),
        at((Active.BREATHING,), midway("pause", "dizzy", "repeat"), first=2, every=3),
        at((*SOUNDING, *ASKED), event_record("dizzy"), first=3, every=9, most=2),
    ),
    "stop early": lambda: (at(LED, midway("stop"), first=2),),
    "stop in a breath": lambda: (at((Active.BREATHING,), midway("stop")),),
    "stop in an answer": lambda: (at(ASKED, midway("stop"), first=1),),
    "more time, and done": lambda: (at(ASKED, midway("more time", "done"), every=2, most=6),),
    "silence": lambda: (at(ASKED, wordless, every=3, most=3),),
    "missed once": lambda: (at(ASKED, missed(1), every=2),),
    "missed until let go": lambda: (at(ASKED, missed(3)),),
    "no answers": lambda: (at(ASKED, no_answer),),
    "corrections": lambda: (at(ASKED, correcting()),),
    "danger: list, numbers, ground": lambda: (
        at(
            ASKED,
            danger("yes", "my list", "numbers", "ground me", "repeat", "slower", "resume", "keep"),
            first=1,
            most=1,
        ),
        at((Active.RESTING,), danger("it is true", "quiet", "pause", "resume"), most=1),
    ),
    "danger: misheard, deleted": lambda: (
        at(ASKED, danger("no i'm fine", "delete it", "resume"), most=1),
        at(ASKED, danger("delete that", "so what", "something else", "resume"), first=3, most=1),
    ),
    "danger: stop": lambda: (at(ASKED, danger("yes", "stop", "hm", "keep"), first=2),),
    "danger: typed while speaking": lambda: (
        at(SOUNDING, danger("yes", "help me", "resume", "delete", typed=True), first=4, most=1),
        at(ASKED, danger("no", "keep it", "resume", typed=True), first=2, most=1),
    ),
    "danger: silence": lambda: (
        at(ASKED, danger("what", "i do not know what to do any more", "resume", "no"), most=1),
        at(tuple(Crisis), silent_in_care, first=3, every=4, most=3),
    ),
    "help me": lambda: (
        at(LED, midway("help me"), first=3, every=9, most=3),
        at(tuple(Crisis), event_record("skip"), first=1, every=5, most=2),
    ),
    "trouble": lambda: (
        at(LED, failing("microphone"), first=1, every=9),
        at(LED, failing("speaker", "microphone"), first=4, every=9),
        at(LED, failing("voice"), first=7, every=9),
    ),
    "trouble in a talk": lambda: (
        at(ASKED, danger("yes", "resume"), first=1, most=1),
        at((*Crisis, *Paused), failing("ear", "voice"), first=1, every=3, most=3),
    ),
    "journal fails": lambda: (at(ASKED, failing("journal"), first=1),),
    "speaker fails at the end": lambda: (at((State.CLOSING,), failing("speaker")),),
    "typed elsewhere": lambda: (
        at(SOUNDING, typed("", "the river", "pause", "coach, repeat"), every=2, most=12),
        at(QUIET, typed("", "the river", "help", "and then, coach, pause"), most=9),
        at(tuple(Paused), typed("well", "resume", ""), most=9),
    ),
    "typed in questions": lambda: (
        at(ASKED, typed("", "i'm done", "help", "skip", "more time"), every=2, most=9),
    ),
    "interrupted in an answer": lambda: (at(ASKED, happening(ev.Interrupted()), first=1),),
    "interrupted in a breath": lambda: (at((Active.BREATHING,), happening(ev.Interrupted())),),
    "the recording ends": lambda: (at(ASKED, happening(ev.Ended("microphone")), first=1, most=1),),
    "the keyboard ends": lambda: (at(ASKED, happening(ev.Ended("keyboard")), first=1),),
    "half heard": lambda: (
        at(ASKED, half_heard, every=3, most=3),
        at(ASKED, saying("that was a lot coach i'm done"), first=1, every=3, most=3),
        at(ASKED, saying("well coach more time"), first=2, every=3, most=2),
    ),
    "voices": lambda: (at(ASKED, voices, every=3, most=3),),
    "speaking on": lambda: (at(QUIET, speaking_on("oh dear", "skip", "oh", "pause")),),
    "danger: typed replies": lambda: (
        at(ASKED, danger("resume"), first=1, most=1),
        at(tuple(Crisis), replying("", "yes", "", "coach louder", "louder", "", "quiet"), first=1),
        at(tuple(Crisis), composing, first=2, most=1),
        at(tuple(Paused), event_record("repeat"), most=2),
    ),
    "danger: misheard at last": lambda: (
        at(ASKED, danger("yes", "i'm fine", "i want to die", "resume"), most=1),
        at(ASKED, danger("false alarm", "keep", words="i will end my life"), first=3, most=1),
        at(tuple(Paused), event_record("repeat"), first=1, every=3, most=2),
    ),
    "danger: the keyboard ends": lambda: (
        at(ASKED, danger("yes"), first=1, most=1),
        at(tuple(Crisis), happening(ev.Ended("keyboard")), first=2, most=1),
    ),
    "danger: interrupted": lambda: (
        at(QUIET, danger("yes"), first=1, most=1),
        at(tuple(Crisis), happening(ev.Interrupted()), first=2, most=1),
    ),
    "danger: the recording ends": lambda: (
        at(SOUNDING, danger("yes", typed=True), first=3, most=1),
        at(tuple(Crisis), happening(ev.Ended("microphone")), first=1, most=1),
    ),
    "danger at the end": lambda: (at((State.CLOSING,), danger("yes", "resume", typed=True)),),
    "corrected to nothing": lambda: (
        at(ASKED, confirming("no i said nothing"), every=2),
        at(ASKED, confirming("that's it"), first=1, every=2),
    ),
    "paused while the recording ends": lambda: (
        at(LED, event_record("pause"), first=5, most=1),
        at(tuple(Paused), happening(ev.Ended("microphone")), most=1),
    ),
    "composing": lambda: (at(ASKED, composing, every=2, most=4),),
}
"""What is done beside the examples, each from the beginning to the end of a session."""


def variant(practice: Practice, name: str) -> Logged:
    """One of the variants."""
    return led(Logged(practice, rich(practice)), examples(practice), *VARIANTS[name]())


def by_keyboard(practice: Practice) -> Logged:
    """Every answer is typed, and what is not understood is asked for so."""
    says, coach = examples(practice), Logged(practice, rich(practice, can_type=True))
    return led(coach, says, at(ASKED, missed(2), first=1, most=6), at(ASKED, typing(says)))


def with_open_ear(practice: Practice, *meddling: Meddle, hears_itself: bool = False) -> Logged:
    """The coach can be spoken over."""
    config = rich(practice, open_ear=True, hears_itself=hears_itself)
    return led(Logged(practice, config), examples(practice), *meddling)


def hasty(practice: Practice) -> Logged:
    """Words around it, little patience, and nothing that outlasts the session."""
    config = rich(
        practice, preface="Hello.", greeting="Here we are.", closing="", kept=False, rate=200
    )
    handlers = (
        at(ASKED, danger("yes", "stop"), first=3, most=1),
        at(LED, event_record("faster"), most=1),
    )
    return led(Logged(practice, config, patience=0.5), examples(practice), *handlers)


def own_before(practice: Practice) -> Logged:
    """Some of what is remembered is of an earlier part of this very session."""
    return led(Logged(practice, rich(practice, session="earlier")), examples(practice))


def resumed(practice: Practice, number: int) -> Logged | None:
    """A session that broke off at its question of this number is gone on with; or None."""
    broken = Logged(practice, rich(practice))
    led(broken, examples(practice), at(ASKED, happening(ev.Interrupted()), first=number))
    if broken.outcome != "interrupted":
        return None
    said: dict[str, list[str]] = {}
    for save in broken.saved:
        if save.complete and "/confirm" not in save.step:
            said.setdefault(save.step, []).append(save.text)
    rounds = {name: tuple(texts) for name, texts in said.items()}
    last = {name: texts[-1] for name, texts in said.items()}
    at_step = broken.all(fx.Listen)[-1].step
    coach = Logged(practice, rich(practice, resume=ev.Resumption(at_step, last, rounds)))
    return led(coach, examples(practice), at(ASKED, event_record("back"), first=1, most=2))


def beside_the_coach(practice: Practice) -> Iterator[tuple[str, Logged]]:
    """Every scenario in which the ear stays open while the coach speaks."""
    said = ("pause", "the river", "repeat", "slower", "i'm done", "skip", "back", "help")
    yield "open ear", with_open_ear(practice, at(SOUNDING, interjecting(*said), every=2, most=16))
    yield (
        "open ear, danger",
        with_open_ear(practice, at(SOUNDING, interjecting("i want to die"), first=3, most=1)),
    )
    yield (
        "open ear, just before",
        with_open_ear(practice, at(SOUNDING, just_before, every=3, most=8)),
    )
    yield (
        "open ear, danger, on top of it",
        with_open_ear(
            practice,
            at(ASKED, danger("yes", "resume"), first=1, most=1),
            at(tuple(Crisis), just_before, most=1),
            at(tuple(Crisis), interjecting("numbers", "quieter", "skip"), first=1, most=2),
        ),
    )
    yield (
        "hears itself",
        with_open_ear(
            practice,
            at(SOUNDING, echoing, every=2, most=9),
            at(SOUNDING, interjecting("pause", "skip"), first=1, every=6, most=4),
            hears_itself=True,
        ),
    )


def of_practice(practice: Practice) -> Iterator[tuple[str, Logged]]:
    """Every scenario of a practice."""
    for number in range(sets_of(practice)):
        plainly = Logged(practice, ev.SessionConfig(EVENING))
        yield f"set {number}, first time", led(plainly, examples(practice, number))
        yield (
            f"set {number}, with memories",
            led(Logged(practice, rich(practice)), examples(practice, number)),
        )
    for name in VARIANTS:
        yield name, variant(practice, name)
    yield "by keyboard", by_keyboard(practice)
    yield "hasty", hasty(practice)
    yield "own memories", own_before(practice)
    yield from beside_the_coach(practice)
    for number in range(1, 20, 3):
        coach = resumed(practice, number)
        if coach is not None:
            yield f"resumed at question {number}", coach


# Replays.

_LONG = ("one two three four five six seven eight nine ten",) * 6
LINES = (
    Line("turn-1", "coach", ("How was it?",)),
    Line("turn-2", "you", ("it was", "quiet"), (Clip("a.flac", 0.5, 1.25), Clip("a.flac", 2, 3))),
    Line("turn-3", "coach", ("And then?", "Tell me.")),
    Line("turn-4", "you", _LONG),
    Line("turn-5", "coach", ("Rest now.",)),
    Line("turn-6", "you", ("i will",), (Clip("b.flac", 1, 2),)),
)
REPLAY = Practice(name="replay", title="Evening", about="", minutes=1, steps=())
_REPLAYED = (
    "skip", "back", "only my words", "both of us", "help", "what can i say", "pause", "repeat",
    "slower", "stop", "help me", "undo", "delete that", "remind me",
)  # fmt: skip


def replayed(*meddling: Meddle, lines: tuple[Line, ...] = LINES, **options: Any) -> Logged:
    """A past session is told again."""
    config = ev.SessionConfig(
        EVENING,
        RICH[:1],
        greeting="",
        closing="That was all.",
        preface=options.pop("preface", ""),
        kept=False,
        helpers=HELPERS,
        open_ear=options.pop("open_ear", False),
        transcript=SessionTranscript(lines, **options),
    )
    return led(Logged(REPLAY, config), lambda _: "yes", *meddling)


def of_replays() -> Iterator[tuple[str, Logged]]:
    """Every scenario of replays."""
    yield "whole", replayed()
    yield "only mine", replayed(only_mine=True)
    yield "nothing", replayed(lines=())
    yield "with a preface, and a short window", replayed(preface="Last week.", window=0.4)
    for name in _REPLAYED:
        for first in range(8):
            yield f"{name}, {first}", replayed(at(LED, midway(name), first=first, most=1))
        yield f"{name}, often", replayed(at(LED, midway(name), every=3, most=4))
    yield "back twice", replayed(at(LED, event_record("back", "back"), first=6, every=5, most=2))
    yield "danger", replayed(at((Active.RESTING,), danger("yes", "resume"), first=1, most=1))
    yield (
        "open ear",
        replayed(
            at(SOUNDING, interjecting("skip", "only my words", "pause"), every=2, most=3),
            open_ear=True,
        ),
    )
    mine = at(LED, midway("only my words"), first=2, most=1)
    yield "mine, and both", replayed(mine, at(LED, midway("both of us"), first=5, most=1))
    back = at(QUIET, event_record("back"), first=1, every=2, most=2)
    yield "mine, and back", replayed(back, only_mine=True)
    yield "back in a long line", replayed(at(QUIET, event_record("back"), first=4, most=1))
    yield "trouble", replayed(at(LED, failing("speaker"), first=2, every=4, most=3))


# Practices that no file holds.

_SAID = (
    "You had three sessions {this} week.",
    "The word {recurring} came back.",
    "You keep going.",
)


def built_in() -> Iterator[tuple[str, Practice]]:
    """Every practice that no file holds."""
    for name in PATTERNS:
        yield f"breathing {name}", builtin.breathing(name)
        yield f"breathing {name}, two minutes", builtin.breathing(name, 2)
    yield "breathing resonance, slow", builtin.breathing("resonance", 3, 4.5)
    yield "entry", builtin.entry(None)
    yield "entry with a title", builtin.entry("My day")
    yield "chooser", builtin.chooser("What would you like? {name}")
    yield "yes or no", builtin.yes_or_no("Shall we go on? {name}")
    yield "farewell", builtin.farewell("Take care.")
    yield "looking back", builtin.looking_back(_SAID)


_VARIED = (
    "breathing box", "breathing alternate nostril, two minutes", "breathing natural", "entry",
    "chooser", "yes or no", "looking back",
)  # fmt: skip


def of_the_built_in() -> Iterator[tuple[str, Logged]]:
    """Every scenario of those practices."""
    for called_so, practice in built_in():
        plainly = Logged(practice, ev.SessionConfig(EVENING, greeting="", closing=""))
        yield called_so, led(plainly, examples(practice))
        for name in VARIANTS if called_so in _VARIED else ():
            yield f"{called_so}: {name}", variant(practice, name)
        yield f"{called_so}: by keyboard", by_keyboard(practice)


# All of them, and where they are kept.


@dataclass(frozen=True)
class Group:
    """Scenarios that belong together, and how to have them played."""

    name: str
    play: Callable[[], Iterator[tuple[str, Logged]]]

    def logs(self) -> dict[str, list[str]]:
        """What comes of each scenario, line by line."""
        return {name: [dumped(line) for line in coach.log()] for name, coach in self.play()}


def groups() -> list[Group]:
    """Every group: one for each practice, one for replays, one for the built-in practices."""
    practices, broken = Library(Path("nowhere")).all()
    if broken:
        raise broken[0]
    of_practices = [Group(each.name, _player(each)) for each in practices]
    return [*of_practices, Group("replays", of_replays), Group("built-in", of_the_built_in)]


def _player(practice: Practice) -> Callable[[], Iterator[tuple[str, Logged]]]:
    return lambda: of_practice(practice)


def digest(name: str) -> str:
    """What comes of all scenarios of one group, as one short number."""
    (group,) = (group for group in groups() if group.name == name)
    return sha256(json.dumps(group.logs()).encode()).hexdigest()


def packed(logs: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The logs of a group, with each line written once and referred to by its number."""
    numbers: dict[str, int] = {}
    scenarios = {
        name: [numbers.setdefault(line, len(numbers)) for line in lines]
        for name, lines in logs.items()
    }
    return {"lines": [json.loads(line) for line in numbers], "scenarios": scenarios}


def unpacked(group: Mapping[str, Any]) -> dict[str, list[str]]:
    """The logs of a group, as they were before `packed`."""
    lines = [dumped(line) for line in group["lines"]]
    return {name: [lines[each] for each in found] for name, found in group["scenarios"].items()}


def record(path: Path = RECORDED) -> str:
    """Play everything and write it down; what was written, in a few words."""
    recorded = {group.name: packed(group.logs()) for group in groups()}
    data = json.dumps(recorded, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0))
    count = sum(len(group["scenarios"]) for group in recorded.values())
    return f"{count} scenarios in {len(recorded)} groups, {path.stat().st_size} bytes"


@cache
def recorded() -> dict[str, Any]:
    """What was recorded, by group, still packed."""
    found: dict[str, Any] = json.loads(gzip.decompress(RECORDED.read_bytes()))
    return found


def compared(line: str) -> str:
    """A line without what does not count."""
    if COMPARE_STATES:
        return line
    return dumped({name: each for name, each in json.loads(line).items() if name != "state"})


def difference(before: Sequence[str], now: Sequence[str]) -> str | None:
    """The first line in which two logs differ, with those in front of it; None if they agree."""
    for number in range(max(len(before), len(now))):
        was, is_now = (log[number] if number < len(log) else "(nothing)" for log in (before, now))
        if was == is_now or (
            "(nothing)" not in (was, is_now) and compared(was) == compared(is_now)
        ):
            continue
        around = "\n".join(f"            {line}" for line in now[max(0, number - 4) : number])
        return f"line {number}\n{around}\n  recorded: {was}\n  now:      {is_now}"
    return None


def main() -> None:
    """Record anew."""
    parser = argparse.ArgumentParser(description="Record what sessions ask for.")
    parser.add_argument("--record", action="store_true", required=True)
    parser.add_argument("path", nargs="?", type=Path, default=RECORDED)
    sys.stdout.write(f"{record(parser.parse_args().path)}\n")


if __name__ == "__main__":
    main()
