"""Loops over memories, over the items of an answer, and in rounds until there is nothing more."""

from datetime import timedelta

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Paused
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.protocol.events import Memory, Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

LIST = step(name="values", ask="What matters?", answer="list")
OVER = step(
    name="each-value",
    over="values",
    do=(
        step(name="fits", ask="How much of {it} is there?", answer="number"),
        step(name="echo", say="{it}: {fits}."),
    ),
)
HELPERS = step(
    name="helpers",
    rounds=4,
    do=(step(name="helper", ask="Who else?"), step(name="noted", say="Yes, {helper}.")),
)
AFTER = step(name="after", say="There is {helper}.")


def memory(number, kind="lesson", text="ask early", days=1, **more):
    return Memory(number, kind, text, EVENING - timedelta(days=days), **more)


def rehearse(*steps, memories=(), resume=None, session=""):
    config = SessionConfig(EVENING, tuple(memories), resume, session=session)
    return Rehearsal(practice_of(*steps), config).begin()


# Over memories.


def test_the_newest_memory_comes_first_where_that_is_asked_for():
    told = step(say="{it}, {ago}.")
    memories = [memory(1, text="old", days=9), memory(3, text="new"), memory(2, text="recent")]
    oldest = rehearse(step(each="lesson", do=(told,)), memories=memories).spoke().spoke()
    newest = rehearse(step(each="lesson", newest=True, most=1, do=(told,)), memories=memories)

    assert oldest.said[1:] == ["old, last week.", "recent, yesterday.", "new, yesterday."]
    assert newest.said[1:] == ["new, yesterday."]


def test_memories_of_another_status_are_gone_through_where_that_is_asked_for():
    memories = [memory(1, text="open"), memory(2, text="chosen", status="chosen")]
    coach = rehearse(
        step(each="lesson", status="chosen", do=(step(say="{it}."),)), memories=memories
    )

    assert coach.said[1:] == ["chosen."]


def test_a_fact_of_a_memory_can_be_spoken_and_a_step_without_it_is_passed_over():
    facts = {"next": "ask", "fear": 7.0, "tags": ["a", "b"], "turn": 3}
    loop = step(
        each="lesson",
        do=tuple(step(say=f"{name}: {{its {name}}}.") for name in ("next", "fear", "tags", "no")),
    )
    coach = rehearse(loop, memories=[memory(1, data=facts)]).spoke().spoke()

    assert coach.said[1:] == ["next: ask.", "fear: 7.", "tags: a and b."]


def test_what_this_session_kept_or_marked_is_not_gone_through_again():
    loop = step(name="first", each="lesson", do=(step(mark="met again"), step(say="First.")))
    again = step(name="again", each="lesson", do=(step(say="{it} again."),))
    kept = step(keep="lesson", text="rest")
    coach = rehearse(kept, loop, again, step(say="End."), memories=[memory(1)]).spoke()

    assert coach.all(fx.Mark) == [fx.Mark(1, "met again", {})]
    assert coach.said[1:] == ["First.", "End."]


def test_when_a_session_goes_on_its_own_memories_are_not_those_of_an_earlier_one():
    memories = [memory(1, text="old", session_id="a"), memory(2, text="own", session_id="b")]
    loop = step(name="loop", each="lesson", do=(step(say="{it}."),))
    coach = rehearse(loop, step(name="end", say="End."), memories=memories, session="b").spoke()

    assert coach.said[1:] == ["old.", "End."]


# Over the items of an answer.


def test_a_loop_over_a_list_is_led_once_for_every_item():
    coach = rehearse(LIST, OVER, step(say="So {fits}.")).spoke().say("honesty and family")
    assert coach.said[-1] == "How much of honesty is there?"
    coach.spoke().say("seven")
    assert coach.said[-1] == "honesty: 7."
    coach.spoke().spoke().say("four").spoke()

    assert coach.said[-2:] == ["family: 4.", "So 7 and 4."]


def test_a_loop_over_a_list_is_led_for_the_first_items_where_there_is_a_limit():
    loop = step(over="values", most=2, do=(step(say="{it}."),))
    coach = rehearse(LIST, loop, step(say="End.")).spoke().say("a, b, c").spoke().spoke()

    assert coach.said[-3:] == ["a.", "b.", "End."]


def test_a_loop_over_an_answer_that_was_skipped_is_not_led():
    coach = rehearse(LIST, OVER, step(say="End.")).spoke().say("skip")

    assert coach.said[-1] == "End."


def test_an_item_with_braces_in_it_is_only_words():
    coach = rehearse(LIST, step(over="values", do=(step(say="{it}."),))).spoke()

    assert coach.typed("{values} and {ago}").spoke().said[-2:] == ["{values}.", "{ago}."]


def test_a_question_skipped_in_one_round_is_asked_in_the_next():
    coach = rehearse(LIST, OVER).spoke().say("honesty and family").spoke().say("skip")

    assert coach.said[-1] == "How much of family is there?"


# In rounds.


def test_rounds_are_led_until_there_is_nothing_more():
    coach = rehearse(HELPERS, AFTER).spoke().say("my sister").spoke().spoke().say("an old friend")
    coach.spoke().spoke().say("nothing more")

    assert coach.said[-1] == "There is my sister and an old friend."
    assert coach.spoke().spoke().outcome == "completed"
    assert dict(coach.session.answers) == {"helper": ("my sister", "an old friend")}


def test_rounds_are_led_so_many_times_at_most():
    coach = rehearse(HELPERS, AFTER)
    for name in ("one", "two", "three", "four"):
        coach.spoke().say(name).spoke()

    assert coach.said[-1] == "There is one, two, three and four."


@pytest.mark.parametrize(
    "closing",
    ["nothing", "nothing more", "that is all", "no", "i'm done", "No.", "that's it", "skip"],
)
def test_every_way_of_saying_that_there_is_no_more_ends_the_rounds(closing):
    coach = rehearse(HELPERS, AFTER).spoke().say("my sister").spoke().spoke().say(closing)

    assert coach.said[-1] == "There is my sister."


@pytest.mark.parametrize("closing", ["", "nothing more", "no", "i'm done"])
def test_typed_too(closing):
    coach = rehearse(HELPERS, AFTER).spoke().say("my sister").spoke().spoke().typed(closing)

    assert coach.said[-1] == "There is my sister."


def test_a_longer_answer_that_begins_with_no_is_an_answer():
    coach = rehearse(HELPERS, AFTER).spoke().say("no one but my sister")

    assert coach.said[-1] == "Yes, no one but my sister."


def test_what_ends_the_rounds_is_in_the_journal_and_in_no_list():
    coach = rehearse(HELPERS, AFTER).spoke().say("nothing")

    assert [(save.step, save.text) for save in coach.saved] == [("helper", "nothing")]
    assert coach.said[-1] == texts.CLOSING
    assert dict(coach.session.answers) == {}


def test_a_question_nobody_understood_ends_the_rounds():
    rate = step(name="fear", ask="How much fear?", answer="number")
    coach = rehearse(step(rounds=3, do=(rate,)), step(name="end", say="So {fear}.")).spoke()
    coach.say("seven").spoke()
    for _ in range(3):
        coach.say("green").spoke()

    assert coach.said[-2:] == [texts.LET_GO, "So 7."]


@pytest.mark.parametrize(
    ("question", "said", "left"),
    [
        (step(name="a", ask="?", answer="number"), "nothing", (("0",))),
        (step(name="a", ask="?", answer="number"), "no", ()),
        (step(name="a", ask="?", answer="yes-no"), "not really", ()),
        (step(name="a", ask="?", answer="yes-no"), "yes", ("yes",)),
        (step(name="a", ask="?", answer="choice", choices=("no", "maybe")), "no", ("no",)),
        (step(name="a", ask="?", answer="choice", choices=("this", "that")), "nothing", ()),
        (step(name="a", ask="?", answer="list"), "tea and bread, nothing more", ("tea", "bread")),
        (step(name="a", ask="?", answer="list"), "nothing", ()),
    ],
)
def test_what_ends_the_rounds_depends_on_the_question(question, said, left):
    coach = rehearse(step(rounds=1, do=(question,)), step(say="End.")).spoke().typed(said)

    assert coach.said[-1] == "End."
    assert coach.session.answers.get("a", ()) == left


def test_an_answer_of_a_round_that_was_left_in_the_middle_is_still_kept():
    loop = step(
        rounds=3,
        do=(
            step(name="rung", ask="Which rung?"),
            step(name="fear", ask="How much fear?", answer="number"),
            step(say="That is a rung."),
            step(keep="step", text="{rung}", data={"fear": "{fear}"}),
        ),
    )
    coach = rehearse(loop, step(say="So {rung}.")).spoke().say("say hello").spoke().say("skip")

    assert coach.said[-1] == "So say hello."
    assert coach.kept == [fx.Keep("step", "say hello", {}, 2)]


def test_nothing_is_kept_of_a_round_in_which_nothing_was_answered():
    loop = step(rounds=3, do=(step(name="win", ask="?"), step(keep="win", text="came back")))
    coach = rehearse(loop).spoke().say("nothing")

    assert coach.kept == []


def test_each_memory_a_loop_keeps_links_to_the_turn_of_its_answer():
    loop = step(
        rounds=3,
        do=(
            step(name="one", ask="One?", keep="support"),
            step(name="two", ask="Two?"),
            step(keep="win", text="{two}"),
        ),
    )
    after = step(over="one", do=(step(keep="need", text="{it}"),))
    coach = rehearse(loop, after).spoke()
    for answer in ("a", "b", "c", "d"):
        coach.say(answer).spoke()
    coach.say("nothing")

    assert [(keep.kind, keep.text, keep.turn) for keep in coach.kept] == [
        ("support", "a", 2),
        ("win", "b", 3),
        ("support", "c", 4),
        ("win", "d", 5),
        ("need", "a", 2),
        ("need", "c", 4),
    ]


def test_a_condition_after_a_loop_holds_if_it_did_in_one_of_the_rounds():
    loop = step(over="values", do=(step(name="fits", ask="{it}?", answer="yes-no"),))
    shown = [step(say=f"{word}.", when={"fits": word}) for word in ("yes", "no", "skipped")]
    coach = rehearse(LIST, loop, *shown).spoke().say("a and b").spoke().say("yes").spoke()
    coach.say("no").spoke()

    assert coach.said[-2:] == ["yes.", "no."]


def test_a_round_can_be_paused_repeated_and_gone_on_with():
    coach = rehearse(HELPERS, AFTER).spoke().say("my sister")
    coach.command("pause").spoke().say("resume")
    assert coach.said[-1] == "Yes, my sister."
    coach.spoke().spoke().hear("an old")
    coach.command("pause").command("resume").spoke().say("friend")
    assert coach.said[-1] == "Yes, an old friend."
    coach.command("repeat")
    assert coach.said[-1] == "Yes, an old friend."
    coach.spoke().spoke().say("no")

    assert coach.said[-1] == "There is my sister and an old friend."


# With the memory that comes nearest.

MISTAKE = step(name="mistake", ask="What went wrong?")
NEAREST = step(
    name="like-it", nearest="lesson", to="mistake", do=(step(say="{ago}: {it}. {its next}."),)
)


def test_the_nearest_memory_is_looked_for_by_the_keywords_of_an_answer():
    coach = rehearse(MISTAKE, NEAREST, step(say="End.")).spoke().say("i was late for the late bus")
    assert coach.all(fx.Recall) == [fx.Recall("lesson", ("late", "bus"))]
    assert coach.effects[-1] == coach.all(fx.Recall)[0]
    coach.handle(ev.Recalled((memory(1, data={"next": "leave early"}),)))
    assert coach.said[-1] == "yesterday: ask early. leave early."

    assert coach.spoke().said[-1] == "End."


def test_without_a_near_memory_the_session_goes_on():
    coach = rehearse(MISTAKE, NEAREST, step(say="End.")).spoke().say("i was late")
    coach.handle(ev.Recalled(()))

    assert coach.said[-1] == "End."


@pytest.mark.parametrize("said", ["skip", "it was just like that"])
def test_where_nothing_telling_was_said_nothing_is_looked_for(said):
    coach = rehearse(MISTAKE, NEAREST, step(say="End.")).spoke().say(said)

    assert coach.all(fx.Recall) == []
    assert coach.said[-1] == "End."


def test_the_nearest_memory_can_be_marked():
    loop = step(nearest="lesson", to="mistake", do=(step(mark="met again"),))
    coach = rehearse(MISTAKE, loop, step(say="End.")).spoke().say("late again with the report")
    coach.handle(ev.Recalled((memory(7),)))

    assert coach.all(fx.Mark) == [fx.Mark(7, "met again", {})]


def test_a_session_that_was_paused_while_something_was_looked_for_goes_on_with_it():
    coach = rehearse(MISTAKE, NEAREST).spoke().say("i was late")
    coach.command("pause").handle(ev.Recalled((memory(1, data={"next": "go"}),)))
    assert coach.state in Paused
    coach.command("resume")

    assert coach.said[-1] == "yesterday: ask early. go."


# Going on after an interruption.


def test_the_rounds_that_were_led_are_not_led_again():
    said = {"helper": ("one", "two", "three")}
    coach = rehearse(HELPERS, AFTER, resume=Resumption("helper", {"helper": "three"}, said)).spoke()
    coach.say("four").spoke()

    assert coach.said[-1] == "There is one, two, three and four."


def test_in_the_last_round_there_is_one_more_chance():
    said = {"helper": ("one", "two", "three", "four")}
    resume = Resumption("noted", {"helper": "four"}, said)
    coach = rehearse(HELPERS, AFTER, resume=resume).spoke().say("no")

    assert coach.said[-1] == "There is one, two, three and four."


def test_what_an_earlier_loop_left_behind_is_there_again():
    said = {"helper": ("my sister", "an old friend", "nothing more")}
    resume = Resumption("after", {"helper": "nothing more"}, said)

    assert rehearse(HELPERS, AFTER, resume=resume).said[-1] == (
        "There is my sister and an old friend."
    )


def test_one_answer_of_a_loop_is_a_list_of_one():
    coach = rehearse(HELPERS, AFTER, resume=Resumption("after", {"helper": "my sister"}))

    assert dict(coach.session.answers) == {"helper": ("my sister",)}


def test_a_loop_over_a_list_begins_again_with_the_list_that_was_given():
    answers = {"values": "honesty and family", "fits": "seven"}
    coach = rehearse(LIST, OVER, step(say="So {fits}."), resume=Resumption("fits", answers))
    assert coach.said[-1] == "How much of honesty is there?"
    coach.spoke().say("six").spoke().spoke().say("four").spoke()

    assert coach.said[-1] == "So 6 and 4."


def test_what_was_not_understood_in_a_loop_is_not_in_its_list():
    said = {"fits": ("six", "seven", "eight", "green", "four")}
    resume = Resumption("end", {"values": "honesty\nfamily", "fits": "four"}, said)
    coach = rehearse(LIST, OVER, step(name="end", say="So {fits}."), resume=resume)

    assert coach.said[-1] == "So 8 and 4."  # of the walk before that, too, only the last two


def test_the_nearest_memory_is_looked_for_again():
    coach = rehearse(MISTAKE, NEAREST, resume=Resumption("like-it", {"mistake": "i was late"}))

    assert coach.all(fx.Recall) == [fx.Recall("lesson", ("late",))]
