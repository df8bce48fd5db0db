"""What a person wants, out of what they say to the question what to do next.

There is no list to choose from: one says a title, "the second one", "something about saying no",
"surprise me" or "let's breathe". Words are counted, nothing is guessed: where nothing fits, the
question is asked once more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voice_coach.errors import CoachError
from voice_coach.session.breathing import DEFAULT_PATTERN, find_pattern
from voice_coach.session.commands import plain
from voice_coach.session.practice import Practice
from voice_coach.session.understand import yes_no
from voice_coach.session.wanted import wants_replay
from voice_coach.session.words import near, sequence, stands_in, stem, stems, weight_of

Deed = Literal["practice", "breathe", "journal", "replay", "go on", "look back", "else", "nothing"]
"""`else`: to be told of others; `go on`: with the session that was interrupted; `look back`: to
hear what can be counted."""

ENOUGH = 2
"""A practice is spoken of when its words weigh so much: its title or a tag, or two of its words."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done. `name` is the practice's, or that of the breathing pattern.

    Of what is to be replayed it is all that was said: see `wanted`.
    """

    deed: Deed
    name: str = ""


_NOTHING = frozenset((
    "nothing", "nothing at all", "nothing today", "nothing now", "nothing for now", "nothing more",
    "nothing right now", "not now", "not today", "not tonight", "not right now", "later",
    "another time", "never mind", "nevermind", "leave it", "forget it", "thanks", "thank you",
    "thanks not today", "thank you not today", "goodbye", "good bye", "bye", "bye bye",
    "good night", "i have to go", "i must go",
))  # fmt: skip
_ELSE = frozenset((
    "no", "nope", "nah", "not really", "neither", "none", "neither of them", "neither of those",
    "none of them", "none of these", "none of those", "not those", "not these", "not that",
    "another", "other", "others", "more", "new", "different", "show me more", "tell me more",
))  # fmt: skip
_ELSE_ANYWHERE = (
    "something else", "something different", "something other", "something new", "anything else",
    "what else", "another one", "other ones", "what other", "any others", "any other",
)  # fmt: skip
_GO_ON = frozenset((
    "finish", "finish it", "finish that", "pick it up", "first", "former", "old", "same", "that",
    "it", "this",
))  # fmt: skip
_GO_ON_ANYWHERE = ("go on", "continue", "resume", "carry on", "keep going", "where i left off")
_LOOK_BACK = frozenset(("look back", "how did i do", "how have i been"))
_LOOK_BACK_ANYWHERE = (
    "how am i doing", "how i am doing", "how i'm doing", "how have i been doing",
    "how i have been doing", "how i've been doing", "how am i getting on",
)  # fmt: skip
_NEW = frozenset(("second", "latter", "other"))
_SURPRISE = ("surprise", "surprised", "random")
_YOU_CHOOSE = frozenset((
    "you choose", "you decide", "you pick", "you say", "you can choose", "you may choose",
    "choose", "choose for me", "decide for me", "pick one", "anything", "whatever", "either",
    "any", "any of them", "both", "whatever you like", "whatever you want", "whatever you think",
    "i don't know", "i do not know", "i don't mind", "i do not mind", "i don't care", "not sure",
    "i'm not sure", "i am not sure", "no idea", "i have no idea", "i don't know what to do",
    "i don't know what i want", "i don't know which", "it doesn't matter", "start", "begin",
))  # fmt: skip
_PLACES = (
    frozenset(("first", "former", "one", "number one", "1")),
    frozenset(("second", "latter", "two", "number two", "2")),
    frozenset(("third", "three", "number three", "3")),
)
"""Ways of saying each. What stands around them in a sentence is taken off: see `_bare`."""

_LEAD_IN = re.compile(
    r"(?:(?:yes|yeah|no|oh|okay|ok|well|um|uh|please|so|then|maybe|perhaps|i think|i guess) )*"
    r"(?:(?:i want|i'd like|i would like|i'll|i will|let's|let us|can we|could we|we could|"
    r"give me|i choose|i'll take|i take|start|begin)(?: to)? )?"
    r"(?:(?:do|try|take|have|start|begin|choose|hear|with|the|my|a|an|some) )*"
)
_POLITELY = re.compile(r"(?: (?:please|thanks|thank you))*$")
_LEAD_OUT = re.compile(
    r"(?: (?:one|practice|exercise|please|again|now|then|today|thanks|thank you))*$"
)
_WHEN = re.compile(r"\b(?:this|that|every|in the|tomorrow|yesterday) (?:morning|evening)\b")
_I_FEEL = re.compile(
    r"^(?:well )?i need(?: help with| to)?\b|(?<!how )(?<!what )(?<!do )\b(?:i feel|i'm feeling)\b"
)
"""How someone begins to tell what it is about."""

_BREATH = stem("breath")
_JOURNAL = frozenset(stem(word) for word in ("journal", "diary"))
_WRITE = frozenset(stem(word) for word in ("write", "speak", "talk", "entry", "thoughts"))
_WITH_IT = frozenset(stem(word) for word in ("down", "put", "mind", "free", "freely", "head"))


def wish_of(
    text: str, offered: Sequence[Practice], practices: Sequence[Practice], *, going_on: bool = False
) -> Wish | None:
    """What is wanted, or None when it cannot be told.

    Args:
        text: What the person said.
        offered: The practices that were just named, in that order.
        practices: All there are, the one not met for longest first: it is the surprise, and comes
            first where several are spoken of alike.
        going_on: Whether it was asked if an interrupted session is to be gone on with.
    """
    said = plain(text)
    bare = _bare(said)
    if not said:
        return None
    plain_wish = _no_practice(said, bare, going_on)
    if plain_wish is not None:
        return plain_wish
    named = (
        _placed(bare, offered)
        or _titled(said, bare, practices)
        or _left_to_us(said, bare, offered, practices)
    )
    if named is not None:
        return Wish("practice", named.name)
    if bare & _ELSE or _has(said, _ELSE_ANYWHERE) or (going_on and bare & _NEW):
        return Wish("else")
    return _spoken_of(said, bare, (*offered, *practices)) or _agreed(said, offered, going_on)


def _no_practice(text: str, bare: frozenset[str], going_on: bool) -> Wish | None:  # noqa: FBT001 - passed on
    """What comes before any practice: nothing, to look back, to hear it again, or to go on."""
    if bare & _NOTHING:
        return Wish("nothing")
    if bare & _LOOK_BACK or _has(text, _LOOK_BACK_ANYWHERE):
        return Wish("look back")
    if wants_replay(text):
        return Wish("replay", text)
    return Wish("go on") if going_on and _goes_on(text, bare) else None


def _bare(text: str) -> frozenset[str]:
    """What was said, also without "let's do the" before it and "one please" after it."""
    begun = (text, _LEAD_IN.sub("", text, count=1))
    ended = [end.sub("", words) for words in begun for end in (_POLITELY, _LEAD_OUT)]
    return frozenset((*begun, *ended)) - {""}


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {text} " for phrase in phrases)


def _goes_on(text: str, bare: frozenset[str]) -> bool:
    if bare & (_GO_ON | _YOU_CHOOSE):
        return True
    return _has(text, _GO_ON_ANYWHERE) and yes_no(text) != "no"


def _agreed(text: str, offered: Sequence[Practice], going_on: bool) -> Wish | None:  # noqa: FBT001 - passed on
    """What a "yes" means, where there was one thing to say yes to."""
    if yes_no(text) != "yes":
        return None
    if going_on:
        return Wish("go on")
    return Wish("practice", offered[0].name) if len(offered) == 1 else None


def _placed(bare: frozenset[str], offered: Sequence[Practice]) -> Practice | None:
    """The one of what was offered that is meant by its place."""
    if offered and "last" in bare:
        return offered[-1]
    for names, practice in zip(_PLACES, offered, strict=False):
        if bare & names:
            return practice
    return None


def _titled(text: str, bare: frozenset[str], practices: Sequence[Practice]) -> Practice | None:
    """The practice whose title or name was said, the longest where one holds another.

    A title of one word has to be all that was said: "this evening" is no title.
    """
    whole, spoken = {sequence(words) for words in bare}, sequence(text)
    found = [
        (len(title), practice)
        for practice in practices
        for title in {sequence(practice.title), sequence(practice.name.replace("-", " "))}
        if title in whole or (len(title) > 1 and stands_in(title, spoken))
    ]
    return max(found, key=lambda each: each[0])[1] if found else None


def _left_to_us(
    text: str, bare: frozenset[str], offered: Sequence[Practice], practices: Sequence[Practice]
) -> Practice | None:
    """What was not met for longest, as a surprise; or the first, where we are to choose."""
    if practices and _has(text, _SURPRISE):
        return practices[0]
    chosen = (*offered, *practices) if bare & _YOU_CHOOSE else ()
    return chosen[0] if chosen else None


def nearest(text: str, practices: Sequence[Practice]) -> Practice | None:
    """The practice a text speaks of: the one most of whose words, by their weight, stand in it.

    Where there is none, what comes near to the text is looked for. None where the words weigh too
    little; the first among equals.
    """
    spoken = sequence(text)
    for words in (frozenset(stems(text)), near(text)):
        weights = [weight_of(practice, words, spoken) for practice in practices]
        most = max(weights, default=0)
        if most >= ENOUGH:
            return practices[weights.index(most)]
    return None


def _spoken_of(text: str, bare: frozenset[str], practices: Sequence[Practice]) -> Wish | None:
    """What is wanted, by what is spoken of: writing, a practice, or the breath."""
    topic = _I_FEEL.sub("", _WHEN.sub("", text))
    words = set(stems(topic))
    if _JOURNAL & words or (_WRITE & words and words <= _WRITE | _WITH_IT):
        return Wish("journal")
    pattern = _pattern(text, bare)
    if pattern is not None:
        return Wish("breathe", pattern)
    others = " ".join(word for word in topic.split() if stem(word) != _BREATH)
    found = nearest(others, practices)
    if found is not None:
        return Wish("practice", found.name)
    return Wish("breathe", DEFAULT_PATTERN) if _BREATH in words else None


def _pattern(text: str, bare: frozenset[str]) -> str | None:
    """The way of breathing that is named: "box breathing", or "cyclic sigh" alone."""
    words = text.split()
    ends = [place for place, word in enumerate(words) if stem(word) == _BREATH]
    names = [" ".join(words[max(0, end - count) : end]) for end in ends for count in (3, 2, 1)]
    for name in (*names, *sorted(bare)):
        try:
            return find_pattern(name).name
        except CoachError:  # it is no name of one
            continue
    return None
