"""Practices that no file holds: breathing alone, a journal entry, a replay, the home menu."""

from collections.abc import Sequence
from datetime import datetime

from voice_coach import texts
from voice_coach.breathing import DEFAULT_MINUTES, Pattern, find_pattern
from voice_coach.journal.models import SessionRow
from voice_coach.nlu.dates import ago
from voice_coach.nlu.text import sentences
from voice_coach.practice.schema import Practice, Step
from voice_coach.practice.steps import Ask, Breathe, Say
from voice_coach.texts import insight as insight_texts

BREATHE = "breathe"

JOURNAL = "journal"
"""Names of these sessions in the journal, like the commands that begin them."""

MAX_WORDS = 34
"""Words of a prompt at most, about 17 seconds."""

CHOICE = "choice"
"""The step of the home menu that asks."""


def breathing(
    pattern: str, minutes: float | None = None, rate: float | None = None, *, ramp: bool = False
) -> Practice:
    """Return a practice of breathing alone; raises `breathing.unknown` or `breathing.rate`.

    `pattern` is a name for `find_pattern`; `rate` is breaths a minute. None is what is usual. With
    `ramp` the first breaths are shorter.
    """
    found = find_pattern(pattern)
    if minutes is None and found.most_cycles is None:
        minutes = DEFAULT_MINUTES
    breath = Breathe(name="breath", breathe=found.name, minutes=minutes, rate=rate, ramp=ramp)
    parts = enumerate(_in_parts(_before(found)), start=1)
    steps: list[Step] = [*(Say(name=f"intro-{number}", say=part) for number, part in parts), breath]
    if found.phases:
        steps.append(Say(name="afterwards", say=texts.BREATHE_AFTERWARDS))
    return Practice(
        name=BREATHE,
        title=texts.BREATHE_TITLE,
        about=texts.BREATHE_ABOUT,
        minutes=breath.timeline.seconds / 60,
        steps=tuple(steps),
    )


def _before(pattern: Pattern) -> str:
    return " ".join(
        (
            texts.BREATHE_INTRO.format(pattern=pattern.aloud or pattern.name),
            pattern.how,
            *([texts.HOLD_CAUTION] if pattern.caution else []),
            *([pattern.care] if pattern.care else []),
            *([texts.BREATHE_DIZZY] if pattern.phases else []),
        )
    )


def _in_parts(text: str) -> list[str]:
    """Return a long text as prompts that can be listened to, and repeated, one by one."""
    parts = [""]
    for sentence in sentences(text):
        if len(f"{parts[-1]} {sentence}".split()) > MAX_WORDS:
            parts.append("")
        parts[-1] = f"{parts[-1]} {sentence}".strip()
    return parts


def entry(title: str | None) -> Practice:
    """Return the practice of a spoken journal entry."""
    return Practice(
        name=JOURNAL,
        title=title or texts.JOURNAL_TITLE,
        about=texts.JOURNAL_ABOUT,
        minutes=5,
        steps=(
            Ask(
                name="entry",
                ask=texts.JOURNAL_ASK,
                patience="reflective",
                literal="all",
                example="today was quiet and i went for a long walk by the river",
            ),
        ),
    )


def chooser(question: str) -> Practice:
    """Return a question of the home menu, answered freely. See `menu.dialogues`."""
    return _menu(
        Ask(
            name=CHOICE,
            ask=without_braces(question),
            patience="spoken",
            literal="all",  # "nothing" is a wish, too
            example="surprise me",
        )
    )


def farewell(text: str) -> Practice:
    """Return the last words of the home menu, where nothing is led after them."""
    return _menu(Say(name="farewell", say=without_braces(text), pace="question"))


def yes_or_no(question: str) -> Practice:
    """Return a question that is asked before anything is led."""
    return _menu(Ask(name=CHOICE, ask=without_braces(question), answer="yes-no", example="yes"))


def asked(step: Ask) -> Practice:
    """Return a practice of one question of the home menu."""
    return _menu(step)


def _menu(step: Step) -> Practice:
    about = texts.MENU_TITLE
    return Practice(name="chooser", title=about, about=about, minutes=1, steps=(step,))


def looking_back(said: Sequence[str]) -> Practice:
    """Return a practice that speaks what `insight.spoken` has counted."""
    return Practice(
        name="insight",
        title=insight_texts.TITLE,
        about=insight_texts.TITLE,
        minutes=1,
        steps=tuple(
            Say(name=f"count-{number}", say=without_braces(text), pace="question")
            for number, text in enumerate(said, start=1)
        ),
    )


def replay(session: SessionRow) -> Practice:
    """Return the practice of a replay; what it speaks stands in a `SessionTranscript`."""
    return Practice(name="replay", title=session.title, about=session.title, minutes=1, steps=())


def without_braces(text: str) -> str:
    """Return a text in which nothing is taken for a placeholder."""
    return text.replace("{", "(").replace("}", ")")


def replay_intro(session: SessionRow, now: datetime) -> str:
    """Return the introduction of a replay: which session it is and when it was."""
    return texts.REPLAY_INTRO.format(title=session.title, ago=ago(session.started_at, now))
