"""Replacement of misheard words: "i said walk, not work", and what it changes in a text.

Who corrects by voice may be misheard again, and the text has what was heard the first time. So
words that are not in the text are looked for by what they look like.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from voice_coach.nlu.text import plain, without_fillers
from voice_coach.plain_text import bare_word

MAX_WORDS = 4
"""Of either side of "i said walk, not work"; what is longer tells of something else."""

MIN_LIKENESS = 0.55
"""Of the letters of two words that may be the same word, misheard."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words that are to stand in place of `old` ones; of `old` that is empty nothing is known."""

    new: str
    old: str = ""


_SAID = (
    r"(?:i (?:really |actually )?(?:said|meant|mean)|it (?:should|must) (?:be|say)|it's|it was|say)"
)

_NEW, _OLD = r"(?P<new>.+?)", r"(?P<old>.+?)"

_RULES = tuple(
    re.compile(rf"^(?:(?:no|well|sorry|please|can you|could you) )*{rule}(?: please)?$")
    for rule in (
        rf"{_SAID} {_NEW} (?:and |but )?(?:not|instead of|rather than) {_OLD}",
        rf"(?:it's |it was |i (?:said|meant) )?not {_OLD} (?:but|{_SAID}) {_NEW}",
        rf"i (?:didn't|did not|never) (?:say|mean) {_OLD} (?:but |i (?:said|meant) ){_NEW}",
        rf"(?:change|replace|correct) {_OLD} (?:to|with|by|into) {_NEW}",
        rf"(?:put|write|make it|use) {_NEW} (?:instead of|for|and not|not) {_OLD}",
        rf"{_NEW} (?:instead of|rather than) {_OLD}",
        rf"{_SAID} {_NEW}",
    )
)


def replacement(utterance: str) -> Replacement | None:
    """Return what is to be replaced by what, if an utterance says so."""
    said = " ".join(filter(None, map(bare_word, without_fillers(utterance).split())))
    for rule in _RULES:
        found = rule.match(said)
        if found is not None:
            return Replacement(found["new"], found.groupdict().get("old") or "")
    return None


_ASKS = re.compile(
    r"^(?:(?:please|can you|could you|i want to|i'd like to|i would like to|let me|let's) )*"
    r"(?:(?:change|correct|edit|fix) (?:the|my|that|this)(?: (?:last|latest|newest))?"
    r"(?: journal)? entry|(?:change|correct|fix) what (?:i|you) (?:said|heard)|"
    r"there(?:'s| is) (?:a mistake|something wrong) in (?:the|my)(?: last)?(?: journal)? entry)\b"
)

_TAKES_BACK = re.compile(
    r"^(?:please )?(?:undo|take back) (?:the|my) (?:last )?(?:change|correction)\b"
)

_SAYS = re.compile(r"^(?:(?:no|well|sorry) )*i (?:said|meant|didn't say|did not say|didn't mean)\b")


def asks_to_correct(utterance: str) -> bool:
    """Return whether an utterance asks to change the last entry, or says at once what to."""
    said = plain(utterance)
    if _ASKS.match(said):
        return True
    wanted = replacement(said) if _SAYS.match(said) else None
    return (
        wanted is not None
        and wanted.old != ""
        and max(len(wanted.new.split()), len(wanted.old.split())) <= MAX_WORDS
    )


def takes_correction_back(utterance: str) -> bool:
    """Return whether an utterance asks to undo the last correction."""
    return _TAKES_BACK.match(plain(utterance)) is not None


def replaced(text: str, wanted: Replacement, *, heard: bool = True) -> str | None:
    """Return a text with words replaced; None where it has none that may be meant.

    All that are the old words are replaced. Where that was `heard` and not typed, and there are
    none, those are that are most like them; or like the new ones, where no old ones were named.
    Line breaks and marks stay.
    """
    tokens = re.split(r"(\s+)", text)
    words = tokens[::2]
    old = [bare_word(word) for word in wanted.old.split()]
    places = _same(words, old) if old else []
    if not places and heard:
        new = [bare_word(word) for word in wanted.new.split()]
        place = _likest(words, old or new, new)
        places = [place] if place is not None else []
    if not places:
        return None
    for begin, end in reversed(places):
        tokens[2 * begin : 2 * end - 1] = [_dressed(words[begin], words[end - 1], wanted.new)]
    return "".join(tokens)


def _same(words: Sequence[str], old: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the old words stand, from the first to before the last."""
    bare = [bare_word(word) for word in words]
    found: list[tuple[int, int]] = []
    for begin in range(len(bare) - len(old) + 1):
        free = not found or begin >= found[-1][1]
        if free and bare[begin : begin + len(old)] == old:
            found.append((begin, begin + len(old)))
    return found


def _likest(
    words: Sequence[str], phrase: Sequence[str], new: Sequence[str]
) -> tuple[int, int] | None:
    """Return where the words stand that are most like a phrase, and have not the new ones yet."""
    bare = [bare_word(word) for word in words]
    best, place = MIN_LIKENESS, None
    for length in range(max(1, len(phrase) - 1), len(phrase) + 2):
        for begin in range(len(bare) - length + 1):
            heard = " ".join(bare[begin : begin + length])
            if f" {' '.join(new)} " in f" {heard} ":
                continue
            likeness = SequenceMatcher(None, heard, " ".join(phrase)).ratio()
            if likeness > best:
                best, place = likeness, (begin, begin + length)
    return place


def _dressed(first: str, last: str, new: str) -> str:
    """Return the new words with the marks and the capital of those they replace."""
    before = first[: len(first) - len(first.lstrip(_MARKS))]
    after = last[len(last.rstrip(_MARKS)) :]
    inner = first.strip(_MARKS)
    if inner[:1].isupper() and inner != "I":
        new = new[:1].upper() + new[1:]
    return f"{before}{new}{after}"


_MARKS = '.,;:!?…"“”()'
