"""The correction of the last entry, by voice: what was heard wrong, said again, and read back."""

from collections.abc import Callable, Sequence
from itertools import count

from voice_coach.app.builtin import JOURNAL, without_braces
from voice_coach.cli.edit import reading_of
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import TurnRow
from voice_coach.nlu.dates import date_of
from voice_coach.nlu.punctuation import written
from voice_coach.nlu.replacement import (
    Replacement,
    replaced,
    replacement,
    takes_correction_back,
)
from voice_coach.nlu.text import Value
from voice_coach.practice.steps import Ask
from voice_coach.texts import correction as texts

MAX_WORDS = 24
"""Of an entry that are spoken at once; of a longer one, those about the change."""


class SpokenEdit:
    """Corrects the last entry in a conversation.

    Args:
        journal: The journal.
        ask: Asks a question and returns the answer; None where it was skipped.
        say: Says something.
    """

    def __init__(
        self, journal: Journal, ask: Callable[[Ask], Value | None], say: Callable[[str], None]
    ) -> None:
        self._journal = journal
        self._ask = ask
        self._say = say

    def run(self, said: str) -> None:
        """Do what was said: change the last entry, or undo its last change."""
        entry = next(iter(self._journal.sessions(1, practice=JOURNAL)), None)
        turns = self._journal.turns(entry.id) if entry is not None else []
        mine = [turn for turn in turns if turn.speaker == "you"]
        if entry is None or not mine:
            self._say(texts.NO_ENTRY)
        elif takes_correction_back(said):
            undone = self._journal.corrections.undo(entry.id)
            self._say(texts.UNDONE if undone is not None else texts.NOTHING_TO_UNDO)
        else:
            self._change(entry.id, mine, said)

    def _change(self, session_id: str, turns: Sequence[TurnRow], said: str) -> None:
        wanted = replacement(said)
        if wanted is None or not wanted.old:
            words = " ".join(written(turns[-1].text).split()[-MAX_WORDS:]).rstrip(".")
            question = texts.ASK.format(words=words)
            answer = self._ask(_question("change", question, texts.ASK_AGAIN))
            wanted = replacement(answer) if isinstance(answer, str) else None
        if wanted is None:
            self._say(texts.NOT_CLEAR)
            return
        for meant, heard in ((wanted, False), (wanted, True), (Replacement(wanted.new), True)):
            for turn in reversed(turns):
                text = replaced(turn.text, meant, heard=heard)
                if text is not None:
                    self._confirm(session_id, turn, text)
                    return
        self._say(texts.NOT_FOUND)

    def _confirm(self, session_id: str, turn: TurnRow, text: str) -> None:
        question = texts.ASK_RIGHT.format(words=_about_the_change(turn.text, written(text)))
        step = Ask(name="right", ask=without_braces(question), answer="yes-no", example="yes")
        if self._ask(step) != "yes":
            self._say(texts.KEPT)
            return
        self._journal.corrections.correct(
            session_id, turns={turn.id: reading_of(turn, text)}, named_day=date_of
        )
        self._say(texts.CHANGED)


def _question(name: str, question: str, again: str) -> Ask:
    return Ask(
        name=name,
        ask=without_braces(question),
        again=again,
        patience="spoken",
        literal="all",
        example="i said walk not work",
    )


def _about_the_change(before: str, after: str) -> str:
    """Return the words about the first that differs."""
    old, new = before.lower().split(), after.split()
    place = next(
        at for at in count() if at >= len(old) or at >= len(new) or new[at].lower() != old[at]
    )
    begin = max(0, min(place - MAX_WORDS // 2, len(new) - MAX_WORDS))
    return " ".join(new[begin : begin + MAX_WORDS]).rstrip(".")
