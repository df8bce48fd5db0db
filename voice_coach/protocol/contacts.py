"""Who can be turned to: the numbers of a country, and a person's own list. And how that is spoken.

Everything here is handed to the session when it begins: in a moment of need nothing is looked up.
"""

from dataclasses import dataclass, replace

OWN_KINDS = ("support", "plan")
"""The kinds of memory that are a person's own contacts, and the steps of their safety plan."""


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
