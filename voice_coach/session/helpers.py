"""Who can be turned to: the numbers of a country, and a person's own list. And how that is spoken.

Everything here is handed to the session when it begins: in a moment of need nothing is looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_coach.session.understand import in_words
from voice_coach.texts import care as care_texts

OWN_KINDS = ("support", "plan")
"""The kinds of memory that are a person's own contacts, and the steps of their safety plan."""

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SIGNS = {"+": "plus", "*": "star", "#": "hash"}


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number, as it is written, whose it is, and when somebody answers it."""

    name: str
    number: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who can be turned to.

    Attributes:
        country: As it is spoken after "in"; empty where it is not known.
        emergency: The emergency number; None where it is not known.
        lines: Helplines, the first one first.
        contacts: The person's own, in their words.
        plan: The steps of their safety plan, in their words.
        notice: What has to be said about these numbers, such as that a file could not be read.
    """

    country: str = ""
    emergency: Number | None = None
    lines: tuple[Number, ...] = ()
    contacts: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    notice: str = ""

    @property
    def has_list(self) -> bool:
        """Whether there is anything of the person's own to be told."""
        return bool(self.contacts or self.plan)

    def with_own(self, kind: str, text: str) -> "Helpers":
        """These, and one more of the person's own, if a memory of this kind is one."""
        match kind:
            case "support":
                return replace(self, contacts=(*self.contacts, text))
            case "plan":
                return replace(self, plan=(*self.plan, text))
            case _:
                return self

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every number, the emergency number first."""
        return (*([self.emergency] if self.emergency is not None else []), *self.lines)

    def numbers_aloud(self) -> str:
        """The numbers, digit by digit; where none are known, how to find them."""
        said = []
        if self.emergency is None:
            said.append(care_texts.EMERGENCY_ANYWHERE)
        elif self.country:
            digits = aloud(self.emergency.number)
            said.append(care_texts.EMERGENCY.format(country=self.country, number=digits))
        for line in self.lines:
            text = care_texts.LINE_HOURS if line.hours else care_texts.LINE
            digits = aloud(line.number)
            said.append(text.format(name=line.name, number=digits, hours=line.hours))
        if not self.lines:
            said.append(care_texts.LINES_ANYWHERE)
        return " ".join([*said, *([self.notice] if self.notice else [])])

    def list_aloud(self) -> str:
        """The person's own contacts and safety plan; where there are none, a kind word."""
        said = []
        if self.contacts:
            said.append(care_texts.CONTACTS.format(contacts=_told(self.contacts)))
        if self.plan:
            said.append(care_texts.PLAN.format(plan=". ".join(_plainly(self.plan))))
        if not said:
            return care_texts.NO_LIST
        return " ".join([*said, care_texts.WITH_YOU] if self.contacts else said)


def aloud(number: str) -> str:
    """A number digit by digit, with a short pause where it is written with a space.

    >>> aloud("116 123")
    'one one six, one two three'
    """
    groups = (
        " ".join(_SIGNS.get(sign) or _DIGITS[int(sign)] for sign in group)
        for group in number.split()
    )
    return ", ".join(groups)


def _told(words: Sequence[str]) -> str:
    return in_words(tuple(_plainly(words)))


def _plainly(words: Sequence[str]) -> list[str]:
    """Words as they stand in a sentence: without the full stop that a sentence of their own had."""
    return [" ".join(word.split()).rstrip(".") for word in words]
