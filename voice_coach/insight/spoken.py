"""The insight as speech: prompts of a minute at most, with two quotes at most."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from voice_coach.insight.figures import OUTCOMES, Insight, PromiseOutcome, Rating
from voice_coach.nlu.dates import ago
from voice_coach.nlu.numbers import number_word
from voice_coach.texts import insight as insight_texts

RECENT = timedelta(days=30)
"""The period that is spoken of; the whole journal, if it has no session."""

MAX_QUOTED = 16
"""Words of a quote, at most: about eight seconds."""

MIN_SESSIONS = 3
"""Sessions of a word that is spoken of, at least: many words come up in two."""


def insight_prompts(insight: Insight, now: datetime, *, is_recent: bool) -> list[str]:
    """Return the prompts that tell an insight, one after the other.

    Args:
        insight: The figures.
        now: Aware; days are counted in its time zone.
        is_recent: Whether the figures are of the last thirty days, rather than of all.
    """
    if insight.is_empty:
        return [insight_texts.ALOUD_NOTHING]
    return [
        *_sessions(insight, is_recent=is_recent),
        *_promises(insight.promises, now),
        *_rating(insight.ratings),
        *_word(insight, now),
        insight_texts.ALOUD_END,
    ]


def times(number: int) -> str:
    """Return a count as an adverb: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number_word(number)} times")


def duration(minutes: float) -> str:
    """Return a duration in words: "about an hour and twenty minutes", "less than a minute"."""
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


def _sessions(insight: Insight, *, is_recent: bool) -> Iterator[str]:
    if not insight.sessions:
        return
    said = insight_texts.ALOUD_SESSIONS.format(
        period=insight_texts.ALOUD_LATELY if is_recent else insight_texts.ALOUD_EVER,
        times=times(len(insight.sessions)),
        time=duration(insight.minutes),
    )
    first, *others = insight.practices
    if others and len(first.sessions) > len(others[0].sessions):
        said += " " + insight_texts.ALOUD_MOST.format(title=first.title)
    yield said


def _promises(every: Sequence[PromiseOutcome], now: datetime) -> Iterator[str]:
    """Yield the outcomes of promises that practices know, and the newest open promise."""
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
    yield insight_texts.ALOUD_PROMISES.format(outcomes=_listed(parts))
    newest = outcomes[-1].promises[-1] if outcomes[-1].status == "open" else None
    if newest is not None and len(newest.text.split()) <= MAX_QUOTED:
        yield insight_texts.ALOUD_OPEN.format(ago=ago(newest.at, now), text=_quoted(newest.text))


def _rating(ratings: Sequence[Rating]) -> Iterator[str]:
    """Yield the rating that was answered last, of those answered more than once."""
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
    """Return a quote as it is spoken: without ellipses and line ends."""
    return " ".join(text.replace("…", " ").split()).rstrip(".")


def _listed(parts: Sequence[str]) -> str:
    *before, last = parts
    return f"{', '.join(before)}, and {last}" if before else last
