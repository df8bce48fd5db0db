"""Words of spoken English: plain text, sentences, stems, and values in words.

"Promised", "promises" and "a promise" are one word here, and "something about" is none. That is
all it takes to find the practice someone speaks of, and it can be read and tested.
"""

import re
from functools import lru_cache

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


_SAY_LITTLE = frozenset(
    (
        "a", "about", "again", "all", "also", "always", "am", "an", "and", "any", "anything", "are",
        "as", "at", "be", "because", "been", "being", "bit", "both", "but", "by", "can", "can't",
        "could", "day", "days", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "each",
        "ever", "every", "for", "from", "get", "getting", "give", "go", "going", "got", "had",
        "has", "have", "he", "her", "him", "his", "how", "i", "i'd", "i'll", "i'm", "i've", "if",
        "in", "into", "is", "isn't", "it", "it's", "its", "just", "let", "let's", "lets",
        "like", "little", "look", "made", "make", "making", "many", "maybe", "me", "more", "most",
        "much", "my", "myself", "need", "never", "not", "now", "of", "off", "oh", "okay", "on",
        "one", "ones", "only", "or", "our", "out", "over", "please", "practice", "practices",
        "really", "say", "saying", "session", "she", "should", "show", "so", "some", "somebody",
        "someone", "something", "sometimes", "start", "still", "such", "sure", "take", "than",
        "that", "that's", "the", "them", "then", "there", "these", "they", "thing", "things",
        "think", "this", "those", "time", "to", "today", "tonight", "too", "try", "us", "very",
        "want", "wanted", "was", "way", "we", "well", "were", "what", "when", "where", "which",
        "while", "who", "why", "will", "with", "without", "would", "yes", "yet", "you", "your",
        "exercise", "begin", "uh", "um", "today's", "lately"
    )
)  # fmt: skip


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
    return tuple(stem(word) for word in plain(text).split() if word not in _SAY_LITTLE)


def stands_in(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Whether these words stand in that text, one after the other."""
    length = len(phrase)
    return length > 0 and any(
        text[start : start + length] == phrase for start in range(len(text) - length + 1)
    )
