"""The talk about which of several sessions is meant: the newest first, and then older ones.

Nobody is read a list. One session is named, and "older" leads on to the next.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from voice_coach import texts
from voice_coach.session.ago import ago
from voice_coach.session.bygones import days_of
from voice_coach.session.commands import plain
from voice_coach.session.proposals import Visit, spoken_title
from voice_coach.session.recalling import number_word
from voice_coach.session.understand import yes_no
from voice_coach.session.words import sequence, stands_in
from voice_coach.texts import replay as replay_texts

COUNTED = 10
"""More than so many are not counted."""

_NEITHER = re.compile(
    r"\b(?:nothing|none|neither|never mind|nevermind|not now|later|leave it|forget it|"
    r"stop|goodbye)\b"
)
_OLDEST = re.compile(r"\b(?:oldest|first one|the first|earliest)\b")
_NEWEST = re.compile(r"\b(?:newest|latest|most recent|last one|the last)\b")
_OLDER = re.compile(r"\b(?:older|earlier|before|next|another|other|previous)\b")
_NEWER = re.compile(r"\b(?:newer|after|back)\b")
_THIS = re.compile(r"\b(?:play|that one|this one|that's it|it is)\b")


class Offer:
    """What is asked, until it is known which one is meant.

    Args:
        found: The sessions that were found, the newest first; at least one.
        now: The time, aware, in local time.
        is_question: Whether somebody has asked when it was: then even one is named first.

    Attributes:
        question: What to ask now; empty when nothing is to be asked any more.
        chosen: The place in `found` of the one that is meant, once that is known.
        farewell: What to say where none of them is wanted.
    """

    def __init__(self, found: Sequence[Visit], now: datetime, *, is_question: bool = False) -> None:
        self.question = ""
        self.farewell = ""
        self.chosen: int | None = None
        self._found = found
        self._now = now
        self._place = 0
        self._missed = False
        if len(found) > 1:
            count = number_word(len(found)) if len(found) <= COUNTED else replay_texts.MANY
            self.question = self._told(replay_texts.FOUND_SEVERAL, count=count)
        elif is_question:
            self.question = self._told(replay_texts.FOUND_ONE)
        else:
            self._choose(0)

    def hear(self, answer: str | None) -> None:
        """Take an answer, or None where the question was passed over: then the next is named."""
        said = plain(answer or "older")
        place = self._named(said)
        if _NEITHER.search(said):
            self._end(texts.MENU_GOODBYE)
        elif place is not None:
            self._choose(place)
        elif _OLDER.search(said):
            self._move(1)
        elif _NEWER.search(said):
            self._move(-1)
        elif yes_no(said) == "yes" or (yes_no(said) is None and _THIS.search(said)):
            self._choose(self._place)
        elif yes_no(said) == "no":
            self._move(1)
        elif self._missed:
            self._end(texts.MENU_UNHEARD)
        else:
            self._missed = True
            self.question = self._told(replay_texts.FOUND_AGAIN)

    def _named(self, said: str) -> int | None:
        """The one that is meant by its place, its day or its title."""
        if _OLDEST.search(said):
            return len(self._found) - 1
        if _NEWEST.search(said):
            return 0
        days = days_of(said, self._now.date())
        spoken = sequence(said)
        for place, visit in enumerate(self._found):
            day = visit.at.astimezone(self._now.tzinfo).date()
            if days is not None and days[0].first <= day < days[0].after:
                return place
            if days is None and stands_in(sequence(visit.title), spoken):
                return place
        return None

    def _choose(self, place: int) -> None:
        self.chosen, self.question = place, ""

    def _end(self, farewell: str) -> None:
        self.question, self.farewell = "", farewell

    def _move(self, by: int) -> None:
        self._missed = False
        place = max(0, self._place + by)
        if place >= len(self._found):
            self._end(replay_texts.FOUND_NO_MORE)
            return
        self._place = place
        is_last = place == len(self._found) - 1
        text = replay_texts.FOUND_OLDEST if is_last else replay_texts.FOUND_OLDER
        self.question = self._told(text)

    def _told(self, text: str, **words: str) -> str:
        visit = self._found[self._place]
        return text.format(title=spoken_title(visit), ago=ago(visit.at, self._now), **words)
