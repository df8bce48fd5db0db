"""Numbers of spoken English: found in an answer, and written in words."""

import pytest

from voice_coach.nlu.numbers import number, number_word, numbers


@pytest.mark.parametrize(
    ("number", "word"), [(0, "zero"), (3, "three"), (20, "twenty"), (21, "21"), (-1, "-1")]
)
def test_a_number_is_a_word_up_to_twenty(number, word):
    assert number_word(number) == word


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("seven", 7), ("7", 7), ("about a seven", 7), ("maybe a seven i guess", 7),
        ("that one is a seven", 7), ("i would say one", 1), ("one", 1), ("zero", 0),
        ("none", 0), ("nothing at all", 0), ("ten", 10), ("ten out of ten", 10),
        ("seven out of ten", 7), ("7/10", 7), ("7 / 10", 7), ("seven or eight", 7.5),
        ("one or two", 1.5), ("one one", 1), ("between seven and eight", 7.5),
        ("three and a half", 3.5),
        ("6.5", 6.5), ("6,5", 6.5), ("six point five", 6.5), ("seven seven", 7),
        ("it's a 7.", 7), ("five, definitely five", 5), ("half", 0.5),
    ],
)  # fmt: skip
def test_a_number_from_nought_to_ten_is_said_in_many_ways(said, meant):
    assert number(said, 0, 10) == meant


@pytest.mark.parametrize(
    "said",
    ["", "quite a lot", "eleven", "twenty", "two hundred", "five then eight",
     "three or four or five", "seventy"],
)  # fmt: skip
def test_what_is_no_number_in_the_range_is_not_guessed(said):
    assert number(said, 0, 10) is None


def test_what_only_sounds_like_a_number_is_one_where_a_number_may_stand():
    heard = ("about a for", "four", "to", "it is an ate", "i would say too")

    assert [number(said, 0, 10) for said in heard] == [4, 4, 2, 8, 2]
    for said in ("i don't know what to", "what is it for", "i ate", "me too", "for a six"):
        assert number(said, 0, 10) in (None, 6), said


@pytest.mark.parametrize(
    ("said", "meant"),
    [("forty two", 42), ("a hundred", 100), ("one hundred", 100), ("ninety nine", 99),
     ("twenty-one", 21), ("sixty", 60), ("nineteen", 19), ("twenty out of a hundred", 20)],
)  # fmt: skip
def test_larger_numbers_are_put_together_from_their_words(said, meant):
    assert number(said, 0, 100) == meant


def test_every_number_is_found_in_its_order():
    assert numbers("from twenty two down to 7.5 and two hundred") == [22, 7.5, 200]
    assert numbers("twenty twelve") == [20, 12]
    assert numbers("point five or six point ten") == [5, 6, 10]


UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]

TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

TO_A_HUNDRED = [
    *UNITS,
    *(f"{ten} {unit}" if unit != "zero" else ten for ten in TENS for unit in UNITS[:10]),
    "a hundred",
]


@pytest.mark.parametrize(("meant", "said"), list(enumerate(TO_A_HUNDRED)))
def test_every_number_to_a_hundred_is_understood(meant, said):
    assert number(said, 0, 100) == meant
    assert number(f"about {said}", 0, 100) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a seven maybe an eight", 7.5),
        ("seven to eight", 7.5),
        ("seven no eight", 8),
        ("six actually seven", 7),
        ("seven i mean six", 6),
        ("four and a quarter", 4.25),
        ("nine and three quarters", 9.75),
        ("three quarters", 0.75),
        ("i would have to say seven", 7),
        ("for me it was a six", 6),
        ("to", 2),
        ("for", 4),
        ("it's ate", 8),
    ],
)
def test_numbers_are_said_in_many_ways(said, meant):
    assert number(said, 0, 10) == meant


@pytest.mark.parametrize("said", ["not a seven", "for my sister", "eleven", "too much"])
def test_what_is_no_number_of_these_is_asked_again(said):
    assert number(said, 0, 10) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("minus three", None), ("a negative two", None), ("less than five maybe four", 4),
        ("just under eight so seven", 7), ("just under eight", 8), ("half way", 5), ("half-way", 5),
        ("right in the middle", 5), ("i was going to say five but six", None),
        ("from zero to ten seven", 7), ("on a scale of one to ten a six", 6), ("eight of ten", 8),
        ("two wait three", 3), ("six to seven", 6.5), ("a five to a six", 5.5),
    ],
)  # fmt: skip
def test_a_number_that_is_only_mentioned_is_not_the_one_that_is_meant(said, meant):
    assert number(said, 0, 10) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("It was a five, now it is a three", 3), ("it was five and now it is eight", 8),
        ("it's a three now, it was a five", 3), ("it used to be an eight now it's a four", 4),
        ("i'd have said six this morning now four", 4), ("from a seven down to a four", 4),
        ("was at nine but it's come down to about six", 6), ("it went from eight to five", 5),
        ("started at seven, ended at four", 4), ("one yesterday, three today", 3),
        ("three, not five", 3), ("not five, three", 3),
        # One number, or a range, is still what is meant.
        ("it was a five", 5), ("it was five and a half", 5.5), ("today it was six or seven", 6.5),
        ("i'd say from six to seven now", 6.5),
    ],
)  # fmt: skip
def test_of_a_number_then_and_a_number_now_the_one_now_is_meant(said, meant):
    assert number(said, 0, 10) == meant
