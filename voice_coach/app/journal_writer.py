"""The journal writer: writes what a session asks to be kept.

It maps a session's turns and seconds of audio to the journal's rows and times of day.
"""

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace as changed
from datetime import datetime, timedelta
from pathlib import Path

from voice_coach import texts
from voice_coach.journal.deletion import rescue_name
from voice_coach.journal.journal import Journal
from voice_coach.journal.retraction import Retracted
from voice_coach.practice.recall import without_facts
from voice_coach.private_files import write_temporary
from voice_coach.protocol.effects import (
    Forget,
    Keep,
    Mark,
    Outcome,
    Recall,
    Replace,
    Save,
    Speaker,
    TakeBack,
)
from voice_coach.protocol.events import Memory

_NO_ROW = 2**62
"""Above the id of every row."""


class JournalWriter:
    """Writes the session with the id `session`; `clock` gives aware times.

    `remembered` is the journal of what is remembered, where `journal` keeps nothing.
    """

    def __init__(
        self,
        journal: Journal,
        session: str,
        clock: Callable[[], datetime],
        remembered: Journal | None = None,
    ) -> None:
        self.session = session
        self._remembered = remembered or journal
        self._kept: dict[int, int] = {}  # ids of memories, by their numbers in this session
        self._replaced: dict[str, list[int]] = {}  # ids of earlier memories, by their kind
        self._taken: dict[int, tuple[Retracted, dict[tuple[int, Speaker], int]]] = {}
        self._journal = journal
        self._clock = clock
        self._opened: dict[int, datetime] = {}
        self._rows: dict[tuple[int, Speaker], int] = {}

    def opened(self, turn: int) -> None:
        """Note that the recognizer opened for this turn: its seconds of audio count from now."""
        self._opened[turn] = self._clock()

    def save(self, save: Save) -> int:
        """Commit what was said; return the id of its row."""
        now = self._clock()
        since = self._opened.get(save.turn, now)
        started = now if save.started is None else since + timedelta(seconds=save.started)
        ended = now if save.ended is None else since + timedelta(seconds=save.ended)
        # A prompt has its end when it has been spoken, an answer when it is complete.
        done = save.complete and save.speaker == "you"
        key = save.turn, save.speaker
        self._rows[key] = self._journal.save_turn(
            self.session,
            speaker=save.speaker,
            step=save.step,
            text=save.text,
            started_at=started,
            ended_at=ended if done else None,
            confidence=save.confidence,
            words=save.words,
            row=self._rows.get(key),
        )
        return self._rows[key]

    def spoken(self, turn: int) -> None:
        """Commit that the prompt of this turn has ended, or was cut."""
        row = self._rows.get((turn, "coach"))
        if row is not None:
            self._journal.finish_turn(row, self._clock())

    def undo(self, turn: int) -> None:
        """Commit that what the person said in this turn was misheard."""
        row = self._rows.get((turn, "you"))
        if row is not None:
            self._journal.undo_turn(row)

    def keep(self, keep: Keep) -> int:
        """Commit a memory; return its id."""
        data = dict(keep.data)
        row = self._rows.get((keep.turn, "you")) if keep.turn is not None else None
        if row is not None:
            data["turn"] = row
        memory = self._journal.keep(keep.kind, keep.text, data, self.session, keep.status)
        self._kept[keep.number] = memory
        return memory

    def mark(self, mark: Mark) -> None:
        """Commit what became of an earlier memory."""
        self._journal.mark(mark.memory, mark.status, mark.data)

    def replace(self, replace: Replace) -> None:
        """Commit that earlier memories have been replaced."""
        self._replaced[replace.kind] = self._journal.replace_memories(replace.kind, self.session)

    def recall(self, recall: Recall) -> tuple[Memory, ...]:
        """Return the open memory of an earlier session that comes nearest, if there is one.

        Without words to look for: all of this kind with one of the statuses, the oldest first.
        """
        if not recall.words:
            found = self._remembered.memories(recall.kind)
            return tuple(memory for memory in found if memory.status in recall.statuses)
        return tuple(self._journal.nearest(recall.kind, recall.words, self.session))

    def forget(self, forget: Forget) -> None:
        """Delete what was said to some steps, or in some turns, for good."""
        rows = [row for turn in forget.turns if (row := self._rows.get((turn, "you")))]
        gone = self._journal.forget_turns(self.session, forget.steps, forget.echoes, rows)
        self._rows = {key: row for key, row in self._rows.items() if row not in gone}

    def take_back(self, back: TakeBack) -> None:
        """Take back answers and what followed from them."""
        first = None
        if back.since is not None:
            later = [row for (turn, _), row in self._rows.items() if turn > back.since]
            first = min(later, default=_NO_ROW)
        taken = self._journal.take_back(
            self.session,
            back.step,
            first,
            forget=back.forget,
            echoes=back.echoes,
            memories=[self._kept[number] for number in back.kept if number in self._kept],
            changed=[*back.marked, *self._without_facts(back), *self._open_again(back)],
        )
        keys = {key: row for key, row in self._rows.items() if row in taken.gone}
        self._rows = {key: row for key, row in self._rows.items() if key not in keys}
        self._taken[back.number] = taken, keys

    def bring_back(self, number: int) -> None:
        """Bring back what was taken back under this number."""
        taken, keys = self._taken.pop(number)
        self._journal.bring_back(taken)
        self._rows |= keys

    def _without_facts(self, back: TakeBack) -> list[Memory]:
        lost = {self._kept[number]: facts for number, facts in back.facts if number in self._kept}
        return [
            changed(memory, data=without_facts(memory.data, lost[memory.id]))
            for memory in self._memories(lost)
        ]

    def _open_again(self, back: TakeBack) -> list[Memory]:
        ids = [number for kind in back.replaced for number in self._replaced.pop(kind, [])]
        return [changed(memory, status="open") for memory in self._memories(ids)]

    def _memories(self, ids: Collection[int]) -> list[Memory]:
        return [memory for memory in self._journal.memories() if memory.id in ids] if ids else []

    def rescue(self, words: Sequence[str]) -> str | None:
        """Put words the journal does not take into a file; return a sentence on where, or None.

        It has mode 0600, beside the journal or, where that takes nothing either, in a temporary
        folder.
        """
        if not words:
            return None
        for folder in (self._journal.path.parent, Path(tempfile.gettempdir())):
            try:
                text = "\n".join(words) + "\n"
                path = write_temporary(
                    folder, text.encode("utf-8"), prefix=rescue_name(self.session), suffix=".txt"
                )
            except OSError:
                continue
            return texts.RESCUED.format(path=path)
        return texts.NOT_RESCUED

    def end(self, outcome: Outcome) -> None:
        """Commit the session's end."""
        self._journal.end(self.session, outcome)
