"""Sentences of the builder's own: drawn from the grammar in `data/grammar.toml`."""

import random
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

_NAME = re.compile(r"\{([^}]*)\}")

NOUN_PHRASES = "object"
"""The one name that is no list: a noun with what belongs in front of it."""

_PRONOUNS = (
    "it", "them", "him", "her", "me", "us", "you", "everything", "something", "everyone", "people",
)  # fmt: skip
_DETERMINERS = (
    "the", "the", "the", "the", "a", "a", "a", "this", "that", "my", "his", "her", "their", "our",
    "your", "every", "another", "one", "some", "each",
)  # fmt: skip
"""As often as they are to be drawn."""

CONTRACTED = 0.2
"""The share of sentences in which what can be contracted is."""

_CONTRACTIONS = {
    "i am": "i'm", "i will": "i'll", "i would": "i'd", "i have": "i've", "it is": "it's",
    "that is": "that's", "there is": "there's", "do not": "don't", "did not": "didn't",
    "does not": "doesn't", "can not": "can't", "could not": "couldn't", "was not": "wasn't",
    "we are": "we're", "they are": "they're", "you are": "you're", "he is": "he's",
    "she is": "she's", "is not": "isn't", "have not": "haven't", "would not": "wouldn't",
    "should not": "shouldn't", "will not": "won't", "what is": "what's", "let us": "let's",
}  # fmt: skip


def _entries(text: str) -> tuple[str, ...]:
    return tuple(" ".join(entry.split()) for entry in text.split(",") if entry.strip())


@cache
def _grammar() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    text = resources.files("speech_model").joinpath("data/grammar.toml").read_text("utf-8")
    read = tomllib.loads(text)
    kinds, lists = (
        {name: _entries(entries) for name, entries in read[table].items()}
        for table in ("kinds", "lists")
    )
    return kinds, lists


def kinds() -> tuple[str, ...]:
    """Return the kinds of sentences: commands, answers and so on."""
    return tuple(_grammar()[0])


def words() -> set[str]:
    """Return every word of the grammar, contractions included."""
    found = set(_CONTRACTIONS.values()) | set(_PRONOUNS) | set(_DETERMINERS)
    for table in _grammar():
        for entries in table.values():
            for entry in entries:
                found.update(_NAME.sub(" ", entry).split())
    return found


def sentence(kind: str, chance: random.Random) -> str:
    """Return a sentence of a kind, drawn at random."""
    kinds, lists = _grammar()
    text = chance.choice(kinds[kind])
    while match := _NAME.search(text):
        name = match[1]
        drawn = _object(chance) if name == NOUN_PHRASES else chance.choice(lists[name])
        text = text[: match.start()] + drawn + text[match.end() :]
    text = re.sub(r"\ba (?=[aeio])", "an ", text)
    return contracted(text) if chance.random() < CONTRACTED else text


def contracted(text: str) -> str:
    """Return the text with "it's" for "it is" and the like."""
    for long, short in _CONTRACTIONS.items():
        text = re.sub(rf"\b{long}\b", short, text)
    return text


def draw(kind: str, count: int, seed: int) -> Iterator[str]:
    """Return sentences of a kind, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return (sentence(kind, chance) for _ in range(count))


def _object(chance: random.Random) -> str:
    lists = _grammar()[1]
    which = chance.random()
    if which < 0.55:
        return f"{chance.choice(_DETERMINERS)} {chance.choice(lists['noun'])}"
    if which < 0.8:
        words = chance.choice(_DETERMINERS), chance.choice(lists["adjective"])
        return f"{' '.join(words)} {chance.choice(lists['noun'])}"
    if which < 0.9:
        return f"the {chance.choice(lists['nouns'])}"
    return chance.choice(_PRONOUNS)
