"""Numbers out of words: zero to a hundred, halves and quarters, "seven or eight", "no, eight"."""

import re

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


_SAME_SOUND = {"for": "four", "fore": "four", "to": "two", "too": "two", "ate": "eight"}


_SOUNDS_LIKE = re.compile(
    r"(?:^|(?<=\ba )|(?<=\ban )|(?<=\babout )|(?<=\baround )|(?<=\bmaybe )|(?<=\bperhaps )|"
    rf"(?<=\bsay )|(?<=\bis )|(?<=\bit's )|(?<=\bwas ))({'|'.join(_SAME_SOUND)})$"
)
"""A word at the end that sounds like a number, where a number may stand."""


_TOKEN = re.compile(r"\d+(?:\.\d+|,\d(?!\d))?|[a-z']+")


_OUT_OF = re.compile(
    r"\b(?:out )?of (?:a )?(?:ten|hundred|\d+)\b|\bout of (?:a )?\w+|(?<=\d)\s*/\s*\d+|"
    r"\b(?:on a scale )?(?:of|from) (?:zero|one|0|1) to (?:five|ten|a hundred|\d+)\b(?=.*\w)"
)


_CORRECTED = re.compile(
    r"(?<=\w)[ ,.]+(?:no|wait|actually|rather|sorry|i mean|i meant|make (?:it|that)|or rather|"
    r"but (?:now|really|in truth))[ ,.]+"
)


_NAME = "|".join((*_NUMBERS, r"\d+"))


_BETWEEN = re.compile(rf"\b(?:or|between|maybe|perhaps)\b|\b(?:{_NAME}) to (?:an? )?(?:{_NAME})\b")


_BESIDE = re.compile(
    rf"\b(?:(?:less|lower|more|higher) than|(?:just |a bit |a little )?(?:under|below|over|above)) "
    rf"(?:an? )?(?:{_NAME})\b"
)
"""A number that is near the one that is meant, and not it."""


_NEGATIVE = re.compile(rf"\b(?:minus|negative) (?:an? )?(?:{_NAME})\b")


_MIDDLE = re.compile(r"\b(?:half[ -]?way|(?:in|at|around|about) the middle)\b")


_DENIED = re.compile(r"^(?:it's |it is )?not (?:a |an )?\w+$")


def numbers(utterance: str) -> list[float]:
    """Every number named in the utterance, in order: digits, or words from zero to hundreds."""
    found: list[float] = []
    before = ""
    words = _TOKEN.findall(utterance.lower())
    for place, word in enumerate(words):
        value = float(_NUMBERS.get(word, 0))
        if words[place : place + 2] == ["three", "quarters"]:
            before = word
            continue
        if before == "point" and found and word in _UNITS and value < 10:
            found[-1] += value / 10
        elif before in _TENS and 0 < value < 10:
            found[-1] += value
        elif before in _UNITS and word == "hundred":
            found[-1] *= 100
        elif word in _PARTS:
            part = _PARTS[word] * (3 if before == "three" else 1)
            found[-1:] = [found[-1] + part] if found else [part]
        elif word in _NUMBERS:
            found.append(value)
        elif word[0].isdecimal():
            found.append(float(word.replace(",", ".")))
        before = word
    return found


_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}


def in_english(value: int) -> str:
    """A number from zero to a hundred as it is spoken."""
    names = {number: word for word, number in (_UNITS | _TENS).items()}
    if value in names:
        return names[value]
    if value == 100:
        return "a hundred"
    return f"{names[value // 10 * 10]} {names[value % 10]}"


def number(utterance: str, low: float, high: float) -> float | None:
    """The one number between `low` and `high` that is meant.

    "Seven or eight" means the middle between the two, and "seven, no, eight" the second. "Seven out
    of ten" means seven, and so does "that one is a seven": a "one" beside another number is a
    pronoun. "About a for", as a recogniser may write it, means four. "Half way" is the middle.
    """
    text = _OUT_OF.sub("", utterance.lower().replace("’", "'"))
    said = " ".join(re.sub(r"[^\w' ]+", " ", text).split())
    if _DENIED.match(said) or _NEGATIVE.search(said):
        return None
    beside = _BESIDE.sub("", text)
    if numbers(beside):
        text = beside
    if _MIDDLE.search(said) and len(numbers(_MIDDLE.sub("", text))) == 0:
        return (low + high) / 2
    if not numbers(text):
        text = _SOUNDS_LIKE.sub(lambda found: _SAME_SOUND[found[1]], said)
    last = _CORRECTED.split(text)[-1]
    if numbers(last):
        text = last
    inside = [value for value in numbers(text) if low <= value <= high]
    between = _BETWEEN.search(text) is not None
    if len(inside) > 1 and not between:
        inside = [value for value in inside if value != 1] or inside[:1]
    if not inside or len(inside) > 2:
        return None
    if len(inside) == 2 and not between and inside[0] != inside[1]:
        return None
    return sum(inside) / len(inside)
