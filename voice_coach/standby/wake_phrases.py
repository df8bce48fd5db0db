"""Phrases that call the coach in standby, judged on freely recognized words.

A small grammar hears its phrases in everything. So the recognizer decodes freely, and only what is
a phrase as a whole, between two pauses, counts: "my coach, are you there for me" calls nobody.
"""

import re
from typing import Literal, NamedTuple

from voice_coach.nlu.text import plain, without_fillers

Kind = Literal["call", "wish", "good night"]


class Call(NamedTuple):
    """What somebody said to the coach in standby; `wish` is what they asked for at once."""

    kind: Kind
    wish: str = ""


_COACH = "(?:coach|coached|coaches|coat|couch|coke|caught|clothes|close)"
"""What the recognizer may write for "coach" where nothing came before it."""

_PHRASE = re.compile(
    rf"(?:hey |hi )?{_COACH} (?:are )?(?:you|your) (?:there|their|then|dear)|"
    rf"(?:hey |hay |hi ){_COACH}|"
    rf"(?:hey |hi )?{_COACH} good (?:morning|evening|afternoon)|"
    r"(?:hello|good (?:morning|evening|afternoon)) coach"
)
"""Each calls the coach. Plain "coach" does not: it is a word of every journal about sports."""

_GOOD_NIGHT = re.compile(
    rf"(?:hey )?(?:{_COACH}|holds|he holds) (?:good night|goodnight)|(?:good night|goodnight) coach"
)

_ADDRESSED = re.compile(r"(?:hey|hay|hi) coach (?P<wish>\w.*)")

MAX_WISH_WORDS = 12
"""A wish that is said at once is short; what is longer was said to somebody else."""


def call_in(utterance: str, own_phrase: str = "") -> Call | None:
    """Return how a whole utterance calls the coach, or None.

    Args:
        utterance: Recognized words, from one pause to the next.
        own_phrase: A phrase of the person's own, which calls as the others do; "" for none.
    """
    said = without_fillers(plain(utterance))
    if _PHRASE.fullmatch(said) or (said and said == plain(own_phrase)):
        return Call("call")
    if _GOOD_NIGHT.fullmatch(said):
        return Call("good night")
    found = _ADDRESSED.fullmatch(said)
    if found is None or len(found["wish"].split()) > MAX_WISH_WORDS:
        return None
    return Call("wish", found["wish"])
