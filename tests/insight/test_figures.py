"""What is counted, and that every figure leads to where it comes from."""

from datetime import timedelta

from voice_coach.insight.figures import gather
from voice_coach.journal.queries import Period


def test_of_an_empty_journal_there_is_nothing(journal, practices):
    found = gather(journal, practices, Period())

    assert found.is_empty
    assert (found.minutes, found.practices, found.words) == (0, (), ())


# Practices and minutes.


def test_practices_are_counted_with_their_minutes_and_sessions(journal, practices, led):
    first, second = led("evening"), led("evening")
    other = led("body-alarm", outcome="stopped")
    found = gather(journal, practices, Period())

    assert [(each.practice, each.minutes, each.sessions) for each in found.practices] == [
        ("evening", 2.0, (first, second)),
        ("body-alarm", 1.0, (other,)),
    ]
    assert found.minutes == 3.0
    assert found.sessions == (first, second, other)


def test_the_days_between_being_interrupted_and_going_on_do_not_count(
    journal, practices, clock, say
):
    session = journal.begin("evening", "Evening", "test")
    say(session, "greeting", "Evening.", speaker="coach")
    say(session, "today", "it was quiet")
    journal.end(session, "interrupted")
    clock.move(days=3)
    journal.reopen(session)
    say(session, "greeting", "Welcome back to Evening.", speaker="coach")
    say(session, "other", "it was good")
    clock.move(seconds=20)
    journal.end(session, "completed")

    (led,) = journal.statistics.durations(Period())
    assert led.seconds == 10 + 10 + 10 + 10 + 20


def test_a_session_that_broke_off_lasted_until_the_last_thing_said(journal, clock, say):
    session = journal.begin("evening", "Evening", "test")
    say(session, "today", "it was quiet")
    say(session, "more", "and then", ended=False)

    (led,) = journal.statistics.durations(Period())
    assert (led.seconds, led.over) == (10, False)


def test_a_period_and_a_practice_narrow_everything_down(journal, practices, clock, led):
    old = led("three-supports", body="a two")
    journal.keep("promise", "the old one", {}, old)
    clock.move(days=10)
    since = clock.now
    new = led("three-supports", body="a four")
    journal.keep("promise", "the new one", {}, new)
    other = led("evening")
    journal.keep("promise", "of the evening", {}, other)

    found = gather(journal, practices, Period(since, since + timedelta(days=9), ["three-supports"]))

    assert found.sessions == (new,)
    assert [each.text for each in found.promises[0].promises] == ["the new one"]
    assert [each.number for each in found.ratings[0].numbers] == [4]


# Promises.


def test_promises_stand_by_what_became_of_them_and_lead_to_where_they_were_made(
    journal, practices, led, say
):
    session = led("small-promises")
    turn = say(session, "promise", "i will walk")
    ids = [journal.keep("promise", f"promise {n}", {"turn": turn}, session) for n in range(4)]
    for number, status in zip(ids, ("kept", "partly kept", "postponed"), strict=False):
        journal.mark(number, status, {})
    found = gather(journal, practices, Period())

    assert [each.status for each in found.promises] == ["kept", "partly kept", "postponed", "open"]
    (kept,) = found.promises[0].promises
    assert (kept.memory_id, kept.session_id, kept.turn_id) == (ids[0], session, turn)


# Numbers.


def test_a_question_is_compared_with_itself_and_no_other(journal, practices, led):
    sessions = [
        led("three-supports", body="three", mind="a six i think"),
        led("three-supports", body="about a four", mind="six and a half"),
    ]
    found = {each.name: each for each in gather(journal, practices, Period()).ratings}

    assert set(found) == {"support of the body", "support of the mind"}
    body = found["support of the body"]
    assert [each.number for each in body.numbers] == [3, 4]
    assert [each.session_id for each in body.numbers] == sessions
    assert [journal.turns(each.session_id)[0].id for each in body.numbers] == [
        each.turn_id for each in body.numbers
    ]
    assert (body.low, body.high) == (0, 10)
    assert [each.number for each in found["support of the mind"].numbers] == [6, 6.5]


def test_before_and_after_are_two_questions(journal, practices, led):
    led("body-alarm", before="seven", after="a five")
    names = [each.name for each in gather(journal, practices, Period()).ratings]

    assert names == ["body alarm, before", "body alarm, after"]


def test_a_number_that_was_taken_back_or_not_understood_does_not_count(
    journal, practices, led, say
):
    session = led("three-supports", body="well you know")
    wrong = say(session, "body", "nine")
    say(session, "body", "four")
    journal.undo_turn(wrong)

    (rating,) = gather(journal, practices, Period()).ratings
    assert [each.number for each in rating.numbers] == [4]


def test_a_question_in_a_loop_is_told_apart_by_what_it_asked_about(journal, practices, led):
    for numbers in ((3, 8), (4, 7)):
        session = led("values-map", close_to="three")
        for name, number in zip(("honesty", "family"), numbers, strict=True):
            data = {"name": name, "number": str(number)}
            journal.keep("rating", f"how close: {number}", data, session, "on the map")
    found = gather(journal, practices, Period()).ratings

    assert {each.name: [one.number for one in each.numbers] for each in found} == {
        "honesty": [3, 4],
        "family": [8, 7],
    }
    assert all(one.memory_id for each in found for one in each.numbers)


# Words.


def test_words_that_come_again_are_quoted_with_their_sessions(journal, practices, led):
    first = led("evening", today="i walked through the garden with my mother")
    led("evening", today="nothing much")
    third = led("morning", light="The garden, again. It was quiet!")
    (word,) = gather(journal, practices, Period()).words

    assert (word.word, word.sessions) == ("garden", 2)
    assert [each.session_id for each in word.said] == [first, third]
    assert word.said[0].text == "i walked through the garden with my mother"


def test_a_word_that_came_twice_in_one_session_has_not_come_again(journal, practices, led):
    led("evening", today="the garden", more="the garden and the garden")

    assert gather(journal, practices, Period()).words == ()


def test_forms_of_a_word_are_one(journal, practices, led):
    led("evening", today="i was worried")
    led("evening", today="worries came")
    led("evening", today="i am worried today")

    (word,) = gather(journal, practices, Period()).words
    assert (word.word, word.sessions) == ("worried", 3)


def test_what_was_taken_back_the_coach_or_an_answer_to_choose_says_counts_for_no_word(
    journal, practices, led, say
):
    for _ in range(2):
        session = led("small-promises", fits="yes the garden")
        say(session, "outcome", "partly kept garden")
        say(session, "recall", "The garden is here.", speaker="coach")
        say(session, "promise/confirm", "yes the garden")
        journal.undo_turn(say(session, "promise", "the garden"))

    assert gather(journal, practices, Period()).words == ()


def test_what_may_still_have_to_be_forgotten_counts_for_no_word(journal, practices, led):
    led("inner-room", spoken="the harbour was grey")
    led("inner-room", spoken="the harbour was grey", outcome=None)

    assert gather(journal, practices, Period()).words == ()


def test_a_long_answer_is_quoted_around_the_word(journal, practices, led):
    text = " ".join(f"w{number}" for number in range(20))
    for _ in range(2):
        led("evening", today=f"{text} garden {text}")
    (word,) = [each for each in gather(journal, practices, Period()).words if each.word == "garden"]

    assert word.said[0].text == "… w13 w14 w15 w16 w17 w18 w19 garden w0 w1 w2 w3 w4 w5 w6 …"
