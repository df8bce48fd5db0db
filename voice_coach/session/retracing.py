"""Going back in a practice, and taking out of it what was answered.

Going back is standing at an earlier question again, as if it had never been answered. Taking an
answer out leaves the practice where it is: the question counts as passed over.
"""

from dataclasses import dataclass

from voice_coach.session.effects import Replace
from voice_coach.session.guide import Guide, Lead
from voice_coach.session.question import Question
from voice_coach.session.remembering import Remembered, forgotten
from voice_coach.session.revising import Revision, TakenOut
from voice_coach.session.script import Moment
from voice_coach.session.trail import Asked, Consequences, Done, Place, Trail, everything, without


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a guide stood, so that it can stand there again."""

    script: Revision
    moment: Moment | None
    question: Question | None
    place: Place | None
    trail: Trail


@dataclass(frozen=True, slots=True)
class Erased:
    """An answer that was taken out of the practice.

    Attributes:
        asked: The question it was given to.
        taken: What stood in the practice.
        effects: What was remembered because of it.
        consequences: What becomes of that.
        echoes: Steps whose prompts may have spoken it back.
    """

    asked: Asked
    taken: TakenOut
    effects: tuple[Remembered, ...]
    consequences: Consequences
    echoes: tuple[str, ...]


class Retracer(Guide):
    """A guide that knows the way back."""

    def bookmark(self) -> Bookmark:
        """Where the guide stands."""
        trail = self._trail.copy()
        return Bookmark(self._script, self._moment, self.question, self.place, trail)

    def return_to(self, bookmark: Bookmark) -> None:
        """Stand there again."""
        self._script, self._moment, self._trail = bookmark.script, bookmark.moment, bookmark.trail
        self.question, self.place = bookmark.question, bookmark.place

    def go_back(self) -> tuple[Asked, Consequences, Lead] | None:
        """Stand at the question before this one, as if it had never been answered."""
        asked = self._trail.pop()
        if asked is None:
            return None
        self._script = asked.place.script.copy()
        self._script.keep_forgotten(self._forgotten)
        self._moment = asked.place.moment or self._script.next()
        self.place = asked.place
        lead = self.again()
        return None if lead is None else (asked, everything(asked.done), lead)

    def erase(self) -> Erased | None:
        """Take the latest answer out of the practice, which stays where it is."""
        asked = self._trail.take_answered()
        if asked is None:
            return None
        step = asked.place.step
        consequences = without(asked.done, step, asked.turn)
        self._script.memories.take_back(
            consequences.kept,
            dict(consequences.facts),
            consequences.marked,
            consequences.replaced,
        )
        taken = self._script.take_out(step, asked.turn)
        effects = tuple(done.effect for done in asked.done if _is_of(done, step, consequences))
        return Erased(asked, taken, effects, consequences, self._echoes(step))

    def restore(self, erased: Erased) -> None:
        """What was taken out is there again."""
        self._trail.give_back(erased.asked)
        self._script.memories.bring_back(erased.effects)
        self._script.put_back(erased.taken)

    def can_restore(self, erased: Erased) -> bool:
        """Whether nothing else was answered in its place."""
        return self._trail.is_open(erased.asked)

    def speaks_of(self, step: str) -> bool:
        """Whether what is led now may speak of the answer to a step."""
        return self._moment is not None and self._moment.step.name in self._echoes(step)

    def close_question(self) -> None:
        """Nothing is asked any more, and the step that was reached is over."""
        self.question = self.place = None

    def _echoes(self, step: str) -> tuple[str, ...]:
        return forgotten((step.partition("/")[0],), self._practice).echoes


def _is_of(done: Done, step: str, consequences: Consequences) -> bool:
    """Whether something was remembered because of the answer to a step."""
    if isinstance(done.effect, Replace):
        return done.effect.kind in consequences.replaced
    return step in done.sources
