"""What was promised is kept, comes back on its day, and ends kindly; nothing asked is lost."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.practices.test_minutes import answer
from voice_coach.dialogue.states import Active, State
from voice_coach.practice.library import Library
from voice_coach.practice.recall import needs_of
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import Ask, Keep, every_question
from voice_coach.protocol import effects as fx
from voice_coach.protocol.events import Memory, Recalled, SessionConfig
from voice_coach.testing import EVENING, Rehearsal

PRACTICES = {practice.name: practice for practice in Library(Path("/nonexistent")).all()[0]}
PROMISES = re.compile(r"\b(?:will you|you'll) (?:\w+ ){0,3}(?:do|choose|begin|take care)\b")
READ_ELSEWHERE = {"rating", "lesson", "letter", "plan", "support", "focus", "emotion"}
"""Kinds that are read by number, by nearness, by a command, or for a word that comes again."""

ONLY_KEPT = {("choice", "noticed"), ("belief", "myth")}
"""Neither asks for anything."""


def memory(number, kind, text, status="open", days=1, **facts):
    return Memory(number, kind, text, EVENING - timedelta(days=days), facts, status)


def led(name, answers, *memories, minutes=None, visits=1):
    """A session whose questions are answered by step, or else by their examples."""
    practice = PRACTICES[name]
    examples = {step.name: step.example for step in every_question(practice.steps)}
    config = SessionConfig(EVENING, memories, visits=visits, breaths=9, minutes=minutes)
    coach = Rehearsal(practice, config).begin()
    while coach.state is not State.ENDED:
        asked = coach.listening
        if isinstance(coach.effects[-1], fx.Recall):
            coach.handle(Recalled(()))
        elif coach.state is not Active.LISTENING or asked is None:
            coach.spoke()
        else:
            said = answers.get(asked.step, examples.get(asked.step) or "yes")
            if said == "skip":
                coach.command("skip")
            else:
                answer(coach, said)
    return coach


def kept(coach, kind):
    return [(each.text, each.status) for each in coach.kept if each.kind == kind]


def statuses(coach, *numbers):
    return [each.status for each in coach.memories if each.id in numbers]


# Nothing asked is lost.


@pytest.mark.parametrize("name", PRACTICES)
def test_whoever_is_asked_what_they_will_do_is_remembered(name):
    steps = list(every_step(PRACTICES[name].steps))
    texts = " ".join(text for step in steps for text in step.kept_texts().values())
    lost = [
        step.name
        for step in steps
        if isinstance(step, Ask)
        and any(PROMISES.search(text) for key, text in step.prompts().items() if key[0] == "ask")
        and step.keep is None
        and f"{{{step.name}}}" not in texts
    ]

    assert lost == []


def test_what_is_kept_is_read_again_by_some_practice():
    given = {
        (step.keep, step.status or "open")
        for practice in PRACTICES.values()
        for step in every_step(practice.steps)
        if isinstance(step, Ask | Keep) and step.keep is not None
    }
    needed = {need for practice in PRACTICES.values() for need in needs_of(practice)}
    read = {(kind, status or "open") for kind, status in needed}
    unread = {
        (kind, status) for kind, status in given - read - ONLY_KEPT if kind not in READ_ELSEWHERE
    }

    assert unread == set()


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("three-supports", "one-thing"),
        ("four-builders", "next"),
        ("reaching-out", "first-step"),
        ("values-map", "first"),
        ("trust-audit", "one-thing"),
        ("weekly-review", "intention"),
        ("self-care-check", "kind"),
        ("trust-talk", "next-move"),
        ("feel-and-still", "next-step"),
        ("in-my-hands", "one-thing"),
        ("repair", "right"),
        ("where-to-begin", "gap"),
    ],
)
def test_a_small_step_becomes_a_promise(name, step):
    said = {step: "i will water the garden"}

    assert "i will water the garden" in " ".join(
        text for text, _ in kept(led(name, said, visits=0), "promise")
    )


def test_what_helped_before_a_performance_helps_again():
    talk = memory(1, "event", "a talk", days=1, anchor="one kind face")
    coach = led("before-a-performance", {"passed": "yes", "helped": "i slowed down"}, talk)
    (told,) = [each for each in coach.memories if each.id == 1]
    assert (told.status, told.data["helped"]) == ("past", "i slowed down")

    again = led("before-a-performance", {}, told)
    assert any("i slowed down" in said for said in again.said)


def test_whoever_only_came_to_tell_is_not_led_into_preparing():
    talk = memory(1, "event", "a talk")
    coach = led("before-a-performance", {"passed": "yes", "another": "no that was it"}, talk)

    assert kept(coach, "event") == []


def test_what_the_morning_wanted_is_asked_after_in_the_evening():
    need = memory(1, "need", "some calm", status="morning", days=0)
    coach = led("evening", {"found": "yes"}, need)

    assert any("some calm" in said for said in coach.said)
    assert statuses(coach, 1) == ["looked back on"]


def test_the_last_choice_is_asked_after():
    coach = led("choose-again", {"lived": "no"}, memory(1, "choice", "a slow walk"))

    assert statuses(coach, 1) == ["passed by"]


# A promise on its day.


@pytest.mark.parametrize("name", ["small-promises", "evening", "weekly-review"])
@pytest.mark.parametrize(("day", "comes"), [(0, True), (2, False)])
def test_a_promise_comes_back_on_its_day_and_not_before(name, day, comes):
    due = (EVENING + timedelta(days=day)).date().isoformat()
    promise = memory(1, "promise", "i will water the garden", **{"when date": due})
    coach = led(name, {"outcome": "i kept it"}, promise)

    assert any("water the garden" in said for said in coach.said) == comes
    assert statuses(coach, 1) == (["kept"] if comes else ["open"])


def test_a_promise_for_the_week_comes_back_in_a_week():
    (promise,) = [each for each in led("weekly-review", {}).kept if each.kind == "promise"]

    assert promise.data["when date"] == (EVENING + timedelta(days=7)).date().isoformat()


def test_older_ones_may_rest_and_are_offered_only_once():
    old = [memory(number, "promise", f"old thing {number}", days=30) for number in (1, 2, 3)]
    new = [memory(number, "promise", f"new thing {number}", days=2) for number in (4, 5)]
    answers = {"outcome": "i kept it", "rest-them": "yes let them rest"}
    rested = led("small-promises", answers, *old, *new)
    assert statuses(rested, 1, 2, 3, 4, 5) == ["at rest"] * 3 + ["kept"] * 2

    answers["rest-them"] = "no i still want them"
    wanted = led("small-promises", answers, *old, *new)
    assert statuses(wanted, 1, 2, 3) == ["still wanted"] * 3
    again = led("small-promises", answers, *wanted.memories)
    assert not any("that old" in said for said in again.said)
    assert any("old thing" in said for said in again.said), "it is asked after all the same"


def test_one_question_looks_back_on_all_of_them():
    promises = [memory(number, "promise", f"thing {number}", days=2) for number in (1, 2)]
    coach = led("small-promises", {"outcome": "partly kept"}, *promises)
    asked = [listen.step for listen in coach.all(fx.Listen)]

    assert (asked.count("outcome"), asked.count("learnt")) == (2, 1)


def test_a_weekly_promise_is_told_as_so_many_of_so_many_and_goes_on():
    first = led("small-promises", {"how-often": "several times", "times": "three times"})
    (promise,) = [each for each in first.kept if each.kind == "promise"]
    assert (promise.status, promise.data["times"]) == ("weekly", "3")

    weekly = memory(1, "promise", promise.text, status="weekly", days=7, times="3")
    later = led("small-promises", {"did": "two times this week"}, weekly)
    assert any("2 of 3" in said for said in later.said)
    assert statuses(later, 1) == ["kept in its week"]
    assert (promise.text, "weekly") in kept(later, "promise"), "for another week"
    assert not any("streak" in said for said in later.said)


# The ladder.


def rung(number, status="open", **facts):
    return memory(number, "step", f"rung {number}", status=status, **{"expected": "6"} | facts)


def test_a_rung_that_still_rings_is_climbed_again():
    coach = led("courage-ladder", {"felt": "it was a six"}, rung(1, "chosen"), rung(2))

    assert statuses(coach, 1, 2) == ["chosen", "open"]


def test_a_quiet_rung_leads_to_the_next():
    coach = led("courage-ladder", {"felt": "about a two"}, rung(1, "chosen"), rung(2))

    assert statuses(coach, 1, 2) == ["tried", "chosen"]


def test_there_is_a_word_at_the_top():
    coach = led("courage-ladder", {"felt": "about a two"}, rung(1, "chosen"))

    assert any("top of a ladder" in said or "no rung above" in said for said in coach.said)


def test_a_rung_with_a_fear_of_eight_and_more_is_doubted_once():
    steep = {"rung": "the highest this time", "high-fear": "it is a nine"}
    small = led("courage-ladder", steep | {"that-high": "no"})
    assert ("i ask one question when we are only three", "chosen") in kept(small, "step")

    still = led("courage-ladder", steep | {"that-high": "yes"})
    assert ("i give a short talk to the whole office", "chosen") in kept(still, "step")


# Talks and audits.


def test_a_trust_talk_plays_back_what_was_said():
    coach = led("trust-talk", {"truth": "i am tired of it", "made-up": "that i will fail"})

    assert "This is true: i am tired of it." in coach.said
    assert "And this is a story so far: that i will fail." in coach.said


def test_an_audit_asks_seven_numbers_and_one_reason_and_reads_the_low_ones_back():
    coach = led("trust-audit", {"limits": "about a three", "values": "it is a nine"}, visits=0)
    kinds = [listen.expects for listen in coach.all(fx.Listen)]
    asked = [listen.step for listen in coach.all(fx.Listen)]

    assert (kinds.count("number"), asked.count("reason")) == (7, 1)
    assert "Your limits, at 3." in coach.said
    assert not any(said.startswith("Your values, at") for said in coach.said)


# The new ones.


def test_a_record_of_trust_reads_back_and_asks_nothing():
    coach = led(
        "record-of-trust",
        {},
        memory(1, "promise", "i will walk", status="kept"),
        memory(2, "win", "i asked for help"),
        memory(3, "appreciation", "you listen so well"),
        memory(4, "belief", "you can begin small", status="fair voice"),
    )
    said = " ".join(coach.said)

    for text in ("i will walk", "i asked for help", "you listen so well", "you can begin small"):
        assert text in said
    assert [listen for listen in coach.all(fx.Listen) if listen.expects != "command"] == []


def test_a_record_that_is_still_empty_is_honest_about_it():
    assert any("only because it's new" in said for said in led("record-of-trust", {}).said) or any(
        "still nearly empty" in said for said in led("record-of-trust", {}).said
    )


def test_ones_own_answer_is_asked_after_and_becomes_a_record():
    first = led("ask-yourself-first", {"lean": "i will stay at home"})
    assert kept(first, "decision") == [("i will stay at home", "own")]

    own = memory(1, "decision", "i will stay at home", status="own")
    assert statuses(led("ask-yourself-first", {}, own), 1) == ["settled"]


def test_a_true_sentence_waits_for_its_moment():
    first = led("say-what-is-true", {"true": "i miss you"})
    assert kept(first, "boundary") == [("i miss you", "truth")]

    truth = memory(1, "boundary", "i miss you", status="truth")
    assert statuses(led("say-what-is-true", {"said-it": "yes"}, truth), 1) == ["truth told"]


def test_a_fair_thought_is_heard_again():
    (fair,) = kept(led("fair-thought", {"fair": "most of it worked"}), "belief")
    assert fair == ("most of it worked", "fair thought")

    again = led("fair-thought", {}, memory(1, "belief", fair[0], status=fair[1]))
    assert any("most of it worked" in said for said in again.said)


def test_the_night_asks_nothing_and_ends_without_words_around_it():
    night = PRACTICES["awake-at-night"]
    coach = led("awake-at-night", {})
    rests = [rest.seconds for rest in coach.all(fx.Rest)]

    assert not night.frame
    assert not list(every_question(night.steps))
    assert rests == sorted(rests), "it fades: each silence is as long as the one before, or longer"
    assert not any("machine" in said for said in coach.said)


@pytest.mark.parametrize(("length", "minutes"), [("three", 3), ("ten", 10), ("twenty", 20)])
@pytest.mark.parametrize("bells", ["yes", "no"])
def test_silence_is_as_long_as_was_chosen_with_bells_or_without(length, minutes, bells):
    coach = led("silence", {"length": length, "bells": bells})
    quiet = sum(breathe.timeline.seconds for breathe in coach.all(fx.Breathe))
    quiet += sum(rest.seconds for rest in coach.all(fx.Rest) if rest.seconds > 10)

    assert quiet == minutes * 60
    assert bool(coach.all(fx.Breathe)) == (bells == "yes")


def test_what_the_body_said_is_heard_beside_what_it_says_now():
    coach = led("body-scan", {}, memory(1, "need", "i carry too much", status="body"))

    assert any("i carry too much" in said for said in coach.said)


def test_a_walk_keeps_what_came_with_its_question():
    (came,) = [
        each
        for each in led("walk-with-a-question", {"came": "more evenings outside"}).kept
        if each.kind == "decision"
    ]

    assert (came.text, came.status) == ("more evenings outside", "walked")
    assert came.data["question"]


# What must not hurt.


def test_too_much_is_led_to_the_ground_and_not_into_staying():
    coach = led("stay-with-yourself", {"strength": "it is too much"})

    assert max(rest.seconds for rest in coach.all(fx.Rest)) <= 20
    assert any("help me" in said for said in coach.said)


@pytest.mark.parametrize(("harm", "absolves"), [("yes", False), ("no", True)])
def test_guilt_about_harm_is_led_to_repair_and_not_absolved(harm, absolves):
    said = " ".join(led("cost-of-honoring", {"cost": "i think it is guilt", "harm": harm}).said)

    assert ("Repair" in said) == (not absolves)
    assert ("not wrong" in said) == absolves


def test_three_low_energies_name_help_once():
    low = [memory(number, "rating", "energy: 2", status="low energy", days=3) for number in (1, 2)]
    said = led("self-care-check", {"energy": "maybe a two"}, *low).said

    assert sum("Reaching out" in each for each in said) == 1
