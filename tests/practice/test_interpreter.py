from datetime import timedelta

import pytest

from voice_coach.nlu.text import sentences
from voice_coach.practice.interpreter import Interpreter
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import Compare, every_step
from voice_coach.protocol.events import Memory, Resumption, SessionConfig
from voice_coach.testing import EVENING, practice_of, step

ASK = step(name="before", ask="How strong?", answer="number")
ASKS = (
    ASK,
    step(name="fits", ask="Does it fit?", answer="yes-no"),
    step(name="how", ask="Which?", answer="choice", choices=("kept", "let go")),
    step(name="words", ask="What?"),
    step(name="after", ask="How strong now?", answer="number"),
)


def memory(number, kind="promise", text="walk", days=1, status="open"):
    return Memory(number, kind, text, EVENING - timedelta(days=days), status=status)


def walk(steps, *memories, answers=None, resume=None):
    """The steps that are led, each with the answers already there when it is reached."""
    script = Interpreter(practice_of(*steps), SessionConfig(EVENING, memories, resume))
    script.answers.update(answers or {})
    led = []
    while (moment := script.next()) is not None:
        led.append(moment)
        if moment.step.name in (answers or {}):
            script.answers[moment.step.name] = answers[moment.step.name]
    return led


def is_led(when, answers=None, *memories):
    shown = step(name="shown", when=when, say="Here.")
    return "shown" in [m.step.name for m in walk((*ASKS, shown), *memories, answers=answers)]


@pytest.mark.parametrize(
    ("when", "answers", "led"),
    [
        ({"words": "said"}, {"words": "tea"}, True),
        ({"words": "said"}, {}, False),
        ({"words": "skipped"}, {}, True),
        ({"words": "skipped"}, {"words": "tea"}, False),
        ({"fits": "yes"}, {"fits": "yes"}, True),
        ({"fits": "no"}, {"fits": "yes"}, False),
        ({"fits": "no"}, {}, False),
        ({"fits": ["no", "skipped"]}, {}, True),
        ({"fits": ["no", "skipped"]}, {"fits": "no"}, True),
        ({"fits": ["no", "skipped"]}, {"fits": "yes"}, False),
        ({"how": "kept"}, {"how": "kept"}, True),
        ({"how": ["kept", "let go"]}, {"how": "let go"}, True),
        ({"how": "kept"}, {"how": "let go"}, False),
        ({"fits": "yes", "how": "kept"}, {"fits": "yes", "how": "kept"}, True),
        ({"fits": "yes", "how": "kept"}, {"fits": "yes"}, False),
    ],
)
def test_a_step_is_led_only_if_the_answers_are_so(when, answers, led):
    assert is_led(when, answers) is led


@pytest.mark.parametrize(
    ("compare", "before", "after", "led"),
    [
        (Compare(below="before"), 7.0, 5.0, True),
        (Compare(below="before"), 7.0, 7.0, False),
        (Compare(above="before"), 7.0, 8.0, True),
        (Compare(above="before"), 7.0, 7.0, False),
        (Compare(same="before"), 7.0, 7.0, True),
        (Compare(same="before"), 7.0, 6.5, False),
        (Compare(below=4.0), 7.0, 3.0, True),
        (Compare(below=4.0), 7.0, 4.0, False),
        (Compare(above=4.0, below="before"), 7.0, 5.0, True),
        (Compare(above=4.0, below="before"), 7.0, 3.0, False),
        (Compare(below="before"), None, 5.0, False),
        (Compare(above=4.0), 7.0, None, False),
    ],
)
def test_numbers_are_compared_with_numbers_and_with_other_answers(compare, before, after, led):
    given = {"before": before, "after": after}
    answers = {name: value for name, value in given.items() if value is not None}

    assert is_led({"after": compare}, answers) is led


@pytest.mark.parametrize(
    ("wanted", "there", "led"),
    [("any", True, True), ("any", False, False), ("none", True, False), ("none", False, True)],
)
def test_a_kind_of_memory_asks_whether_there_are_open_ones(wanted, there, led):
    memories = [memory(1)] if there else [memory(1, status="kept"), memory(2, "letter")]

    assert is_led({"promise": wanted}, {}, *memories) is led


def test_a_loop_is_led_once_for_each_open_memory_of_its_kind_and_no_more_than_most():
    loop = step(each="promise", most=2, do=(step(name="recall", say="{it}"),))
    led = walk(
        (loop, step(name="end", say="End.")),
        memory(1, text="walk"),
        memory(2, text="kept", status="kept"),
        memory(3, "letter"),
        memory(4, text="sleep"),
        memory(5, text="call"),
    )

    assert [(m.step.name, m.memory and m.memory.id) for m in led] == [
        ("recall", 1),
        ("recall", 4),
        ("end", None),
    ]


def test_each_round_of_a_loop_asks_afresh():
    inner = (
        step(name="outcome", ask="How did it go?"),
        step(name="thanks", when={"outcome": "said"}, say="Thanks."),
    )
    script = Interpreter(
        practice_of(step(each="promise", do=inner)),
        SessionConfig(EVENING, (memory(1), memory(2))),
    )
    script.next()
    script.answers["outcome"] = "kept"
    led = [script.next().step.name, script.next().step.name]

    assert led == ["thanks", "outcome"]
    assert "outcome" not in script.answers
    assert script.next() is None


def test_it_and_ago_stand_for_the_memory_of_the_round():
    loop = step(each="promise", do=(step(name="recall", say="You said {ago}: {it}."),))
    script = Interpreter(
        practice_of(loop), SessionConfig(EVENING, (memory(1, text="walk", days=1),))
    )
    moment = script.next()

    assert script.variables.fill(moment.step.say) == "You said yesterday: walk."


def test_a_step_with_a_hole_in_it_is_passed_over():
    after = (
        step(name="echo", say="You said: {words}."),
        step(name="deeper", ask="Why {words}?"),
        step(name="keeping", keep="need", text="{words}"),
        step(name="end", say="End."),
    )

    assert [m.step.name for m in walk((ASKS[3], *after))] == ["words", "end"]
    assert len(walk((ASKS[3], *after), answers={"words": "tea"})) == 5


def test_a_question_is_not_passed_over_for_keeping_its_own_answer_in_a_sentence():
    the_step = step(name="place", ask="Where?", keep="need", text="rest in the {place}")

    assert [m.step.name for m in walk((the_step,))] == ["place"]


def test_a_question_in_a_loop_is_not_passed_over_for_marking_with_its_own_answer():
    loop = step(each="promise", do=(step(name="outcome", ask="How?", mark="{outcome}"),))

    assert [m.step.name for m in walk((loop,), memory(1))] == ["outcome"]


def test_an_answer_with_braces_in_it_is_only_words():
    script = Interpreter(practice_of(ASKS[3]), SessionConfig(EVENING))
    script.answers["words"] = "{words} {it}"

    assert script.variables.fill("You said: {words}") == "You said: {words} {it}"


def test_it_goes_on_at_the_step_that_was_reached_with_what_was_answered_before():
    script = Interpreter(
        practice_of(*ASKS),
        SessionConfig(
            EVENING, resume=Resumption("words", {"before": "about a seven", "fits": "yeah"})
        ),
    )

    assert script.answers == {"before": 7.0, "fits": "yes"}
    assert script.next().step.name == "words"


def test_it_goes_on_at_the_question_whose_answer_was_not_confirmed_and_asks_it_again():
    script = Interpreter(
        practice_of(*ASKS),
        SessionConfig(
            EVENING, resume=Resumption("words/confirm", {"fits": "no", "words": "i will"})
        ),
    )

    assert script.next().step.name == "words"
    assert script.answers == {"fits": "no"}


def test_it_goes_on_at_the_beginning_of_a_loop_it_stood_in():
    loop = step(name="loop", each="promise", do=(step(name="one", say="{it}"), ASKS[1]))
    script = Interpreter(
        practice_of(ASKS[3], loop),
        SessionConfig(EVENING, (memory(2),), Resumption("fits", {"words": "tea", "fits": "yes"})),
    )
    moment = script.next()

    assert (moment.step.name, moment.memory.id) == ("one", 2)
    assert script.answers == {"words": "tea"}


def test_where_the_step_is_gone_it_begins_at_the_beginning_with_nothing_answered():
    script = Interpreter(
        practice_of(*ASKS),
        SessionConfig(EVENING, resume=Resumption("renamed", {"before": "seven"})),
    )

    assert script.answers == {}
    assert script.next().step.name == "before"


def test_what_is_upcoming_does_not_move_the_walk():
    script = Interpreter(practice_of(*ASKS), SessionConfig(EVENING))
    script.next()

    assert [step.name for step in script.upcoming(2)] == ["fits", "how"]
    assert script.next().step.name == "fits"
    assert [step.name for step in script.upcoming(9)] == ["how", "words", "after"]


def test_a_practice_needs_the_memories_it_loops_over_and_those_it_asks_about():
    practice = practice_of(
        ASK,
        step(each="promise", do=(step(say="{it}", when={"letter": "any"}),)),
        step(say="Hello.", when={"before": "said", "win": "none"}),
    )

    assert needs_of(practice) == {("promise", "open"), ("letter", "open"), ("win", "open")}
    assert len(list(every_step(practice.steps))) == 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three! Four", ("One.", "Two?", "Three!", "Four")),
        ("  One,\n two.\n\nThree ", ("One, two.", "Three")),
        ('She said: "Go." Then she left.', ('She said: "Go."', "Then she left.")),
        ("Wait… Now.", ("Wait…", "Now.")),
        ("At 7.5 it hurts.", ("At 7.5 it hurts.",)),
        ("", ()),
    ],
)
def test_a_prompt_is_spoken_sentence_by_sentence(text, parts):
    assert sentences(text) == parts


# Copies.


def test_a_copy_goes_on_by_itself_and_shares_the_steps():
    good, yes = step(name="good", ask="What was good?"), step(name="yes", say="Yes.")
    rounds = step(name="more", rounds=3, do=(good, yes))
    script = Interpreter(
        practice_of(rounds, step(name="end", say="{good}.")), SessionConfig(EVENING)
    )
    script.next()
    copied = script.copy()
    script.answers["good"] = "tea"

    assert [script.next().step.name for _ in range(2)] == ["yes", "good"]
    assert copied.answers == {}
    assert copied.practice is script.practice
    assert copied.next() is None, "without an answer the rounds are over, and {good} is nothing"
