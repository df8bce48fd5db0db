"""Dialogues of the menu: which practice to run, and which past session to play.

Both are state machines over answers as text. A practice takes one answer or two. To a wish that is
not known the two practices nearest to it are offered, and then the dialogue ends; it never blames
its hearing. Sessions are not read out as a list: one is named, and "older" leads to the next.
"""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from voice_coach import texts
from voice_coach.breathing import DEFAULT_PATTERN
from voice_coach.menu.intents import MIN_NEARNESS, Intent, Question, intent_of, wishes_in
from voice_coach.menu.matcher import WishMatcher
from voice_coach.menu.recommendations import (
    MAX_PROPOSALS,
    PastSession,
    Recommender,
    spoken_title,
)
from voice_coach.nlu.answers import yes_no
from voice_coach.nlu.dates import ago, days_of
from voice_coach.nlu.durations import LONG_MINUTES
from voice_coach.nlu.numbers import number_word
from voice_coach.nlu.text import plain, sequence, stands_in
from voice_coach.practice.plans import is_plan
from voice_coach.practice.schema import Practice
from voice_coach.practice.steps import asks_about
from voice_coach.texts import menu as menu_texts
from voice_coach.texts import playback as playback_texts

MAX_OTHERS = 3
"""Practices that are named when something else is wanted."""

SLACK = 1.2
"""Share of the time somebody has that may be taken: what is a little longer still fits."""

SHORT_FORM = 0.5
"""Share of its length that the short form of a practice takes, at most."""

MIN_USE = 0.6
"""Share of the time that is used if there is such a practice: half an hour is not for a minute."""


class Menu:
    """The dialogue about what to do next.

    Args:
        recommender: Proposals and the greeting.
        unfinished: An interrupted session that can be resumed.

    Attributes:
        greeting: The first prompt.
        question: The prompt to ask now; empty once the intent is known.
        intent: What the person wants, once that is known.
        farewell: The last prompt, where the person wants nothing.
    """

    def __init__(self, recommender: Recommender, unfinished: PastSession | None = None) -> None:
        self.greeting = recommender.greeting()
        self.question = ""
        self.intent: Intent | None = None
        self.farewell = ""
        self._all = recommender.longest_unmet()
        self._past = recommender.visits
        self._now = recommender.now
        executor = ThreadPoolExecutor(max_workers=1)  # learns while the greeting is spoken
        self._learning = executor.submit(WishMatcher, self._all)
        executor.shutdown(wait=False)
        self._unfinished = unfinished.practice if unfinished is not None else ""
        self._proposals = recommender.proposals(without=self._unfinished)
        self._pressing = recommender.pressing()
        self._named: list[str] = []  # so far, so that none is named twice
        self._offered: Sequence[Practice] = ()
        self._again: str | None = None  # the question in other words; "" once there are no more
        self._can_resume = unfinished is not None
        self._was_skipped = False
        if unfinished is None:
            self._propose()
        else:
            title, when = spoken_title(unfinished), ago(unfinished.at, recommender.now)
            self._ask(
                texts.ASK_GO_ON.format(title=title, ago=when),
                texts.ASK_GO_ON_AGAIN.format(title=title),
            )

    @property
    def _matcher(self) -> WishMatcher:
        return self._learning.result()

    def hear(self, answer: str | None) -> None:
        """Take an answer, or None where the question was skipped."""
        if answer is None:
            self._skip()
            return
        self._was_skipped = False
        question = Question(self._all, self._matcher, self._offered, self._can_resume)
        intent = intent_of(answer, question)
        match intent:
            case None:
                self._miss(answer)
            case Intent("else"):
                self._offer_others()
            case Intent("explain"):
                self._can_resume = False
                self._ask(menu_texts.KINDS, menu_texts.KINDS_AGAIN)
            case Intent("outside"):
                self._can_resume = False
                self._offer([each.practice for each in self._proposals], menu_texts.OUTSIDE)
            case Intent("fits"):
                self._want(self._fitting(intent.minutes))
            case Intent("again"):
                self._repeat(intent)
            case Intent("practice", name) if self._can_resume and name == self._unfinished:
                self._want(Intent("resume"))
            case _:
                self._want(intent)

    def _skip(self) -> None:
        """Offer others the first time, and end the second time in a row."""
        if self._was_skipped:
            self._want(Intent("nothing"))
            return
        self._was_skipped = True
        self._offer_others()

    def _miss(self, answer: str) -> None:
        """Ask in other words, or offer what is nearest to the wish; the second time let it be."""
        again, self._again = self._again, ""
        if again:
            self.question = again
        elif again is None:
            self._offer_nearest(answer)
        else:
            self._want(Intent("nothing"), menu_texts.GIVEN_UP)

    def _offer_nearest(self, answer: str) -> None:
        labels = [
            match.label
            for match in wishes_in(answer, self._matcher)
            if match.likeness >= MIN_NEARNESS
        ]
        by_name = {practice.name: practice for practice in self._all}
        near = [by_name[name] for action, name in labels if action == "practice"][:MAX_PROPOSALS]
        self._offer(near or [each.practice for each in self._proposals], menu_texts.UNKNOWN, near)

    def _offer(
        self, practices: Sequence[Practice], before: str, near: Sequence[Practice] = ()
    ) -> None:
        """Ask about two practices, or one, without reasons."""
        titles = [spoken_title(practice) for practice in practices]
        if len(titles) > 1:
            text = menu_texts.NEAREST if near else menu_texts.OFFERED
            named = text.format(first=titles[0], second=titles[1])
            ask = menu_texts.ASK_OFFERED
        else:
            text = menu_texts.NEAREST_ONE if near else menu_texts.OFFERED_ONE
            named, ask = text.format(first=titles[0]), menu_texts.ASK_OFFERED_ONE
        self._ask(f"{before} {named} {ask}", "", practices)

    def _want(self, intent: Intent, farewell: str = texts.MENU_GOODBYE) -> None:
        self.intent, self.question = intent, ""
        self.farewell = farewell if intent.action == "nothing" else ""

    def _ask(self, question: str, again: str | None, offered: Sequence[Practice] = ()) -> None:
        """Ask; `again` is the question in other words, None to offer what is nearest instead."""
        self.question, self._again, self._offered = question, again, tuple(offered)
        self._named += [practice.name for practice in offered]

    def _fitting(self, minutes: float | None) -> Intent:
        """Return the most pressing practice that fits into the time, else breathing."""
        fitting = [
            practice
            for practice in (*self._offered, *self._pressing)
            if minutes is None
            or (not is_plan(practice) and _least_minutes(practice) <= minutes * SLACK)
        ]
        using = [each for each in fitting if minutes and each.minutes >= minutes * MIN_USE]
        if minutes is not None and minutes >= LONG_MINUTES and not using:
            using = sorted(fitting, key=lambda each: -each.minutes)
        for practice in (*using, *fitting):
            return Intent("practice", practice.name, minutes)
        return Intent("breathe", DEFAULT_PATTERN, minutes)

    def _repeat(self, wanted: Intent) -> None:
        """Do again what was done on the day that is named, or last."""
        names = {practice.name for practice in self._all}
        visits = [
            visit
            for visit in reversed(self._past)
            if visit.practice in {"breathe", "journal"} | names
        ]
        days = days_of(wanted.name, self._now.date())
        of_days = [
            visit
            for visit in visits
            if days is not None
            and days[0].first <= visit.at.astimezone(self._now.tzinfo).date() < days[0].after
        ]
        match (of_days or visits)[:1]:
            case [PastSession("breathe")]:
                self._want(Intent("breathe", DEFAULT_PATTERN, wanted.minutes))
            case [PastSession("journal")]:
                self._want(Intent("journal"))
            case [visit]:
                self._want(Intent("practice", visit.practice, wanted.minutes))
            case _:
                self._offer([each.practice for each in self._proposals], menu_texts.NOTHING_LAST)

    def _propose(self) -> None:
        """Ask about the proposals, with their reasons."""
        offered = [proposal.practice for proposal in self._proposals]
        if not offered:
            self._ask(texts.ASK_WITHOUT_PRACTICES, texts.ASK_WITHOUT_PRACTICES_AGAIN)
            return
        reasons = " ".join(proposal.reason for proposal in self._proposals)
        ask = texts.ASK_ONE if len(offered) == 1 else texts.ASK_TWO
        self._ask(f"{reasons} {ask}", None, offered)

    def _offer_others(self) -> None:
        """Ask about the proposals, then about three others at a time, over and over."""
        if self._can_resume or not self._all:
            self._can_resume = False
            self._propose()
            return
        also = texts.ALSO_BREATHING if len(self._named) <= len(self._proposals) else ""
        left = [practice for practice in self._all if practice.name not in self._named]
        if not left:
            self._named, left = [], self._all
        others = left[:MAX_OTHERS]
        named = _in_turn([spoken_title(practice) for practice in others])
        self._ask(f"{named} {also} {texts.ASK_OTHERS}", None, others)


def _least_minutes(practice: Practice) -> float:
    """Return the minutes of a practice, or of its short form if it has one."""
    return practice.minutes * (SHORT_FORM if asks_about(practice, "time") else 1)


def _in_turn(titles: Sequence[str]) -> str:
    """Return titles in a sentence each: an "and" between them could belong to a title."""
    first, *between = (texts.OTHERS_FIRST, *[texts.OTHERS_NEXT] * (len(titles) - 1))
    if between:
        between[-1] = texts.OTHERS_LAST
    return " ".join(
        text.format(title=title) for text, title in zip((first, *between), titles, strict=True)
    )


MAX_COUNTED = 10
"""Beyond this the number of sessions found is not told."""

_NEITHER = re.compile(
    r"\b(?:nothing|none|neither|never mind|nevermind|not now|later|leave it|forget it|"
    r"stop|goodbye)\b"
)

_OLDEST = re.compile(r"\b(?:oldest|first one|the first|earliest)\b")

_NEWEST = re.compile(r"\b(?:newest|latest|most recent|last one|the last)\b")

_OLDER = re.compile(r"\b(?:older|earlier|before|next|another|other|previous)\b")

_NEWER = re.compile(r"\b(?:newer|after|back)\b")

_THIS = re.compile(r"\b(?:play|that one|this one|that's it|it is)\b")


class ReplayDialogue:
    """The dialogue about which of several past sessions to play.

    Args:
        found: The sessions that were found, the newest first; at least one.
        now: The time, aware, in local time.
        is_question: Whether the person asked when it was: then even a single one is named first.

    Attributes:
        question: The prompt to ask now; empty once the dialogue is over.
        chosen: The index in `found` of the session to play, once it is known.
        farewell: The last prompt, where none is wanted.
    """

    def __init__(
        self, found: Sequence[PastSession], now: datetime, *, is_question: bool = False
    ) -> None:
        self.question = ""
        self.farewell = ""
        self.chosen: int | None = None
        self._found = found
        self._now = now
        self._place = 0
        self._missed = False
        if len(found) > 1:
            count = number_word(len(found)) if len(found) <= MAX_COUNTED else playback_texts.MANY
            self.question = self._told(playback_texts.FOUND_SEVERAL, count=count)
        elif is_question:
            self.question = self._told(playback_texts.FOUND_ONE)
        else:
            self._choose(0)

    def hear(self, answer: str | None) -> None:
        """Take an answer, or None where the question was skipped: then the next one is named."""
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
            self.question = self._told(playback_texts.FOUND_AGAIN)

    def _named(self, said: str) -> int | None:
        """Return the index of the one that is named by its place, its day or its title."""
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
            self._end(playback_texts.FOUND_NO_MORE)
            return
        self._place = place
        is_last = place == len(self._found) - 1
        text = playback_texts.FOUND_OLDEST if is_last else playback_texts.FOUND_OLDER
        self.question = self._told(text)

    def _told(self, text: str, **words: str) -> str:
        visit = self._found[self._place]
        return text.format(title=spoken_title(visit), ago=ago(visit.at, self._now), **words)
