"""Looking back as it is spoken: short, calm, and in words."""

import re
from pathlib import Path

import pytest

from voice_coach.app.builtin import MAX_WORDS
from voice_coach.insight.figures import gather
from voice_coach.insight.spoken import duration, insight_prompts, times
from voice_coach.journal.queries import Period
from voice_coach.menu.intents import Intent, Question, intent_of
from voice_coach.menu.matcher import WishMatcher
from voice_coach.stt.models import shipped_model
from voice_coach.texts import insight as insight_texts

JUDGEMENT = re.compile(
    r"\b(streak|score|goal|progress|better|worse|great|well done|only|just|failed|missed|should)\b"
)


@pytest.fixture
def full(journal, led):
    """A journal with something of everything."""
    for body in ("three", "four", "six"):
        session = led("three-supports", body=body, drink="a walk in the {garden} with my mother")
    led("evening")
    for status in ("kept", "kept", "partly kept", "postponed", "open"):
        journal.mark(journal.keep("promise", "i will call my brother", {}, session), status, {})
    return journal


def test_everything_is_said_in_a_minute_and_nothing_judges(full, practices, clock):
    said = insight_prompts(gather(full, practices, Period()), clock.now, is_recent=True)

    assert said == [
        (
            "In the last thirty days, you were here four times, for about four minutes in all. "
            "Most often it was Three supports."
        ),
        "Of your promises, two are kept, one is partly kept, and one is open.",
        "The newest open one is from earlier today. You said: i will call my brother.",
        "You gave a number for support of the body three times. First it was 3, and last it was 6.",
        (
            "One word came up in three sessions: walk. Yesterday, you said: "
            "a walk in the {garden} with my mother."
        ),
        insight_texts.ALOUD_END,
    ]
    assert sum(len(text.split()) for text in said) < 120
    assert all(len(text.split()) <= MAX_WORDS for text in said)


def test_no_sentence_is_a_score_a_streak_or_a_judgement():
    every = [
        value
        for name, value in vars(insight_texts).items()
        if name.isupper() and isinstance(value, str)
    ]

    assert [text for text in every if JUDGEMENT.search(text.lower())] == []


def test_where_nothing_was_counted_nothing_is_missed(journal, practices, clock):
    assert insight_prompts(gather(journal, practices, Period()), clock.now, is_recent=False) == [
        insight_texts.ALOUD_NOTHING
    ]


def test_a_number_given_once_and_a_word_of_two_sessions_are_not_spoken_of(
    journal, practices, clock, led
):
    led("three-supports", body="three", drink="the garden")
    led("evening", today="the garden")
    found = gather(journal, practices, Period())
    said = " ".join(insight_prompts(found, clock.now, is_recent=False))

    assert "garden" not in said
    assert "number" not in said


def test_counts_and_durations_are_words():
    assert [times(number) for number in (1, 2, 3, 30)] == [
        "once",
        "twice",
        "three times",
        "30 times",
    ]
    assert [duration(minutes) for minutes in (0.2, 1, 35, 60, 80, 121)] == [
        "less than a minute",
        "about a minute",
        "about 35 minutes",
        "about an hour",
        "about an hour and twenty minutes",
        "about two hours and a minute",
    ]


@pytest.mark.parametrize(
    "said",
    ["how am i doing", "so how am i doing lately", "please tell me how i'm doing", "look back"],
)
def test_it_can_be_asked_for_in_the_home_menu(said, practices):
    matcher = WishMatcher(practices)

    assert intent_of(said, Question(practices, matcher, practices[:2])) == Intent("look back")
    assert intent_of(said, Question(practices, matcher, can_resume=True)) == Intent("look back")


def test_looking_back_on_the_week_is_still_the_review(practices):
    question = Question(practices, WishMatcher(practices))

    assert intent_of("i want to look back on my week", question) == Intent(
        "practice", "weekly-review"
    )


def test_the_model_that_ships_knows_the_words_it_is_asked_for_with():
    lines = (Path(shipped_model().path) / "graph" / "words.txt").read_text().splitlines()
    known = {line.split()[0] for line in lines}

    assert {"how", "am", "i", "doing", "look", "back", "have", "been", "getting", "on"} <= known


def test_quotes_are_of_the_last_days_in_words(full, practices, clock):
    clock.move(days=9)
    said = " ".join(insight_prompts(gather(full, practices, Period()), clock.now, is_recent=False))

    assert "last week" in said.lower()
    assert said.startswith(insight_texts.ALOUD_EVER)
