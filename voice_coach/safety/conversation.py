"""The talk after words of danger, or after "help me": what is said, and what a reply to it means.

It asks, gives numbers, and offers a few small things. It argues with nothing, keeps no score, and
leads back to no exercise: that takes a "resume". Whatever is unclear is taken as the reply that can
do the least harm: nobody is sent away, and nothing is deleted.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from voice_coach.nlu import commands
from voice_coach.nlu.answers import yes_no
from voice_coach.nlu.text import plain
from voice_coach.protocol.contacts import Helpers
from voice_coach.protocol.effects import Pace
from voice_coach.safety.detector import is_care_needed
from voice_coach.safety.helplines import list_aloud, numbers_aloud
from voice_coach.texts import care as care_texts

Then = Literal["wait", "resume", "stop"]
"""What comes after the talk: the session waits, paused; or goes on; or ends."""

_Stage = Literal["asked", "offering", "quiet", "keeping"]

_DELETE = re.compile(r"\b(?:delete|erase|forget|remove)\b")

_KEEP = re.compile(r"\b(?:keep|stay|stays|yes)\b")

_NOT = re.compile(r"\b(?:not|don't|never)\b")

_MISHEARD = re.compile(
    r"\b(?:mis ?heard|heard (?:me )?wrong|heard that wrong|figure of speech|just an expression|"
    r"joking|kidding|false alarm|not what i (?:said|meant)|didn't (?:say|mean) that|"
    r"i'm (?:okay|ok|fine|safe)|i am (?:okay|ok|fine|safe)|nothing like that)\b"
)

_YES = re.compile(r"(?:yes|yeah|yep|yup)\b")

_WANTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("list", re.compile(r"\b(?:list|contacts?|my people|plan)\b")),
    ("numbers", re.compile(r"\b(?:numbers?|helplines?|hotlines?|who can i call)\b")),
    ("ground", re.compile(r"\b(?:ground|grounding|floor)\b")),
    ("quiet", re.compile(r"\b(?:quiet|silent|silence)\b|^(?:no|no thanks|nothing|none)$")),
)

OBEYED = ("repeat", "stop", "resume", "help me", "pause", "skip", "done", "more time")
"""The commands that mean something in the talk itself."""

_TALK = 6
"""From so many words on somebody is talking, and not choosing from what was offered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What follows from what was said.

    Attributes:
        text: What to say; nothing, if it is to listen on.
        pace: How fast.
        then: What comes after the talk, if it is over.
        forget: Whether to delete, for good and now, what was said.
    """

    text: str = ""
    pace: Pace = "question"
    then: Then | None = None
    forget: bool = False


class Care:
    """One such talk.

    Args:
        helpers: Who can be turned to.
        asked_for: Whether it began with "help me", rather than with words of danger.
        may_forget: Whether there are words in the journal that could be deleted.
    """

    def __init__(self, helpers: Helpers, *, asked_for: bool, may_forget: bool) -> None:
        self._helpers = helpers
        self._may_forget = may_forget
        self._then: Then = "wait"
        self._misses = 0
        self._stage: _Stage = "asked"
        self._last = self._helping() if asked_for else self._asking()

    @property
    def now(self) -> Reply:
        """What is said at this moment, or was said last."""
        return self._last

    def hear(self, text: str) -> Reply:
        """What follows from what the person said."""
        reply = self._follow(plain(text))
        if reply.text:
            self._last = reply
        return reply

    def silence(self) -> Reply:
        """Nobody said a word for a while: what follows, if anything."""
        if self._stage == "quiet":
            return Reply()
        if self._stage == "keeping":
            return Reply(then=self._then)
        self._stage = "quiet"
        self._last = Reply(care_texts.SILENCE)
        return self._last

    def _follow(self, said: str) -> Reply:
        name = command_in(said)
        if name == "repeat":
            return self._last
        if is_care_needed(said) and self._stage != "asked":
            return self._offer(numbers_aloud(self._helpers), "slow")
        if self._stage == "keeping":
            return self._kept_or_not(said, name)
        if self._may_forget and _DELETE.search(said) and not _NOT.search(said):
            self._may_forget = False
            return replace(self._offer(care_texts.DELETED), forget=True)
        return self._obeyed(name) or self._understood(said)

    def _obeyed(self, name: str | None) -> Reply | None:
        """What a command leads to here; None where it was none."""
        match name:
            case "stop":
                return self._before_leaving("stop")
            case "resume":
                return self._before_leaving("resume")
            case "help me":
                return self._helping()
            case "pause" | "skip" | "done" | "more time":
                return self._be_quiet()
            case _:
                return None

    def _understood(self, said: str) -> Reply:
        return self._answered(said) if self._stage == "asked" else self._wanted(said)

    def _answered(self, said: str) -> Reply:
        """The reply to the question whether it was heard right."""
        meant = is_care_needed(said) or _YES.match(said) or "meant it" in said or "mean it" in said
        if not meant and (_MISHEARD.search(said) or yes_no(said) == "no"):
            return self._before_leaving("wait", care_texts.MISHEARD)
        thanks = care_texts.THANKS if meant else care_texts.NO_NEED
        self._stage = "offering"
        return Reply(f"{thanks} {self._offers()}")

    def _wanted(self, said: str) -> Reply:
        """The reply to what was offered."""
        if _MISHEARD.search(said):
            return self._before_leaving("wait", care_texts.MISHEARD)
        match next((name for name, words in _WANTED if words.search(said)), None):
            case "list":
                return self._offer(list_aloud(self._helpers), "slow")
            case "numbers":
                return self._offer(numbers_aloud(self._helpers), "slow")
            case "ground":
                return self._offer(care_texts.GROUND, "slow")
            case "quiet":
                return self._be_quiet()
            case _:
                return self._not_understood(said)

    def _not_understood(self, said: str) -> Reply:
        """Say so once; from then on listen, and say nothing that is beside the point."""
        self._misses += 1
        if self._misses > 1:
            self._stage = "quiet"
            return Reply()
        is_talking = len(said.split()) >= _TALK
        return Reply(care_texts.TALKING if is_talking else care_texts.OFFER_AGAIN)

    def _be_quiet(self) -> Reply:
        self._stage = "quiet"
        return Reply(care_texts.QUIET)

    def _offer(self, text: str, pace: Pace = "question") -> Reply:
        """Say this, and what else there is."""
        self._stage = "offering"
        return Reply(f"{text} {self._short_offer()}", pace)

    # Leaving.

    def _before_leaving(self, then: Then, first: str = "") -> Reply:
        """Ask whether to keep what was said, unless that is settled."""
        if not self._may_forget:
            return Reply(first, then=then)
        self._stage, self._then, self._misses = "keeping", then, 0
        return Reply(f"{first} {care_texts.KEEP}".strip())

    def _kept_or_not(self, said: str, name: str | None) -> Reply:
        """The reply to that question. Only "delete" deletes: it cannot be taken back."""
        if name in ("stop", "resume"):
            self._then = "stop" if name == "stop" else "resume"
            return Reply(then=self._then)
        keep = _KEEP.search(said) is not None
        if _DELETE.search(said) and not keep and not _NOT.search(said):
            return Reply(care_texts.DELETED, then=self._then, forget=True)
        if not keep and self._misses == 0:
            self._misses += 1
            return Reply(care_texts.KEEP_AGAIN)
        return Reply(then=self._then)

    # What is said.

    def _asking(self) -> Reply:
        """The first words after words of danger."""
        numbers = numbers_aloud(self._helpers)
        return Reply(f"{care_texts.HEARD} {numbers} {care_texts.ASK}", "slow")

    def _helping(self) -> Reply:
        """The answer to "help me"."""
        own = [list_aloud(self._helpers)] if self._helpers.has_list else []
        return self._offer(" ".join([care_texts.HELP, *own, numbers_aloud(self._helpers)]), "slow")

    def _offers(self) -> str:
        own = [care_texts.OFFER_LIST] if self._helpers.has_list else []
        return " ".join([care_texts.OFFER, *own, care_texts.OFFER_REST])

    def _short_offer(self) -> str:
        return care_texts.NEXT_LIST if self._helpers.has_list else care_texts.NEXT


def command_in(said: str) -> str | None:
    """The command that was given: by one of its phrases, or, from a key, by its name."""
    return said if said in commands.NAMES else commands.match(said)
