"""Looking back as it is spoken: a minute at most, with two quotes at most."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from voice_coach.insight.figures import OUTCOMES, Insight, Outcome, Rating
from voice_coach.nlu.dates import ago
from voice_coach.nlu.numbers import number_word
from voice_coach.texts import insight as insight_texts

LATELY = timedelta(days=30)
"""How far is looked back where something was led in that time; else to the beginning."""

MAX_QUOTED = 16
"""Words of a quote: about eight seconds."""

MIN_SESSIONS = 3
"""A word is spoken of if it came up in so many sessions: in two, many do."""


def told(insight: Insight, now: datetime, *, lately: bool) -> list[str]:
    """What is said, one short prompt after the other.

    Args:
        insight: What was counted.
        now: Aware; days are counted in its time zone.
        lately: Whether the last thirty days were counted, not all.
    """
    if insight.is_empty:
        return [insight_texts.ALOUD_NOTHING]
    return [
        *_sessions(insight, lately=lately),
        *_promises(insight.promises, now),
        *_rating(insight.ratings),
        *_word(insight, now),
        insight_texts.ALOUD_END,
    ]


def times(number: int) -> str:
    """How often: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number_word(number)} times")


def duration(minutes: float) -> str:
    """A length of time in words: "about an hour and twenty minutes", "less than a minute"."""
    whole = round(minutes)
    if whole < 1:
        return "less than a minute"
    hours, rest = divmod(whole, 60)
    parts = []
    if hours:
        parts.append("an hour" if hours == 1 else f"{number_word(hours)} hours")
    if rest:
        parts.append("a minute" if rest == 1 else f"{number_word(rest)} minutes")
    return f"about {' and '.join(parts)}"


def _sessions(insight: Insight, *, lately: bool) -> Iterator[str]:
    if not insight.sessions:
        return
    said = insight_texts.ALOUD_SESSIONS.format(
        period=insight_texts.ALOUD_LATELY if lately else insight_texts.ALOUD_EVER,
        times=times(len(insight.sessions)),
        time=duration(insight.minutes),
    )
    first, *others = insight.practices
    if others and len(first.sessions) > len(others[0].sessions):
        said += " " + insight_texts.ALOUD_MOST.format(title=first.title)
    yield said


def _promises(every: Sequence[Outcome], now: datetime) -> Iterator[str]:
    """How they ended, in the words the practices have for it; others are found in the text."""
    outcomes = [outcome for outcome in every if outcome.status in OUTCOMES]
    if not outcomes:
        return
    parts = [
        insight_texts.ALOUD_ONE_IS.format(status=outcome.status)
        if len(outcome.promises) == 1
        else insight_texts.ALOUD_MORE_ARE.format(
            count=number_word(len(outcome.promises)), status=outcome.status
        )
        for outcome in outcomes
    ]
    yield insight_texts.ALOUD_PROMISES.format(outcomes=_in_a_row(parts))
    newest = outcomes[-1].promises[-1] if outcomes[-1].status == "open" else None
    if newest is not None and len(newest.text.split()) <= MAX_QUOTED:
        yield insight_texts.ALOUD_OPEN.format(ago=ago(newest.at, now), text=_quoted(newest.text))


def _rating(ratings: Sequence[Rating]) -> Iterator[str]:
    """The question that was answered last, if it was answered before."""
    again = [rating for rating in ratings if len(rating.numbers) > 1]
    if again:
        rating = max(again, key=lambda each: each.numbers[-1].at)
        numbers = rating.numbers
        yield insight_texts.ALOUD_RATING.format(
            name=rating.name,
            times=times(len(numbers)),
            first=f"{numbers[0].number:g}",
            last=f"{numbers[-1].number:g}",
        )


def _word(insight: Insight, now: datetime) -> Iterator[str]:
    for word in insight.words:
        if word.sessions >= MIN_SESSIONS:
            last = word.said[-1]
            yield insight_texts.ALOUD_WORD.format(
                count=number_word(word.sessions),
                word=word.word,
                ago=ago(last.at, now).capitalize(),
                text=_quoted(last.text),
            )
            return


def _quoted(text: str) -> str:
    """Words as they are spoken: the marks of what is left out are silent, and so are line ends."""
    return " ".join(text.replace("…", " ").split()).rstrip(".")


def _in_a_row(parts: Sequence[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)}, and {last}" if before else last
