"""What a step leaves behind for later sessions.

A step may keep words as memories, mark the memory its loop is at, replace what was kept earlier, or
forget what was said. Nothing is kept with a hole in it: where an answer is missing, that part is
left out.
"""

from collections.abc import Iterator, Sequence

from voice_coach.session.effects import Forget, Keep, Mark, Replace
from voice_coach.session.practice import Practice, Step, every_step
from voice_coach.session.recalling import PLACEHOLDER
from voice_coach.session.script import Moment, Script

Remembered = Keep | Mark | Replace | Forget


def remember(moment: Moment, script: Script) -> list[Remembered]:
    """What follows from a step whose answer, where it asks, is known to the script."""
    step = moment.step
    if step.ask is not None and step.name not in script.answers:
        return []
    data: dict[str, object] = {
        name: script.fill(text) for name, text in step.data.items() if script.is_complete(text)
    }
    data |= _dates(step, script)
    effects: list[Remembered] = []
    if step.keep is not None:
        for text, turn in _texts(step, script):
            effects.append(Keep(step.keep, text, data, turn, step.status or "open"))
    if step.mark is not None and moment.memory is not None and script.is_complete(step.mark):
        effects.append(Mark(moment.memory.id, script.fill(step.mark), data))
    if step.close is not None:
        effects.append(Replace(step.close))
    if step.forget:
        effects.append(forgotten(step.forget, script.practice))
    return effects


def _dates(step: Step, script: Script) -> dict[str, object]:
    """The days that were named: of a fact called `when`, the fact `when date`, and `date` of all.

    Only where the words are the answer to a question that asks for a time, as it was said.
    """
    texts = {f"{name} date": text for name, text in step.data.items()}
    if step.keep is not None:
        texts["date"] = step.text or f"{{{step.name}}}"
    named = {name: script.date_of(text) for name, text in texts.items()}
    return {name: day.isoformat() for name, day in named.items() if day is not None}


def _texts(step: Step, script: Script) -> Iterator[tuple[str, int | None]]:
    """The words to keep and the turn they were said in; of a list, those of each item."""
    text = step.text
    if text is None:
        text = f"{{{step.name}}}"
    if not script.is_complete(text):
        return
    name = text[1:-1]
    if PLACEHOLDER.fullmatch(text) and isinstance(script.answers.get(name), tuple):
        for item in script.given.items(name):
            yield item.text, item.turn
    else:
        yield script.fill(text), script.turn_of(text)


def forgotten(names: Sequence[str], practice: Practice) -> Forget:
    """Which rows of a session hold what was said to these steps: answers, and prompts with it."""
    steps = list(every_step(practice.steps))
    ordering = [step.name for step in steps if step.order in names]
    words = {f"{{{name}}}" for name in names}
    echoes = list(ordering)
    for step in steps:
        spoken = f"{step.say} {step.ask} {step.again}"
        if any(word in spoken for word in words) or step.choices_from in names:
            echoes.append(step.name)
        if step.over in names:
            echoes += [inner.name for inner in step.do]
    return Forget((*names, *ordering), tuple(dict.fromkeys(echoes)))
