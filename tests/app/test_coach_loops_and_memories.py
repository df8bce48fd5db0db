"""Lists, letters, loops and memories: heard by the real ear, kept in the real journal."""

import pytest

from voice_coach.app.simulated_user import NOTHING_MORE, SimulatedUser
from voice_coach.practice.parser import parse
from voice_coach.protocol.events import Commanded, Interrupted
from voice_coach.stt.transcription import word_error_rate
from voice_coach.testing import sets_of

HEAD = 'title = "Parts"\nabout = "For tests."\nminutes = 2\n'
VALUES = """
[[step]]
name = "values"
ask = "What matters most to you?"
answer = "list"
example = "honesty, family and kindness"
examples = ["quiet"]
"""
HELPERS = """
[[step]]
rounds = 4
[[step.do]]
name = "helper"
ask = "Who could help you with that?"
example = "my sister"
examples = ["an old friend", "my brother"]
keep = "support"
"""
MISTAKE = """
[[step]]
name = "mistake"
ask = "What went wrong this week?"
example = "i forgot to call my mother"
"""


def practice(*steps):
    return parse(HEAD + "".join(steps), name="parts", file="parts.toml")


def spoken(result):
    return [str(event_record["text"]) for event_record in result.told("coach.speaking")]


def kept(result, kind):
    return [memory.text for memory in result.memories if memory.kind == kind]


def test_a_list_is_heard_item_by_item_put_in_order_gone_through_and_kept(hold_session):
    result = hold_session(
        practice(
            VALUES,
            '[[step]]\nname = "ranking"\norder = "values"\n',
            '[[step]]\nover = "values"\n[[step.do]]\nkeep = "value"\ntext = "{it}"\n',
            '[[step]]\nname = "top"\nask = "Which one needs you this week?"\nanswer = "choice"\n',
            'choices_from = "values"\nexample = "family"\n',
            '[[step]]\nsay = "It is {top}, out of {values}."\n',
        ),
        answers={"ranking/1": "family", "ranking/2": "kindness"},
    )

    assert result.coach.outcome == "completed"
    assert result.heard["values"].replace(" and ", "\n").split("\n") == [
        "honesty",
        "family",
        "kindness",
    ]
    assert kept(result, "value") == ["family", "kindness", "honesty"]
    assert spoken(result)[-2] == "It is family, out of family, kindness and honesty."
    (answer,) = [turn.id for turn in result.turns if (turn.speaker, turn.step) == ("you", "values")]
    assert {memory.data["turn"] for memory in result.memories} == {answer}


def test_a_letter_is_heard_sentence_by_sentence_and_read_with_full_stops(hold_session):
    letter = "you did what you could. i am glad you are here. take a slow walk"
    result = hold_session(
        practice(
            '[[step]]\nname = "letter"\nask = "What would a friend write?"\nanswer = "letter"\n',
            f'example = "{letter}"\nkeep = "letter"\n[[step]]\nsay = "You wrote: {{letter}}."\n',
        )
    )

    assert result.heard["letter"].count("\n") == 2
    assert word_error_rate(letter.replace(".", ""), result.heard["letter"]) <= 0.1
    (memory,) = kept(result, "letter")
    assert memory.count(". ") == 2
    assert memory.endswith(".")
    assert spoken(result)[-2] == f"You wrote: {memory}"
    assert [event_record["name"] for event_record in result.told("command")] == ["done"]


def test_rounds_are_heard_until_there_is_nothing_more_and_each_memory_has_its_answer(hold_session):
    result = hold_session(practice(HELPERS, '[[step]]\nsay = "There is {helper}."\n'))

    assert kept(result, "support") == ["my sister", "an old friend", "my brother"]
    assert spoken(result)[-2] == "There is my sister, an old friend and my brother."
    answers = {turn.id: turn.text for turn in result.turns if turn.speaker == "you"}
    assert [answers[memory.data["turn"]] for memory in result.memories] == kept(result, "support")
    assert list(answers.values())[-1] == NOTHING_MORE


def test_the_nearest_memory_comes_out_of_the_journal_and_today_is_kept_after_it(
    hold_session, journal
):
    earlier = journal.begin("earlier", "Earlier", "test")
    for text, more in (("calling people late hurts", "call"), ("the bus leaves early", "walk")):
        journal.keep("lesson", text, {"next": more}, earlier)
    do = '[[step.do]]\nsay = "{it}: {its next}."\n'
    nearest = f'[[step]]\nnearest = "lesson"\nto = "mistake"\n{do}'
    result = hold_session(
        practice(
            MISTAKE.replace("example", 'keep = "lesson"\nexample'),  # today's is not the nearest
            nearest,
            '[[step.do]]\nmark = "met again"\n',
            nearest,  # and what is marked is not the nearest either
        )
    )

    assert spoken(result)[-2] == "calling people late hurts: call."
    assert len(spoken(result)) == 4
    assert [memory.status for memory in result.memories] == ["met again", "open", "open"]


def test_what_is_forgotten_is_in_no_file_and_the_session_goes_on(hold_session, journal):
    asks = '[[step]]\nname = "stays"\nask = "Keep it?"\nanswer = "yes-no"\nexample = "no"\n'
    forget = '[[step]]\nwhen = { stays = "no" }\nforget = ["mistake"]\n'
    echo = '[[step]]\nname = "echo"\nsay = "You said: {mistake}."\n'
    result = hold_session(practice(MISTAKE, echo, asks, forget, '[[step]]\nsay = "It is gone."\n'))

    assert spoken(result)[-4:] == [
        "You said: i forgot to call my mother.",
        "Keep it?",
        "It is gone.",
        "That's all for now. Nothing you said leaves this machine.",
    ]
    assert "mistake" not in result.heard
    assert not any(turn.step == "echo" for turn in result.turns)
    for file in journal.path.parent.glob("journal.db*"):
        assert b"mother" not in file.read_bytes(), file.name
    assert result.coach.outcome == "completed"


def test_a_prompt_that_is_cut_and_forgotten_at_once_breaks_nothing(hold_session, journal):
    echo = '[[step]]\nname = "echo"\nsay = "You said: {mistake}. Let it be here for a while."\n'

    def watch(runtime):
        def observe(event_record):
            if event_record["event"] == "coach.speaking" and event_record["step"] == "echo":
                runtime.inbox.put(Commanded("skip"))

        return observe

    result = hold_session(practice(MISTAKE, echo, '[[step]]\nforget = ["mistake"]\n'), watch=watch)

    assert result.coach.failure is None
    assert result.coach.outcome == "completed"
    assert [turn.step for turn in result.turns] == ["greeting", "mistake", "closing"]


def test_earlier_values_are_replaced_by_those_of_today(hold_session, journal):
    earlier = journal.begin("earlier", "Earlier", "test")
    journal.keep("value", "money", {}, earlier)
    result = hold_session(
        practice(
            '[[step]]\nsay = "It was {every value}."\n',
            VALUES,
            '[[step]]\nclose = "value"\n',
            '[[step]]\nkeep = "value"\ntext = "{values}"\n[[step]]\nsay = "Now {every value}."\n',
        )
    )

    assert spoken(result)[1] == "It was money."
    assert spoken(result)[-2] == "Now honesty, family and kindness."
    assert [memory.status for memory in result.memories] == ["replaced", "open", "open", "open"]


def test_an_interrupted_loop_goes_on_with_what_was_said_in_it(hold_session, journal):
    told = practice(HELPERS, '[[step]]\nname = "end"\nsay = "There is {helper}."\n')

    def watch(runtime):
        def observe(event_record):
            if event_record["event"] == "heard" and event_record["text"] == "an old friend":
                runtime.inbox.put(Interrupted())

        return observe

    first = hold_session(told, watch=watch)
    assert first.coach.outcome == "interrupted"
    second = hold_session(told, "my brother", "no", resume=journal.resumption(first.session))

    assert spoken(second)[-2] == "There is my sister, an old friend and my brother."


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, ["my sister", "an old friend", "my brother", NOTHING_MORE]),
        (1, ["an old friend", "my brother", NOTHING_MORE]),
        (2, ["my brother", NOTHING_MORE]),
        (3, ["my sister", "an old friend", "my brother", NOTHING_MORE]),
    ],
)
def test_the_partner_says_one_example_a_round_beginning_with_that_of_the_run(number, said):
    simulated_user = SimulatedUser(practice(HELPERS), None, None, number=number)
    event_record = {"event": "listening", "step": "helper", "expects": "text"}

    assert [simulated_user.answer(event_record) for _ in said] == said


def test_a_later_question_of_a_round_never_says_that_there_is_nothing_more():
    later = '[[step.do]]\nname = "fear"\nask = "And?"\nexample = "a bit"\nexamples = ["a lot"]\n'
    simulated_user = SimulatedUser(practice(HELPERS, later), None, None)
    event_record = {"event": "listening", "step": "fear", "expects": "text"}

    assert [simulated_user.answer(event_record) for _ in range(4)] == [
        "a bit",
        "a lot",
        "a lot",
        "a lot",
    ]


@pytest.mark.parametrize(("number", "said"), [(0, "honesty, family and kindness"), (1, "quiet")])
def test_another_run_says_another_example_where_there_is_one(number, said):
    told = practice(VALUES, MISTAKE)
    simulated_user = SimulatedUser(told, None, None, number=number)

    assert simulated_user.answer({"step": "values", "expects": "list"}) == said
    assert (
        simulated_user.answer({"step": "mistake", "expects": "text"})
        == "i forgot to call my mother"
    )
    assert sets_of(told) == 2
    assert sets_of(practice(MISTAKE)) == 1


def test_an_example_that_is_not_among_the_choices_gives_way_to_the_first_of_them():
    which = '[[step]]\nname = "which"\nask = "Which?"\nanswer = "choice"\nchoices_from = "values"\n'
    simulated_user = SimulatedUser(practice(VALUES, which, 'example = "family"\n'), None, None)
    event_record = {"step": "which", "expects": "choice", "choices": ["quiet", "my family"]}

    assert simulated_user.answer(event_record) == "family"
    assert simulated_user.answer({**event_record, "choices": ["quiet", "rest"]}) == "quiet"
    assert simulated_user.answer({**event_record, "step": "ranking/1"}) == "quiet"
