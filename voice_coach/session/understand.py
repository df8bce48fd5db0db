"""Yes or no, numbers, choices and lists, out of words.

People answer a closed question in their own way: "about a seven", "not really", "the second one".
Every function takes an utterance and gives the value meant, or None when it cannot be told.
"""

import re
from collections.abc import Sequence

from voice_coach.session.commands import plain
from voice_coach.session.nothing import says_nothing
from voice_coach.session.practice import Step

Value = str | float | tuple[str, ...]
"""A text, "yes" or "no", a choice as it is written in the practice, a number, or a list."""

_YES = (
    "yes", "yeah", "yep", "yup", "sure", "right", "correct", "exactly", "okay", "ok", "of course",
    "i do", "i did", "i am", "i have", "it is", "it was", "i think so", "i believe so", "please",
    "i can", "i could", "i will", "i would", "i guess so", "i suppose so", "true", "definitely",
    "absolutely", "certainly", "why not", "no problem", "no doubt",
)  # fmt: skip
_NO = ("no", "nope", "nah", "wrong", "incorrect", "hardly")
_NOT = r"(?:not|never|cannot|\w+n't)"
_IDIOM = re.compile(r"\b(?:why not|no problem|no doubt)\b")  # of these "no"s each is a yes
_UNSURE = ("don't know", "do not know", "not sure", "no idea", "maybe", "can't say", "cannot say")
_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_NUMBERS = _UNITS | _TENS | {"none": 0, "nothing": 0, "hundred": 100}
_TOKEN = re.compile(r"\d+(?:\.\d+|,\d(?!\d))?|[a-z']+")
_OUT_OF = re.compile(r"\bout of (?:a )?\w+|(?<=\d)\s*/\s*\d+")
_SAME_SOUND = {"for": "four", "fore": "four", "to": "two", "too": "two", "ate": "eight"}
_SOUNDS_LIKE = re.compile(
    r"(?:^|(?<=\ba )|(?<=\ban )|(?<=\babout )|(?<=\baround )|(?<=\bmaybe )|(?<=\bperhaps )|"
    rf"(?<=\bsay )|(?<=\bis )|(?<=\bit's )|(?<=\bwas ))({'|'.join(_SAME_SOUND)})$"
)
"""A word at the end that sounds like a number, where a number may stand."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_ENDED = re.compile(r"[.?!…][\"'”’]?$")
_FILLERS = {"a", "an", "the", "i", "it", "was", "is", "and", "of", "to", "my", "one", "that", "say"}


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)


def yes_no(utterance: str) -> str | None:
    """`yes`, `no`, or None. A "no" anywhere outweighs a "yes" ("not really", "I think not")."""
    text = plain(utterance)
    if _has(text, _UNSURE):
        return None
    plainly = _IDIOM.sub("", text)
    if _has(plainly, _NO) or re.search(rf"\b{_NOT}\b", plainly):
        return "no"
    return "yes" if _has(text, _YES) else None


def numbers(utterance: str) -> list[float]:
    """Every number named in the utterance, in order: digits, or words from zero to hundreds."""
    found: list[float] = []
    before = ""
    for word in _TOKEN.findall(utterance.lower()):
        value = float(_NUMBERS.get(word, 0))
        if before == "point" and found and word in _UNITS and value < 10:
            found[-1] += value / 10
        elif before in _TENS and 0 < value < 10:
            found[-1] += value
        elif before in _UNITS and word == "hundred":
            found[-1] *= 100
        elif word == "half":
            found[-1:] = [found[-1] + 0.5] if found else [0.5]
        elif word in _NUMBERS:
            found.append(value)
        elif word[0].isdecimal():
            found.append(float(word.replace(",", ".")))
        before = word
    return found


def number(utterance: str, low: float, high: float) -> float | None:
    """The one number between `low` and `high` that is meant.

    "Seven or eight" means the middle between the two. "Seven out of ten" means seven, and so does
    "that one is a seven": a "one" beside another number is a pronoun. "About a for", as a
    recogniser may write it, means four.
    """
    text = _OUT_OF.sub("", utterance.lower())
    if not numbers(text):
        text = _SOUNDS_LIKE.sub(lambda found: _SAME_SOUND[found[1]], plain(text))
    inside = [value for value in numbers(text) if low <= value <= high]
    between = _has(plain(text), ("or", "between"))
    if len(inside) > 1 and not between:
        inside = [value for value in inside if value != 1] or inside[:1]
    if not inside or len(inside) > 2:
        return None
    if len(inside) == 2 and not between and inside[0] != inside[1]:
        return None
    return sum(inside) / len(inside)


def choice(utterance: str, choices: Sequence[str]) -> str | None:
    """The one of `choices` that is meant: by its words, by its place, or by most of its words.

    None when nothing fits, when two fit equally well, or when it is what was denied ("not kept").
    """
    text = plain(utterance)
    said = [item for item in choices if _has(text, [plain(item)])]
    # "partly kept" holds "kept": the longer choice is the one that was said.
    said = [item for item in said if not any(item != o and plain(item) in plain(o) for o in said)]
    if said:
        denied = re.search(rf"\b{_NOT}(?: \w+)?(?: \w+)? {re.escape(plain(said[0]))}\b", text)
        return said[0] if len(said) == 1 and not denied else None
    for place, ordinal in enumerate(_ORDINALS[: len(choices)]):
        if re.search(rf"\bthe {ordinal}\b|^{ordinal}(?: one)?$", text):
            return choices[place]
    if choices and re.search(r"\bthe last\b|^last(?: one)?$", text):
        return choices[-1]
    words = set(text.split()) - _FILLERS
    scores = [len(words & (set(plain(item).split()) - _FILLERS)) for item in choices]
    best = max(scores, default=0)
    return choices[scores.index(best)] if best and scores.count(best) == 1 else None


def items(utterance: str) -> tuple[str, ...]:
    """The items of a spoken list: parted by "and", commas, sentence ends or pauses (line ends).

    A last word that only says that there is nothing more is none of them.
    """
    parts = re.split(r",|;|\.|\n|\b(?:and then|and also|and)\b", utterance, flags=re.IGNORECASE)
    cleaned = [part for part in (" ".join(part.split()) for part in parts) if part]
    while len(cleaned) > 1 and says_nothing(cleaned[-1]):
        cleaned.pop()
    return tuple(cleaned)


def letter(utterance: str) -> str:
    """A letter that was taken down, one sentence a line, with a full stop after each of them."""
    lines = (" ".join(line.split()) for line in utterance.splitlines())
    return " ".join(line if _ENDED.search(line) else f"{line}." for line in lines if line)


def understand(step: Step, text: str) -> Value | None:
    """What `text` means as an answer to `step`, or None when it cannot be told."""
    if not text.strip():
        return None
    match step.answer:
        case "yes-no":
            return yes_no(text)
        case "number":
            return number(text, step.low, step.high)
        case "choice":
            return choice(text, step.choices)
        case "list":
            return items(text) or None
        case "letter" | "text":
            return letter(text) if step.answer == "letter" else text.strip()


def is_no_answer(step: Step, text: str) -> bool:
    """Whether what was said to a question, in one's own words, is no answer to it.

    Closed questions know their own answers, and `literal` says what else is one.
    """
    if step.literal == "all" or step.answer not in ("text", "list", "letter"):
        return False
    no_tells = step.literal == "no"
    parts = items(text) if step.answer == "list" else (text,)
    return bool(parts) and all(says_nothing(part, no_tells=no_tells) for part in parts)


def in_words(value: Value) -> str:
    """A value as it is spoken back: "7", "6.5", "honesty, family and kindness"."""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else f"{', '.join(value[:-1])} and {value[-1]}"
