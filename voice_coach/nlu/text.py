"""Text of spoken English: values in words, plain text, sentences, stems and keywords.

Stems make "promised", "promises" and "promise" one word, and stop words none. That is enough to
find a practice by what somebody says; why the stemmer is our own: docs/decisions/0026.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from voice_coach.nlu.lexicon import MEMORY_STOP_WORDS, MENU_STOP_WORDS
from voice_coach.protocol.events import Word

Value = str | float | tuple[str, ...]
"""An answer: a text, "yes" or "no", a choice as the practice writes it, a number, or a list."""


FILLERS = frozenset(("um", "uh", "er", "erm", "hmm", "hm", "mm"))
"""Words of somebody who is thinking. They are heard and kept, and not shown."""


_WORDS_OF_FILLERS = frozenset(
    (("uh", "huh"), ("uh", "uh"), ("uh", "oh"), ("mm", "hmm"), ("mm", "hm"), ("mm", "mm"))
)
"""What two of them, or one and another word, mean together: yes, no, a surprise."""


def without_fillers(said: str) -> str:
    """Return recognized words without the fillers among them; maybe none are left."""
    words = said.split()
    kept = _content(words)
    return said if len(kept) == len(words) else " ".join(words[place] for place in kept)


def words_shown(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a turn that stand in its text: no fillers, unless there is nothing else.

    What was heard is kept with its times; texts, captions and replay leave the fillers out.
    """
    kept = tuple(words[place] for place in _content([word.word for word in words]))
    return kept or tuple(words)


def _content(words: Sequence[str]) -> list[int]:
    """Return the places of the words that are no fillers."""
    meant = {
        place + offset
        for place, pair in enumerate(pairwise(words))
        if pair in _WORDS_OF_FILLERS
        for offset in (0, 1)
    }
    return [place for place, word in enumerate(words) if place in meant or word not in FILLERS]


def in_words(value: Value) -> str:
    """Return a value as it is spoken: "7", "6.5", "honesty, family and kindness"."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else f"{', '.join(value[:-1])} and {value[-1]}"


def plain(utterance: str) -> str:
    """Return an utterance in lower case, with single spaces and without punctuation."""
    return " ".join(re.sub(r"[^\w' ]+", " ", utterance.lower().replace("’", "'")).split())


_SENTENCE_END = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][\"'”’]))\s+")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a prompt."""
    return tuple(part for part in _SENTENCE_END.split(" ".join(text.split())) if part)


_ENDINGS = (
    "ations", "ation", "nesses", "iness", "ness", "iety", "ious", "eous", "ments", "ment", "isms",
    "ism", "ising", "izing", "ises", "izes", "ised", "ized", "ise", "ize", "ional", "ions", "ion",
    "ures", "ure", "ery", "ying", "ings", "ing", "ies", "ied", "ily", "ous", "ers", "er", "ed",
    "es", "ly", "al", "s", "y", "e",
)  # fmt: skip

MIN_STEM = 3
"""Letters; a shorter rest says too little to compare."""

_OTHER_FORMS = {
    "afraid": "fear", "scared": "fear", "frightened": "fear", "scary": "fear",
    "nervous": "anxious", "panic": "anxious", "panicking": "anxious", "anger": "angry",
    "alone": "lonely", "loneliness": "lonely", "exhausted": "tired", "tiredness": "tired",
    "chose": "choose", "chosen": "choose", "choice": "choose", "choices": "choose",
    "decide": "decision", "decided": "decision", "deciding": "decision", "felt": "feel",
    "forgive": "forgiveness", "brave": "courage", "bravery": "courage",
    "meditate": "meditation", "meditating": "meditation", "said": "say", "thought": "think",
}  # fmt: skip
"""Irregular forms and synonyms, each with the word it counts as."""


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return a word without its ending: "promis" of "promises", "promised" and "promise"."""
    word = word.removesuffix("'s").strip("'")
    word = _OTHER_FORMS.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            word = word.removesuffix(ending)
            break
    return re.sub(r"(\w)\1$", r"\1", word)  # "planned" and "plan"


def sequence(text: str) -> tuple[str, ...]:
    """Return the stem of every word of a text, in order."""
    return tuple(stem(word) for word in plain(text).split())


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text that are no stop words of the menu, in order."""
    return tuple(stem(word) for word in plain(text).split() if word not in MENU_STOP_WORDS)


def keywords(text: str) -> tuple[str, ...]:
    """Return the words of an answer that are no stop words of memories, each once, in order."""
    words = (word.strip("'") for word in plain(text).split())
    return tuple(dict.fromkeys(word for word in words if word and word not in MEMORY_STOP_WORDS))


def stands_in(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Return whether the words of `phrase` are in `text`, one after the other."""
    length = len(phrase)
    return length > 0 and any(
        text[start : start + length] == phrase for start in range(len(text) - length + 1)
    )
