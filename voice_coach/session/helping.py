"""Help that knows where someone is: in an answer, in a breath, in a silence, or being told."""

from voice_coach import texts
from voice_coach.session.effects import Expects
from voice_coach.session.floor import Held
from voice_coach.session.question import Question
from voice_coach.session.states import State
from voice_coach.session.understand import in_words


def help_for(state: State, title: str, question: Question | None, held: Held) -> str:
    """Where one is, and what can be done there.

    Args:
        state: What is led, or was until it was put aside.
        title: The practice's.
        question: The question that is open, if one is.
        held: What is led, as far as it has come.
    """
    where = texts.HELP_WHERE.format(title=title.rstrip("."))
    match state:
        case State.BREATHING:
            here = texts.HELP_BREATHING
        case State.RESTING:
            here = texts.HELP_RESTING.format(seconds=max(1, round(held.seconds)))
        case State.LISTENING | State.SPEAKING if question is not None:
            here = f"{_how_to_answer(question)} {texts.HELP_ANSWERING}"
        case _:
            here = texts.HELP_SPEAKING
    return f"{where} {here} {texts.HELP_MORE}"


def _how_to_answer(question: Question) -> str:
    """What the question that is open waits for."""
    step = question.step
    how = _HOW_TO_ANSWER.get(question.expects, texts.HELP_TEXT)
    return how.format(low=step.low, high=step.high, choices=in_words(question.choices or ("",)))


_HOW_TO_ANSWER: dict[Expects, str] = {
    "yes-no": texts.HELP_YES_NO,
    "number": texts.HELP_NUMBER,
    "choice": texts.HELP_CHOICE,
    "list": texts.HELP_LIST,
    "letter": texts.HELP_LETTER,
    "time": texts.HELP_TIME,
}
