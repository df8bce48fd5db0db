"""No prompt is so long that its beginning is forgotten at its end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_coach.app.builtin import breathing
from voice_coach.breathing import PATTERNS
from voice_coach.menu.dialogues import Menu
from voice_coach.menu.recommendations import PastSession, Recommender
from voice_coach.nlu.text import sentences
from voice_coach.practice.library import Library
from voice_coach.practice.recall import MAX_WORDS_NAMED
from voice_coach.practice.schema import every_step
from voice_coach.practice.steps import every_question
from voice_coach.protocol.effects import PACES
from voice_coach.protocol.events import Memory
from voice_coach.tts.base import VoiceSettings

LONGEST = 20.0
"""Seconds."""

PRACTICES = Library(Path("/nonexistent")).all()[0]
BREATHING = [breathing(name) for name in PATTERNS]
NOW = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=6)
REMEMBERED = "i will walk around the block after lunch"
NUMBER, AGO = "seven", "about two months ago"
MANY = " ".join(["need"] * MAX_WORDS_NAMED)


def words_of(practice):
    """What the placeholders of a practice stand for: its own examples, and likely memories."""
    words = {step.name: step.example for step in every_question(practice.steps)}
    words |= {"it": REMEMBERED, "ago": AGO, "earlier": NUMBER, "change": "two and a half lower"}
    return words


def spoken_of(practice):
    """Each prompt with its pace; a letter that is read back is as long as it was written."""
    words = words_of(practice)
    letters = {step.name for step in every_question(practice.steps) if step.answer == "letter"}

    def filled(found):
        name = found[1]
        return MANY if name.startswith("every ") else words.get(name, NUMBER)

    for step in every_step(practice.steps):
        for key, text in step.prompts().items():
            if not any(f"{{{name}}}" in text for name in letters):
                pace = step.pace or ("meditation" if key[0] == "say" else "question")
                yield re.sub(r"\{([^}]*)\}", filled, text), PACES[pace]


def seconds_of(text, pacing, voice):
    """How long a prompt sounds, with the silences in it."""
    parts = sentences(text)
    sound = sum(voice.render(part, VoiceSettings(rate=pacing.rate)).seconds for part in parts)
    return sound + pacing.between * (len(parts) - 1) + pacing.after


@pytest.mark.parametrize("practice", [*PRACTICES, *BREATHING], ids=lambda practice: practice.name)
def test_a_prompt_is_over_in_twenty_seconds(practice, spoken):
    long = []
    for text, pacing in spoken_of(practice):
        seconds = seconds_of(text, pacing, spoken)
        if seconds > LONGEST:
            long.append((round(seconds, 1), text))

    assert long == []


@pytest.mark.parametrize("focus", [None, "decisions", "growth", "stress", "independence"])
def test_the_home_menu_asks_its_question_in_twenty_seconds(focus, spoken):
    """Whatever was met before, so that each practice is proposed once beside the next."""
    memories = [Memory(1, "focus", focus, LONG_AGO)] if focus else []
    met, long = [PastSession("where-to-begin", "Where to begin", LONG_AGO)], []
    for _ in PRACTICES:
        menu = Menu(Recommender(NOW, memories, met, PRACTICES))
        seconds = seconds_of(menu.question, PACES["question"], spoken)
        if seconds > LONGEST:
            long.append((round(seconds, 1), menu.question))
        first = Recommender(NOW, memories, met, PRACTICES).proposals()[0].practice
        met.append(PastSession(first.name, first.title, LONG_AGO))

    assert long == []
