"""Answers of one to four sentences that people have read, and the places where they may pause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from speech_model.recordings import EVALUATION, is_kept_for

Kind = Literal["unfinished", "half", "finished"]

HELD_OUT = ("common-voice-delta-2023", "speechocean762-test")
"""Lists of single sentences. Of the first only the people are measured who are kept for it."""

DEVELOPMENT = ("common-voice-1-valid-dev", "speechocean762-train")
"""Lists by which the rule was chosen."""

MIN_WORDS = 4
"""Shorter sentences are names and numbers."""

MAX_SENTENCES = 4

_DETERMINERS = """
the a an my your his her its our their every each
"""

DETERMINERS = frozenset(_DETERMINERS.split())

OBJECTS = DETERMINERS | {"him", "them", "me", "us"}

_FUNCTION_WORDS = """
these those this no some any and or but because so if when while that which who whose whom where
than as of to in on at by for from with about into onto over under between through during
without within against among toward towards upon until till since before after i we they he she
you is are was were am be been being have has had do does did will would shall should can could
may might must i'm you're we're they're he's she's it's i'll we'll i've we've they've i'd very
not
"""

FUNCTION_WORDS = DETERMINERS | frozenset(_FUNCTION_WORDS.split())
"""Words after which a phrase goes on. Some, such as "over" or "that", may end one, too."""

_VERBS = """
took take takes gave give gives got get gets made make makes saw see sees found find finds
brought bring brings kept keep keeps held hold holds left leave leaves told tell tells said say
wanted want wants needed need needs loved love loves wrote write writes read bought buy sold
sell built build won win lost lose heard hear knew know met meet sent send put let used use uses
asked ask showed show shows called call opened open closed close included include includes
carried carry followed follow follows reached reach passed pass received receive entered enter
joined join allowed allow caused cause raised raise
"""

VERBS = frozenset(_VERBS.split())
"""Verbs before whose object there is no end."""

ADJECTIVE_ENDINGS = ("ful", "ous", "ive", "able", "ible", "ical", "less", "ent", "ish")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an answer where somebody may be silent: the last words before it, and its kind."""

    words: tuple[str, ...]
    kind: Kind


def sentences(folder: Path) -> list[str]:
    """Return every sentence of the lists of people that are measured or chosen by."""
    return [text for name in (*HELD_OUT, *DEVELOPMENT) for _, text in _rows(folder, name)]


def answers(folder: Path, *, development: bool, seed: int = 0) -> list[list[Place]]:
    """Return the places of all answers of each person, one answer after the other."""
    chance = np.random.default_rng(seed)
    people: dict[tuple[str, str], list[list[str]]] = {}
    for name in DEVELOPMENT if development else HELD_OUT:
        for speaker, text in _rows(folder, name):
            words = text.split()
            kept = name != HELD_OUT[0] or is_kept_for(EVALUATION, name, speaker)
            if kept and len(words) >= MIN_WORDS:
                people.setdefault((name, speaker), []).append(words)
    return [list(_places(said, chance)) for said in people.values()]


def _places(said: list[list[str]], chance: np.random.Generator) -> Iterator[Place]:
    """Yield the places of one person's answers, of one to four of their sentences each."""
    chance.shuffle(said)
    while said:
        count = int(chance.integers(1, MAX_SENTENCES + 1))
        answer, said = said[:count], said[count:]
        before: list[str] = []
        for number, words in enumerate(answer):
            for end in unfinished(words):
                yield Place(tuple([*before, *words[:end]][-3:]), "unfinished")
            before += words
            is_last = number == len(answer) - 1
            yield Place(tuple(before[-3:]), "finished" if is_last else "half")


def unfinished(words: Sequence[str]) -> Iterator[int]:
    """Yield after how many words of a sentence a phrase goes on that has begun."""
    for place in range(1, len(words) - 1):
        word, following = words[place], words[place + 1]
        is_adjective = word.endswith(ADJECTIVE_ENDINGS) and words[place - 1] in DETERMINERS
        if (
            word in FUNCTION_WORDS
            or (is_adjective and following not in FUNCTION_WORDS)
            or (word in VERBS and following in OBJECTS)
        ):
            yield place + 1


def _rows(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield the speaker and the words of each recording of a list."""
    for line in (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        _, speaker, text = line.split("\t")
        yield speaker, text
