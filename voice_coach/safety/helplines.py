"""Emergency numbers and helplines by country, the person's own contacts, and both as speech.

The data is the package's `helplines.toml`, with a source and a date for every number. A file of
that name in the home folder overrides it, country by country; where that file cannot be read, the
package's numbers are used, and a notice says so.
"""

from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from voice_coach.errors import CoachError
from voice_coach.nlu.lexicon import NUMBERS
from voice_coach.nlu.text import in_words
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.protocol.contacts import Helpers, Number
from voice_coach.protocol.events import Memory
from voice_coach.texts import care as care_texts

MAX_LINES = 2
"""Helplines that are spoken: nobody remembers a third number."""

_Digits = Annotated[str, Meta(pattern=r"^[0-9+*#](?:[0-9*# ]*[0-9*#])?$")]

_Words = Annotated[str, Meta(min_length=1)]

_Code = Annotated[str, Meta(pattern="^[A-Z]{2}$")]


class Emergency(Struct, frozen=True, forbid_unknown_fields=True):
    """An emergency number, the page it was found on, and the day somebody compared the two."""

    number: _Digits
    source: str = ""
    checked: date | None = None


class Helpline(Struct, frozen=True, forbid_unknown_fields=True):
    """A helpline; `hours` as they are spoken, empty where unknown."""

    name: _Words
    number: _Digits
    hours: str = ""
    source: str = ""
    checked: date | None = None


class Country(Struct, frozen=True, forbid_unknown_fields=True):
    """One country; `name` as it is spoken after "in"."""

    name: _Words
    emergency: Emergency | None = None
    helplines: tuple[Helpline, ...] = ()


Countries = dict[str, Country]


def helpers_for(
    country: str | None, own: Path, memories: Sequence[Memory] = ()
) -> tuple[Helpers, CoachError | None]:
    """Return numbers and contacts of a person, and the error of their own file, if any.

    Args:
        country: ISO 3166 code of two letters; None where unknown.
        own: The person's own file, which wins country by country. It need not exist.
        memories: Memories, with the person's own contacts and safety plan among them.
    """
    found, error = look_up(country, own)
    emergency = found.emergency if found is not None else None
    lines = found.helplines[:MAX_LINES] if found is not None else ()
    helpers = Helpers(
        country=found.name if found is not None else "",
        emergency=Number(care_texts.EMERGENCY_NAME, emergency.number)
        if emergency is not None
        else None,
        lines=tuple(Number(line.name, line.number, line.hours) for line in lines),
        notice=care_texts.SHIPPED_NUMBERS if error is not None else "",
    )
    for memory in memories:
        helpers = helpers.with_own(memory.kind, memory.text)
    return helpers, error


def look_up(country: str | None, own: Path) -> tuple[Country | None, CoachError | None]:
    """Return a country, None where unknown, and the error of the person's own file, if any."""
    known, error = shipped(), None
    try:
        known |= _own(own)
    except CoachError as caught:
        error = caught
    code = (country or "").upper()
    return known.get("GB" if code == "UK" else code), error


def shipped() -> Countries:
    """Return the countries of the package."""
    data = files("voice_coach").joinpath("helplines.toml").read_bytes()
    return msgspec.toml.decode(data, type=dict[_Code, Country])


def _own(path: Path) -> Countries:
    """Return the countries of the person's own file; none without a file.

    Raises:
        CoachError: `helplines.bad`, naming the file, the place and what is wrong there.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise CoachError(
            "helplines.bad", f"{path} cannot be read: {error.strerror}. {care_texts.HELPLINES_MEND}"
        ) from error
    try:
        return msgspec.toml.decode(decode_text(data), type=dict[_Code, Country])
    except (msgspec.DecodeError, NotTextError) as error:
        raise CoachError(
            "helplines.bad", f"{path}: {error}. {care_texts.HELPLINES_MEND}"
        ) from error


# As speech.

_SIGNS = {"+": "plus", "*": "star", "#": "hash"}


def numbers_aloud(helpers: Helpers) -> str:
    """Return the numbers digit by digit, or, where none are known, how to find them."""
    said = []
    if helpers.emergency is None:
        said.append(care_texts.EMERGENCY_ANYWHERE)
    elif helpers.country:
        digits = aloud(helpers.emergency.number)
        said.append(care_texts.EMERGENCY.format(country=helpers.country, number=digits))
    for line in helpers.lines:
        text = care_texts.LINE_HOURS if line.hours else care_texts.LINE
        digits = aloud(line.number)
        said.append(text.format(name=line.name, number=digits, hours=line.hours))
    if not helpers.lines:
        said.append(care_texts.LINES_ANYWHERE)
    return " ".join([*said, *([helpers.notice] if helpers.notice else [])])


def list_aloud(helpers: Helpers) -> str:
    """Return the person's own contacts and safety plan; a kind word where there are none."""
    said = []
    if helpers.contacts:
        said.append(
            care_texts.CONTACTS.format(contacts=in_words(tuple(_plainly(helpers.contacts))))
        )
    if helpers.plan:
        said.append(care_texts.PLAN.format(plan=". ".join(_plainly(helpers.plan))))
    if not said:
        return care_texts.NO_LIST
    return " ".join([*said, care_texts.WITH_YOU] if helpers.contacts else said)


def aloud(number: str) -> str:
    """Return a number digit by digit, with a short pause where it is written with a space.

    >>> aloud("116 123")
    'one one six, one two three'
    """
    groups = (
        " ".join(_SIGNS.get(sign) or NUMBERS[int(sign)] for sign in group)
        for group in number.split()
    )
    return ", ".join(groups)


def _plainly(words: Sequence[str]) -> list[str]:
    """Return texts as they stand in a sentence, without a full stop of their own."""
    return [" ".join(word.split()).rstrip(".") for word in words]
