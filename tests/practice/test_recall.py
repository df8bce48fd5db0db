"""What a practice reads from memory: names, counts, what recurs, and an earlier number."""

from dataclasses import replace
from datetime import timedelta

import pytest

from voice_coach.practice.recall import (
    MAX_NAMED,
    SessionMemories,
    change,
    needs_of,
)
from voice_coach.practice.schema import Count, Earlier, Recurs
from voice_coach.protocol.effects import Keep, Mark, Replace
from voice_coach.protocol.events import Memory, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

NUMBER = step(name="now", ask="And now?", answer="number")


def memory(number, kind="emotion", text="tired", days=1, **more):
    return Memory(number, kind, text, EVENING - timedelta(days=days), **more)


def recollection(*memories, session=""):
    return SessionMemories(SessionConfig(EVENING, memories, session=session))


def words(step, *memories, session="", **answers):
    return recollection(*memories, session=session).words_for(step, answers)


def rated(number, days, name="abilities", **more):
    return memory(
        100 - days, "rating", "a rating", days=days, data={"name": name, "number": number}, **more
    )


# What a practice needs.


def test_a_practice_needs_the_kinds_it_goes_back_to_each_with_its_status():
    practice = practice_of(
        step(each="promise", do=(step(say="{it}", when={"letter": "any"}),)),
        step(each="step", status="chosen", do=(step(say="{it}"),)),
        step(say="{every value}, {every growing edge}"),
        step(name="win", ask="With {every support}?", keep="need", text="{every choice}"),
        step(say="{win}", when={"win": "said"}),
        step(keep="goal", text="this", data={"with": "{every boundary}"}),
    )
    opens = ("promise", "letter", "value", "growing edge", "support", "choice", "boundary")

    assert needs_of(practice) == {*((kind, "open") for kind in opens), ("step", "chosen")}


def test_where_all_memories_of_a_kind_are_needed_those_of_one_status_are_among_them():
    practice = practice_of(
        step(say="{count}", count=Count("promise", status="kept")),
        step(say="{count}", count=Count("goal")),
        step(say="{recurring}", recurs=Recurs("emotion")),
        step(say="{earlier}", earlier=Earlier("rating", "abilities")),
        step(say="{every emotion}, {every promise}"),
    )

    assert needs_of(practice) == {
        ("promise", "kept"),
        ("promise", "open"),
        ("goal", None),
        ("emotion", None),
        ("rating", None),
    }


def test_what_a_practice_only_keeps_or_looks_for_it_does_not_need():
    practice = practice_of(
        step(name="a", ask="?", keep="win"),
        step(nearest="lesson", to="a", do=(step(say="{it}"),)),
        step(close="value"),
    )

    assert needs_of(practice) == set()


# Words and numbers.


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (7.0, 7.0, "the same"),
        (7.0, 7.1, "the same"),
        (6.0, 7.0, "one higher"),
        (7.0, 5.0, "two lower"),
        (6.5, 7.0, "half a point higher"),
        (7.0, 4.5, "two and a half lower"),
        (0.0, 100.0, "100 higher"),
    ],
)
def test_a_change_is_told_in_words(before, now, told):
    assert change(before, now) == told


# All of a kind.


def test_all_open_memories_of_a_kind_are_named_with_the_newest_last():
    found = recollection(
        memory(3, "value", "quiet.", days=1),
        memory(1, "value", "honesty", days=9),
        memory(2, "value", "money", days=5, status="replaced"),
        memory(4, "need", "rest"),
    )

    assert found.every("value") == "honesty and quiet"
    assert found.every("letter") is None


def test_seven_are_named_at_most_and_what_was_kept_twice_once():
    texts = ["a", "b", "c", "B", "d", "e", "f", "g", "h"]
    found = recollection(*(memory(n, "value", text, 20 - n) for n, text in enumerate(texts)))

    assert MAX_NAMED == 7
    assert found.every("value") == "c, B, d, e, f, g and h"


def test_of_long_ones_only_so_many_are_named_as_can_be_listened_to():
    long = [f"i need number {n} and somebody who stays with me for a while" for n in range(7)]
    found = recollection(*(memory(n, "need", text, 20 - n) for n, text in enumerate(long)))
    one = recollection(memory(1, "need", " ".join(long)))

    assert found.every("need") == f"{long[5]} and {long[6]}"
    assert one.every("need") == " ".join(long)


def test_what_was_kept_in_this_session_is_named_too():
    found = recollection(memory(1, "support", "my sister"))
    found.take([Keep("support", "a friend"), Keep("support", "gone", status="let go")])

    assert found.every("support") == "my sister and a friend"


def test_what_was_replaced_or_marked_in_this_session_is_not_named_any_more():
    found = recollection(memory(1, "value", "honesty"), memory(2, "support", "my sister"))
    found.take([Keep("value", "quiet"), Replace("value"), Mark(2, "let go")])

    assert found.every("value") == "quiet"
    assert found.every("support") is None


def test_a_step_that_names_memories_there_are_none_of_is_passed_over():
    steps = (step(say="You have {every support}."), step(say="End."))
    without = Rehearsal(practice_of(*steps)).begin()
    kept = memory(1, "support", "my sister")
    with_one = Rehearsal(practice_of(*steps), SessionConfig(EVENING, (kept,))).begin()

    assert without.said[-1] == "End."
    assert with_one.said[-1] == "You have my sister."


def test_whether_there_are_memories_is_known_from_the_beginning():
    found = recollection(memory(1, "value"), memory(2, "need", session_id="a"), session="a")
    found.take([Keep("win", "came back"), Replace("value")])

    assert found.were_there("value", "open")
    assert not found.were_there("win", "open")
    assert not found.were_there("need", "open")


# Counts.


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (Count("promise"), "four"),
        (Count("promise", status="kept"), "two"),
        (Count("promise", status="kept", days=7), "one"),
        (Count("promise", days=1), "three"),
        (Count("promise", status="changed"), None),
        (Count("promise", status="changed", least=0), "zero"),
        (Count("promise", least=4), "four"),
        (Count("promise", least=5), None),
    ],
)
def test_memories_are_counted(count, told):
    memories = (
        memory(1, "promise", days=1),
        memory(2, "promise", days=1, status="kept"),
        memory(3, "promise", days=20, status="kept", updated_at=EVENING - timedelta(days=8)),
        memory(4, "promise", days=20, status="let go", updated_at=EVENING - timedelta(hours=2)),
        memory(5, "need", days=1),
    )

    assert words(step(say="?", count=count), *memories) == (told and {"count": told})


def test_what_this_session_makes_of_memories_counts():
    found = recollection(memory(1, "promise", days=30), memory(2, "promise", days=30))
    found.take([Mark(1, "kept"), Keep("promise", "walk")])

    for count, told in (
        (Count("promise", status="kept", days=7), "one"),
        (Count("promise", status="open"), "two"),
        (Count("promise", status="open", days=7), "one"),
    ):
        assert found.words_for(step(say="?", count=count), {}) == {"count": told}


def test_a_say_with_a_count_tells_it_and_is_passed_over_below_its_least():
    steps = [
        step(name=f"say-{least}", say="{count} kept.", count=Count("promise", least=least))
        for least in (1, 2, 3)
    ]
    memories = (memory(1, "promise"), memory(2, "promise"))
    coach = Rehearsal(practice_of(*steps), SessionConfig(EVENING, memories)).begin().spoke().spoke()

    assert coach.said[1:3] == ["two kept.", "two kept."]
    assert coach.outcome is None
    assert len(coach.said) == 4


# What recurs.


def test_a_word_that_comes_again_is_told_from_so_many_memories_on():
    texts = ("tired and sad", "a little sad", "i feel calm")
    memories = [memory(n, text=text, days=9 - n) for n, text in enumerate(texts)]

    assert words(step(say="", recurs=Recurs("emotion", least=3)), *memories) == {"recurring": "sad"}
    assert words(step(say="", recurs=Recurs("emotion", least=4)), *memories) is None
    assert words(step(say="", recurs=Recurs("need", least=2)), *memories) is None


def test_the_word_that_comes_most_often_is_told_and_among_equals_the_latest():
    texts = ("tired sad", "tired", "sad", "tired calm", "calm")
    memories = [memory(n, text=text, days=9 - n) for n, text in enumerate(texts)]

    recurs = step(say="", recurs=Recurs("emotion", least=2))

    assert words(recurs, *memories) == {"recurring": "tired"}
    assert words(recurs, *memories[:3]) == {"recurring": "sad"}
    assert words(recurs, *memories[2:]) == {"recurring": "calm"}


def test_a_word_twice_in_one_memory_and_words_that_say_little_do_not_recur():
    texts = ("sad sad sad", "i feel it again", "it is what i feel")

    assert (
        words(
            step(say="", recurs=Recurs("emotion", least=2)),
            *(memory(n, text=t) for n, t in enumerate(texts)),
        )
        is None
    )


def test_what_was_kept_today_and_what_is_no_longer_open_recurs_too():
    found = recollection(memory(1, text="lonely", status="met"))
    found.take([Keep("emotion", "lonely at work")])

    assert found.words_for(step(say="", recurs=Recurs("emotion", least=2)), {}) == {
        "recurring": "lonely"
    }


# An earlier number.


def test_the_latest_earlier_number_of_that_name_is_set_beside_todays():
    the_step = step(say="?", earlier=Earlier("rating", "abilities", of="now"))
    memories = (rated("5", 1), rated("4", 14, status="seen"), rated("9", 2, name="resilience"))

    assert words(the_step, *memories, now=7.0) == {
        "earlier": "5",
        "ago": "yesterday",
        "change": "two higher",
    }


def test_without_an_earlier_number_or_todays_there_is_nothing_to_compare():
    the_step = step(say="?", earlier=Earlier("rating", "abilities", of="now"))

    assert words(the_step, rated("9", 2, name="resilience"), now=7.0) is None
    assert words(the_step, rated("many", 2), now=7.0) is None
    assert words(the_step, memory(1, "rating"), now=7.0) is None
    assert words(the_step, rated("5", 2)) is None


def test_an_earlier_number_can_be_told_without_todays():
    the_step = step(say="?", earlier=Earlier("rating", "abilities"))

    assert words(the_step, rated(6.5, 2)) == {"earlier": "6.5", "ago": "last Friday"}


def test_a_number_of_this_session_is_no_earlier_one():
    found = recollection(rated("5", 0, session_id="a"), session="a")
    found.take([Keep("rating", "r", {"name": "abilities", "number": "6"})])

    assert found.words_for(step(say="?", earlier=Earlier("rating", "abilities")), {}) is None


def test_a_say_tells_what_has_changed():
    steps = (
        NUMBER,
        step(
            say="It was {earlier} {ago}. Today it is {change}.",
            earlier=Earlier("rating", "abilities", of="now"),
        ),
        step(say="End."),
    )
    config = SessionConfig(EVENING, (rated("5", 1),))
    rated_today = Rehearsal(practice_of(*steps), config).begin().spoke().say("seven")
    skipped = Rehearsal(practice_of(*steps), config).begin().spoke().say("skip")

    assert rated_today.said[-1] == "It was 5 yesterday. Today it is two higher."
    assert skipped.said[-1] == "End."


def test_what_a_say_gives_itself_is_not_there_for_the_next():
    steps = (
        step(say="{count}.", count=Count("promise")),
        step(say="Still {count}."),
        step(say="End."),
    )
    coach = Rehearsal(practice_of(*steps), SessionConfig(EVENING, (memory(1, "promise"),))).begin()

    assert coach.spoke().said[1:] == ["one.", "End."]


# Days that are named, and age.


def promise(number, days_ago=0, day=None, **data):
    when = {"when date": day} if day else {}
    made = EVENING - timedelta(days=days_ago)
    return Memory(number, "promise", f"p{number}", made, when | data)


def gone_through(*memories, now=EVENING, **each):
    found = SessionMemories(SessionConfig(now, memories)).rounds(step(each="promise", **each))
    return [memory.text for memory in found]


def test_a_promise_comes_back_on_the_day_it_was_made_for_and_not_before():
    thursday = promise(1, day="2026-03-05")
    for day, found in ((4, []), (5, ["p1"]), (9, ["p1"])):
        assert gone_through(thursday, now=EVENING.replace(day=day, hour=0)) == found
    assert gone_through(thursday, early=True) == ["p1"]


def test_a_promise_without_a_day_comes_back_at_once():
    assert gone_through(promise(1), promise(2, day="soon")) == ["p1", "p2"]


def test_memories_of_another_status_wait_for_no_day():
    kept = replace(promise(1, day="2027-01-01"), status="kept")

    assert gone_through(kept, status="kept") == ["p1"]


def test_memories_can_be_those_of_a_certain_age():
    memories = (promise(1, days_ago=20), promise(2, days_ago=14), promise(3, days_ago=13))

    assert gone_through(*memories, older=14) == ["p1", "p2"]


def test_a_promise_that_is_still_to_come_is_not_there_to_ask_about():
    session = SessionMemories(SessionConfig(EVENING, (promise(1, day="2026-03-05"),)))

    assert not session.were_there("promise", "open")
