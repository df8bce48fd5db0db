"""Replacement of misheard words: "i said walk, not work", and what it changes in a text.

Who corrects by voice may be misheard again, and the text has what was heard the first time. So
words that are not in the text are looked for by what they look like.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from voice_coach.nlu.text import without_fillers
from voice_coach.plain_text import bare_word

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


def replaced(text: str, wanted: Replacement, *, heard: bool = True) -> str | None:
    """Return a text with words replaced; None where it has none that may be meant.

    All that are the old words are replaced. Where that was `heard` and not typed, and there are
    none, those are that are most like them, or like the new ones. Line breaks and marks stay.
    """
    tokens = re.split(r"(\s+)", text)
    words = tokens[::2]
    old = [bare_word(word) for word in wanted.old.split()]
    places = _same(words, old) if old else []
    if not places and heard:
        like = [bare_word(word) for word in wanted.new.split()]
        place = _likest(words, [phrase for phrase in (old, like) if phrase])
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


def _likest(words: Sequence[str], phrases: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Return where the words stand that are most like one of the phrases."""
    bare = [bare_word(word) for word in words]
    best, place = MIN_LIKENESS, None
    for phrase in phrases:
        for length in range(max(1, len(phrase) - 1), len(phrase) + 2):
            for begin in range(len(bare) - length + 1):
                heard = " ".join(bare[begin : begin + length])
                if f" {' '.join(phrases[-1])} " in f" {heard} ":
                    continue  # what is to stand there does so already
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
