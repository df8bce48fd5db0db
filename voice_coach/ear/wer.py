"""How well was it heard? The measure every test and benchmark of hearing shares."""

import numpy as np


def word_error_rate(reference: str, heard: str) -> float:
    """The share of words heard wrong, left out or added.

    Both texts are compared word by word, without regard to case or punctuation other than
    apostrophes, as recognisers write none.

    Args:
        reference: What was really said.
        heard: What was heard.

    Returns:
        The smallest number of words to change, take out or put in that makes one text the other,
        divided by the number of words really said: 0.0 is perfect, and more than 1.0 is possible.

    Raises:
        ValueError: If nothing was really said; there is no rate of nothing.
    """
    said = _words(reference)
    if not said:
        raise ValueError("a word error rate needs a reference with at least one word")
    return _distance(said, _words(heard)) / len(said)


def _words(text: str) -> list[str]:
    plain = text.lower().replace("’", "'")
    kept = (letter if letter.isalnum() or letter == "'" else " " for letter in plain)
    return "".join(kept).split()


def _distance(said: list[str], heard: list[str]) -> int:
    """Levenshtein's distance over words, one row of the table at a time.

    A row is worked out as a whole, so that the words of hours are compared in seconds: a word put
    in costs one more than the place before it, so all that were put in before a place are found by
    the running minimum of the costs less the places.
    """
    numbers = {word: number for number, word in enumerate({*said, *heard})}
    words = np.array([numbers[word] for word in heard], np.intp)
    places = np.arange(len(heard) + 1)
    costs = places
    for row, wanted in enumerate(said, start=1):
        changed = costs[:-1] + (words != numbers[wanted])
        left_out = costs[1:] + 1
        costs = np.concatenate(([row], np.minimum(changed, left_out)))
        costs = np.minimum.accumulate(costs - places) + places
    return int(costs[-1])
