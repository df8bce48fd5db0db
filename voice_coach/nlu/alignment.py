"""Alignment of recognized words with a corrected text: which word was said when."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from voice_coach.nlu.text import FILLERS
from voice_coach.plain_text import bare_word
from voice_coach.protocol.events import Word


def align(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return the words of a text with the times at which they were heard, as near as is known.

    Words that are the same keep their times, fillers that were heard stay, and what stands in place
    of others shares theirs. Where no words were heard there are no times.
    """
    if not words:
        return ()
    said = [word.word for word in words]
    meant = [bare for bare in map(bare_word, text.split()) if bare]
    aligned: list[Word] = []
    matcher = SequenceMatcher(None, said, meant, autojunk=False)
    for tag, begin, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            aligned += words[begin:end]
        elif tag == "delete":
            aligned += [word for word in words[begin:end] if word.word in FILLERS]
        else:
            aligned += _spread(meant[first:last], words, begin, end)
    return tuple(aligned)


def _spread(meant: Sequence[str], words: Sequence[Word], begin: int, end: int) -> list[Word]:
    """Return words that share the time of those from `begin` to before `end`, or of the gap."""
    if begin < end:
        start, stop = words[begin].start, words[end - 1].end
    else:
        start = words[begin - 1].end if begin else words[0].start
        stop = words[begin].start if begin < len(words) else start
    each = (stop - start) / len(meant)
    return [
        Word(word, round(start + each * place, 3), round(start + each * (place + 1), 3), 1.0)
        for place, word in enumerate(meant)
    ]
