"""The talk with which everything begins: a greeting, two proposals, and what is wanted instead.

It takes one answer, or two: whoever knows what they want just says it. What could not be made out
is asked once more in other words; after that the program lets it be, and says whose hearing it was.
"""

from collections.abc import Sequence

from voice_coach import texts
from voice_coach.session.ago import ago
from voice_coach.session.practice import Practice
from voice_coach.session.proposals import Past, Visit, spoken_title
from voice_coach.session.wishes import Wish, wish_of

FURTHER = 3
"""So many practices are named when something else is wanted: no list is longer than that."""


class Menu:
    """What is asked, one question after the other, until it is known what is wanted.

    Args:
        past: What is known of the person.
        unfinished: An interrupted session that could be gone on with.

    Attributes:
        greeting: What to say first.
        question: What to ask now.
        wish: What is wanted, once it is known; no question is open then.
        farewell: What to say at the end, where nothing is wanted.
    """

    def __init__(self, past: Past, unfinished: Visit | None = None) -> None:
        self.greeting = past.greeting()
        self.question = ""
        self.wish: Wish | None = None
        self.farewell = ""
        self._all = past.longest_unmet()
        self._unfinished = unfinished.practice if unfinished is not None else ""
        self._proposals = past.proposals(without=self._unfinished)
        self._named: list[str] = []  # so far, that nothing is named twice
        self._offered: Sequence[Practice] = ()
        self._again = ""  # the question in other words, until it was asked so
        self._going_on = unfinished is not None
        self._passed_over = False
        if unfinished is None:
            self._propose()
        else:
            title, when = spoken_title(unfinished), ago(unfinished.at, past.now)
            self._ask(
                texts.ASK_GO_ON.format(title=title, ago=when),
                texts.ASK_GO_ON_AGAIN.format(title=title),
            )

    def hear(self, answer: str | None) -> None:
        """Take an answer, or None where the question was passed over."""
        if answer is None:
            self._pass_over()
            return
        self._passed_over = False
        wish = wish_of(answer, self._offered, self._all, going_on=self._going_on)
        if wish is None:
            self._miss()
        elif wish.deed == "else":
            self._offer_others()
        elif self._going_on and wish == Wish("practice", self._unfinished):
            self._want(Wish("go on"))
        else:
            self._want(wish)

    def _pass_over(self) -> None:
        """Who skips the question would hear of others; who skips again wants none."""
        if self._passed_over:
            self._want(Wish("nothing"))
            return
        self._passed_over = True
        self._offer_others()

    def _miss(self) -> None:
        if self._again:
            self.question, self._again = self._again, ""
        else:
            self._want(Wish("nothing"), texts.MENU_UNHEARD)

    def _want(self, wish: Wish, farewell: str = texts.MENU_GOODBYE) -> None:
        self.wish, self.question = wish, ""
        self.farewell = farewell if wish.deed == "nothing" else ""

    def _ask(self, question: str, again: str, offered: Sequence[Practice] = ()) -> None:
        self.question, self._again, self._offered = question, again, tuple(offered)
        self._named += [practice.name for practice in offered]

    def _propose(self) -> None:
        """Ask about what comes to mind, with the reasons for it."""
        offered = [proposal.practice for proposal in self._proposals]
        reasons = " ".join(proposal.reason for proposal in self._proposals)
        titles = [spoken_title(practice) for practice in offered]
        match titles:
            case []:
                self._ask(texts.ASK_WITHOUT_PRACTICES, texts.ASK_WITHOUT_PRACTICES_AGAIN)
            case [title]:
                again = texts.ASK_ONE_AGAIN.format(title=title)
                self._ask(f"{reasons} {texts.ASK_ONE}", again, offered)
            case [first, second, *_]:
                again = texts.ASK_TWO_AGAIN.format(first=first, second=second)
                self._ask(f"{reasons} {texts.ASK_TWO}", again, offered)

    def _offer_others(self) -> None:
        """What comes to mind; after that, three others; when all were named, from the beginning."""
        if self._going_on or not self._all:
            self._going_on = False
            self._propose()
            return
        also = texts.ALSO_BREATHING if len(self._named) <= len(self._proposals) else ""
        left = [practice for practice in self._all if practice.name not in self._named]
        if not left:
            self._named, left = [], self._all
        others = left[:FURTHER]
        named = _in_turn([spoken_title(practice) for practice in others])
        again = texts.ASK_OTHERS_AGAIN.format(others=named)
        self._ask(f"{named} {also} {texts.ASK_OTHERS}", again, others)


def _in_turn(titles: Sequence[str]) -> str:
    """Titles in a sentence each: some have an "and" of their own, which no ear can tell apart."""
    first, *between = (texts.OTHERS_FIRST, *[texts.OTHERS_NEXT] * (len(titles) - 1))
    if between:
        between[-1] = texts.OTHERS_LAST
    return " ".join(
        text.format(title=title) for text, title in zip((first, *between), titles, strict=True)
    )
