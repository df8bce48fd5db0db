import pytest

from voice_coach.nlu.answers import choice, items, phrases_for, yes_no
from voice_coach.practice.question import understand
from voice_coach.testing import step

HOW_IT_WENT = ("kept", "partly kept", "changed", "let go")


@pytest.mark.parametrize(
    "said",
    [
        "yes", "Yes!", "yeah", "yep sure", "okay", "ok then", "of course", "i think so",
        "yes i think i could", "i could", "i can", "that is right", "exactly", "i did",
        "it is", "absolutely", "definitely", "why not", "no problem", "i guess so", "please",
        "well yes", "yes it was okay",
    ],
)  # fmt: skip
def test_yes_is_said_in_many_ways(said):
    assert yes_no(said) == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "no", "No.", "nope", "not really", "i think not", "i don't think so", "never",
        "i did not", "no it isn't", "not yet", "no i could not", "i can't", "i couldn't",
        "i wouldn't", "it wasn't", "hardly", "that is wrong", "not right now", "yes and no",
        "absolutely not", "no sorry", "i cannot", "no that is not right",
    ],
)  # fmt: skip
def test_no_is_said_in_many_ways_and_outweighs_a_yes(said):
    assert yes_no(said) == "no"


@pytest.mark.parametrize(
    "said",
    ["", "i don't know", "i do not know", "not sure", "i'm not sure", "no idea", "maybe",
     "hard to tell", "the weather is nice", "i know", "i can't say"],
)  # fmt: skip
def test_what_is_neither_yes_nor_no_is_not_guessed(said):
    assert yes_no(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("kept", "kept"),
        ("I kept it.", "kept"),
        ("partly kept", "partly kept"),
        ("it was partly kept", "partly kept"),
        ("kept or rather partly kept", "partly kept"),
        ("it has changed", "changed"),
        ("i let go of it", "let go"),
        ("i let it go", "let go"),
        ("partly", "partly kept"),
        ("the second one", "partly kept"),
        ("second", "partly kept"),
        ("the first", "kept"),
        ("the last one", "let go"),
        ("not kept at all well let go", None),
    ],
)
def test_a_choice_is_made_by_its_words_or_its_place(said, meant):
    assert choice(said, HOW_IT_WENT) == meant


@pytest.mark.parametrize(
    "said",
    ["", "i don't know", "kept and changed", "not kept", "i have not really kept it",
     "it never changed", "just a second", "at first i was lost", "none of them",
     "it hasn't changed"],
)  # fmt: skip
def test_a_choice_that_was_denied_or_not_named_is_not_guessed(said):
    assert choice(said, HOW_IT_WENT) is None


def test_a_title_is_chosen_by_a_word_that_only_it_has():
    titles = ("Small promises", "Emotional check-in", "Compassion letter", "Body alarm")

    assert choice("the emotional one", titles) == "Emotional check-in"
    assert choice("i would like to write a letter", titles) == "Compassion letter"
    assert choice("emotional check in please", titles) == "Emotional check-in"
    assert choice("a letter for my body", titles) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("honesty", ("honesty",)),
        ("worry and relief and a bit of joy", ("worry", "relief", "a bit of joy")),
        ("honesty, family and kindness", ("honesty", "family", "kindness")),
        ("first sleep and then a walk and also tea", ("first sleep", "a walk", "tea")),
        ("Anna and Berlin.", ("Anna", "Berlin")),
        ("sandy beaches", ("sandy beaches",)),
        ("and", ()),
    ],
)
def test_a_list_is_parted_where_a_speaker_parts_it(said, meant):
    assert items(said) == meant


@pytest.mark.parametrize(
    ("step", "said", "meant"),
    [
        (step(ask="?"), "  i will walk ", "i will walk"),
        (step(ask="?", answer="yes-no"), "sure", "yes"),
        (step(ask="?", answer="number", high=5), "four", 4.0),
        (step(ask="?", answer="number", high=5), "seven", None),
        (step(ask="?", answer="choice", choices=("tea", "coffee")), "tea please", "tea"),
        (step(ask="?", answer="list"), "tea and milk", ("tea", "milk")),
        (step(ask="?", answer="list"), "and", None),
    ],
)
def test_an_answer_is_understood_as_the_step_expects_it(step, said, meant):
    assert understand(step, said) == meant


@pytest.mark.parametrize("answer", ["text", "yes-no", "number", "choice", "list"])
def test_nothing_is_no_answer_of_any_kind(answer):
    assert understand(step(ask="?", answer=answer, choices=("a", "b")), " ") is None


@pytest.mark.parametrize(
    "said",
    [
        "i guess", "i suppose", "probably", "pretty much", "indeed", "it does", "they did",
        "there is", "uh huh", "mm hmm", "by all means", "gladly", "you bet", "totally",
        "i'd love to", "i hope so", "more yes than no", "most likely", "very much so", "mostly",
        "always", "fine", "that works", "go ahead", "it has", "i'd say so", "no doubt about it",
        "yes it's not a problem", "i can't say no", "i will not say no", "right",
    ],
)  # fmt: skip
def test_a_yes_has_many_more_words(said):
    assert yes_no(said) == "yes"


@pytest.mark.parametrize(
    "said",
    [
        "i doubt it", "neither", "uh uh", "i wish", "i forgot", "barely", "far from it", "rarely",
        "probably not", "not yet", "unfortunately not", "i hope not", "i guess not", "not quite",
        "i'd rather not", "by no means", "hardly ever", "i didn't", "no way", "not at all",
    ],
)  # fmt: skip
def test_a_no_has_many_more_words(said):
    assert yes_no(said) == "no"


@pytest.mark.parametrize(
    "said",
    ["it depends", "hard to say", "can't tell", "sometimes", "kind of", "a little"],
)
def test_what_is_neither_is_asked_again(said):
    assert yes_no(said) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("number two", "money"),
        ("option three", "health at work"),
        ("the middle one", "money"),
        ("three", "health at work"),
        ("working", "health at work"),
        ("healthy", "health at work"),
        ("a friend of mine", "family and friends"),
        ("not money but family", "family and friends"),
        ("neither", None),
        ("both", None),
        ("none of them", None),
        ("anything but money", None),
        ("the latter", None),
    ],
)
def test_a_choice_is_told_by_its_place_and_by_what_it_is_about(said, meant):
    assert choice(said, ("family and friends", "money", "health at work")) == meant


def test_of_two_the_former_and_the_latter_are_understood():
    assert choice("the former", ("rest", "work")) == "rest"
    assert choice("i take the latter", ("rest", "work")) == "work"


@pytest.mark.parametrize(
    "said",
    [
        "honesty as well as family",
        "honesty plus family",
        "honesty then family",
        "um honesty\nand maybe family\nthat's all",
        "first of all honesty and perhaps family",
    ],
)
def test_a_list_is_parted_where_a_person_parts_it(said):
    assert items(said) == ("honesty", "family")


@pytest.mark.parametrize("said", ["first aid", "well being", "so much work", "i also want to rest"])
def test_words_that_belong_to_an_item_stay_with_it(said):
    assert items(said) == (said,)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes i don't mind", "yes"), ("i reckon so", "yes"), ("sounds good", "yes"),
        ("without a doubt", "yes"), ("let's do that", "yes"), ("you could say that", "yes"),
        ("that's it", "yes"), ("i couldn't say no", "yes"), ("i agree", "yes"),
        ("nothing like that", "no"), ("negative", "no"), ("no don't say that", "no"),
        ("it would", "yes"), ("it wouldn't", "no"),
        ("let's do something else", None),
        ("i'm not certain", None), ("i have no clue", None), ("i don't really know", None),
        ("not quite sure", None), ("i would have to think about it", None), ("who knows", None),
    ],
)  # fmt: skip
def test_an_idiom_is_taken_for_what_it_says_and_a_doubt_for_neither(said, meant):
    assert yes_no(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("i kept part of it", "partly kept"), ("half kept", "partly kept"),
        ("i kept some of it", "partly kept"), ("i kept most of it", "partly kept"),
        ("i kept none of it", None),
        ("i kept nothing", None), ("i did not let it go", None), ("i let it go", "let go"),
        ("i didn't really keep it", None), ("i failed to keep it", None),
        ("not kept it changed", "changed"), ("not changed just let go", "let go"),
    ],
)  # fmt: skip
def test_a_choice_is_told_from_its_half_and_from_its_contrary(said, meant):
    assert choice(said, HOW_IT_WENT) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("for years", "longer"), ("i feel guilty", "guilt"), ("i am grieving", "grief"),
        ("being respectful", "respect"), ("i disappointed somebody", "disappointment"),
        ("not the grief the guilt", "guilt"), ("nothing but guilt", "guilt"),
        ("lonely", "feeling lonely"), ("i feel", None),
    ],
)  # fmt: skip
def test_words_that_say_the_same_as_a_choice_mean_it(said, meant):
    choices = ("disappointment", "guilt", "grief", "feeling lonely", "respect", "longer")
    assert choice(said, choices) == meant


def test_what_leads_into_an_item_is_left_out_and_two_words_of_one_thing_stay_together():
    assert items("well honesty and then just family") == ("honesty", "family")
    assert items("there is sleep and there are friends") == ("sleep", "friends")
    assert items("peace and quiet and my dog") == ("peace and quiet", "my dog")


def test_numbers_without_a_word_of_their_own_give_no_hint():
    assert phrases_for("number", low=-3, high=3) == ()
    assert phrases_for("number", low=95, high=105) == ()
    assert "ninety nine" in phrases_for("number", low=95, high=100)


@pytest.mark.parametrize(
    "said",
    ["alright", "all right then", "confirm", "perfect", "great", "good", "oh that's great",
     "sounds good to me", "good idea", "it went really well, great", "lovely thanks", "agreed",
     "that would be nice", "go for it", "no worries"],
)  # fmt: skip
def test_being_pleased_is_a_yes(said):
    assert yes_no(said) == "yes"


@pytest.mark.parametrize(
    "said", ["i'm good", "not great", "it wasn't all that good", "good morning"]
)
def test_and_a_word_of_praise_alone_is_none(said):
    assert yes_no(said) != "yes"
