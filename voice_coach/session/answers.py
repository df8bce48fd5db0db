"""What was answered so far, and the turn each answer, or each item of a list, was said in."""

from collections.abc import Sequence

from voice_coach.session.looping import Item, items_of
from voice_coach.session.understand import Value, in_words


class Answers:
    """The answers of one session, by the names of the steps that asked.

    Attributes:
        values: What was answered.
        turns: In which turn it was said.
    """

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.turns: dict[str, int] = {}
        self._lists: dict[str, tuple[Item, ...]] = {}  # of which not all was said in one turn
        self._forgotten: set[str] = set()

    def items(self, name: str) -> tuple[Item, ...]:
        """The items of an answer; one that is no list is one item."""
        if name in self._forgotten:
            return ()
        return self._lists.get(name) or items_of(self.values.get(name), self.turns.get(name))

    def words(self, name: str) -> str | None:
        """An answer as it is spoken; None where there is none, or it was forgotten."""
        value = self.values.get(name)
        return None if value is None or name in self._forgotten else in_words(value)

    def turn(self, name: str) -> int | None:
        """The turn an answer was said in; of a list, its first item."""
        return self._lists[name][0].turn if name in self._lists else self.turns.get(name)

    def set_list(self, name: str, items: Sequence[Item]) -> None:
        """Have a name stand for these items from here on, if there are any."""
        if items:
            self._lists[name] = tuple(items)
            self.values[name] = tuple(item.text for item in items)

    def drop(self, name: str) -> None:
        """Ask afresh: there is no answer yet."""
        self.values.pop(name, None)
        self.turns.pop(name, None)
        self._lists.pop(name, None)

    def is_forgotten(self, name: str) -> bool:
        """Whether an answer is not to be spoken of any more."""
        return name in self._forgotten

    def forget(self, names: Sequence[str]) -> None:
        """Speak of these answers no more. That they were given is still known."""
        self._forgotten |= set(names)
