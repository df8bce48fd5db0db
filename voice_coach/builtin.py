"""Practices that no file holds: breathing alone, a journal entry, a replay, the choice of one.

They are made of the same steps as the library's, so that pause, repeat, skip and stop work in
them as everywhere, without a line of their own.
"""

from collections.abc import Sequence
from datetime import datetime

from voice_coach import texts
from voice_coach.journal.rows import SessionRow, TurnRow
from voice_coach.session.ago import ago
from voice_coach.session.breathing import find_pattern
from voice_coach.session.floor import AROUND
from voice_coach.session.practice import Practice, Step

BREATHE = "breathe"
JOURNAL = "journal"
"""What the journal calls a session of these: like the commands that begin them."""


def breathing(pattern: str, minutes: float) -> Practice:
    """Paced breathing alone.

    Raises:
        CoachError: `breathing.unknown`.
    """
    found = find_pattern(pattern)
    intro = [texts.BREATHE_INTRO.format(pattern=found.name)]
    if found.caution:
        intro.append(texts.HOLD_CAUTION)
    return Practice(
        name=BREATHE,
        title=texts.BREATHE_TITLE,
        about=texts.BREATHE_ABOUT,
        minutes=minutes,
        steps=(
            Step(name="intro", say=" ".join(intro)),
            Step(name="breath", breathe=found.name, minutes=minutes),
            Step(name="afterwards", say=texts.BREATHE_AFTERWARDS),
        ),
    )


def entry(title: str | None) -> Practice:
    """A spoken journal entry."""
    return Practice(
        name=JOURNAL,
        title=title or texts.JOURNAL_TITLE,
        about=texts.JOURNAL_ABOUT,
        minutes=5,
        steps=(
            Step(
                name="entry",
                ask=texts.JOURNAL_ASK,
                patience="reflective",
                example="today was quiet and i went for a long walk by the river",
            ),
        ),
    )


def chooser(practices: Sequence[Practice]) -> Practice:
    """The question which practice to do; its answer is a practice's title."""
    titles = tuple(practice.title for practice in practices)
    return Practice(
        name="chooser",
        title=texts.CHOOSE_TITLE,
        about=texts.CHOOSE_TITLE,
        minutes=1,
        steps=(
            Step(
                name="choice",
                ask=texts.CHOOSE.format(titles=", ".join(titles)),
                again=texts.CHOOSE_AGAIN.format(titles=", ".join(titles)),
                answer="choice",
                choices=titles,
                patience="spoken",
                example=titles[0],
            ),
        ),
    )


def replay(session: SessionRow, turns: Sequence[TurnRow]) -> Practice:
    """A past session, spoken again: what the coach said, and what the person answered."""
    steps = []
    for turn in turns:
        text = turn.text.replace("{", "(").replace("}", ")")  # braces would be placeholders
        if turn.speaker == "you":
            steps.append(Step(name=f"turn-{turn.seq}", say=texts.YOU_SAID.format(text=text)))
        elif turn.step not in AROUND:
            steps.append(Step(name=f"turn-{turn.seq}", say=text, pace="question"))
    return Practice(
        name="replay",
        title=session.title,
        about=session.title,
        minutes=1,
        steps=tuple(steps),
    )


def replay_intro(session: SessionRow, now: datetime) -> str:
    """Which session this is and when it was."""
    return texts.REPLAY_INTRO.format(title=session.title, ago=ago(session.started_at, now))
