"""Every practice of the package can be asked for by voice; what the first names is proposed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.menu.intents import Intent, Question, intent_of
from voice_coach.menu.matcher import WishMatcher
from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.practice.library import Library
from voice_coach.practice.steps import Say, every_question
from voice_coach.protocol.events import Memory

PRACTICES, _ = Library(Path("/nonexistent")).all()
OFFERED = PRACTICES[:2]
QUESTION = Question(PRACTICES, WishMatcher(PRACTICES), OFFERED)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.name)
@pytest.mark.parametrize("words", ["{}", "i would like to do {}", "the {} one please"])
def test_a_practice_is_found_by_its_title_and_by_its_name(practice, words):
    for called in (practice.title.lower(), practice.name.replace("-", " ")):
        said = words.format(called)

        assert intent_of(said, QUESTION) == Intent("practice", practice.name)


@pytest.mark.parametrize(
    ("name", "tag"), [(practice.name, tag) for practice in PRACTICES for tag in practice.tags[1:]]
)
def test_every_word_a_practice_is_found_by_is_understood(name, tag):
    """A word that several have may be asked back, with two of them; "letter" reads the letter."""
    intent = intent_of(tag, QUESTION)

    if intent is None:
        assert [practice.name for practice in PRACTICES if tag in practice.tags][1:]
    else:
        assert intent.action in ("practice", "breathe", "journal", "recall")


def test_no_title_is_a_menu_word():
    for said in ("something else", "no", "no thanks", "nothing", "surprise me", "journal"):
        intent = intent_of(said, QUESTION)

        assert intent is not None
        assert intent.action != "practice" or said == "surprise me"


BEGIN = next(practice for practice in PRACTICES if practice.name == "where-to-begin")
PLACES = [choice for step in every_question(BEGIN.steps) for choice in step.choices]


@pytest.mark.parametrize("place", PLACES)
def test_what_the_first_session_names_is_what_is_proposed_after_it(place):
    steps = [step for step in BEGIN.steps if step.when == {"place": place}]
    (named,) = [step.say for step in steps if isinstance(step, Say)]
    now = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    focus = Memory(1, "focus", place, now - timedelta(days=1))
    visit = PastSession(BEGIN.name, BEGIN.title, now - timedelta(days=1))
    proposals = Recommender(now, [focus], [visit], PRACTICES).proposals()

    assert [each.practice.title for each in proposals if each.practice.title not in named] == []
    assert len(proposals) == 2
