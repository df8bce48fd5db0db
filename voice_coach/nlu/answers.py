"""Answers in spoken English: none at all, yes or no, a choice, a list, a letter, and hints.

People answer a closed question in their own way: "not really", "the second one". A function takes
an utterance and returns the value meant, or None where that is unclear. Numbers are in
`nlu.numbers`, days in `nlu.dates`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from voice_coach.nlu.lexicon import NUMBERS, ORDINALS
from voice_coach.nlu.numbers import in_english
from voice_coach.nlu.text import plain, stem
from voice_coach.protocol.effects import Expects

# No answer.

CLOSINGS = frozenset(
    (
        "nothing", "nothing more", "nothing else", "no", "no more", "none", "that is all",
        "that's all", "that's it", "i'm done", "i am done", "im done",
    )
)  # fmt: skip
"""Whole answers, or last items of a list, that mean that there is no more."""

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

_DECLINED = (
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
"""Expressions of "nothing" and of a refusal, and fillers that may stand around either."""


def _whole(ways: tuple[str, ...]) -> re.Pattern[str]:
    before, said, after = ("|".join(words) for words in (_BEFORE, ways, _AFTER))
    return re.compile(rf"(?:(?:{before}) )*(?:{said})(?: (?:{after}))*")


_SAYS_NOTHING = _whole(_NONE)

_SAYS_NO = _whole(_DECLINED)


def says_nothing(text: str, *, no_tells: bool = False) -> bool:
    """Return whether a whole answer says that there is no answer, as "skip" does.

    An open question keeps its answer, perhaps for months, and "you promised this: nothing" would
    hurt. Only a whole answer counts: "I feel nothing" is one in its own right.

    Args:
        text: The answer.
        no_tells: Whether a no is an answer like any other.
    """
    said = plain(text)
    if _SAYS_NO.fullmatch(said):
        return not no_tells
    return said in CLOSINGS or _SAYS_NOTHING.fullmatch(said) is not None


# Yes and no.

_YES = (
    "yes", "yeah", "yep", "yup", "yah", "aye", "sure", "alright", "all right", "confirm",
    "confirmed", "agreed", "surely", "right", "correct", "exactly", "okay", "ok", "fine",
    "of course", "indeed", "go for it", "might as well", "may as well", "no worries", "true",
    "definitely", "absolutely", "certainly", "totally", "gladly",
    "please", "probably", "most likely", "mostly", "i think so", "i believe so", "i guess so",
    "i suppose so", "i hope so", "i'd say so", "i would say so", "pretty much", "very much",
    "you bet", "by all means", "with pleasure", "go ahead", "that works", "i'd love to",
    "i would love to", "uh huh", "mm hmm", "mhm", "that is so", "why not", "no problem", "no doubt",
    "not a problem", "no question", "can't say no", "cannot say no", "couldn't say no",
    "won't say no", "will not say no", "i reckon so", "sounds good", "sounds right",
    "i'd like that", "i would like that", "more or less", "affirmative", "i agree", "spot on",
    "naturally", "you could say", "you might say",
    "without doubt", "without a doubt", "without question", "don't mind", "do not mind",
    "wouldn't mind", "would not mind", "not wrong", "couldn't agree more", "i can", "i could",
    "i will", "i would",
)  # fmt: skip

_IT_DID = re.compile(
    r"\b(?:i|you|he|she|we|they|it|that|this|there) "
    r"(?:do|does|did|am|is|are|was|were|have|has|had)\b"
)
"""A short answer: "I did", "it was", "there is"."""

_PLEASED = re.compile(
    r"(?:(?:oh|ah|well|okay|ok|very|really|just|all|it|that|this|it's|that's|that'd be|is|was|went|"
    r"felt|feels|sounds|would be|works) )*"
    r"(?:good|great|perfect|wonderful|lovely|brilliant|excellent|awesome|fantastic|super|cool|nice)"
    r"(?: (?:idea|one|thanks|thank you|then|to me|for me))*"
)
"""A whole answer that only says how good something is: "perfect", "that sounds great"."""

THAT_IS_IT = ("that's it", "that is it", "that was it")
"""A yes to a yes-no question; to any other question it ends the answer."""

_WHOLE_YES = frozenset(
    ("i guess", "i suppose", "i think", "always", "every time", "more yes than no", "in a way yes",
     "let's", "let's do that", "let's do it", "let's try", "let's try that", "let's try it",
     "it would", "it could", "it will", "it can", "it could work", "that could work", "you got it",
     "that's what i said", "that is what i said", *THAT_IS_IT)
)  # fmt: skip

_NO = (
    "no", "nope", "nah", "wrong", "incorrect", "hardly", "barely", "rarely", "neither", "i doubt",
    "far from it", "uh uh", "i forgot", "i wish", "negative", "nothing like that",
    "nothing of the kind", "nothing of the sort",
)  # fmt: skip

_NOT = r"(?:not|never|cannot|\w+n't)"

_IDIOM = re.compile(
    r"\b(?:why not|no problem|no worries|not a problem|no doubt|no question|"
    r"(?:can't|cannot|couldn't|won't|will not) say no|than no|without (?:a )?(?:doubt|question)|"
    r"(?:don't|do not|wouldn't|would not) mind|not wrong|couldn't agree more)\b"
)
"""Idioms that mean yes although they hold a negation."""

_UNSURE = re.compile(
    r"\b(?:no (?:idea|clue)|maybe|perhaps|possibly|who knows|could be|it depends|"
    r"hard to say|have to think|half and half|fifty fifty|not (?:\w+ )?(?:sure|certain)|"
    r"(?:don't|do not) (?:\w+ )?know|"
    r"(?:can't|cannot|couldn't|could not) (?:\w+ )?(?:say|tell|decide))\b"
)
"""Neither a yes nor a no, whatever else is said with it."""


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)


def yes_no(utterance: str) -> str | None:
    """Return `yes`, `no`, or None. A "no" anywhere outweighs a "yes": "not really"."""
    text = plain(utterance)
    plainly = _IDIOM.sub("", text)
    if _UNSURE.search(plainly):
        return None
    if _has(plainly, _NO) or re.search(rf"\b{_NOT}\b", plainly):
        return "no"
    is_yes = text in _WHOLE_YES or _has(text, _YES) or _IT_DID.search(text)
    return "yes" if is_yes or _PLEASED.fullmatch(text) else None


# Choices.

MAX_PLACES = 8
"""Choices that can be named by their place, as "the third" or "number three"."""

_ALIKE = {
    "half": "partly", "part": "partly", "partially": "partly", "some": "partly",
    "most": "partly", "mostly": "partly", "guilty": "guilt",
    "grieve": "grief", "grieving": "grief", "respectful": "respect", "true": "truth",
    "truthful": "truth", "years": "longer", "year": "longer", "ages": "longer",
    "forever": "longer", "disappointing": "disappointment", "disappointed": "disappointment",
}  # fmt: skip
"""Synonyms of words in choices."""

_FILLERS = {
    "a", "an", "the", "i", "it", "was", "is", "and", "of", "to", "my", "one", "that", "say", "feel",
    "feeling", "felt",
}  # fmt: skip


def choice(utterance: str, choices: Sequence[str]) -> str | None:
    """Return the one of `choices` that is meant, by its words, its place or most of its words.

    None if none matches, if two match equally well, or if the one that matches is denied ("not
    kept").
    """
    text = plain(utterance)
    said = _named(text, choices)
    # "partly kept" holds "kept": the longer choice is the one that was said.
    said = [item for item in said if not any(item != o and plain(item) in plain(o) for o in said)]
    if any(_is_denied(text, item) for item in said):
        return _instead(text, said, choices)
    if said:
        return said[0] if len(said) == 1 else None
    if re.search(r"\b(?:neither|none|both|all of them)\b", text):
        return None
    placed = _placed(text, choices)
    return placed if placed is not None else _most_words(text, choices)


def _named(text: str, choices: Sequence[str]) -> list[str]:
    words = _stems(text)
    return [
        item
        for item in choices
        if _has(text, [plain(item)])
        # "i kept a part of it": every word of "partly kept", if not in a row
        or (len(meant := _stems(plain(item))) > 1 and meant <= words)
    ]


def _instead(text: str, said: Sequence[str], choices: Sequence[str]) -> str | None:
    """Return the choice named after one that is denied: "not money but family"."""
    _, but, rest = text.partition(" but ")
    if but:
        return choice(rest, [item for item in choices if item not in said[:1]])
    meant = [
        item
        for item in choices
        for other in choices
        if re.search(
            rf"\bnot (?:the |my |a )?{re.escape(plain(other))} "
            rf"(?:(?:the|my|a|it|it's|it is|just|rather|more) )*{re.escape(plain(item))}\b",
            text,
        )
    ]
    return meant[0] if len(meant) == 1 else None


def _is_denied(text: str, item: str) -> bool:
    """Return whether a choice is denied: "it was not kept", "anything but money"."""
    if re.search(r"\b(?:none|nothing)\b(?! but\b)", text) and not _has(
        plain(item), ["none", "nothing"]
    ):
        return True
    denied = rf"\b(?:{_NOT}(?: \w+)?(?: \w+)?|anything but) {re.escape(plain(item))}\b"
    return re.search(denied, text) is not None or _stems(plain(item)) <= _denied_stems(text)


def _denied_stems(text: str) -> set[str]:
    """Return the stems of the words after a "not"."""
    return _stems(" ".join(re.findall(rf"\b{_NOT}((?: (?!but\b)\w+){{1,3}})", text)))


def _placed(text: str, choices: Sequence[str]) -> str | None:
    """Return the choice that is meant by its place among them."""
    for item, ordinal, count in zip(choices[:MAX_PLACES], ORDINALS, NUMBERS[1:], strict=False):
        if re.search(
            rf"\bthe {ordinal}\b|^{ordinal}(?: one)?$|\b(?:number|option|choice) {count}\b"
            rf"|^{count}$",
            text,
        ):
            return item
    if choices and re.search(r"\bthe last\b|^last(?: one)?$", text):
        return choices[-1]
    if len(choices) == 3 and re.search(r"\bmiddle\b", text):
        return choices[1]
    if len(choices) == 2 and (found := re.search(r"\bthe (former|latter)\b", text)):
        return choices[found[1] == "latter"]
    return None


def _most_words(text: str, choices: Sequence[str]) -> str | None:
    """Return the choice most of whose words were said, in any form and not denied."""
    words = _stems(text) - _denied_stems(text)
    scores = [len(words & _stems(plain(item))) for item in choices]
    best = max(scores, default=0)
    found = [item for item, score in zip(choices, scores, strict=True) if score == best > 0]
    whole = [item for item in found if _stems(plain(item)) <= words]  # "keep": more of "kept"
    return found[0] if len(found) == 1 else whole[0] if len(whole) == 1 else None


def _stems(text: str) -> set[str]:
    return {stem(_ALIKE.get(word, word)) for word in text.split() if word not in _FILLERS}


# Lists and letters.

_BETWEEN_ITEMS = re.compile(
    r",|;|\.|\n|"
    r"\b(?:and then|and also|as well as|(?<!\bpeace )(?<!\bgive )(?<!\bups )and|plus|then)\b",
    re.IGNORECASE,
)
"""Not within "peace and quiet", "give and take" or "ups and downs", which are one thing each."""

_LEAD_IN = re.compile(
    r"^(?:(?:um|uh|oh|well(?! being)|just|maybe|perhaps|first of all|firstly|secondly|finally|"
    r"there (?:is|are|was|were)|there's)\b[ ,]*)+(?=\w)",
    re.IGNORECASE,
)
"""Fillers before an item."""


def items(utterance: str) -> tuple[str, ...]:
    """Return the items of a spoken list: split at "and", commas, sentence ends and line ends.

    A last item that only says that there is nothing more is left out.
    """
    parts = [_LEAD_IN.sub("", part.strip()) for part in _BETWEEN_ITEMS.split(utterance)]
    cleaned = [part for part in (" ".join(part.split()) for part in parts) if part]
    while len(cleaned) > 1 and says_nothing(cleaned[-1]):
        cleaned.pop()
    return tuple(cleaned)


_ENDED = re.compile(r"[.?!…][\"'”’]?$")


def letter(utterance: str) -> str:
    """Return a letter, one sentence a line, as one paragraph with a full stop after each."""
    lines = (" ".join(line.split()) for line in utterance.splitlines())
    return " ".join(line if _ENDED.search(line) else f"{line}." for line in lines if line)


# Hints: phrases that a recognizer may expect.

_YES_NO = (
    "yes", "yeah", "yep", "yes please", "yes i do", "yes i did", "yes i could", "yes it is",
    "yes it was", "yes i think so", "i think so", "i guess so", "of course", "sure", "right",
    "that's right", "exactly", "definitely", "probably", "maybe", "okay", "pretty much", "it is",
    "it was", "i did", "i do", "i am", "i have", "i could", "i will",
    "no", "nope", "nah", "no thanks", "no i don't", "no i did not", "no i could not", "not really",
    "not at all", "not yet", "not today", "not quite", "no way", "never", "hardly", "probably not",
    "i don't think so", "i guess not", "it is not", "it was not", "i did not", "i do not",
    "i don't know", "i'm not sure",
)  # fmt: skip

_MAX_NUMBERS = 21
"""A hint of more numbers would be as large as the grammar it is meant to narrow."""


def phrases_for(
    expects: Expects, choices: Sequence[str] = (), low: int = 0, high: int = 10
) -> tuple[str, ...]:
    """Return what is probably said to a closed question, in plain words; () for an open one.

    A recognizer hears "three" better when it expects a number. It may still hear anything else.

    Args:
        expects: The kind of answer.
        choices: The answers to choose from.
        low: The smallest number that is an answer.
        high: The largest.
    """
    match expects:
        case "yes-no":
            return _YES_NO
        case "number" if low >= 0 and high <= 100 and high - low < _MAX_NUMBERS:
            return tuple(_numbers(low, high))
        case "choice":
            return tuple(_choices(choices))
        case _:
            return ()


def _numbers(low: int, high: int) -> list[str]:
    words = [in_english(value) for value in range(low, high + 1)]
    said = [
        phrase.format(word)
        for word in words
        for phrase in (
            "{}", "a {}", "an {}", "about {}", "about a {}", "maybe {}", "maybe a {}", "it's a {}",
            "i would say {}", "it was a {}", "{} and a half", f"{{}} out of {words[-1]}",
        )
    ]  # fmt: skip
    for word, after in pairwise(words):
        said += [f"{word} or {after}", f"between {word} and {after}"]
    return said


def _choices(choices: Sequence[str]) -> list[str]:
    said = [plain(choice) for choice in choices]
    for _, place, count in zip(said[:MAX_PLACES], ORDINALS, NUMBERS[1:], strict=False):
        said += [f"the {place}", f"the {place} one", f"number {count}"]
    return [*said, "the last one", "the last", "neither", "both", "none of them"]
