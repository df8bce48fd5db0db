"""What is probably said to a closed question, as a hint for the ear.

An ear hears a "three" better when it knows that a number is waited for. The hint is no promise:
whatever else is said has to be heard as what it is.
"""

from collections.abc import Sequence
from itertools import pairwise

from voice_coach.session.commands import plain
from voice_coach.session.effects import Expects
from voice_coach.session.numbers import in_english

_YES_NO = (
    "yes", "yeah", "yep", "yes please", "yes i do", "yes i did", "yes i could", "yes it is",
    "yes it was", "yes i think so", "i think so", "i guess so", "of course", "sure", "right",
    "that's right", "exactly", "definitely", "probably", "maybe", "okay", "pretty much", "it is",
    "it was", "i did", "i do", "i am", "i have", "i could", "i will",
    "no", "nope", "nah", "no thanks", "no i don't", "no i did not", "no i could not", "not really",
    "not at all", "not yet", "not today", "not quite", "no way", "never", "hardly", "probably not",
    "i don't think so", "i guess not", "it is not", "it was not", "i did not", "i do not",
    "i don't know", "i'm not sure",
)  # fmt: skip

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

_MOST_NUMBERS = 21
"""Beyond so many numbers the hint would be as large as what it is to be told from."""


def phrases_for(
    expects: Expects, choices: Sequence[str] = (), low: int = 0, high: int = 10
) -> tuple[str, ...]:
    """What is probably said, in plain words; nothing where the question is open.

    Args:
        expects: The kind of answer.
        choices: The answers to choose from.
        low: The smallest number that is an answer.
        high: The largest.
    """
    match expects:
        case "yes-no":
            return _YES_NO
        case "number" if high - low < _MOST_NUMBERS:
            return tuple(_numbers(low, high))
        case "choice":
            return tuple(_choices(choices))
        case _:
            return ()


def _numbers(low: int, high: int) -> list[str]:
    words = [in_english(value) for value in range(low, high + 1)]
    said = [
        phrase.format(word)
        for word in words
        for phrase in (
            "{}", "a {}", "an {}", "about {}", "about a {}", "maybe {}", "maybe a {}", "it's a {}",
            "i would say {}", "it was a {}", "{} and a half", f"{{}} out of {words[-1]}",
        )
    ]  # fmt: skip
    for word, after in pairwise(words):
        said += [f"{word} or {after}", f"between {word} and {after}"]
    return said


def _choices(choices: Sequence[str]) -> list[str]:
    said = [plain(choice) for choice in choices]
    for count, place in enumerate(_PLACES[: len(choices)], start=1):
        said += [f"the {place}", f"the {place} one", f"number {in_english(count)}"]
    return [*said, "the last one", "the last", "neither", "both", "none of them"]
