"""Back, delete that and undo: what is taken back goes with all that followed from it."""

import pytest

from voice_coach import texts
from voice_coach.dialogue.states import Active, Paused, State
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Memory, Resumption, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

EARLIER = Memory(7, "promise", "i will rest", EVENING, {"turn": 3, "when": "tonight"})

PROMISE = step(name="promise", ask="What will you do?")
WHEN = step(name="when", ask="When?")
KEEP = step(name="keep", keep="promise", text="{promise}", data={"when": "{when}"})
ECHO = step(name="echo", say="You said: {promise}. That is {when}.")
LAST = step(name="last", ask="How is it now?")


def led(*steps, config=None):
    return Rehearsal(practice_of(*steps), config).begin()


def at_the_last_question():
    coach = led(PROMISE, WHEN, KEEP, LAST).spoke()
    coach.say("i will walk").spoke()
    return coach.say("tomorrow").spoke()


def last(coach, kind):
    return coach.all(kind)[-1]


def asked(coach):
    return last(coach, fx.Say).step


# Back.


def test_back_asks_the_question_before_again_and_says_so():
    coach = led(PROMISE, WHEN, LAST).spoke().say("i will walk").spoke().command("back")

    assert coach.said[-1] == "Let's go back. What will you do?"
    assert coach.spoke().state is Active.LISTENING


def test_back_marks_the_old_answer_as_undone_and_deletes_nothing():
    coach = led(PROMISE, WHEN, LAST).spoke().say("i will walk").spoke().command("back")
    back = last(coach, fx.TakeBack)

    assert (back.step, back.since, back.forget) == ("promise", 1, False)


def test_the_new_answer_stands_in_the_place_of_the_old_one():
    coach = led(PROMISE, WHEN, ECHO).spoke().say("i will walk").spoke().say("back").spoke()
    coach.say("i will rest").spoke().say("tonight")

    assert coach.said[-1] == "You said: i will rest. That is tonight."
    assert dict(coach.session.answers) == {"promise": "i will rest", "when": "tonight"}


def test_back_can_be_said_again_and_again():
    coach = at_the_last_question().say("back").spoke().say("back")
    assert coach.said[-1] == "Let's go back. What will you do?"

    assert coach.spoke().command("back").said[-1] == texts.NO_QUESTION_BEFORE
    assert coach.spoke().said[-1] == "What will you do?"


def test_back_takes_what_was_kept_since_then_with_it_and_it_is_kept_anew():
    coach = at_the_last_question().say("back").spoke()
    assert last(coach, fx.TakeBack).kept == (1,)

    coach.say("tonight")
    assert [keep.data["when"] for keep in coach.kept] == ["tomorrow", "tonight"]
    assert [keep.number for keep in coach.kept] == [1, 2]


def test_back_goes_to_a_question_that_was_skipped():
    coach = led(PROMISE, WHEN, LAST).spoke().say("skip").spoke().say("back")

    assert coach.said[-1] == "Let's go back. What will you do?"


def test_back_in_the_midst_of_an_answer_takes_its_words_back_as_well():
    coach = led(PROMISE, WHEN).spoke().say("i will walk").spoke()
    coach.hear("tomorrow")
    coach.silence(1.0)
    coach.say("back")

    assert coach.saved[-1].text == "tomorrow"
    assert last(coach, fx.TakeBack).since == 1
    assert coach.spoke().say("i will rest").spoke().say("at noon").session.answers["when"] == (
        "at noon"
    )


def test_back_follows_other_conditions_when_the_answer_is_another():
    ready = step(name="ready", ask="Are you ready?", answer="yes-no")
    coach = led(ready, step(name="why", ask="Why not?", when={"ready": "no"}), LAST).spoke()
    coach.say("no").spoke().say("back").spoke().say("yes")

    assert asked(coach) == "last"


def test_back_restores_a_memory_that_was_marked_because_of_the_answer():
    each = step(
        name="old",
        each="promise",
        do=(
            step(name="kept", ask="Was it kept?", answer="yes-no"),
            step(name="mark", mark="{kept}", data={"said": "{kept}"}),
        ),
    )
    coach = led(each, LAST, config=SessionConfig(EVENING, (EARLIER,))).spoke().say("yes").spoke()
    coach.say("back")

    assert last(coach, fx.TakeBack).marked == (EARLIER,)
    assert coach.said[-1] == "Let's go back. Was it kept?"


def test_back_in_a_loop_goes_to_the_round_before():
    rounds = step(name="more", rounds=3, do=(step(name="thing", ask="What else?"),))
    coach = led(rounds, LAST).spoke().say("bread").spoke().say("tea").spoke().say("back").spoke()
    coach.say("milk").spoke().say("nothing more")

    assert coach.session.answers["thing"] == ("bread", "milk")


def test_back_from_a_pause_leads_on_from_there():
    coach = at_the_last_question().say("pause").spoke().say("back")

    assert coach.state is Active.SPEAKING
    assert coach.said[-1] == "Let's go back. When?"


def test_back_reaches_answers_from_before_an_interruption():
    resume = Resumption("last", {"promise": "i will walk", "when": "tomorrow"})
    coach = led(PROMISE, WHEN, ECHO, LAST, config=SessionConfig(EVENING, resume=resume)).spoke()
    coach.say("back").spoke()
    back = last(coach, fx.TakeBack)
    assert (back.step, back.since) == ("when", None)

    coach.say("tonight")
    assert coach.said[-1] == "You said: i will walk. That is tonight."


# Delete that.


def test_delete_takes_away_what_was_said_so_far_and_asks_again():
    coach = led(PROMISE, LAST).spoke()
    coach.hear("i hate my job")
    coach.silence(1.0)
    coach.say("delete that")
    deleted = last(coach, fx.TakeBack)
    assert (deleted.step, deleted.since, deleted.forget) == ("promise", 1, True)
    assert coach.said[-1] == texts.DELETED

    assert coach.spoke().said[-1] == "What will you do?"
    coach.spoke().say("i will walk")
    assert coach.session.answers["promise"] == "i will walk"


def test_delete_takes_the_latest_answer_and_goes_on_where_one_was():
    coach = led(PROMISE, WHEN, KEEP, LAST).spoke().say("i will walk").spoke().say("delete that")
    deleted = last(coach, fx.TakeBack)

    assert (deleted.step, deleted.since, deleted.forget) == ("promise", 1, True)
    assert "promise" not in coach.session.answers
    assert coach.spoke().said[-1] == "When?"


def test_a_deleted_answer_is_spoken_back_by_nothing():
    coach = led(PROMISE, WHEN, ECHO, LAST).spoke().say("i will walk").spoke().say("delete that")
    coach.spoke().spoke().say("tomorrow")

    assert asked(coach) == "last"


def test_a_prompt_that_would_speak_it_back_is_left_out_at_once():
    coach = led(PROMISE, step(name="echo", say="You said: {promise}. So be it."), LAST).spoke()
    coach.say("i will walk").command("delete that").spoke()

    assert asked(coach) == "last"


def test_what_was_kept_from_a_deleted_answer_goes_with_it():
    coach = led(PROMISE, step(name="keep", keep="promise", text="{promise}"), LAST).spoke()
    coach.say("i will walk").spoke().say("delete that")

    assert last(coach, fx.TakeBack).kept == (1,)


def test_a_memory_of_another_answer_loses_only_the_fact_that_was_deleted():
    coach = at_the_last_question().say("delete that")
    deleted = last(coach, fx.TakeBack)

    assert (deleted.step, deleted.kept, deleted.facts) == ("when", (), ((1, ("when",)),))


def test_deleting_twice_takes_the_answer_before():
    coach = at_the_last_question().say("delete that").spoke().spoke().say("delete that")
    deleted = last(coach, fx.TakeBack)

    assert (deleted.step, deleted.kept) == ("promise", (1,))


def test_an_earlier_memory_loses_what_a_deleted_answer_told_of_it():
    each = step(
        name="old",
        each="promise",
        do=(
            step(name="lesson", ask="What did you learn?"),
            step(name="mark", mark="kept", data={"lesson": "{lesson}"}),
        ),
    )
    coach = led(each, LAST, config=SessionConfig(EVENING, (EARLIER,))).spoke().say("a lot").spoke()
    (memory,) = last(coach.say("delete that"), fx.TakeBack).marked

    assert (memory.status, memory.data) == ("kept", {"turn": 3, "when": "tonight"})


def test_older_memories_are_not_replaced_by_a_list_that_was_deleted():
    values = step(name="values", ask="What matters?", answer="list")
    close = step(name="close", close="value")
    keep = step(name="keep", keep="value", text="{values}")
    coach = led(values, close, keep, LAST).spoke().say("tea").spoke().say("delete that")

    assert last(coach, fx.TakeBack).replaced == ("value",)
    assert last(coach, fx.TakeBack).kept == (1,)


def test_a_loop_over_a_deleted_list_ends():
    values = step(name="values", ask="What matters?", answer="list")
    over = step(name="each", over="values", do=(step(name="why", ask="Why {it}?"),))
    coach = led(values, over, LAST).spoke().say("tea and bread").spoke().say("delete that").spoke()

    assert asked(coach) == "last"


def test_what_is_to_be_confirmed_can_be_deleted_and_is_asked_again():
    promise = step(name="promise", ask="What will you do?", confirm=True, keep="promise")
    coach = led(promise, LAST).spoke().say("i will walk").spoke().say("delete that")
    assert last(coach, fx.TakeBack).step == "promise"

    coach.spoke()
    assert coach.said[-1] == "What will you do?"
    assert coach.spoke().say("i will rest").said[-1] == "I heard: i will rest. Is that right?"


def test_where_nothing_was_said_nothing_is_deleted():
    coach = led(PROMISE).spoke().say("delete that")

    assert coach.all(fx.TakeBack) == []
    assert coach.said[-1] == texts.NOTHING_TO_DELETE
    assert coach.spoke().said[-1] == "What will you do?"


def test_delete_reaches_an_answer_from_before_an_interruption():
    resume = Resumption("last", {"promise": "i will walk"})
    coach = (
        led(PROMISE, LAST, config=SessionConfig(EVENING, resume=resume)).spoke().say("delete that")
    )
    deleted = last(coach, fx.TakeBack)

    assert (deleted.step, deleted.since, deleted.forget) == ("promise", None, True)


# Undo.


def test_undo_brings_a_deleted_answer_back_where_it_stood():
    coach = led(PROMISE, WHEN, ECHO).spoke().say("i will walk").spoke().say("delete that")
    coach.spoke().spoke().say("undo")
    assert last(coach, fx.BringBack).number == last(coach, fx.TakeBack).number
    assert coach.said[-1] == texts.UNDONE

    coach.spoke().spoke().say("tomorrow")
    assert coach.said[-1] == "You said: i will walk. That is tomorrow."


def test_undo_brings_the_words_of_an_open_answer_back():
    coach = led(PROMISE, ECHO).spoke()
    coach.hear("i will walk")
    coach.silence(1.0)
    coach.say("delete that").spoke().spoke().say("undo").spoke()
    assert coach.said[-1] == texts.GO_ON

    coach.spoke().say("in the rain")
    assert coach.session.answers["promise"] == "i will walk in the rain"


def test_undo_goes_forward_again_after_going_back():
    coach = at_the_last_question().say("back").spoke().say("undo")
    assert last(coach, fx.BringBack).number == last(coach, fx.TakeBack).number

    assert coach.spoke().said[-1] == "How is it now?"
    assert coach.session.answers["when"] == "tomorrow"


def test_a_step_back_cannot_be_undone_when_there_is_another_answer():
    coach = at_the_last_question().say("back").spoke().say("tonight").spoke().say("undo")

    assert coach.all(fx.BringBack) == []
    assert coach.said[-1] == texts.NOTHING_TO_UNDO


def test_undo_undoes_one_after_the_other_the_latest_first():
    coach = at_the_last_question().say("delete that").spoke().spoke().say("delete that")
    first, second = (effect.number for effect in coach.all(fx.TakeBack))
    coach.spoke().spoke().say("undo").spoke().spoke().say("undo")

    assert [effect.number for effect in coach.all(fx.BringBack)] == [second, first]
    assert dict(coach.session.answers) == {"promise": "i will walk", "when": "tomorrow"}


def test_a_deleted_answer_does_not_come_back_over_one_that_was_given_since():
    coach = led(PROMISE, WHEN, LAST).spoke().say("i will walk").spoke().say("delete that")
    coach.spoke().spoke().say("back").spoke().say("i will rest").spoke().say("undo")

    assert coach.said[-1] == texts.NOTHING_TO_UNDO
    assert coach.session.answers["promise"] == "i will rest"


def test_an_answer_of_an_earlier_round_comes_back_to_its_round():
    rounds = step(name="more", rounds=3, do=(step(name="thing", ask="What else?"),))
    coach = led(rounds, LAST).spoke().say("bread").spoke().say("delete that").spoke().spoke()
    coach.say("tea").spoke().say("undo").spoke().spoke().say("nothing more")

    assert coach.session.answers["thing"] == ("bread", "tea")


def test_where_nothing_was_taken_back_there_is_nothing_to_undo():
    coach = led(PROMISE).spoke().say("undo")

    assert coach.said[-1] == texts.NOTHING_TO_UNDO
    assert coach.spoke().said[-1] == "What will you do?"


def test_what_was_kept_counts_again_after_an_undo():
    keep = step(name="keep", keep="win", text="{promise}")
    told = step(name="told", say="Your wins: {every win}.")
    coach = led(PROMISE, keep, LAST, told).spoke().say("i walked").spoke().say("delete that")
    coach.spoke().spoke().say("undo").spoke().spoke().say("well")

    assert coach.said[-1] == "Your wins: i walked."


@pytest.mark.parametrize("name", ["back", "delete that", "undo"])
def test_everywhere_it_goes_on_afterwards_and_can_be_stopped(place, at, name):
    coach = at(place).command(name)
    assert coach.state in (Active.SPEAKING, *Paused)

    coach.until_heard().say("stop")
    assert coach.state is State.CLOSING
