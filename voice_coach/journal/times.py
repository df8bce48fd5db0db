"""Times as the journal writes them.

Every time in the journal has the same form and length, ISO 8601 in UTC with milliseconds, such as
`2026-11-22T09:15:03.123Z`. So the text sorts as the time does, and SQLite can compare it.
"""

from datetime import UTC, datetime
from typing import Any


def to_text(moment: datetime) -> str:
    """The journal's text for a moment, cut to the millisecond.

    Raises:
        ValueError: The moment does not know its time zone, so it could mean any hour.
    """
    if moment.tzinfo is None:
        raise ValueError("A time in the journal needs a time zone.")
    in_utc = moment.astimezone(UTC).replace(tzinfo=None)
    return in_utc.isoformat(timespec="milliseconds") + "Z"


def from_text(text: str) -> datetime:
    """The moment, aware and in UTC, that a text of the journal stands for.

    Raises:
        ValueError: The text is no time, or does not say its time zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A time in the journal needs a time zone.")
    return moment.astimezone(UTC)


def in_texts(value: Any) -> Any:
    """Plain lists and dictionaries with every time in them as the journal's text for it."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, dict):
        return {name: in_texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [in_texts(item) for item in value]
    return value
