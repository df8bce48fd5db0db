"""How well wishes are understood, on lists by several hands (see wishes/README.md)."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest

from voice_coach.cli.plans import choices
from voice_coach.menu.intents import Intent, Question, intent_of
from voice_coach.menu.matcher import WishMatcher
from voice_coach.nlu import commands
from voice_coach.practice.library import Library
from voice_coach.practice.plans import all_plans
from voice_coach.safety.detector import is_care_needed

NOWHERE = Path("/nonexistent")
PRACTICES, _ = Library(NOWHERE).all()
PLANS = choices(all_plans(NOWHERE, [practice.name for practice in PRACTICES])[0], None)
CHOICES = [*PRACTICES, *PLANS]
FOLDER = Path(__file__).parent / "wishes"
HANDS = range(1, 12)
NEVER_WRITTEN_FOR = (12, 13, 14)
TIMES = frozenset(("short", "long", "choose"))


@pytest.fixture(scope="module")
def question() -> Question:
    return Question(CHOICES, WishMatcher(CHOICES))


def wishes_of(hand: int) -> list[tuple[str, frozenset[str]]]:
    """Each wish with what may be led; names of actions have a space in two, as in "look back"."""
    rows = []
    for line in (FOLDER / f"hand{hand}.tsv").read_text(encoding="utf-8").splitlines():
        wish, _, right = line.split("\t")
        rows.append((wish, frozenset(right.replace("look back", "look-back").split())))
    return rows


def names_of(intent: Intent) -> frozenset[str]:
    """What a list may call this intent."""
    match intent:
        case Intent("practice", name):
            left = frozenset({"choose"}) if name == PRACTICES[0].name else frozenset[str]()
            return left | {name}
        case Intent("fits"):
            return TIMES
        case Intent("recall"):
            return frozenset({"promises"})
        case _:
            return frozenset({intent.action.replace(" ", "-")})


def result_of(wish: str, right: frozenset[str], question: Question) -> str:
    if commands.match(wish) is not None:  # answered before the menu hears of it
        return "right" if right & {"command", "promises"} else "wrong"
    intent = intent_of(wish, question)
    if intent is None:
        return "asked back"
    return "right" if names_of(intent) & right else "wrong"


def measured(hands, question: Question) -> dict[str, float]:
    results = Counter(
        result_of(wish, right, question) for hand in hands for wish, right in wishes_of(hand)
    )
    return {name: count / results.total() for name, count in results.items()}


def test_all_hands_together_are_understood(question) -> None:
    found = measured(HANDS, question)

    assert found["right"] >= 0.91
    assert found["wrong"] <= 0.035


def test_people_nothing_was_written_for_are_understood_more_often_than_not(question) -> None:
    found = measured(NEVER_WRITTEN_FOR, question)

    assert found["right"] >= 0.52
    assert found["wrong"] <= 0.18


def test_hardly_a_wish_is_taken_for_danger() -> None:
    wishes = [wish for hand in HANDS for wish, _ in wishes_of(hand)]

    assert sum(map(is_care_needed, wishes)) <= len(wishes) / 100


def test_each_list_has_a_brief_and_names_only_what_there_is() -> None:
    known = {practice.name for practice in CHOICES} | TIMES
    known |= {
        "again", "breathe", "command", "explain", "else", "journal", "look-back", "nothing",
        "outside", "promises", "replay", "resume", "voice",
    }  # fmt: skip
    for hand in (*HANDS, *NEVER_WRITTEN_FOR):
        assert (FOLDER / f"hand{hand}.md").read_text(encoding="utf-8").strip()
        rows = wishes_of(hand)
        assert len(rows) == len({wish for wish, _ in rows}) in (45, 60)
        assert {name for _, right in rows for name in right} <= known


def test_every_practice_has_wishes_and_no_wish_is_in_two() -> None:
    wishes = [wish for practice in PRACTICES for wish in practice.wishes]

    assert [practice.name for practice in PRACTICES if len(practice.wishes) < 10] == []
    assert [wish for wish, count in Counter(wishes).items() if count > 1] == []


def test_learning_and_asking_are_quick() -> None:
    began = time.process_time()
    matcher = WishMatcher(PRACTICES)
    learnt = time.process_time()
    for wish, _ in wishes_of(1):
        matcher.ranked(wish)

    assert learnt - began < 0.5
    assert (time.process_time() - learnt) / 45 < 0.05


def test_what_is_misspelled_or_misheard_is_still_near(question) -> None:
    assert intent_of("i made a misteak", question) == Intent("practice", "mistake-ledger")
    assert intent_of("perfectionnist", question) == Intent("practice", "two-myths")


def test_a_word_nobody_knows_is_no_wish(question) -> None:
    assert question.matcher.ranked("qwrtz") == []


def test_none_of_our_own_wishes_raises_the_question_of_danger() -> None:
    asked_about = [wish for practice in PRACTICES for wish in practice.wishes]
    asked_about = [wish for wish in asked_about if is_care_needed(wish)]

    assert [wish for wish in asked_about if not re.search("breathe|get air", wish)] == []
