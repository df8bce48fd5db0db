"""What someone wants to hear again, out of what they say: "play me last Sunday".

A session is meant by its day, by its practice, by what was said in it, or by being the last one.
Where a title is a practice's and where it is only words is for who knows the journal.
"""

import re
from dataclasses import dataclass
from datetime import date

from voice_coach.session.bygones import Days, days_of
from voice_coach.session.commands import plain
from voice_coach.session.recalling import telling_words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be heard again.

    Attributes:
        days: Only of these days.
        named: What may be the title of a practice, or else what was spoken of.
        about: Words that were said in it.
        is_question: Somebody wants to be told when it was, before anything is played.
        only_mine: Only the person's own words.
    """

    days: Days | None = None
    named: str = ""
    about: tuple[str, ...] = ()
    is_question: bool = False
    only_mine: bool = False


_POLITELY = (
    r"(?:(?:yes|yeah|no|oh|okay|ok|well|um|uh|please|so|then|maybe|i think|i guess) )*"
    r"(?:(?:can|could|would|will) (?:you|i|we) |"
    r"(?:i want|i'd like|i would like|i'll|i will|let's|let us)(?: you)?(?: to)? |let me )?"
    r"(?:please )?"
)
_TELL = re.compile(  # whoever says this means something that has been, whatever follows
    rf"^{_POLITELY}(?:replay|play back|play me|(?:find )?the session (?=where|when|about|from)|"
    r"(?:when|where|did|have) (?:did |have )?(?:i|we)(?: ever| last)* "
    r"(?:talk|talked|speak|spoke|spoken|say|said|tell|told|mention|mentioned)(?: you)?"
    r"(?: anything| something)?|"
    r"what (?:did|have) (?:i|we) (?:say|said|talk|talked|tell|told|speak|spoken)(?: you)?)\b"
)
_HEAR = re.compile(  # this may also be the wish for a practice
    rf"^{_POLITELY}(?:play|hear|listen to|read(?: back)?(?: me| to me)?)\b"
)
_PAST = re.compile(
    r"\b(?:last|latest|newest|previous|session|sessions|recording|recordings|"
    r"what (?:i|we) (?:said|talked|told)|again)\b"
)
_ANY_DAY = date(2024, 2, 29)
_QUESTION = re.compile(r"^(?:when|where|did|have)\b")
_ONLY_MINE = re.compile(r"\b(?:only|just) (?:my (?:own )?(?:words|voice|answers)|what i said)\b")
_ABOUT = re.compile(r"\babout (?P<words>.+)$")
_SAYS_NOTHING = re.compile(
    r"\b(?:the|my|our|a|an|that|this|last|latest|newest|previous|session|sessions|conversation|"
    r"recording|recordings|one|ones|from|of|on|in|at|again|please|back|me|to|time|with|"
    r"what (?:i|we) (?:said|talked|told)|you|for|and|did|we|i|say|said|talk|talked|when|where)\b"
)


def wants_replay(utterance: str) -> bool:
    """Whether someone who may say anything wants something that has been played."""
    said = plain(utterance)
    if _TELL.search(said) is not None:
        return True
    if _HEAR.search(said) is None:
        return False
    # Which days are meant hangs on today; whether any are does not.
    return _PAST.search(said) is not None or days_of(said, _ANY_DAY) is not None


def wanted_of(utterance: str, today: date) -> Wanted:
    """What is to be heard again.

    Args:
        utterance: What was said or typed, with the asking for it or without.
        today: The day on which it was.
    """
    said = plain(utterance.replace("-", " "))
    asked = _TELL.search(said) or _HEAR.search(said)
    mine = _ONLY_MINE.search(said)
    left = said[asked.end() :] if asked is not None else said
    dated = days_of(left, today)
    days, left = dated or (None, left)
    about = _ABOUT.search(left)
    words = telling_words(about["words"]) if about is not None else ()
    before = left[: about.start()] if about is not None else left
    named = " ".join(_SAYS_NOTHING.sub(" ", _ONLY_MINE.sub(" ", before)).split())
    question = asked is not None and _QUESTION.search(plain(_without_manners(said))) is not None
    return Wanted(days, named, words, question, mine is not None)


def _without_manners(said: str) -> str:
    return re.sub(f"^{_POLITELY}", "", said, count=1)
