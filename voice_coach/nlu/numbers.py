"""Numbers in spoken English: zero to hundreds, halves and quarters, ranges and corrections."""

import re

from voice_coach.nlu.lexicon import NUMBERS, TENS

_UNITS = {word: value for value, word in enumerate(NUMBERS)}

_TENS = {word: 10 * place for place, word in enumerate(TENS, start=2)}

_NUMBERS = _UNITS | _TENS | {"none": 0, "nothing": 0, "hundred": 100}

_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25}

_SAME_SOUND = {"for": "four", "fore": "four", "to": "two", "too": "two", "ate": "eight"}

_SOUNDS_LIKE = re.compile(
    r"(?:^|(?<=\ba )|(?<=\ban )|(?<=\babout )|(?<=\baround )|(?<=\bmaybe )|(?<=\bperhaps )|"
    rf"(?<=\bsay )|(?<=\bis )|(?<=\bit's )|(?<=\bwas ))({'|'.join(_SAME_SOUND)})$"
)
"""A homophone of a number at the end, where a number may stand: "about a for"."""

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

_BOUND = re.compile(
    rf"\b(?:(?:less|lower|more|higher) than|(?:just |a bit |a little )?(?:under|below|over|above)) "
    rf"(?:an? )?(?:{_NAME})\b"
)
"""A number that only bounds the one that is meant: "less than five"."""

_FORMER = re.compile(
    rf"\b(?:was|were|used to be|had been|been|started (?:off )?(?:at|with)|began at|"
    rf"(?:i'd|would) have said|from)(?: (?:at|about|around|like|more like|still|only|an?))* "
    rf"(?:{_NAME})\b(?! (?:or|to|point|and a)\b)|"
    rf"\b(?:an? )?(?:{_NAME}) (?:yesterday|earlier|before)\b|"
    rf"(?<=went |gone |come |came |down ) ?from (?:an? )?(?:{_NAME})(?= (?:down |up )?to\b)"
)
"""A number of another time, beside one of today: "it was a five, now it's a three"."""

_NOW = re.compile(
    r"\b(?:now|today|tonight|currently|at the moment|it's|it is|down to|up to|"
    r"(?:ended|end) (?:up )?(?:at|with)|(?:went|gone|come|came|down) from)\b"
)

_NOT_THIS = re.compile(rf"\bnot (?:an? )?(?:{_NAME})\b")
"""A number that is denied beside one that is meant: "three, not five"."""

_NEGATIVE = re.compile(rf"\b(?:minus|negative) (?:an? )?(?:{_NAME})\b")

_MIDDLE = re.compile(r"\b(?:half[ -]?way|(?:in|at|around|about) the middle)\b")

_DENIED = re.compile(r"^(?:it's |it is )?not (?:a |an )?\w+$")


def numbers(utterance: str) -> list[float]:
    """Return every number in an utterance, in order: digits, or words from zero to hundreds."""
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


def in_english(value: int) -> str:
    """Return a number from zero to a hundred as it is spoken."""
    if value < len(NUMBERS):
        return NUMBERS[value]
    if value == 100:
        return "a hundred"
    tens, unit = divmod(value, 10)
    return f"{TENS[tens - 2]} {NUMBERS[unit]}" if unit else TENS[tens - 2]


def number_word(number: int) -> str:
    """Return a whole number for a sentence: in words up to twenty, then in digits."""
    return in_english(number) if 0 <= number <= 20 else str(number)


def number(utterance: str, low: float, high: float) -> float | None:
    """Return the one number from `low` to `high` that is meant, or None.

    "Seven or eight" is the mean of the two, "seven, no, eight" the second, "half way" the middle.
    "Seven out of ten" is seven, and so is "that one is a seven": a "one" beside another number is a
    pronoun. "About a for", as a recognizer may write it, is four.
    """
    text = _OUT_OF.sub("", utterance.lower().replace("’", "'"))
    said = " ".join(re.sub(r"[^\w' ]+", " ", text).split())
    if _DENIED.match(said) or _NEGATIVE.search(said):
        return None
    others = (_FORMER, _BOUND, _NOT_THIS) if _NOW.search(said) else (_BOUND, _NOT_THIS)
    for other in others:
        rest = other.sub("", text)
        if numbers(rest):
            text = rest
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
