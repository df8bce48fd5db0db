"""What a step leaves behind for later sessions.

A step may keep words as a memory, and inside a loop it may mark the memory the loop is at. Nothing
is kept with a hole in it: where an answer is missing, that part is left out.
"""

from voice_coach.session.effects import Keep, Mark
from voice_coach.session.practice import Step
from voice_coach.session.script import Moment, Script


def remember(moment: Moment, script: Script) -> list[Keep | Mark]:
    """The memories that follow from a step whose answer, where it asks, is known to the script."""
    step = moment.step
    if step.ask is not None and step.name not in script.answers:
        return []
    data: dict[str, object] = {
        name: script.fill(text) for name, text in step.data.items() if script.is_complete(text)
    }
    effects: list[Keep | Mark] = []
    text = _text(step)
    if step.keep is not None and text is not None and script.is_complete(text):
        effects.append(Keep(step.keep, script.fill(text), data, script.turn_of(text)))
    if step.mark is not None and moment.memory is not None and script.is_complete(step.mark):
        effects.append(Mark(moment.memory.id, script.fill(step.mark), data))
    return effects


def _text(step: Step) -> str | None:
    """The words to keep, with placeholders: those of the step, or the answer itself."""
    if step.text is not None:
        return step.text
    return f"{{{step.name}}}" if step.ask is not None else None
