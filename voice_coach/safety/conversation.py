"""The conversation after words of danger, or after "help me": prompts, and the meaning of replies.

It asks, gives numbers and offers a few small things. It keeps no score, and only the person's own
word leads back to the exercise. An unclear reply is taken for the one that does the least harm: the
conversation stays open, and nothing is deleted.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from voice_coach.nlu import commands
from voice_coach.nlu.answers import yes_no
from voice_coach.nlu.text import plain
from voice_coach.protocol.contacts import Helpers
from voice_coach.protocol.effects import Pace
from voice_coach.safety.helplines import list_aloud, numbers_aloud
from voice_coach.safety.rules import has_danger
from voice_coach.texts import care as care_texts

Then = Literal["wait", "resume", "stop"]
"""What the session does after the conversation: stay paused, resume, or end."""

_Phase = Literal["asked", "offering", "quiet", "keeping", "returning"]

_DELETE = re.compile(r"\b(?:delete|erase|forget|remove)\b")

_KEEP = re.compile(r"\b(?:keep|stay|stays|yes)\b")

_NOT = re.compile(r"\b(?:not|don't|never)\b")

_MISHEARD = re.compile(
    r"\b(?:mis ?heard|heard (?:me )?wrong|heard that wrong|figure of speech|just an expression|"
    r"joking|kidding|false alarm|not what i (?:said|meant)|didn't (?:say|mean) that|"
    r"i'm (?:okay|ok|fine|safe)|i am (?:okay|ok|fine|safe)|nothing like that)\b"
)

_GO_ON = re.compile(
    r"\b(?:(?:go|carry|move|get) on|keep going|continue|resume|go back|back to (?:it|where))\b"
)

_YES = re.compile(r"(?:yes|yeah|yep|yup)\b")

_NUMBERS = re.compile(r"\b(?:numbers?|helplines?|hotlines?|who can i call)\b")

_OFFERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("list", re.compile(r"\b(?:list|contacts?|my people|plan)\b")),
    ("numbers", _NUMBERS),
    ("ground", re.compile(r"\b(?:ground|grounding|floor)\b")),
    ("quiet", re.compile(r"\b(?:quiet|silent|silence)\b|^(?:no|no thanks|nothing|none)$")),
)

CARE_COMMANDS = ("repeat", "stop", "resume", "help me", "pause", "skip", "done", "more time")
"""Commands with a meaning of their own in this conversation."""

MIN_TALK_WORDS = 6
"""Words of a reply from which on somebody is talking, rather than choosing what was offered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the session does next.

    Attributes:
        text: The prompt; empty to go on listening.
        pace: The pace of the prompt.
        then: What comes after the conversation, if it is over.
        forget: Whether to delete what was said, at once and for good.
    """

    text: str = ""
    pace: Pace = "question"
    then: Then | None = None
    forget: bool = False


class CareConversation:
    """One conversation.

    Args:
        helpers: Numbers and contacts.
        asked_for: Whether it began with "help me" rather than with words of danger.
        may_forget: Whether the journal holds words that could be deleted.
        is_second: Whether words were misheard in this session before: then it asks in fewer words.

    Attributes:
        was_misheard: Whether the person said that nothing of the kind was meant.
    """

    def __init__(
        self,
        helpers: Helpers,
        *,
        asked_for: bool,
        may_forget: bool,
        is_second: bool = False,
    ) -> None:
        self.was_misheard = False
        self._helpers = helpers
        self._may_forget = may_forget
        self._then: Then = "wait"
        self._misses = 0
        self._stage: _Phase = "asked"
        self._last = self._helping() if asked_for else self._asking(is_second=is_second)

    @property
    def now(self) -> Reply:
        """Return the latest reply."""
        return self._last

    def hear(self, text: str) -> Reply:
        """Return the reply to what the person said."""
        reply = self._follow(plain(text))
        if reply.text:
            self._last = reply
        return reply

    def silence(self) -> Reply:
        """Return the reply to a long silence."""
        if self._stage == "quiet":
            return Reply()
        if self._stage == "keeping":
            return Reply(then=self._then)
        if self._stage == "returning":
            return Reply(then="wait")
        self._stage = "quiet"
        self._last = Reply(care_texts.SILENCE)
        return self._last

    def _follow(self, said: str) -> Reply:
        name = command_in(said)
        if name == "repeat":
            return self._last
        if has_danger(said) and self._stage != "asked":
            self.was_misheard = False
            return self._offer(numbers_aloud(self._helpers), "slow")
        if self._stage in ("keeping", "returning"):
            leave = self._kept_or_not if self._stage == "keeping" else self._returned_or_not
            return leave(said, name)
        if self._may_forget and _DELETE.search(said) and not _NOT.search(said):
            self._may_forget = False
            return replace(self._offer(care_texts.DELETED), forget=True)
        command = self._command(name)
        if command is not None:
            return command
        return self._confirmed(said) if self._stage == "asked" else self._chosen(said)

    def _command(self, name: str | None) -> Reply | None:
        """Return the reply to a command; None where it is none of this conversation."""
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

    def _confirmed(self, said: str) -> Reply:
        """Return the reply to the answer to "did I hear that right?"."""
        meant = has_danger(said) or _YES.match(said) or "meant it" in said or "mean it" in said
        if not meant and (_MISHEARD.search(said) or yes_no(said) == "no"):
            return self._misheard(said)
        if _NUMBERS.search(said) and not meant:
            return self._offer(numbers_aloud(self._helpers), "slow")
        thanks = care_texts.THANKS if meant else care_texts.NO_NEED
        self._stage = "offering"
        return Reply(f"{thanks} {self._offers()}")

    def _chosen(self, said: str) -> Reply:
        """Return what was chosen of what was offered."""
        if _MISHEARD.search(said):
            return self._misheard(said)
        match next((name for name, words in _OFFERS if words.search(said)), None):
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
        """Return a prompt the first time; from then on only listen."""
        self._misses += 1
        if self._misses > 1:
            self._stage = "quiet"
            return Reply()
        is_talking = len(said.split()) >= MIN_TALK_WORDS
        return Reply(care_texts.TALKING if is_talking else care_texts.OFFER_AGAIN)

    def _be_quiet(self) -> Reply:
        self._stage = "quiet"
        return Reply(care_texts.QUIET)

    def _offer(self, text: str, pace: Pace = "question") -> Reply:
        """Return a prompt that ends with what else there is."""
        self._stage = "offering"
        return Reply(f"{text} {self._short_offer()}", pace)

    # Leaving.

    def _misheard(self, said: str) -> Reply:
        """Return the reply to "that's not what I meant", which may ask to go on in one breath."""
        self.was_misheard = True
        if _GO_ON.search(said) and not _DELETE.search(said):
            return Reply(then="resume")
        self._stage = "returning"
        ask = care_texts.GO_ON_OR_DELETE if self._may_forget else care_texts.GO_ON
        return Reply(f"{care_texts.MISHEARD} {ask}")

    def _returned_or_not(self, said: str, name: str | None) -> Reply:
        """Return the reply to the answer to "shall we go on?". What is unclear waits, paused."""
        if name == "help me":
            return self._helping()
        if name == "stop":
            return Reply(then="stop")
        if self._may_forget and _DELETE.search(said) and not _NOT.search(said):
            self._may_forget = False
            return Reply(f"{care_texts.DELETED} {care_texts.GO_ON}", forget=True)
        goes_on = name == "resume" or _GO_ON.search(said) or yes_no(said) == "yes"
        return Reply(then="resume" if goes_on and not _NOT.search(said) else "wait")

    def _before_leaving(self, then: Then, first: str = "") -> Reply:
        """Return the question whether to keep what was said, or leave where that is settled."""
        if not self._may_forget:
            return Reply(first, then=then)
        self._stage, self._then, self._misses = "keeping", then, 0
        return Reply(f"{first} {care_texts.KEEP}".strip())

    def _kept_or_not(self, said: str, name: str | None) -> Reply:
        """Return the reply to its answer. Only "delete" deletes: that cannot be undone."""
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

    # Prompts.

    def _asking(self, *, is_second: bool) -> Reply:
        """Return the first prompt after words of danger."""
        if is_second:
            return Reply(f"{care_texts.HEARD_AGAIN} {care_texts.ASK}")
        numbers = numbers_aloud(self._helpers)
        return Reply(f"{care_texts.HEARD} {numbers} {care_texts.ASK}", "slow")

    def _helping(self) -> Reply:
        """Return the prompt after "help me"."""
        own = [list_aloud(self._helpers)] if self._helpers.has_list else []
        return self._offer(" ".join([care_texts.HELP, *own, numbers_aloud(self._helpers)]), "slow")

    def _offers(self) -> str:
        own = [care_texts.OFFER_LIST] if self._helpers.has_list else []
        return " ".join([care_texts.OFFER, *own, care_texts.OFFER_REST])

    def _short_offer(self) -> str:
        return care_texts.NEXT_LIST if self._helpers.has_list else care_texts.NEXT


def command_in(said: str) -> str | None:
    """Return the command that was given, by one of its phrases or, from a key, by its name."""
    return said if said in commands.NAMES else commands.match(said)
