"""When something will be: kept as it was said, and as a date where a day is named."""

from datetime import date

import pytest

from voice_coach.nlu.dates import date_of
from voice_coach.protocol import effects as fx
from voice_coach.testing import Rehearsal, practice_of, step

SUNDAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tomorrow after lunch", (2026, 3, 2)),
        ("the day after tomorrow", (2026, 3, 3)),
        ("tonight", (2026, 3, 1)),
        ("this evening when the kids sleep", (2026, 3, 1)),
        ("in an hour", (2026, 3, 1)),
        ("on Friday", (2026, 3, 6)),
        ("on friday when we all sit together", (2026, 3, 6)),
        ("next monday", (2026, 3, 2)),
        ("on sunday afternoon", (2026, 3, 8)),
        ("every thursday", (2026, 3, 5)),
        ("friday week", (2026, 3, 13)),
        ("in three days", (2026, 3, 4)),
        ("in a couple of days", (2026, 3, 3)),
        ("in two weeks", (2026, 3, 15)),
        ("in a month", (2026, 4, 1)),
        ("next week", (2026, 3, 2)),
        ("next month", (2026, 4, 1)),
        ("at the weekend", (2026, 3, 7)),
        ("on the fifth", (2026, 3, 5)),
        ("on the twenty-eighth", (2026, 3, 28)),
        ("on the fifth of march", (2026, 3, 5)),
        ("april 3rd", (2026, 4, 3)),
        ("on the first of january", (2027, 1, 1)),
        ("february the twenty ninth", (2028, 2, 29)),
        ("in half an hour", (2026, 3, 1)),
        ("in twenty minutes or so", (2026, 3, 1)),
        ("in about two and a half hours", (2026, 3, 1)),
        ("in a quarter of an hour", (2026, 3, 1)),
        ("in two days for hours", (2026, 3, 3)),
        ("why not tomorrow", (2026, 3, 2)),
        ("in a fortnight", (2026, 3, 15)),
        ("a week from next monday", (2026, 3, 9)),
        ("a week from today", (2026, 3, 8)),
        ("two weeks from now", (2026, 3, 15)),
        ("wednesday next week", (2026, 3, 4)),
        ("next week on wednesday", (2026, 3, 4)),
        ("on christmas eve", (2026, 12, 24)),
        ("by christmas", (2026, 12, 25)),
        ("on new year's day", (2027, 1, 1)),
        ("not tomorrow but on friday", (2026, 3, 6)),
    ],
)
def test_a_day_is_understood(said, day):
    assert date_of(said, SUNDAY) == date(*day)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "right after lunch when i close my computer",
        "when i am ready",
        "on the second floor",
        "i may second that",
        "the thirty first of april",
        "someday",
        "not today",
        "a week from when it is over",
        "in the early hours",
        "in my office hours",
    ],
)
def test_where_no_day_is_named_none_is_guessed(said):
    assert date_of(said, SUNDAY) is None


def test_a_month_ahead_of_its_last_day_is_the_last_day_of_the_next():
    assert date_of("in a month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert date_of("in one month", date(2026, 12, 31)) == date(2027, 1, 31)


PROMISE = step(name="promise", ask="What?")
WHEN = step(name="when", ask="When?", answer="time")


def led(*steps):
    return Rehearsal(practice_of(*steps)).begin().spoke()


def test_what_is_kept_has_the_words_and_the_date():
    keep = step(name="keep", keep="promise", text="{promise}", data={"when": "{when}"})
    coach = led(PROMISE, WHEN, keep).say("i will walk").spoke().say("on friday after lunch")

    assert coach.kept == [
        fx.Keep(
            "promise",
            "i will walk",
            {"when": "on friday after lunch", "when date": "2026-03-06"},
            2,
        )
    ]


def test_a_time_that_is_kept_itself_has_its_date():
    coach = led(step(name="when", ask="When?", answer="time", keep="event")).say("tomorrow")

    assert coach.kept[0].data == {"date": "2026-03-02"}


def test_a_time_without_a_day_is_an_answer_as_well():
    keep = step(name="keep", keep="promise", text="{promise}", data={"when": "{when}"})
    coach = led(PROMISE, WHEN, keep).say("i will walk").spoke().say("right after lunch")

    assert coach.kept[0].data == {"when": "right after lunch"}


def test_a_text_that_names_a_day_is_only_a_text():
    keep = step(name="keep", keep="promise", data={"when": "{promise}"}, text="{promise}")
    coach = led(PROMISE, keep).say("i will call her on friday")

    assert coach.kept[0].data == {"when": "i will call her on friday"}


def test_when_a_deleted_time_goes_its_date_goes_too():
    keep = step(name="keep", keep="promise", text="{promise}", data={"when": "{when}"})
    coach = led(PROMISE, WHEN, keep, step(name="last", ask="And?"))
    coach.say("i will walk").spoke().say("on friday").spoke().say("delete that")

    assert coach.all(fx.TakeBack)[-1].facts == ((1, ("when", "when date")),)
