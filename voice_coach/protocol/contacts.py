"""Contacts for a crisis, given to a session as it begins: in need nothing is looked up."""

from dataclasses import dataclass, replace

OWN_KINDS = ("support", "plan")
"""Kinds of memory: a person's own contacts, and the steps of their safety plan."""


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as it is written, whose it is, and its hours."""

    name: str
    number: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Helpers:
    """Numbers and contacts of a person.

    `country` is as spoken after "in", empty where unknown; `lines` are helplines, the preferred one
    first. `notice` is spoken after them, such as that a file could not be read.
    """

    country: str = ""
    emergency: Number | None = None
    lines: tuple[Number, ...] = ()
    contacts: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    notice: str = ""

    @property
    def has_list(self) -> bool:
        """Return whether there are contacts or a plan of the person's own."""
        return bool(self.contacts or self.plan)

    def with_own(self, kind: str, text: str) -> "Helpers":
        """Return these with a memory of the person added, if its kind is one of `OWN_KINDS`."""
        match kind:
            case "support":
                return replace(self, contacts=(*self.contacts, text))
            case "plan":
                return replace(self, plan=(*self.plan, text))
            case _:
                return self

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Return every number, the emergency number first."""
        return (*([self.emergency] if self.emergency is not None else []), *self.lines)
