"""How well was it heard? The measure every test and benchmark of hearing shares."""


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
    """Levenshtein's distance over words, one row of the table at a time."""
    costs = list(range(len(heard) + 1))
    for row, wanted in enumerate(said, start=1):
        diagonal, costs[0] = costs[0], row
        for column, word in enumerate(heard, start=1):
            changed = diagonal + (wanted != word)
            diagonal = costs[column]
            costs[column] = min(changed, costs[column] + 1, costs[column - 1] + 1)
    return costs[-1]
