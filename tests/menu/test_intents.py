"""What a person wants, in the words of people."""

from pathlib import Path

import pytest

from voice_coach.menu.intents import Intent, Question, intent_of, near
from voice_coach.menu.matcher import WishMatcher
from voice_coach.nlu.text import stem
from voice_coach.practice.library import Library
from voice_coach.practice.schema import Practice
from voice_coach.testing import step

PRACTICES, _ = Library(Path("/nonexistent")).all()
BY_NAME = {practice.name: practice for practice in PRACTICES}
MATCHER = WishMatcher(PRACTICES)
PROMISES, ALARM, NO = BY_NAME["small-promises"], BY_NAME["body-alarm"], BY_NAME["saying-no"]
OFFERED = (PROMISES, ALARM)


def practice(title, about, *tags, wishes=()):
    the_step = step(name="one", say="Hello.")
    name = title.lower().replace(" ", "-")
    return Practice(
        name=name, title=title, about=about, minutes=5, tags=tags, wishes=wishes, steps=(the_step,)
    )


def intent(text, offered=OFFERED, *, can_resume=False):
    return intent_of(text, Question(PRACTICES, MATCHER, offered, can_resume))


def intent_among(text, *practices, offered=()):
    return intent_of(text, Question(practices, WishMatcher(practices), offered))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("small promises", "small-promises"),
        ("Small promises, please.", "small-promises"),
        ("i would like to do the body alarm", "body-alarm"),
        ("emotional check in", "emotional-check-in"),
        ("evening", "evening"),
        ("let's do the evening one", "evening"),
        ("okay then let's try saying no", "saying-no"),
        ("weekly review again", "weekly-review"),
        # By what it is about.
        ("something about saying no", "saying-no"),
        ("i can't say no", "saying-no"),
        ("my boundaries", "saying-no"),
        ("i feel tense all over", "body-alarm"),
        ("my stomach is in knots", "body-alarm"),
        ("this evening my stomach is in knots", "body-alarm"),
        ("i need help with a decision", "trust-talk"),
        ("i can't decide", "trust-talk"),
        ("i am worried about my son's school", "trust-talk"),
        ("what matters to me", "values-map"),
        ("i made a mistake at work", "mistake-ledger"),
        ("i want to write a letter", "compassion-letter"),
        ("i want to meditate", "mindful-light"),
        ("how was my week", "weekly-review"),
        ("i want to be kind to myself", "compassion-letter"),
        ("how do i feel", "emotional-check-in"),
        ("i have a presentation", "before-a-performance"),
        ("so much stress", "body-alarm"),
        ("anger", "emotional-check-in"),
        ("i said yes again when i did not want to", "repair"),
        ("overwhelmed", "steady"),
        ("i feel ashamed", "compassion-letter"),
        ("like a failure", "compassion-letter"),
        ("i am burned out", "self-care-check"),
        ("perfectionism", "two-myths"),
        ("i procrastinate", "achievable-goal"),
        ("comparing myself", "praise-and-criticism"),
        ("overthinking", "fair-thought"),
        ("listen to my gut", "ask-yourself-first"),
        ("help me fall asleep", "awake-at-night"),
        ("no questions please", "silence"),
        ("calm down", "steady"),
        ("i'm panicking", "steady"),
        ("negative thoughts", "fair-thought"),
    ],
)
def test_a_practice_is_found_by_its_title_or_by_what_it_is_about(said, name):
    assert intent(said, ()) == Intent("practice", name)


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
    question = Question(PRACTICES[::-1], MATCHER, OFFERED)

    assert intent_of("surprise me", question) == Intent("practice", PRACTICES[-1].name)


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


@pytest.mark.parametrize("said", ["", "hello", "yes", "uh", "zebra stripes"])
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


def test_a_practice_of_ones_own_is_found_by_its_wishes_its_tags_or_what_it_is_about():
    tea = practice("Green tea", "A cup for the afternoon.", "tea")
    hens = practice("Farmyard", "Count.", wishes=("i want to look after my hens",))

    assert intent_among("let's have some tea", tea, hens) == Intent("practice", "green-tea")
    assert intent_among("something for the afternoon", tea, hens) == Intent("practice", "green-tea")
    assert intent_among("the hens", tea, hens) == Intent("practice", "farmyard")


def test_what_was_offered_is_meant_where_two_are_equally_near():
    tea = practice("Green tea", "A cup.", "tea")
    black = practice("Black tea", "A cup.", "tea")

    assert intent_among("tea", tea, black, offered=(tea,)) == Intent("practice", tea.name)
    assert intent_among("tea", tea, black, offered=(black,)) == Intent("practice", black.name)


def test_the_longest_title_that_was_said_is_the_one():
    talk, two = practice("Trust talk", "A."), practice("Trust talk for friends", "B.")

    for shelf in ((talk, two), (two, talk)):
        assert intent_among("trust talk for friends", *shelf) == Intent("practice", two.name)
        assert intent_among("trust talk", *shelf) == Intent("practice", talk.name)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("i want to breathe for two minutes", Intent("breathe", "extended exhale", 2.0)),
        ("two minute breathing", Intent("breathe", "extended exhale", 2.0)),
        ("box breathing for three", Intent("breathe", "box", 3.0)),
        ("i have two minutes", Intent("fits", minutes=2.0)),
        ("i have three minutes", Intent("fits", minutes=3.0)),
        ("something short", Intent("fits", minutes=3.0)),
        ("something shorter", Intent("fits", minutes=3.0)),
        ("the long one", Intent("fits", minutes=10.0)),
        ("i have ten minutes and i can't say no", Intent("practice", "saying-no", 10.0)),
    ],
)
def test_a_time_is_understood_with_a_wish_and_without(said, meant):
    assert intent(said, ()) == meant


@pytest.mark.parametrize(
    "said",
    ["what's the weather like", "put some music on", "call my daughter", "order a pizza",
     "remind me to breathe tomorrow"],
)  # fmt: skip
def test_what_no_practice_can_do_is_known(said):
    assert intent(said, ()) == Intent("outside")


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("the same as yesterday", "again"), ("same again please", "again"),
        ("what can you do", "explain"), ("what do you have", "explain"),
        ("what was it i promised on monday", "recall"), ("is my letter still there", "recall"),
    ],
)  # fmt: skip
def test_what_is_done_again_told_or_explained(said, action):
    found = intent(said, ())

    assert found is not None
    assert found.action == action


def test_what_comes_near_a_topic_is_known_by_all_its_words_or_by_one():
    assert stem("mistakes") in near("getting up again")
    assert near("so much stress") == near("stress") != frozenset()
    assert near("the weather") == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "another voice",
        "can you speak in a different voice please",
        "change your voice",
        "i don't like your voice",
        "give me a deeper voice",
        "a man's voice please",
        "you sound like a robot",
    ],
)
def test_another_voice_of_the_coach_can_be_asked_for(text):
    assert intent(text) == Intent("voice")


@pytest.mark.parametrize(
    "text", ["i like your voice", "there's another voice in my head", "the voice of doubt"]
)
def test_the_voices_inside_are_another_matter(text):
    assert intent(text) != Intent("voice")


@pytest.mark.parametrize("said", ["change the last entry", "I said walk, not work"])
def test_the_last_entry_can_be_corrected(said):
    assert intent(said, ()).action == "correct"
