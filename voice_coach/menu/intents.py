"""Intents at the menu: a practice, breathing, a journal entry, a past session, or nothing.

There is no list to choose from: one says a title, "the second one", "surprise me", "box breathing
for three minutes", or a wish in one's own words, which a matcher has learnt. Where nothing is near,
there is no intent. A past session is named by its day, practice or topic
(`ReplayQuery`); whether a name is a practice's, the journal decides.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from voice_coach.breathing import DEFAULT_PATTERN, find_pattern
from voice_coach.errors import CoachError
from voice_coach.menu.matcher import Label, Match, WishMatcher
from voice_coach.nlu.answers import yes_no
from voice_coach.nlu.dates import Days, days_of
from voice_coach.nlu.durations import LONG_MINUTES, SHORT_MINUTES, duration, wanted_minutes
from voice_coach.nlu.replacement import asks_to_correct, takes_correction_back
from voice_coach.nlu.text import keywords, plain, sequence, stands_in, stem, stems
from voice_coach.practice.schema import Practice

# Topics: what a text is about.

_IN_TITLE, _IN_TAG, _IN_ABOUT = 4, 3, 1
"""Weights of a word in the title, in a tag, and in the about of a practice."""

NEAR = {
    "decisions": "decisions thinking clarity intuition gut",
    "values": "values honesty commitment",
    "getting up again": "mistakes lessons compassion letter",
    "relationships": "relationships boundaries limits discomfort presence",
    "growth": "courage ladder goals change",
    "health": "energy tired meditation light",
    "a quieter mind": "thoughts overthinking fair meditation light",
    "stress": "anxiety alarm panic overwhelmed steady",
    "independence": "needs quiet roles promises",
    "feelings": "emotions",
    "anger": "emotions feelings",
    "sadness": "emotions feelings",
    "unsure": "doubt",
    "presentation": "performance",
    "interview": "performance",
    "exam": "performance",
    "speech": "performance",
    "meeting": "performance",
}
"""Topics, each with words that practices are found by; the choices of a focus are among them."""


def near(text: str) -> frozenset[str]:
    """Return the stems of words near a text: near all of it, or near any of its words."""
    whole = NEAR.get(plain(text))
    if whole is not None:
        return frozenset(stems(whole))
    said = set(stems(text))
    return frozenset(
        found for topic, words in NEAR.items() if stem(topic) in said for found in stems(words)
    )


def weight_of(practice: Practice, words: AbstractSet[str], spoken: tuple[str, ...] = ()) -> int:
    """Return how much a practice is about these words.

    Args:
        practice: The practice.
        words: Stems.
        spoken: Stems of all that was said, in order, to find tags of several words in.
    """
    tags = [sequence(tag) for tag in practice.tags]
    weights = dict.fromkeys(stems(practice.about), _IN_ABOUT)
    weights |= {word: _IN_ABOUT for tag in tags for word in tag}
    weights |= {tag[0]: _IN_TAG for tag in tags if len(tag) == 1}
    weights |= dict.fromkeys(stems(practice.title), _IN_TITLE)
    whole = sum(_IN_TAG for tag in tags if len(tag) > 1 and stands_in(tag, spoken))
    return whole + sum(weights.get(word, 0) for word in words)


# Requests to play a past session.


@dataclass(frozen=True, slots=True)
class ReplayQuery:
    """The past sessions that somebody wants to hear.

    Attributes:
        days: The days they began on; None for any.
        named: The title of a practice, or else a topic.
        about: Words that were said in them.
        is_question: Whether the person asks when it was, before anything is played.
        only_mine: Whether to play only the person's own words.
    """

    days: Days | None = None
    named: str = ""
    about: tuple[str, ...] = ()
    is_question: bool = False
    only_mine: bool = False


_POLITE_START = (
    r"(?:(?:yes|yeah|no|oh|okay|ok|well|um|uh|please|so|then|maybe|i think|i guess) )*"
    r"(?:(?:can|could|would|will) (?:you|i|we) |"
    r"(?:i want|i'd like|i would like|i'll|i will|let's|let us)(?: you)?(?: to)? |let me )?"
    r"(?:please )?"
)

_ASK_PAST = re.compile(  # a request for a past session, whatever follows
    rf"^{_POLITE_START}(?:replay|play back|play me|(?:find )?the session (?=where|when|about|from)|"
    r"(?:when|where|did|have) (?:did |have )?(?:i|we)(?: ever| last)* "
    r"(?:talk|talked|speak|spoke|spoken|say|said|tell|told|mention|mentioned)(?: you)?"
    r"(?: anything| something)?|"
    r"what (?:did|have) (?:i|we) (?:say|said|talk|talked|tell|told|speak|spoken)(?: you)?)\b"
)

_ASK_AUDIO = re.compile(  # may also ask for a practice
    rf"^{_POLITE_START}(?:play|hear|listen to|read(?: back)?(?: me| to me)?)\b"
)

_PAST_WORDS = re.compile(
    r"\b(?:last|latest|newest|previous|session|sessions|recording|recordings|"
    r"what (?:i|we) (?:said|talked|told)|again)\b"
)

_ANY_DAY = date(2024, 2, 29)

_QUESTION = re.compile(r"^(?:when|where|did|have)\b")

_ONLY_MINE = re.compile(r"\b(?:only|just) (?:my (?:own )?(?:words|voice|answers)|what i said)\b")

_ABOUT = re.compile(r"\babout (?P<words>.+)$")

_REPLAY_FILLERS = re.compile(
    r"\b(?:the|my|our|a|an|that|this|last|latest|newest|previous|session|sessions|conversation|"
    r"recording|recordings|one|ones|from|of|on|in|at|again|please|back|me|to|time|with|"
    r"what (?:i|we) (?:said|talked|told)|you|for|and|did|we|i|say|said|talk|talked|when|where)\b"
)


def is_replay_request(utterance: str) -> bool:
    """Return whether an answer at the menu asks to play a past session."""
    said = plain(utterance)
    if _ASK_PAST.search(said) is not None:
        return True
    if _ASK_AUDIO.search(said) is None:
        return False
    # Which days are named depends on today; whether any are does not.
    return _PAST_WORDS.search(said) is not None or days_of(said, _ANY_DAY) is not None


def replay_query(utterance: str, today: date) -> ReplayQuery:
    """Return the past sessions that an utterance asks for.

    Args:
        utterance: What was said or typed, with "play me" and the like or without.
        today: The day on which it was.
    """
    said = plain(utterance.replace("-", " "))
    asked = _ASK_PAST.search(said) or _ASK_AUDIO.search(said)
    mine = _ONLY_MINE.search(said)
    left = said[asked.end() :] if asked is not None else said
    dated = days_of(left, today)
    days, left = dated or (None, left)
    about = _ABOUT.search(left)
    words = keywords(about["words"]) if about is not None else ()
    before = left[: about.start()] if about is not None else left
    named = " ".join(_REPLAY_FILLERS.sub(" ", _ONLY_MINE.sub(" ", before)).split())
    question = (
        asked is not None and _QUESTION.search(re.sub(f"^{_POLITE_START}", "", said)) is not None
    )
    return ReplayQuery(days, named, words, question, mine is not None)


# Intents.

Action = Literal[
    "practice", "breathe", "journal", "replay", "recall", "resume", "again", "look back", "fits",
    "voice", "correct", "else", "explain", "outside", "nothing",
]  # fmt: skip
"""`recall` tells promises or the letter, `again` is what was done last, `look back` the insight,
`fits` whatever fits into the time, `voice` another voice of the coach, `correct` changes the last
entry, `else` other proposals, `explain` what there is, `outside` what no practice can do, such as
the weather."""

_TIMED = ("practice", "breathe", "again", "fits")
"""Actions that can take the time that a person has."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An action, and the name of its practice or breathing pattern.

    The name of a `replay` is the whole utterance, for `replay_query`, that of `again` as well, and
    that of a `recall` a spoken command. `minutes` is the time the person has, where they said so.
    """

    action: Action
    name: str = ""
    minutes: float | None = None


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

_RESUME = frozenset((
    "finish", "finish it", "finish that", "pick it up", "first", "former", "old", "same", "that",
    "it", "this",
))  # fmt: skip

_RESUME_ANYWHERE = ("go on", "continue", "resume", "carry on", "keep going", "where i left off")

_LOOK_BACK = frozenset(("look back", "how did i do", "how have i been"))

_LOOK_BACK_ANYWHERE = (
    "how am i doing", "how i am doing", "how i'm doing", "how have i been doing",
    "how i have been doing", "how i've been doing", "how am i getting on",
)  # fmt: skip

_VOICE = re.compile(
    r"\b(?:(?:another|different|new|nicer|softer|deeper|lower|higher|other|male|female|man's|woman's)"
    r" |(?:change|choose|pick|don't like) (?:a|the|your|that|this) )voices?\b(?! (?:in|inside)\b)"
    r"|\byou sound (?:like a|so|too)\b"
)
"""A wish for another voice of the coach."""

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
"""Ways to name the first, second and third, without the words around them: see `_bare`."""


_LEAD_IN = re.compile(
    r"(?:(?:yes|yeah|no|oh|okay|ok|well|um|uh|please|so|then|maybe|perhaps|i think|i guess) )*"
    r"(?:(?:i want|i'd like|i would like|i'll|i will|let's|let us|can we|could we|we could|"
    r"give me|i choose|i'll take|i take|start|begin)(?: to)? )?"
    r"(?:(?:do|try|take|have|start|begin|choose|hear|with|the|my|a|an|some) )*"
)

_POLITE_END = re.compile(r"(?: (?:please|thanks|thank you))*$")

_LEAD_OUT = re.compile(
    r"(?: (?:one|practice|exercise|please|again|now|then|today|thanks|thank you))*$"
)

_WHEN = re.compile(r"\b(?:this|every|tomorrow|yesterday) (?:morning|evening)\b(?=.*\w)")

_BREATH = stem("breath")

_YES = frozenset((
    "yes", "yeah", "yep", "sure", "okay", "ok", "fine", "good", "yes okay", "yes sure", "yes that",
    "that sounds good", "sounds good", "go ahead", "let's do that", "let's do it", "do that",
    "yes let's do that", "i'd like that", "i would like that", "all right", "alright", "go on",
))  # fmt: skip
"""Answers that are no more than a yes."""

_MAX_AROUND_TITLE = 5
"""Words around a title inside an answer: in a longer one it is by chance ("i don't know where to
begin with the letter to the bank")."""

MIN_NEARNESS = 0.2
"""Cosine to a wish from which a practice is near."""

MIN_LIKENESS, MIN_LIKENESS_ALONE = 0.28, 0.5
"""Cosines to a wish from which it is known, and from which a rival does not matter."""

MIN_SHARE, MIN_SHARE_ALONE = 0.5, 0.6
"""Probability from which a wish is clear: one that is known, and one that is near."""

MIN_LEAD = 1.4
"""Times the share of the second from which the first is meant, and not one of the two."""

_WHOLE = ("nothing", "else")
"""Actions that are meant only by most of an answer: "nothing heavy" is another wish."""

MIN_WHOLE_LIKENESS = 0.6
"""Cosine from which most of an answer is meant."""

_OFFERED_SHARE = 0.6
"""Part of the largest share from which a practice is meant that was just offered."""

_ACTIONS: dict[str, Intent] = {
    "breathe": Intent("breathe", DEFAULT_PATTERN),
    "journal": Intent("journal"),
    "promises": Intent("recall", "what did i promise"),
    "letter": Intent("recall", "read my letter"),
    "look back": Intent("look back"),
    "choose": Intent("fits"),
    "short": Intent("fits", minutes=SHORT_MINUTES),
    "long": Intent("fits", minutes=LONG_MINUTES),
    "else": Intent("else"),
    "explain": Intent("explain"),
    "outside": Intent("outside"),
    "nothing": Intent("nothing"),
}
"""Wishes of the matcher that mean the same whatever was offered."""


_NO_WISH = _YES.union(*_PLACES)
"""Answers that mean something only where something was offered."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an answer at the menu answers.

    Attributes:
        practices: All practices, the one not run for longest first: it is the surprise.
        matcher: Knows the wishes for them.
        offered: The practices that were just named, in that order.
        can_resume: Whether the question was if an interrupted session is to be resumed.
    """

    practices: Sequence[Practice]
    matcher: WishMatcher
    offered: Sequence[Practice] = ()
    can_resume: bool = False


def intent_of(text: str, question: Question) -> Intent | None:
    """Return the intent of an answer at the menu, or None if it is unclear."""
    said = plain(text)
    if not said:
        return None
    bare = _bare(said)
    minutes = wanted_minutes(said)
    intent = _without_practice(said, bare, question) or _by_name(said, bare, question)
    if intent is None and not bare & _NO_WISH:
        intent = _by_wish(said, minutes, question)
    if intent is None and yes_no(said) == "yes":
        return _agreed(question)
    if intent is None or intent.minutes is not None or intent.action not in _TIMED:
        return intent
    return replace(intent, minutes=minutes)


def _bare(text: str) -> frozenset[str]:
    """Return an answer as it is, and without "let's do the" before and "one please" after it."""
    begun = (text, _LEAD_IN.sub("", text, count=1))
    ended = [end.sub("", words) for words in begun for end in (_POLITE_END, _LEAD_OUT)]
    return frozenset((*begun, *ended)) - {""}


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(f" {phrase} " in f" {text} " for phrase in phrases)


def _without_practice(text: str, bare: frozenset[str], question: Question) -> Intent | None:
    """Return an intent that names no practice, or None."""
    if bare & _NOTHING:
        return Intent("nothing")
    if bare & _LOOK_BACK or _has(text, _LOOK_BACK_ANYWHERE):
        return Intent("look back")
    if _VOICE.search(text):
        return Intent("voice")
    if asks_to_correct(text) or takes_correction_back(text):
        return Intent("correct", text)
    if is_replay_request(text) and not _is_outside(text, question.matcher):
        return Intent("replay", text)
    return Intent("resume") if question.can_resume and _resumes(text, bare) else None


def _is_outside(text: str, matcher: WishMatcher) -> bool:
    """Return whether "play me" asks for music, say, and not for a past session."""
    return any(match.label[0] == "outside" for match in wishes_in(text, matcher)[:1])


def _resumes(text: str, bare: frozenset[str]) -> bool:
    if bare & (_RESUME | _YOU_CHOOSE):
        return True
    return _has(text, _RESUME_ANYWHERE) and yes_no(text) != "no"


def _by_name(text: str, bare: frozenset[str], question: Question) -> Intent | None:
    """Return what is named by its place, title or pattern, others, or the coach's choice."""
    named = _by_place(bare, question.offered) or _by_title(text, bare, question.practices)
    if named is not None:
        return Intent("practice", named.name)
    if bare & _ELSE or _has(text, _ELSE_ANYWHERE) or (question.can_resume and bare & _NEW):
        return Intent("else")
    if question.practices and _has(text, _SURPRISE):
        return Intent("practice", question.practices[0].name)
    if bare & _YOU_CHOOSE:
        return _left_to_coach(question)
    pattern = _pattern(text, bare)
    return Intent("breathe", pattern) if pattern is not None else None


def _by_place(bare: frozenset[str], offered: Sequence[Practice]) -> Practice | None:
    """Return the one of the offered practices that is named by its place."""
    if offered and "last" in bare:
        return offered[-1]
    for names, practice in zip(_PLACES, offered, strict=False):
        if bare & names:
            return practice
    return None


def _by_title(text: str, bare: frozenset[str], practices: Sequence[Practice]) -> Practice | None:
    """Return the practice whose title or name was said, the longest where one holds another.

    A title of one word has to be the whole answer: "this evening" is no title.
    """
    whole, spoken = {sequence(words) for words in bare}, sequence(text)
    found = [
        (len(title), practice)
        for practice in practices
        for title in {sequence(practice.title), sequence(practice.name.replace("-", " "))}
        if title in whole
        or (1 < len(title) >= len(spoken) - _MAX_AROUND_TITLE and stands_in(title, spoken))
    ]
    return max(found, key=lambda each: each[0])[1] if found else None


def _pattern(text: str, bare: frozenset[str]) -> str | None:
    """Return the breathing pattern that is named: "box breathing", or "cyclic sigh" alone."""
    words = text.split()
    ends = [place for place, word in enumerate(words) if stem(word) == _BREATH]
    names = [" ".join(words[max(0, end - count) : end]) for end in ends for count in (3, 2, 1)]
    for name in (*names, *sorted(bare)):
        try:
            return find_pattern(name).name
        except CoachError:  # it is no name of one
            continue
    return None


def _agreed(question: Question) -> Intent | None:
    """Return what a "yes" means, where there was one thing to say yes to."""
    if question.can_resume:
        return Intent("resume")
    one = question.offered[0] if len(question.offered) == 1 else None
    return Intent("practice", one.name) if one is not None else None


def _left_to_coach(question: Question) -> Intent | None:
    first = next(iter((*question.offered, *question.practices)), None)
    return Intent("practice", first.name) if first is not None else None


def wishes_in(text: str, matcher: WishMatcher) -> list[Match]:
    """Return what may be wished for, the likeliest first, whatever time is named with it."""
    return matcher.ranked(_without_time(text))


def _without_time(text: str) -> str:
    """Return what is wished for, without the minutes and the hour of "this evening i feel"."""
    named = duration(text)
    return _WHEN.sub("", text if named is None else named[1])


def _by_wish(text: str, minutes: float | None, question: Question) -> Intent | None:
    """Return the intent of a wish in somebody's own words, or None if none is known or clear."""
    label = None
    if minutes is None or stems(_without_time(text)):
        label = _clearest(wishes_in(text, question.matcher), question.offered)
    match label:
        case None:
            return Intent("fits", minutes=minutes) if minutes is not None else None
        case ("practice", name):
            return Intent("practice", name)
        case ("replay", _):
            return Intent("replay", text)
        case ("again" | "resume" as action, _):
            return (
                Intent("resume")
                if action == "resume" and question.can_resume
                else Intent("again", text)
            )
        case ("choose", _) if minutes is None:
            return _left_to_coach(question)
    return _ACTIONS[label[0]]


def _is_known(match: Match) -> bool:
    known = match.share >= MIN_SHARE and match.likeness >= MIN_LIKENESS
    return known or (match.share >= MIN_SHARE_ALONE and match.likeness >= MIN_NEARNESS)


def _clearest(ranked: Sequence[Match], offered: Sequence[Practice]) -> Label | None:
    """Return what is wished for, rather what was just offered, or None if that is not clear."""
    ranked = [
        match
        for match in ranked
        if match.label[0] not in _WHOLE or match.likeness >= MIN_WHOLE_LIKENESS
    ]
    if not ranked or not _is_known(ranked[0]):
        return None
    labels = {("practice", practice.name) for practice in offered}
    least = ranked[0].share * _OFFERED_SHARE
    for match in ranked:
        if match.label in labels and match.share >= least:
            return match.label
    first, *others = ranked
    rivals = others and first.share < others[0].share * MIN_LEAD
    return None if rivals and first.likeness < MIN_LIKENESS_ALONE else first.label
