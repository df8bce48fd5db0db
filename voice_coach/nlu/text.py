"""Words of spoken English: plain text, sentences, stems, and values in words.

"Promised", "promises" and "a promise" are one word here, and "something about" is none. That is
all it takes to find the practice someone speaks of, and it can be read and tested.
"""

import re
from functools import lru_cache

from voice_coach.nlu.lexicon import MEMORY_STOP_WORDS, MENU_STOP_WORDS

Value = str | float | tuple[str, ...]
"""A text, "yes" or "no", a choice as it is written in the practice, a number, or a list."""


def in_words(value: Value) -> str:
    """A value as it is spoken back: "7", "6.5", "honesty, family and kindness"."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else f"{', '.join(value[:-1])} and {value[-1]}"


def plain(utterance: str) -> str:
    """The utterance in lower case, with single spaces and without punctuation."""
    return " ".join(re.sub(r"[^\w' ]+", " ", utterance.lower().replace("’", "'")).split())


_SENTENCE_END = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][\"'”’]))\s+")


def sentences(text: str) -> tuple[str, ...]:
    """A prompt, split into its sentences."""
    return tuple(part for part in _SENTENCE_END.split(" ".join(text.split())) if part)


_ENDINGS = (
    "ations", "ation", "nesses", "iness", "ness", "iety", "ious", "eous", "ments", "ment", "isms",
    "ism", "ising", "izing", "ises", "izes", "ised", "ized", "ise", "ize", "ional", "ions", "ion",
    "ures", "ure", "ery", "ying", "ings", "ing", "ies", "ied", "ily", "ous", "ers", "er", "ed",
    "es", "ly", "al", "s", "y", "e",
)  # fmt: skip

_SHORTEST = 3
"""What is left of a word has at least so many letters."""

_OTHER_FORMS = {
    "afraid": "fear", "scared": "fear", "frightened": "fear", "scary": "fear",
    "nervous": "anxious", "panic": "anxious", "panicking": "anxious", "anger": "angry",
    "alone": "lonely", "loneliness": "lonely", "exhausted": "tired", "tiredness": "tired",
    "chose": "choose", "chosen": "choose", "choice": "choose", "choices": "choose",
    "decide": "decision", "decided": "decision", "deciding": "decision", "felt": "feel",
    "forgive": "forgiveness", "brave": "courage", "bravery": "courage",
    "meditate": "meditation", "meditating": "meditation", "said": "say", "thought": "think",
}  # fmt: skip
"""Words that mean another one, and do not look like it."""


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """What is left of a word without its ending: "promises", "promised" and "promise" are one."""
    word = word.removesuffix("'s").strip("'")
    word = _OTHER_FORMS.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending)
            break
    return re.sub(r"(\w)\1$", r"\1", word)  # "planned" and "plan"


def sequence(text: str) -> tuple[str, ...]:
    """Every word of a text as its stem, in order."""
    return tuple(stem(word) for word in plain(text).split())


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that say what a text is about, in order."""
    return tuple(stem(word) for word in plain(text).split() if word not in MENU_STOP_WORDS)


def keywords(text: str) -> tuple[str, ...]:
    """Return the words that say what an answer is about, each once, in order, unstemmed."""
    words = (word.strip("'") for word in plain(text).split())
    return tuple(dict.fromkeys(word for word in words if word and word not in MEMORY_STOP_WORDS))


def stands_in(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Whether these words stand in that text, one after the other."""
    length = len(phrase)
    return length > 0 and any(
        text[start : start + length] == phrase for start in range(len(text) - length + 1)
    )
