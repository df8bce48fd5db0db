"""Which words of a sentence say what it is about, and when two of them mean the same.

"Promised", "promises" and "a promise" are one word here, and "something about" is none. That is
all it takes to find the practice someone speaks of, and it can be read and tested.
"""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from voice_coach.session.commands import plain
from voice_coach.session.practice import Practice

_ENDINGS = (
    "ations", "ation", "nesses", "iness", "ness", "iety", "ious", "eous", "ments", "ment", "isms",
    "ism", "ising", "izing", "ises", "izes", "ised", "ized", "ise", "ize", "ional", "ions", "ion",
    "ures", "ure", "ery", "ying", "ings", "ing", "ies", "ied", "ily", "ous", "ers", "er", "ed",
    "es", "ly", "al", "s", "y", "e",
)  # fmt: skip
_IN_TITLE, _IN_TAG, _IN_ABOUT = 4, 3, 1
"""What a word weighs that stands in the title, in a tag, or in what a practice says of itself."""

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


NEAR = {
    "decisions": "decisions thinking clarity daily",
    "values": "values honesty commitment",
    "getting up again": "mistakes lessons compassion letter",
    "relationships": "relationships boundaries limits discomfort presence",
    "growth": "courage ladder goals change",
    "health": "energy tired meditation light",
    "stress": "anxiety alarm emotions",
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
"""What comes near a topic, in words that practices are found by: the places to begin, and more."""


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


def near(text: str) -> frozenset[str]:
    """The stems of what comes near a text: to all of it, or to any of its words."""
    whole = NEAR.get(plain(text))
    if whole is not None:
        return frozenset(stems(whole))
    said = set(stems(text))
    return frozenset(
        found for topic, words in NEAR.items() if stem(topic) in said for found in stems(words)
    )


def stands_in(phrase: tuple[str, ...], text: tuple[str, ...]) -> bool:
    """Whether these words stand in that text, one after the other."""
    length = len(phrase)
    return length > 0 and any(
        text[start : start + length] == phrase for start in range(len(text) - length + 1)
    )


def weight_of(practice: Practice, words: AbstractSet[str], spoken: tuple[str, ...] = ()) -> int:
    """How much a practice is about these words.

    Args:
        practice: The practice.
        words: Stems.
        spoken: What was said, in order, in which a tag of several words may stand.
    """
    tags = [sequence(tag) for tag in practice.tags]
    weights = dict.fromkeys(stems(practice.about), _IN_ABOUT)
    weights |= {word: _IN_ABOUT for tag in tags for word in tag}
    weights |= {tag[0]: _IN_TAG for tag in tags if len(tag) == 1}
    weights |= dict.fromkeys(stems(practice.title), _IN_TITLE)
    whole = sum(_IN_TAG for tag in tags if len(tag) > 1 and stands_in(tag, spoken))
    return whole + sum(weights.get(word, 0) for word in words)
