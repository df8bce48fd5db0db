"""Going on with an interrupted session: what had been answered before it broke off.

Answers are read again from the words that were saved, so that nothing has to be saved twice. A loop
goes on at its beginning, `rounds` after those that were led; what all rounds of an earlier loop
left behind is gathered from every answer to its questions.
"""

from collections.abc import Sequence

from voice_coach.session.events import Resumption
from voice_coach.session.looping import Item, closes, items_of
from voice_coach.session.practice import Step, every_step
from voice_coach.session.understand import Value, is_no_answer, understand


def place_of(name: str, steps: Sequence[Step]) -> int | None:
    """Which of `steps` is the step called `name`, or the loop that holds it; None if none is.

    `NAME/confirm` and `NAME/3` are questions of the step `NAME`.
    """
    name = name.partition("/")[0]
    for index, step in enumerate(steps):
        if name in {inner.name for inner in every_step((step,))}:
            return index
    return None


def answer_of(step: Step, resume: Resumption) -> Value | None:
    """What was answered to a question, as it is understood."""
    said = resume.answers.get(step.name, "")
    return None if is_no_answer(step, said) else understand(step, said)


def gathered_of(step: Step, resume: Resumption, most: int) -> list[tuple[Item, ...]]:
    """What was answered to a question of a loop in its last `most` rounds, round by round."""
    last = resume.answers.get(step.name)
    said = resume.rounds.get(step.name, () if last is None else (last,))
    values = [
        value
        for text in said
        if (value := _understood(step, text)) is not None
        and not (closes(step, text, value) or is_no_answer(step, text))
    ]
    return [items_of(value, None) for value in values[-most:]]


def _understood(step: Step, text: str) -> Value | None:
    if step.answer == "choice" and not step.choices:
        return text.strip() or None  # the choices were those of another round
    return understand(step, text)
