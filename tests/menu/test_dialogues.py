"""The talk of the home menu, one answer after the other."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from voice_coach import texts
from voice_coach.menu.dialogues import Menu
from voice_coach.menu.intents import Intent
from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.nlu.text import sentences
from voice_coach.practice.linter import MAX_WORDS
from voice_coach.practice.schema import Practice
from voice_coach.testing import step
from voice_coach.texts import menu as menu_texts

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
TITLES = (
    "Body alarm", "Choose again", "Inner room", "Repair", "Saying no", "Small promises",
    "Trust talk", "Values map",
)  # fmt: skip


def practice(title):
    name = title.lower().replace(" ", "-")
    the_step = step(name="one", say="Hello.")
    return Practice(name=name, title=title, about="A practice.", minutes=5, steps=(the_step,))


SHELF = [practice(title) for title in TITLES]
VISIT = PastSession("values-map", "Values map", NOON - timedelta(days=1))
BROKEN_OFF = PastSession("repair", "Repair", NOON - timedelta(days=1), "interrupted")


def menu(*answers, visits=(VISIT,), shelf=SHELF, unfinished=None):
    opened = Menu(Recommender(NOON, (), visits, shelf), unfinished)
    for answer in answers:
        assert opened.intent is None
        opened.hear(answer)
    return opened


def test_two_are_proposed_with_their_reasons_and_something_else():
    opened = menu()

    assert opened.greeting == "Hello, and welcome."
    assert opened.question == (
        "Body alarm would be new to you. A practice. "
        "Choose again would be new to you. A practice. "
        "Which would you like: the first, the second, or something else?"
    )


def test_one_answer_is_enough():
    assert menu("the second one").intent == Intent("practice", "choose-again")
    assert menu("trust talk").intent == Intent("practice", "trust-talk")
    assert menu("let's breathe").intent == Intent("breathe", "extended exhale")
    assert menu("journal").intent == Intent("journal")


def test_two_answers_are_enough_for_someone_who_wants_something_else():
    asked = menu("something else")

    assert asked.question == (
        "There's also Inner room. There is Repair. And there is Saying no. "
        "You can also breathe with me, or speak a journal entry. "
        "Which one, or what would you like it to be about?"
    )
    assert menu("something else", "the third one").intent == Intent("practice", "saying-no")
    assert menu("something else", "small promises").intent == Intent("practice", "small-promises")


def test_breathing_is_mentioned_once():
    assert texts.ALSO_BREATHING not in menu("something else", "something else").question


def test_nothing_is_named_twice_until_everything_was():
    asked = menu("something else", "something else")
    again = menu("something else", "something else", "something else")

    further = menu(*["something else"] * 4)

    for question, titles in (
        (asked.question, ("Small promises", "Trust talk", "Values map")),
        (again.question, ("Body alarm", "Choose again", "Inner room")),
        (further.question, ("Repair", "Saying no", "Small promises")),
    ):
        assert [title for title in TITLES if title in question] == list(titles)


def test_to_what_is_not_known_two_are_offered_and_no_hearing_is_blamed():
    asked = menu("zebra stripes")

    assert asked.intent is None
    assert asked.question == (
        "I don't have a practice for quite that. There's Body alarm. And there's Choose again. "
        "The first, the second, or can you say it in a few other words?"
    )
    assert menu("zebra stripes", "the first").intent == Intent("practice", "body-alarm")
    assert menu("zebra stripes", "trust talk").intent == Intent("practice", "trust-talk")


def test_the_two_nearest_are_offered_where_something_is_near():
    asked = menu("a room or a map")

    assert asked.question == (
        "I don't have a practice for quite that. The nearest I have is Inner room. "
        "Then there's Values map. "
        "The first, the second, or can you say it in a few other words?"
    )
    assert menu("a room or a map", "the second").intent == Intent("practice", "values-map")


def test_after_that_it_is_let_be_and_nobody_is_blamed():
    ended = menu("zebra stripes", "zebra stripes")

    assert ended.intent == Intent("nothing")
    assert ended.farewell == menu_texts.GIVEN_UP


def test_after_others_were_named_it_may_be_said_again():
    asked = menu("zebra stripes", "something else", "zebra stripes")

    assert asked.intent is None
    assert menu("zebra stripes", "something else", "zebra stripes", "zebra stripes").farewell


def test_what_no_practice_can_do_is_said_and_two_are_offered():
    asked = menu("what's the weather like")

    assert asked.question.startswith("I can't do that. Nothing in here reaches outside. There's ")
    assert menu("play some music", "the second").intent == Intent("practice", "choose-again")


def test_what_there_is_can_be_asked():
    asked = menu("what can you do")

    assert asked.question == menu_texts.KINDS
    assert menu("what can you do", "saying no").intent == Intent("practice", "saying-no")
    assert menu("what can you do", "zebra stripes").question == menu_texts.KINDS_AGAIN


def timed(title, minutes):
    return msgspec.structs.replace(practice(title), minutes=minutes)


LENGTHS = [timed("Long sit", 20), timed("Middle way", 7), timed("Small step", 2)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("i have two minutes", "small-step"), ("something short", "small-step"),
        ("i've got eight minutes", "middle-way"), ("half an hour", "long-sit"),
        ("the long one", "middle-way"), ("middle way", "middle-way"),
    ],
)  # fmt: skip
def test_what_fits_into_the_time_is_led(said, name):
    found = menu(said, shelf=LENGTHS).intent

    assert found is not None
    assert (found.action, found.name) == ("practice", name)


def test_the_time_goes_with_what_is_led():
    assert menu("i have two minutes", shelf=LENGTHS).intent.minutes == 2.0
    assert menu("middle way in five minutes", shelf=LENGTHS).intent.minutes == 5.0


def test_where_nothing_fits_there_is_breathing():
    wanted = Intent("breathe", "extended exhale", 1.0)

    assert menu("one minute that's all", shelf=LENGTHS).intent == wanted


def test_the_same_as_yesterday_or_as_last_time():
    visits = [
        PastSession("repair", "Repair", NOON - timedelta(days=1)),
        PastSession("trust-talk", "Trust talk", NOON - timedelta(hours=2)),
    ]

    def wanted(said):
        return menu(said, visits=visits).intent

    assert wanted("the same as yesterday") == Intent("practice", "repair")
    assert wanted("same again please") == Intent("practice", "trust-talk")


def test_breathing_comes_again_too():
    breathed = PastSession("breathe", "Breathing", NOON - timedelta(days=1))

    assert menu("same as yesterday", visits=[breathed]).intent == Intent(
        "breathe", "extended exhale"
    )


def test_who_did_nothing_yet_cannot_do_it_again():
    asked = menu("the same as yesterday", visits=())

    assert asked.question.startswith(menu_texts.NOTHING_LAST)


def test_nothing_is_met_with_a_goodbye():
    ended = menu("no thanks")

    assert ended.intent == Intent("nothing")
    assert ended.farewell == texts.MENU_GOODBYE
    assert ended.question == ""


def test_what_is_led_needs_no_goodbye():
    assert menu("the first").farewell == ""


def test_whoever_skips_hears_of_others_and_whoever_skips_again_is_let_go():
    assert menu(None).question == menu("something else").question
    assert menu(None, None).intent == Intent("nothing")
    assert menu(None, "something else", None).intent is None


def test_one_proposal_can_be_agreed_to():
    opened = menu(visits=(), shelf=[practice("Where to begin"), *SHELF])

    assert opened.question == (
        "You could start with Where to begin. A practice. Would you like that, or something else?"
    )
    opened.hear("yes please")
    assert opened.intent == Intent("practice", "where-to-begin")


def test_an_interrupted_session_is_offered_first():
    opened = menu(visits=(VISIT, BROKEN_OFF), unfinished=BROKEN_OFF)

    assert opened.question == (
        "You were in the middle of Repair yesterday. "
        "Would you like to go on with it, or do something new?"
    )
    opened.hear("go on with it")
    assert opened.intent == Intent("resume")


def test_naming_the_interrupted_practice_goes_on_with_it():
    assert menu("repair", unfinished=BROKEN_OFF).intent == Intent("resume")


def test_something_new_leads_to_proposals_without_the_interrupted_one():
    shelf = [practice("Repair"), practice("Tea"), practice("Walk"), practice("Values map")]
    asked = menu("something new", shelf=shelf, unfinished=BROKEN_OFF)

    assert asked.question.startswith("Tea would be new to you. A practice. Walk")
    asked.hear("go on")
    assert asked.intent is None, "it is not offered any more"


@pytest.mark.parametrize("answer", [None, "no"])
def test_whoever_does_not_want_to_go_on_is_asked_what_else(answer):
    assert menu(answer, unfinished=BROKEN_OFF).question == menu().question


def test_where_it_was_not_clear_whether_to_go_on_that_is_asked_again():
    asked = menu("zebra stripes", unfinished=BROKEN_OFF)

    assert asked.question == texts.ASK_GO_ON_AGAIN.format(title="Repair")
    asked.hear("yes")
    assert asked.intent == Intent("resume")


def test_without_any_practice_one_can_breathe_or_write():
    opened = menu(shelf=[])

    assert opened.question == texts.ASK_WITHOUT_PRACTICES
    opened.hear("something else")
    assert opened.question == texts.ASK_WITHOUT_PRACTICES
    opened.hear("breathing")
    assert opened.intent == Intent("breathe", "extended exhale")


def test_with_few_practices_the_same_are_named_again():
    few = [practice("Tea"), practice("Walk")]

    assert "There's also Tea. And there is Walk." in menu("something else", shelf=few).question


def test_the_talk_keeps_to_short_sentences_and_ends_with_its_question():
    told = [
        menu().question,
        menu("something else").question,
        menu("zebra stripes").question,
        menu("a room or a map").question,
        menu("what can you do").question,
        menu("what's the weather like").question,
        menu(unfinished=BROKEN_OFF).question,
        menu("zebra stripes", unfinished=BROKEN_OFF).question,
        menu(shelf=[]).question,
    ]
    for question in told:
        spoken = sentences(question)
        assert [each for each in spoken if each.endswith("?")] == [spoken[-1]]
        assert max(len(each.split()) for each in spoken) <= MAX_WORDS
        assert max(each.count(",") for each in spoken) <= 2
