"""Answers that say that there is none: "nothing", "I don't know", "I'd rather not say".

What is kept is heard again later, perhaps months later, and "you promised this yesterday: nothing"
would hurt. So such words leave an open question without an answer, as "skip" does. They count as a
whole answer only: "I feel nothing", or "nothing was said all day", tell something.
"""

import re

from voice_coach.session.commands import plain

CLOSINGS = frozenset(
    (
        "nothing", "nothing more", "nothing else", "no", "no more", "none", "that is all",
        "that's all", "that's it", "i'm done", "i am done", "im done",
    )
)  # fmt: skip
"""What a person says, as a whole answer or as the last of several things, when there is no more."""

_BEFORE = (
    "um", "uh", "hm", "hmm", "oh", "ah", "well", "sorry", "honestly", "to be honest", "actually",
    "maybe", "perhaps", "probably", "just", "really", "still", "today", "right now", "no", "nope",
    "i", "i think", "i guess", "i'm afraid", "i am afraid", "i have", "i've got", "i would say",
    "i'd say", "there is", "there's", "there was", "it is", "it's", "it was",
)  # fmt: skip
_NONE = (
    "nothing", "none", "none of (?:it|them|these|those)", "nobody", "no one", "nowhere",
    "(?:don't|do not|wouldn't|would not) (?:really )?know(?: what to say)?", "dunno",
    "(?:i'm |i am )?not (?:really |so |quite )?sure", "no idea", "no clue", "no answer", "no words",
    "(?:can't|cannot|couldn't) (?:think of|say|tell|remember|name)(?: (?:it|that|any\\w*|one))?",
    "(?:don't|do not) remember", "never mind",
)  # fmt: skip
_NO = (
    "no", "nope", "nah", "not", "no thanks", "no thank you",
    "(?:i'd |would )?rather not(?: say| talk about (?:it|that))?",
    "(?:i'd |would )?prefer not to(?: say| answer)?",
    "(?:don't|do not) want to(?: say| answer| talk about)?(?: it| that)?",
)  # fmt: skip
_AFTER = (
    "really", "at all", "today", "tonight", "now", "right now", "for now", "for today", "yet",
    "so far", "at the moment", "at present", "this time", "this week", "either", "more", "else",
    "special", "new", "in particular", "i think", "i guess", "i can think of", "comes", "came",
    "comes up", "came up", "comes to mind", "came to mind", "to say", "to add", "thank you",
    "thanks", "sorry", "please",
)  # fmt: skip
"""Ways of saying that there is nothing, ways of saying no, and what stands around either without
telling anything."""


def _whole(ways: tuple[str, ...]) -> re.Pattern[str]:
    before, said, after = ("|".join(words) for words in (_BEFORE, ways, _AFTER))
    return re.compile(rf"(?:(?:{before}) )*(?:{said})(?: (?:{after}))*")


_SAYS_NOTHING = _whole(_NONE)
_SAYS_NO = _whole(_NO)


def says_nothing(text: str, *, no_tells: bool = False) -> bool:
    """Whether these words, as a whole, say that there is no answer.

    Args:
        text: The words.
        no_tells: Whether a no is an answer like any other.
    """
    said = plain(text)
    if _SAYS_NO.fullmatch(said):
        return not no_tells
    return said in CLOSINGS or _SAYS_NOTHING.fullmatch(said) is not None
