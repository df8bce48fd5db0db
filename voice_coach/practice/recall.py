"""Recall: what a practice reads from memory, such as counts and an earlier number.

A practice begins with the memories it needs (`needs_of`) and sees what becomes of them while it is
led. What is kept in this very session counts where the present is spoken of ("three kept"), and not
where the past is ("last time").
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from voice_coach.nlu.dates import ago
from voice_coach.nlu.numbers import number_word
from voice_coach.nlu.text import Value, in_words, keywords
from voice_coach.practice.schema import (
    MAX_MEMORIES,
    MEMORY_KINDS,
    Compare,
    Count,
    Earlier,
    Practice,
    Recurs,
    Step,
    every_step,
)
from voice_coach.practice.steps import Ask, ForEach, Say
from voice_coach.protocol.effects import Effect, Keep, Mark, Replace
from voice_coach.protocol.events import Memory, SessionConfig

MAX_NAMED = 7
"""Memories that are named one after the other at most."""

MAX_WORDS_NAMED = 28
"""Words of them at most, beyond the newest: 14 seconds at 120 words a minute. A prompt that names
them is to be over in 20."""

EVERY = "every "

ITS = "its "
"""Beginnings of the placeholders {every KIND} and {its NAME}."""

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def needs_of(practice: Practice) -> set[tuple[str, str | None]]:
    """Return the kinds of memory a practice needs, each with a status, or None for all."""
    steps = list(every_step(practice.steps))
    names = {step.name for step in steps}
    needs: set[tuple[str, str | None]] = set()
    for step in steps:
        for key, wanted in step.when.items():
            if key not in names and key in MEMORY_KINDS and not isinstance(wanted, Compare):
                words = [wanted] if isinstance(wanted, str) else wanted
                needs |= {(key, status_in(word)) for word in words}
        needs |= {(kind, "open") for kind in _every_kind(step)}
        if isinstance(step, ForEach):
            needs.add((step.each, step.status or "open"))
        if isinstance(step, Say) and step.count is not None:
            needs.add((step.count.kind, step.count.status))
        if isinstance(step, Say | Ask) and step.recurs is not None:
            needs.add((step.recurs.kind, None))
        if isinstance(step, Say) and step.earlier is not None:
            needs.add((step.earlier.kind, None))
    whole_kinds = {kind for kind, status in needs if status is None}
    return {(kind, status) for kind, status in needs if status is None or kind not in whole_kinds}


def status_in(condition: str) -> str:
    """Return the status a condition on memories is about: "any kept" is about kept ones."""
    return condition.partition(" ")[2] or "open"


def day_of(memory: Memory) -> date | None:
    """Return the day a memory names: that of its `when`, or of itself; None if it names none."""
    for name in ("when date", "date"):
        fact = memory.data.get(name)
        if isinstance(fact, str):
            with suppress(ValueError):
                return date.fromisoformat(fact)
    return None


def is_due(memory: Memory, now: datetime) -> bool:
    """Return whether the day a memory names has come; always, if it names none."""
    day = day_of(memory)
    return day is None or day <= now.date()


def _every_kind(step: Step) -> Iterator[str]:
    """Yield the kinds a step names all memories of."""
    for text in (*step.prompts().values(), *step.kept_texts().values()):
        for name in PLACEHOLDER.findall(text):
            if name.startswith(EVERY):
                yield name.removeprefix(EVERY)


def change(before: float, now: float) -> str:
    """Return a change in words: "the same", "one higher", "two and a half lower"."""
    halves = round(abs(now - before) * 2)
    if not halves:
        return "the same"
    whole, half = divmod(halves, 2)
    words = number_word(whole) if whole else "half a point"
    if whole and half:
        words += " and a half"
    return f"{words} {'higher' if now > before else 'lower'}"


def its_words(memory: Memory) -> dict[str, str]:
    """Return the facts of a memory as they are spoken, as words for {its NAME}."""
    found = {f"{ITS}{name}": _spoken(fact) for name, fact in memory.data.items() if name != "turn"}
    return {name: words for name, words in found.items() if words is not None}


def _spoken(fact: object) -> str | None:
    match fact:
        case bool():
            return "yes" if fact else "no"
        case str():
            return fact or None
        case int() | float():
            return f"{fact:g}"
        case [*parts] if parts:
            return in_words(tuple(str(part) for part in parts))
        case _:
            return None


class SessionMemories:
    """The memories of one session: those it began with, and what has become of them since.

    Nothing in it is changed in place: `copy.copy` is a copy that goes on by itself.
    """

    def __init__(self, config: SessionConfig) -> None:
        self._now = config.now
        session = config.session
        own = [memory for memory in config.memories if session and memory.session_id == session]
        self._before = [memory for memory in config.memories if memory not in own]
        self._own = own
        self._at_first = {
            (memory.kind, memory.status)
            for memory in self._before
            if memory.status != "open" or is_due(memory, self._now)
        }

    def were_there(self, kind: str, status: str) -> bool:
        """Return whether memories of this kind and status were there when the session began.

        Open ones whose day is still to come do not count.
        """
        return (kind, status) in self._at_first

    def rounds(self, step: ForEach) -> list[Memory]:
        """Return the earlier memories that an `each` goes through."""
        wanted = (step.each, step.status or "open")
        found = [
            memory
            for memory in self._before
            if (memory.kind, memory.status) == wanted
            and (step.early or memory.status != "open" or is_due(memory, self._now))
            and self._days_old(memory) >= (step.older or 0)
        ]
        found.sort(key=lambda memory: memory.id, reverse=step.newest)
        return found[: step.most or MAX_MEMORIES]

    def every(self, kind: str) -> str | None:
        """Return the open memories of a kind in words, the newest last; None if there are none.

        The newest one is named, however long it is, and so many before it as can be listened to.
        """
        texts: dict[str, str] = {}
        for memory in self._of(kind, "open"):
            text = memory.text.strip().rstrip(".")
            texts.pop(text.casefold(), None)  # what was kept twice is named once
            texts[text.casefold()] = text
        named: list[str] = []
        for text in reversed(texts.values()):
            words = sum(len(each.split()) for each in (*named, text))
            if len(named) == MAX_NAMED or (named and words > MAX_WORDS_NAMED):
                break
            named.append(text)
        return in_words(tuple(reversed(named))) if named else None

    def words_for(self, step: Say, answers: Mapping[str, Value]) -> dict[str, str] | None:
        """Return the words that `count`, `recurs` and `earlier` give; None if one does not hold.

        Args:
            step: The step.
            answers: What was answered so far.
        """
        words: dict[str, str] = {}
        for found in (
            self._counted(step.count) if step.count is not None else {},
            self.recurring(step.recurs) if step.recurs is not None else {},
            self._earlier(step.earlier, answers) if step.earlier is not None else {},
        ):
            if found is None:
                return None
            words |= found
        return words

    def take(self, effects: Sequence[Effect]) -> None:
        """Note what this session keeps, marks and replaces."""
        for effect in effects:
            match effect:
                case Keep():
                    data = dict(effect.data)
                    memory = Memory(-effect.number, effect.kind, effect.text, self._now, data)
                    self._own = [*self._own, replace(memory, status=effect.status)]
                case Mark():
                    self._change(effect)
                case Replace():
                    self._before = [
                        replace(memory, status="replaced", updated_at=self._now)
                        if (memory.kind, memory.status) == (effect.kind, "open")
                        else memory
                        for memory in self._before
                    ]

    def now(self, number: int) -> Memory | None:
        """Return an earlier memory as it is now."""
        return next((memory for memory in self._before if memory.id == number), None)

    def take_back(
        self,
        kept: Collection[int],
        facts: Mapping[int, Sequence[str]],
        marked: Sequence[Memory],
        replaced: Collection[str],
    ) -> None:
        """Undo what was kept, marked and replaced. See `effects.TakeBack`."""
        again = {memory.id: memory for memory in marked}
        self._own = [
            replace(memory, data=without_facts(memory.data, facts.get(-memory.id, ())))
            for memory in self._own
            if -memory.id not in kept
        ]
        self._before = [
            replace(memory, status="open")
            if memory.kind in replaced
            and (memory.status, memory.updated_at) == ("replaced", self._now)
            else again.get(memory.id, memory)
            for memory in self._before
        ]

    def bring_back(self, effects: Sequence[Effect]) -> None:
        """Apply effects again that were taken back."""
        changed = {-effect.number for effect in effects if isinstance(effect, Keep)}
        self._own = [memory for memory in self._own if memory.id not in changed]
        self.take(effects)

    def _change(self, mark: Mark) -> None:
        self._before = [
            replace(
                memory,
                status=mark.status,
                data=memory.data | mark.data,
                updated_at=self._now,
            )
            if memory.id == mark.memory
            else memory
            for memory in self._before
        ]

    def _of(self, kind: str, status: str | None = None) -> list[Memory]:
        """Return the memories of a kind, the oldest first, those of this session at the end."""
        before = sorted(self._before, key=lambda memory: memory.id)
        return [
            memory
            for memory in (*before, *self._own)
            if memory.kind == kind and status in (None, memory.status)
        ]

    def _days_old(self, memory: Memory) -> int:
        return (self._now.date() - memory.created_at.astimezone(self._now.tzinfo).date()).days

    def _counted(self, count: Count) -> dict[str, str] | None:
        found = self._of(count.kind, count.status)
        if count.days is not None:
            since = self._now - timedelta(days=count.days)
            found = [each for each in found if (each.updated_at or each.created_at) >= since]
        return {"count": number_word(len(found))} if len(found) >= count.least else None

    def recurring(self, recurs: Recurs) -> dict[str, str] | None:
        """Return the word that comes again as {recurring}; None if none does."""
        found = [keywords(memory.text) for memory in self._of(recurs.kind)]
        if len(found) < recurs.least:
            return None
        times: dict[str, int] = {}
        for words in reversed(found):  # among equals, the word that came last
            for word in words:
                times[word] = times.get(word, 0) + 1
        word = max(times, key=times.__getitem__, default="")
        return {"recurring": word} if times.get(word, 0) > 1 else None

    def _earlier(self, earlier: Earlier, answers: Mapping[str, Value]) -> dict[str, str] | None:
        memories = [memory for memory in self._of(earlier.kind) if memory not in self._own]
        found = [memory for memory in memories if memory.data.get("name") == earlier.name]
        number = number_of(found[-1]) if found else None
        if number is None:
            return None
        words = {"earlier": f"{number:g}", "ago": ago(found[-1].created_at, self._now)}
        if earlier.of is not None:
            today = answers.get(earlier.of)
            if not isinstance(today, float):
                return None
            words["change"] = change(number, today)
        return words


def without_facts(data: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return the facts of a memory but for some."""
    return {name: fact for name, fact in data.items() if name not in names}


def number_of(memory: Memory) -> float | None:
    """Return the number in a memory's facts; None if there is none."""
    fact = memory.data.get("number")
    try:
        return float(fact) if isinstance(fact, str | int | float) else None
    except ValueError:
        return None
