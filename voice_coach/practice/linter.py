"""The writing rules of a practice, as far as a program can read.

A prompt is heard once, with closed eyes, by someone who may be having a hard day. What makes it
easy to follow can partly be counted: short sentences, one question, nothing to look at, no word
that judges. The rest is for a person to read aloud. Findings are advice: a practice that has some
can still be led.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from voice_coach.breathing import find_pattern
from voice_coach.nlu.answers import items
from voice_coach.nlu.commands import match
from voice_coach.nlu.text import sentences
from voice_coach.practice.question import is_no_answer, understand
from voice_coach.practice.schema import Practice, Step, every_step
from voice_coach.practice.steps import Ask, Breathe, Say, Silence, every_question, wordings

MAX_WORDS = 14
"""Words of a sentence at most; what follows is lost on a listener."""

TOLERATED_WORDS = 16
"""Words of a longer sentence that are not reported: the rule is for listening."""

ANNOUNCED_SECONDS = 10.0
"""Longest silence that needs no announcement; a longer one sounds like a crash."""

JUDGING = ("good", "bad", "should", "always", "never")
HARMLESS = re.compile(
    r"\bgood (?:morning|afternoon|evening|night)\b|\b(?:for|being|as) good\b|\ba good while\b"
    r"|\bgood enough\b|\bbad (?:luck|weather|moment|dream)s?\b|\b(?:as|almost) always\b"
    r"|\bnever mind\b",
    re.IGNORECASE,
)
"""Idioms in which a judging word judges nobody."""

PRAISING = ("well done", "great job", "proud of you", "congratulations", "streak")

NEEDING_EYES = (
    "see below", "see above", "as shown", "look at the screen", "on the screen", "on your screen",
    "the following list", "listed below", "written below", "click", "scroll", "press a key",
    "press enter", "press the",
)  # fmt: skip

HOLD_CAUTION = (
    "pregnant", "driving", "water", "heart", "lung", "seizure", "blood pressure", "panic", "dizzy",
)  # fmt: skip
"""Words of the cautions that are spoken before breath is held."""

_UNCONTRACTED = re.compile(
    r"\b(?P<before>(?:how|as|what|where|who|which|whatever|than|when|why|of|for|about|if) )?"
    r"(?P<long>(?:do|does|did|is|are|was|were|could|would|will|have|has|had) not|can ?not|let us"
    r"|(?:I am|you are|we are|they are|it is|that is|there is|here is"
    r"|(?:I|you|we|they|it|there|that) will)(?= \w))\b",
    re.IGNORECASE,
)
"""What is said in a shorter way. Not where nothing follows ("as it is"), nor after "how"
or "part of"."""

_COUNTED_SILENCE = re.compile(r"\b(?:quiet|silent|silence)\b[^.]*\bseconds\b", re.IGNORECASE)

_SILENCE = re.compile(
    r"\b(silence|silent|quiet|quietly|stillness|while|seconds?|minutes?)\b", re.IGNORECASE
)

_DIGITS_IN_A_ROW = re.compile(r"\d+(?:\s*(?:,|;|/|or|and|to)\s*\d+){2,}")

_LIST_OF_FOUR = re.compile(
    r",[^,]+,[^,]+,"  # three commas
    r"|,\s*\w+(?: \w+)?,\s*(?!(?:and|or)\b)\w+(?: \w+)? (?:and|or) "  # "a, b, c or d"
)

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def findings(practice: Practice) -> list[str]:
    """Return what could be written better: a sentence for each place, with its step."""
    lists = {step.name: _lists(step) for step in every_question(practice.steps)}
    return [*_look(practice.steps, "", lists), *_cautions(practice)]


def _look(
    steps: tuple[Step, ...], prefix: str, lists: Mapping[str, list[tuple[str, ...]]]
) -> Iterator[str]:
    """Yield the findings of these steps and those inside; `lists` are what lists may hold."""
    for number, step in enumerate(steps, start=1):
        label = f"{prefix}{number}"
        where = f"step {label}" if step.name.startswith("step-") else f"step {label} ({step.name})"
        for what in (
            *_of_prompts(step),
            *_of_answers(step, lists),
            *_of_silence(step, steps[: number - 1]),
        ):
            yield f"{where}: {what}"
        yield from _look(step.do, f"{label}.", lists)


def _of_prompts(step: Step) -> Iterator[str]:
    for key, text in step.prompts().items():
        for sentence in sentences(text):
            yield from _of_sentence(sentence)
        yield from _of_question(key[0], text)
        yield from _of_words(text)


def _of_sentence(sentence: str) -> Iterator[str]:
    words = len(_PLACEHOLDER.sub("answer", sentence).split())
    if words > TOLERATED_WORDS:
        yield f"{words} words in one sentence, {MAX_WORDS} at most: “{sentence}”"
    if _is_command(sentence):
        yield f"“{sentence}” is a spoken command. Say it inside a sentence."
    if _LIST_OF_FOUR.search(sentence):
        yield f"more than three things in a row: “{sentence}”"


def _of_question(key: str | int, text: str) -> Iterator[str]:
    questions = text.count("?")
    if key == "say" and questions:
        yield "a say holds a question, and nobody listens for the answer. Make it an ask."
    if questions > 1:
        yield "more than one question. One at a time."
    last = sentences(text)[-1]
    if (key == "ask" or (key == "again" and questions)) and "?" not in last:
        yield f"the question is not the last sentence of `{key}`."


def _of_words(text: str) -> Iterator[str]:
    spoken = _PLACEHOLDER.sub("", text)
    judged = HARMLESS.sub("", spoken)
    for word in (*JUDGING, *PRAISING):
        if _has(judged, word):
            does = "judges" if word in JUDGING else "praises"
            yield f"“{word}” {does} the person. Say it in another way."
    for phrase in NEEDING_EYES:
        if _has(spoken, phrase):
            yield f"“{phrase}” needs open eyes. Say it in another way."
    for found in _UNCONTRACTED.finditer(spoken):
        if found["before"] is None:
            yield f"“{found['long']}” is written English. Say it shorter: don't, it's, I'll."
    if _COUNTED_SILENCE.search(spoken):
        yield "a silence is not counted in seconds. Say: for a little while."
    if _DIGITS_IN_A_ROW.search(spoken):
        yield "digits in a row are hard to follow by ear. Write them as words, in a sentence."


def _of_answers(step: Step, lists: Mapping[str, list[tuple[str, ...]]]) -> Iterator[str]:
    if isinstance(step, Ask):
        yield from _of_choices(step)
        yield from _of_examples(step, lists.get(step.choices_from or "", [step.choices]))


def _of_choices(step: Ask) -> Iterator[str]:
    """Yield choices that speech recognition could not tell apart."""
    if step.choices and all(choice.strip().isdecimal() for choice in step.choices):
        yield 'the choices are digits only. Use answer = "number", or words.'
    for choice in step.choices:
        if _is_command(choice):
            yield f"the choice “{choice}” is a spoken command. Find another word."


def _of_examples(step: Ask, choices: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield examples that can not be said or understood; `choices` are those on offer."""
    for example in step.all_examples():
        if any(character.isdigit() for character in example):
            yield "the example has digits. Write it as it is spoken."
        if any(_is_command(piece) for piece in _pieces(step, example)):
            yield f"the example “{example}” is a spoken command, and no answer."
        elif is_no_answer(step, example):
            yield f"the example “{example}” says that there is no answer."
        elif all(
            understand(structs.replace(step, choices=offered), example) is None
            for offered in choices
        ):
            yield f"the example “{example}” would not be understood as an answer."


def _pieces(step: Ask, example: str) -> list[str]:
    """Return what is said of an example between two pauses."""
    pause = {"list": ", ", "letter": ". "}.get(step.answer)
    return example.split(pause) if pause is not None else [example]


def _lists(step: Ask) -> list[tuple[str, ...]]:
    """Return what the list of a step may hold by its examples: one list for each of them.

    A question in a loop leaves behind the list of its answers, one or more.
    """
    if step.answer == "list":
        return [items(example) for example in step.all_examples()]
    return [step.all_examples()]


def _of_silence(step: Step, before: Sequence[Step]) -> Iterator[str]:
    if not isinstance(step, Silence) or step.silence <= ANNOUNCED_SECONDS:
        return
    for earlier in reversed(before):
        if isinstance(earlier, Say) and earlier.when.items() <= step.when.items():
            if all(map(_SILENCE.search, wordings(earlier.say))):
                return
            break
        if not isinstance(earlier, Say | Silence | Breathe) or not earlier.when:
            break  # else it is led in another case than this silence
    yield f"{step.silence:g} seconds of silence. Announce it in the say before."


def _cautions(practice: Practice) -> Iterator[str]:
    """Yield the cautions that are not spoken before breath is held."""
    spoken = ""
    for step in every_step(practice.steps):
        asked = [text for key, text in step.prompts().items() if key[0] != "again"]
        spoken = " ".join([spoken, *asked])
        if not isinstance(step, Breathe) or not find_pattern(step.breathe).caution:
            continue
        missing = [
            word for word in HOLD_CAUTION if not re.search(rf"\b{word}", spoken, re.IGNORECASE)
        ]
        if missing:
            yield (
                f"{step.breathe} holds the breath, and nothing before it speaks of: "
                f"{', '.join(missing)}."
            )
            return


def _is_command(utterance: str) -> bool:
    return match(utterance) is not None


def _has(text: str, phrase: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE) is not None
