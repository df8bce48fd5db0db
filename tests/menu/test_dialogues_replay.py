"""Which of several sessions is meant."""

from datetime import UTC, datetime

import pytest

from voice_coach import texts
from voice_coach.menu.dialogues import ReplayDialogue
from voice_coach.menu.recommendations import PastSession
from voice_coach.texts import playback as playback_texts

NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
TUESDAY = PastSession("weekly-review", "Weekly review", datetime(2026, 3, 3, 9, tzinfo=UTC))
SUNDAY = PastSession("small-promises", "Small promises", datetime(2026, 3, 1, 9, tzinfo=UTC))
BEFORE = PastSession("journal", "Journal entry", datetime(2026, 2, 10, 9, tzinfo=UTC))
ALL = (TUESDAY, SUNDAY, BEFORE)


def offer(found=ALL, **options) -> ReplayDialogue:
    return ReplayDialogue(found, NOW, **options)


def test_one_is_simply_played() -> None:
    assert offer([SUNDAY]).chosen == 0


def test_who_asked_when_is_told_first() -> None:
    asked = offer([SUNDAY], is_question=True)

    assert asked.question == "You did, last Sunday, in Small promises. Shall I play it?"
    asked.hear("yes please")
    assert asked.chosen == 0


def test_of_several_the_newest_is_named_and_older_leads_on() -> None:
    asked = offer()
    questions = [asked.question]
    for _ in range(2):
        asked.hear("older")
        questions.append(asked.question)

    assert questions[0].startswith("I found three. The newest is Weekly review, from last Tuesday.")
    assert questions[1].startswith("There is Small promises, from last Sunday.")
    assert questions[2].startswith("The oldest is Journal entry, from three weeks ago.")
    asked.hear("yes")
    assert asked.chosen == 2


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("yes", 0), ("that one", 0), ("play it", 0), ("the oldest one", 2),
        ("the one from sunday", 1), ("small promises", 1), ("the newest", 0),
    ],
)  # fmt: skip
def test_one_is_meant_by_yes_its_day_its_title_or_its_place(said, chosen) -> None:
    asked = offer()
    asked.hear(said)

    assert asked.chosen == chosen
    assert asked.question == ""


@pytest.mark.parametrize("said", ["no", "older", None, "another one", "the next one"])
def test_no_leads_on_as_older_does(said) -> None:
    asked = offer()
    asked.hear(said)

    assert "Small promises" in asked.question


def test_newer_leads_back() -> None:
    asked = offer()
    asked.hear("older")
    asked.hear("newer")

    assert "Weekly review" in asked.question


def test_after_the_oldest_there_is_none() -> None:
    asked = offer()
    for _ in range(3):
        asked.hear("no")

    assert (asked.question, asked.chosen) == ("", None)
    assert asked.farewell == playback_texts.FOUND_NO_MORE


def test_nothing_is_wanted() -> None:
    asked = offer()
    asked.hear("never mind")

    assert (asked.question, asked.chosen) == ("", None)
    assert asked.farewell == texts.MENU_GOODBYE


def test_what_was_not_understood_is_asked_once_more() -> None:
    asked = offer()
    asked.hear("the weather is nice")
    assert asked.question.startswith("I didn't quite catch that. Shall I play Weekly review")
    asked.hear("the weather is nice")

    assert asked.farewell == texts.MENU_UNHEARD


def test_more_than_ten_are_not_counted() -> None:
    assert offer([TUESDAY] * 11).question.startswith("I found many.")
