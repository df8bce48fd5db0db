"""The talk itself: what is said, and what becomes of each reply."""

import pytest

from voice_coach.protocol.contacts import Helpers, Number
from voice_coach.safety.conversation import CareConversation
from voice_coach.safety.helplines import aloud
from voice_coach.texts import care as care_texts

IRELAND = Helpers(
    country="Ireland",
    emergency=Number("Emergency number", "112"),
    lines=(Number("Samaritans", "116 123", "day and night"),),
)
OWN = Helpers(
    **{name: getattr(IRELAND, name) for name in ("country", "emergency", "lines")},
    contacts=("my sister.", "Doctor Byrne"),
    plan=("go for a walk", "call my sister"),
)


def talk(helpers=IRELAND, *, may_forget=True):
    return CareConversation(helpers, asked_for=False, may_forget=may_forget)


def offered(helpers=IRELAND, *, may_forget=True):
    care = talk(helpers, may_forget=may_forget)
    care.hear("yes")
    return care


# What it says first.


def test_first_it_stops_says_what_it_is_gives_the_numbers_and_asks():
    said = talk().now.text

    places = [
        said.index(words)
        for words in (
            "I have stopped",
            "I may have misheard you",
            "only a program, and I can call nobody for you",
            "In Ireland, the emergency number is one one two.",
            "Samaritans, day and night. The number is one one six, one two three.",
            care_texts.ASK,
        )
    ]
    assert places == sorted(places)


def test_it_repeats_nothing_of_what_was_heard_and_promises_nothing():
    everything = " ".join(
        text for name, text in vars(care_texts).items() if name.isupper() and "ABOUT" not in name
    ).lower()

    for word in ("suicide", "kill", "promise", "should", "must", "will be fine", "get better",
                 "calm down", "risk", "hold your breath"):  # fmt: skip
        assert word not in everything


def test_where_no_number_is_known_it_says_how_to_find_one():
    said = talk(Helpers()).now.text

    assert care_texts.EMERGENCY_ANYWHERE in said
    assert care_texts.LINES_ANYWHERE in said


def test_help_me_tells_of_the_persons_own_list_and_plan_first():
    said = CareConversation(OWN, asked_for=True, may_forget=False).now.text

    own, numbers = said.index("my sister and Doctor Byrne"), said.index("one one two")
    assert own < numbers
    assert "go for a walk. call my sister." in said
    assert care_texts.ASK not in said


def test_numbers_are_spoken_slowly_digit_by_digit():
    assert aloud("988") == "nine eight eight"
    assert aloud("0800 111 0 111") == "zero eight zero zero, one one one, zero, one one one"
    assert aloud("+353 1*4") == "plus three five three, one star four"
    assert talk().now.pace == "slow"


# Whether it was heard right.


@pytest.mark.parametrize("reply", ["yes", "yes i did mean it", "yeah", "i want to die"])
def test_a_yes_is_thanked_for_and_a_few_things_are_offered(reply):
    said = talk(OWN).hear(reply).text

    assert said.startswith(care_texts.THANKS)
    assert care_texts.OFFER_LIST in said
    assert "ground" in said
    assert "quiet" in said


@pytest.mark.parametrize("reply", ["i don't know", "it is all so much", "maybe", "hm"])
def test_an_unclear_reply_is_taken_for_nothing_and_the_same_is_offered(reply):
    said = talk().hear(reply).text

    assert said.startswith(care_texts.NO_NEED)
    assert care_texts.OFFER in said


@pytest.mark.parametrize(
    "reply", ["no", "no you misheard me", "that is just an expression", "i'm okay i was joking"]
)
def test_after_a_no_it_asks_whether_to_go_on(reply):
    care = talk(may_forget=False)

    assert care.hear(reply).text == f"{care_texts.MISHEARD} {care_texts.GO_ON}"
    assert care.was_misheard


@pytest.mark.parametrize("reply", ["yes", "resume", "yes please go on", "okay carry on"])
def test_only_words_that_say_so_lead_back(reply):
    care = talk()
    care.hear("no")

    assert care.hear(reply).then == "resume"


@pytest.mark.parametrize("reply", ["no", "not yet", "don't go on", "purple", "hm"])
def test_whatever_else_is_said_waits(reply):
    care = talk()
    care.hear("no")

    assert care.hear(reply).then == "wait"


def test_a_silence_after_a_no_waits_too():
    care = talk()
    care.hear("no")

    assert care.silence().then == "wait"


def test_no_and_go_on_in_one_breath_leads_back():
    assert talk().hear("no that's not what i meant let's go on").then == "resume"


def test_after_a_no_the_words_can_still_be_deleted():
    care = talk()
    care.hear("no")
    reply = care.hear("delete it")

    assert reply.forget
    assert reply.text == f"{care_texts.DELETED} {care_texts.GO_ON}"
    assert care.hear("yes").then == "resume"


def test_who_says_after_all_that_it_was_meant_was_not_misheard():
    care = talk()
    care.hear("no")
    reply = care.hear("actually i want to die")

    assert "one one two" in reply.text
    assert not care.was_misheard


def test_the_second_time_it_asks_in_fewer_words_and_says_how_to_hear_the_numbers():
    care = CareConversation(IRELAND, asked_for=False, may_forget=True, is_second=True)

    assert care.now.text == f"{care_texts.HEARD_AGAIN} {care_texts.ASK}"
    assert "one one six, one two three" in care.hear("numbers").text


def test_a_no_with_words_of_danger_is_no_no():
    said = talk().hear("no i don't know i want to die").text

    assert care_texts.OFFER in said


# What is offered.


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("the numbers please", "one one six, one two three"),
        ("my list", "my sister and Doctor Byrne"),
        ("ground", "Feel where something carries you"),
        ("be quiet", care_texts.QUIET),
        ("help me", care_texts.HELP),
        ("i want to die", "one one six, one two three"),
    ],
)
def test_each_thing_that_is_offered_is_done(reply, said):
    assert said in offered(OWN).hear(reply).text


def test_nothing_is_offered_that_is_not_there():
    care = offered()

    assert care_texts.OFFER_LIST not in care.now.text
    assert care_texts.NO_LIST in care.hear("my list").text


def test_repeat_says_the_same_again():
    care = offered()
    numbers = care.hear("numbers")

    assert care.hear("repeat") == numbers
    assert care.hear("say that again") == numbers


def test_grounding_asks_for_no_particular_breath():
    breath = [part for part in care_texts.GROUND.split(". ") if "breath" in part]

    assert breath == ["Let the breath come and go as it likes"]


def test_who_just_talks_is_listened_to_and_told_once_that_a_person_could_answer_better():
    care = offered()
    talking = "everything has been so heavy since the spring"

    assert care.hear(talking).text == care_texts.TALKING
    assert care.hear(talking).text == ""
    assert care.hear("and nobody sees it at work either").text == ""
    assert "one one two" in care.hear("numbers").text


def test_what_was_not_understood_is_asked_once_more_and_then_let_be():
    care = offered()

    assert care.hear("purple").text == care_texts.OFFER_AGAIN
    assert care.hear("purple").text == ""


def test_silence_is_met_once_and_then_kept():
    care = talk()

    assert care.silence().text == care_texts.SILENCE
    assert care.silence().text == ""


# Leaving, and what was said.


def test_stop_asks_first_whether_what_was_said_is_to_stay():
    care = offered()

    assert care.hear("stop").text == care_texts.KEEP
    assert care.hear("keep").then == "stop"


@pytest.mark.parametrize("reply", ["delete", "delete it please", "no delete it"])
def test_delete_deletes(reply):
    care = offered()
    care.hear("stop")
    last = care.hear(reply)

    assert (last.forget, last.then) == (True, "stop")
    assert last.text == care_texts.DELETED


@pytest.mark.parametrize("reply", ["keep", "yes", "let it stay", "don't delete it and keep it"])
def test_keep_keeps(reply):
    care = offered()
    care.hear("resume")
    last = care.hear(reply)

    assert (last.forget, last.then) == (False, "resume")


@pytest.mark.parametrize("reply", ["no", "i don't care", "don't delete it", "purple"])
def test_nothing_but_delete_deletes_as_it_cannot_be_taken_back(reply):
    care = offered()
    care.hear("stop")

    assert care.hear(reply).text == care_texts.KEEP_AGAIN
    last = care.hear(reply)
    assert (last.forget, last.then) == (False, "stop")


def test_silence_keeps():
    care = offered()
    care.hear("stop")
    last = care.silence()

    assert (last.forget, last.then) == (False, "stop")


def test_delete_is_done_at_any_time_of_the_talk_and_is_not_asked_again():
    care = offered()
    reply = care.hear("delete what i said")

    assert reply.forget
    assert reply.text.startswith(care_texts.DELETED)
    assert care.hear("stop").then == "stop"


def test_nothing_is_asked_where_nothing_was_kept():
    assert offered(may_forget=False).hear("stop").then == "stop"


def test_stop_in_the_place_of_an_answer_ends_and_keeps():
    care = talk()
    care.hear("no")
    last = care.hear("stop")

    assert (last.forget, last.then) == (False, "stop")
