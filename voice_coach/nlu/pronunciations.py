"""Pronunciations: what is said in place of what is written, whichever engine speaks.

Names are the person's own affair: `pronunciations.toml` in the home folder has them, each with how
it would be spelt as it is said, such as `Siobhan = "Shivawn"`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import msgspec

from voice_coach.errors import CoachError
from voice_coach.nlu.lexicon import NUMBERS
from voice_coach.plain_text import NotTextError, decode_text

ABBREVIATIONS = {"e.g.": "for example", "i.e.": "that is", "vs.": "versus", "w/": "with"}

_LONG_NUMBER = re.compile(r"(?<![\w.,])\+?\d(?:[ -]?\d){5,}(?![\w]|[.,]\d)")
"""A telephone number, such as one among the people whom somebody would call."""

MIN_UNBROKEN_DIGITS = 7
"""A shorter number without a space is a count."""


class Pronunciations:
    """How words are said; `spoken` has those of the person, by how they are written."""

    def __init__(self, spoken: Mapping[str, str]) -> None:
        table = ABBREVIATIONS | dict(spoken)
        self._spoken = {written.lower(): said for written, said in table.items()}
        longest_first = sorted(map(re.escape, self._spoken), key=len, reverse=True)
        self._written = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return those in a file, which need not exist; raises `pronunciations.bad`."""
        try:
            return cls(msgspec.toml.decode(decode_text(path.read_bytes()), type=dict[str, str]))
        except FileNotFoundError:
            return cls({})
        except OSError as error:
            reason = error.strerror
        except (msgspec.DecodeError, NotTextError) as error:
            reason = str(error)
        raise CoachError(
            "pronunciations.bad",
            f"{path}: {reason}. Each line has to be a word and how it is said, as in: "
            'Siobhan = "Shivawn". Correct it, or move the file away.',
        )

    def apply(self, text: str) -> str:
        """Return a text as it is to be spoken."""
        text = self._written.sub(lambda found: self._spoken[found[0].lower()], text)
        return _LONG_NUMBER.sub(_digit_by_digit, text)


def _digit_by_digit(found: re.Match[str]) -> str:
    groups = re.split(r"[ -]", found[0])
    if len(groups) == 1 and len(groups[0].lstrip("+")) < MIN_UNBROKEN_DIGITS:
        return found[0]
    return ", ".join(
        " ".join("plus" if sign == "+" else NUMBERS[int(sign)] for sign in group)
        for group in groups
    )
