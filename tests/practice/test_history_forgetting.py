"""What a person wants forgotten is deleted, and not spoken of any more."""

from voice_coach.practice.history import forgotten
from voice_coach.protocol.effects import End, Forget, Keep, Replace, Save
from voice_coach.protocol.events import Interrupted, Memory, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

SAID = step(name="said", ask="What wants to be said?")
ECHO = step(name="echo", say="That may be here: {said}.")
KEEP = step(name="keep-it", ask="Keep it?", answer="yes-no")
FORGET = step(name="gone", forget=("said",), when={"keep-it": ["no", "skipped"]})
AFTER = step(name="after", say="You said {said}.")
MET = step(name="met", say="It was said.", when={"said": "said"})


def led(answer):
    practice = practice_of(SAID, ECHO, KEEP, FORGET, AFTER, MET)
    return Rehearsal(practice).begin().spoke().say("i am angry").spoke().spoke().say(answer)


def test_what_was_said_is_forgotten_if_that_is_wanted_and_not_spoken_of_again():
    coach = led("no")

    assert coach.all(Forget) == [Forget(("said",), ("echo", "after"))]
    assert coach.said[-1] == "It was said."


def test_nothing_is_forgotten_where_it_is_to_be_kept():
    coach = led("yes")

    assert coach.all(Forget) == []
    assert coach.said[-1] == "You said i am angry."


def test_a_list_that_is_forgotten_is_gone_through_no_more():
    steps = (
        step(name="said", ask="?", answer="list"),
        step(forget=("said",)),
        step(over="said", do=(step(say="{it}."),)),
        step(name="which", ask="Which?", answer="choice", choices_from="said"),
        step(say="End."),
    )
    coach = Rehearsal(practice_of(*steps)).begin().spoke().say("anger and fear")

    assert coach.said[-1] == "End."


def test_every_prompt_that_may_have_spoken_it_is_named():
    practice = practice_of(
        step(name="said", ask="?", answer="list"),
        step(name="other", ask="?"),
        step(name="plain", say="{other}."),
        step(name="asks", ask="Why {said}?"),
        step(name="again", ask="Why?", again="Why {said}?"),
        step(name="ranking", order="said"),
        step(over="said", do=(step(name="one", say="{it}"), step(name="two", ask="?"))),
        step(name="which", ask="Which?", answer="choice", choices_from="said"),
        step(name="gone", forget=("said",)),
    )

    assert forgotten(("said",), practice) == Forget(
        ("said", "ranking"), ("ranking", "asks", "again", "one", "two", "which")
    )


def test_earlier_memories_of_a_kind_can_be_replaced():
    memories = (Memory(1, "value", "honesty", EVENING),)
    steps = (
        step(close="value"),
        step(each="value", do=(step(say="{it}."),)),
        step(keep="value", text="quiet"),
        step(say="Now {every value}."),
    )
    coach = Rehearsal(practice_of(*steps), SessionConfig(EVENING, memories)).begin()

    assert coach.said[-1] == "Now quiet."
    assert [e for e in coach.effects if isinstance(e, Keep | Replace)] == [
        Replace("value"),
        Keep("value", "quiet"),
    ]


# Ending before anyone was asked.


def begun():
    practice = practice_of(SAID, ECHO, KEEP, FORGET, AFTER, MET)
    return Rehearsal(practice).begin().spoke()


def kinds(coach):
    return [type(effect) for effect in coach.effects if isinstance(effect, Save | Forget | End)]


def test_who_stops_before_being_asked_has_not_said_that_it_may_stay():
    coach = begun().say("i am angry").command("stop").spoke()

    assert coach.outcome == "stopped"
    assert coach.all(Forget) == [Forget(("said",), ("echo", "after"))]


def test_what_was_only_half_said_is_forgotten_after_it_was_saved():
    coach = begun()
    coach.hear("i am so")
    coach.handle(Interrupted())

    assert coach.outcome == "interrupted"
    assert coach.saved[-1].text == "i am so"
    assert kinds(coach)[-2:] == [Forget, End]


def test_who_said_that_it_may_stay_and_stops_then_finds_it_again():
    steps = (SAID, KEEP, step(name="thanks", say="Then it stays."), FORGET)
    coach = Rehearsal(practice_of(*steps)).begin().spoke().say("i am angry").spoke().say("yes")
    coach.command("stop").spoke()

    assert coach.outcome == "stopped"
    assert coach.all(Forget) == []


def test_what_is_said_in_a_loop_is_forgotten_too():
    loop = step(name="room", rounds=3, do=(SAID, step(say="That may be here.")))
    coach = Rehearsal(practice_of(loop, KEEP, FORGET)).begin().spoke().say("i am angry")
    coach.command("stop").spoke()

    assert [forget.steps for forget in coach.all(Forget)] == [("said",)]


def test_a_forgetting_inside_the_loop_that_is_led_counts_as_well():
    loop = step(name="room", rounds=3, do=(SAID, KEEP, FORGET))
    coach = Rehearsal(practice_of(loop)).begin().spoke().say("i am angry").command("stop").spoke()

    assert [forget.steps for forget in coach.all(Forget)] == [("said",)]


def test_where_nothing_is_left_to_forget_the_end_says_nothing_of_it():
    coach = led("no").spoke().spoke()

    assert coach.outcome == "completed"
    assert len(coach.all(Forget)) == 1
