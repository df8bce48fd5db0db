"""What a person wants, in the words of people."""

import pytest

from voice_coach.menu.intents import Intent, intent_of, near, nearest
from voice_coach.nlu.text import stem
from voice_coach.practice.schema import Practice
from voice_coach.testing import step


def practice(title, about, *tags):
    the_step = step(name="one", say="Hello.")
    name = title.lower().replace(" ", "-")
    return Practice(name=name, title=title, about=about, minutes=5, tags=tags, steps=(the_step,))


LETTER = practice("Compassion letter", "Let a kind friend write to you.", "kindness", "letter")
PROMISES = practice("Small promises", "Make one promise you can keep.", "promises", "consistency")
ALARM = practice("Body alarm", "Stay with an alarm in the body.", "body", "anxiety")
NO = practice("Saying no", "Say a no that is due.", "boundaries", "saying no", "limits")
TALK = practice("Trust talk", "Take a decision through five doors.", "decisions", "worry")
LIGHT = practice("Mindful light", "A quiet seat and a light that grows.", "meditation", "breath")
EVENING = practice("Evening", "Let the day come to rest.", "daily")
VALUES = practice("Values map", "Name what matters most to you.", "values", "what matters")
REVIEW = practice("Weekly review", "Look back at the week kindly.", "week", "looking back")
PERFORMANCE = practice("Before a performance", "Stand on your own side.", "courage")
MISTAKES = practice("Mistake ledger", "Something that went wrong.", "mistakes", "learning")
FEELINGS = practice("Emotional check-in", "Hear what you feel.", "emotions")
ALL = (
    LETTER, PROMISES, ALARM, NO, TALK, LIGHT, EVENING, VALUES, REVIEW, PERFORMANCE, MISTAKES,
    FEELINGS,
)  # fmt: skip
OFFERED = (PROMISES, ALARM)


def intent(text, offered=OFFERED, *, can_resume=False):
    return intent_of(text, offered, ALL, can_resume=can_resume)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("small promises", PROMISES),
        ("Small promises, please.", PROMISES),
        ("i would like to do the body alarm", ALARM),
        ("emotional check in", FEELINGS),
        ("evening", EVENING),
        ("let's do the evening one", EVENING),
        ("okay then let's try saying no", NO),
        ("weekly review again", REVIEW),
        # By what it is about.
        ("something about saying no", NO),
        ("i can't say no", NO),
        ("my boundaries", NO),
        ("i feel anxious", ALARM),
        ("i'm so nervous", ALARM),
        ("i need help with a decision", TALK),
        ("i can't decide", TALK),
        ("i am worried about tomorrow", TALK),
        ("what matters to me", VALUES),
        ("i made a mistake at work", MISTAKES),
        ("i want to write a letter", LETTER),
        ("i want to meditate", LIGHT),
        ("breathing and meditation", LIGHT),
        ("how was my week", REVIEW),
        ("i want to be kind to myself", LETTER),
        ("how do i feel", FEELINGS),
        ("this evening i feel anxious", ALARM),
        # By what comes near it.
        ("i have a presentation", PERFORMANCE),
        ("so much stress", ALARM),
        ("anger", FEELINGS),
    ],
)
def test_a_practice_is_found_by_its_title_or_by_what_it_is_about(said, meant):
    assert intent(said) == Intent("practice", meant.name)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the first one", PROMISES),
        ("first", PROMISES),
        ("The first, please.", PROMISES),
        ("yes the first", PROMISES),
        ("number one", PROMISES),
        ("the second one", ALARM),
        ("i'll take the second one", ALARM),
        ("the last one", ALARM),
        ("the promises one", PROMISES),
        ("you choose", PROMISES),
        ("i don't know", PROMISES),
        ("whatever you like", PROMISES),
        ("let's start", PROMISES),
    ],
)
def test_what_was_offered_is_chosen_by_its_place_or_left_to_the_coach(said, meant):
    assert intent(said) == Intent("practice", meant.name)


def test_there_is_no_third_of_two():
    assert intent("the third one") is None
    assert intent("the third one", (*OFFERED, NO)) == Intent("practice", NO.name)


def test_a_surprise_is_what_was_not_met_for_longest():
    assert intent("surprise me") == Intent("practice", LETTER.name)
    assert intent_of("surprise me", OFFERED, ALL[::-1]) == Intent("practice", FEELINGS.name)


@pytest.mark.parametrize(
    ("said", "pattern"),
    [
        ("breathing", "extended exhale"),
        ("let's breathe", "extended exhale"),
        ("i just want to breathe for a while please", "extended exhale"),
        ("box breathing", "box"),
        ("can we do some box breathing", "box"),
        ("coherent", "coherent"),
    ],
)
def test_breathing_is_asked_for(said, pattern):
    assert intent(said) == Intent("breathe", pattern)


@pytest.mark.parametrize(
    "said", ["journal", "a journal entry", "i want to write", "write something down", "just talk",
             "my diary please", "i want to write down my thoughts"],
)  # fmt: skip
def test_a_journal_entry_is_asked_for(said):
    assert intent(said) == Intent("journal")


@pytest.mark.parametrize(
    "said", ["something else", "i'd like something else please", "no", "neither", "another one",
             "none of those", "what else is there", "no something different"],
)  # fmt: skip
def test_others_are_asked_for(said):
    assert intent(said) == Intent("else")


@pytest.mark.parametrize(
    "said", ["nothing", "No, thanks.", "no thank you", "not today", "nothing for now", "goodbye",
             "maybe later", "never mind", "not now thank you", "i want nothing today"],
)  # fmt: skip
def test_nothing_is_a_wish_too(said):
    assert intent(said) == Intent("nothing")


@pytest.mark.parametrize("said", ["", "hello", "the weather is nice", "yes", "uh", "my mother"])
def test_what_fits_nothing_is_not_guessed_at(said):
    assert intent(said) is None


def test_a_yes_is_clear_where_one_thing_was_offered():
    assert intent("yes please", (NO,)) == Intent("practice", NO.name)
    assert intent("sure", (NO,)) == Intent("practice", NO.name)


@pytest.mark.parametrize(
    "said", ["yes", "yes please", "go on", "let's go on with it", "continue", "resume", "the first",
             "i would like to continue", "i don't know", "go on where we left off"],
)  # fmt: skip
def test_an_interrupted_session_is_gone_on_with(said):
    assert intent(said, (), can_resume=True) == Intent("resume")


@pytest.mark.parametrize(
    "said",
    ["something new", "no", "new", "no something new please", "the second", "do something new"],
)
def test_or_something_new_is_wanted_instead_of_it(said):
    assert intent(said, (), can_resume=True) == Intent("else")


def test_whoever_does_not_want_to_go_on_is_not_made_to():
    assert intent("i do not want to go on", (), can_resume=True) != Intent("resume")
    assert intent("no thanks", (), can_resume=True) == Intent("nothing")


def test_another_practice_may_be_named_instead_of_going_on():
    assert intent("body alarm", (), can_resume=True) == Intent("practice", ALARM.name)


def test_to_go_on_means_nothing_where_nothing_was_interrupted():
    assert intent("go on") is None


def test_one_word_of_what_a_practice_says_of_itself_is_too_little():
    assert nearest("my friend", ALL) is None
    assert nearest("a kind friend", ALL) == LETTER


def test_how_a_sentence_begins_is_not_what_it_is_about():
    feel = practice("Feel and still", "Six feelings.", "feelings")

    for said in ("i feel anxious", "this morning i feel anxious", "i'm feeling anxious"):
        assert intent_of(said, (), (feel, *ALL)) == Intent("practice", ALARM.name)
    assert intent_of("what i feel", (), (feel, *ALL)) == Intent("practice", feel.name)


def test_a_word_of_the_title_weighs_more_than_a_tag():
    tagged = practice("Four builders", "Four things.", "week")

    assert nearest("my week", (tagged, REVIEW)) == REVIEW


def test_among_equals_what_was_offered_comes_first():
    tea = practice("Green tea", "A cup.", "tea")
    black = practice("Black tea", "A cup.", "tea")

    assert intent_of("tea", (), (tea, black)) == Intent("practice", tea.name)
    assert intent_of("tea", (black,), (tea, black)) == Intent("practice", black.name)


def test_the_longest_title_that_was_said_is_the_one():
    talk = practice("Trust talk for two", "With another.", "two")

    assert intent_of("trust talk for two", (), (TALK, talk)) == Intent("practice", talk.name)
    assert intent_of("trust talk", (), (talk, TALK)) == Intent("practice", TALK.name)


def test_what_comes_near_a_topic_is_known_by_all_its_words_or_by_one():
    assert stem("mistakes") in near("getting up again")
    assert near("so much stress") == near("stress") != frozenset()
    assert near("the weather") == frozenset()
