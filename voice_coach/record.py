"""A session's record: what the session asks to be kept, put into the journal's rows.

The session speaks of turns and seconds of audio; the journal of rows and times of day. This is
where one becomes the other.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from voice_coach import texts
from voice_coach.journal.removing import rescue_name
from voice_coach.journal.store import Journal
from voice_coach.session.effects import (
    Forget,
    Keep,
    Mark,
    Outcome,
    Recall,
    Replace,
    Save,
    Speaker,
)
from voice_coach.session.events import Memory


class Record:
    """Keeps one session. `clock` gives aware times; `session` is the id of its row."""

    def __init__(self, journal: Journal, session: str, clock: Callable[[], datetime]) -> None:
        self.session = session
        self._journal = journal
        self._clock = clock
        self._opened: dict[int, datetime] = {}
        self._rows: dict[tuple[int, Speaker], int] = {}

    def opened(self, turn: int) -> None:
        """The ear opened for this turn: its seconds of audio count from now."""
        self._opened[turn] = self._clock()

    def save(self, save: Save) -> None:
        """Commit what was said."""
        now = self._clock()
        since = self._opened.get(save.turn, now)
        started = now if save.started is None else since + timedelta(seconds=save.started)
        ended = now if save.ended is None else since + timedelta(seconds=save.ended)
        # A prompt has its end when it has been spoken, an answer when it is complete.
        done = save.complete and save.speaker == "you"
        self._rows[save.turn, save.speaker] = self._journal.save_turn(
            self.session,
            (save.turn, save.speaker),
            speaker=save.speaker,
            step=save.step,
            text=save.text,
            started_at=started,
            ended_at=ended if done else None,
            confidence=save.confidence,
            words=save.words,
        )

    def spoken(self, turn: int) -> None:
        """The prompt of this turn ended, or was cut."""
        row = self._rows.get((turn, "coach"))
        if row is not None:
            self._journal.finish_turn(row, self._clock())

    def undo(self, turn: int) -> None:
        """What the person said in this turn was heard wrong."""
        row = self._rows.get((turn, "you"))
        if row is not None:
            self._journal.undo_turn(row)

    def keep(self, keep: Keep) -> int:
        """Commit a memory; its id."""
        data = dict(keep.data)
        row = self._rows.get((keep.turn, "you")) if keep.turn is not None else None
        if row is not None:
            data["turn"] = row
        return self._journal.keep(keep.kind, keep.text, data, self.session, keep.status)

    def mark(self, mark: Mark) -> None:
        """Commit what became of an earlier memory."""
        self._journal.mark(mark.memory, mark.status, mark.data)

    def replace(self, replace: Replace) -> None:
        """Commit that earlier memories have been replaced."""
        self._journal.replace_memories(replace.kind, self.session)

    def recall(self, recall: Recall) -> tuple[Memory, ...]:
        """The open memory of an earlier session that comes nearest, if there is one."""
        return tuple(self._journal.nearest(recall.kind, recall.words, self.session))

    def forget(self, forget: Forget) -> None:
        """Delete what was said to some steps, or in some turns, for good."""
        rows = [row for turn in forget.turns if (row := self._rows.get((turn, "you")))]
        gone = self._journal.forget_turns(self.session, forget.steps, forget.echoes, rows)
        self._rows = {key: row for key, row in self._rows.items() if row not in gone}

    def rescue(self, words: Sequence[str]) -> str | None:
        """Put words the journal does not take into a file of their own; a sentence that says where.

        None where there are none. The file is readable by its owner alone, beside the journal or,
        where that folder takes nothing either, in the folder for temporary files.
        """
        if not words:
            return None
        for folder in (self._journal.path.parent, Path(tempfile.gettempdir())):
            try:
                descriptor, name = tempfile.mkstemp(".txt", rescue_name(self.session), folder)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write("\n".join(words) + "\n")
            except OSError:
                continue
            return texts.RESCUED.format(path=name)
        return texts.NOT_RESCUED

    def end(self, outcome: Outcome) -> None:
        """Commit the session's end."""
        self._journal.end(self.session, outcome)
