"""Captions of a session: what is said and heard, printed as it happens.

They observe the event stream. Plain captions print a line at a time, for screen readers and
braille: a sentence when it begins to sound, an answer once, when it is final. No line has an escape
code or a colour, and nothing that stands there is changed. For a terminal see `live_captions`.
"""

import threading
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TextIO

from voice_coach.app.event_stream import EventRecord, takes_answer
from voice_coach.app.keyboard import TypedLine
from voice_coach.cli.console import give_up_stdout, warn
from voice_coach.nlu.punctuation import written
from voice_coach.plain_text import in_one_line
from voice_coach.texts import caption as caption_texts


class Captions(ABC):
    """Prints lines of the event stream, each by its kind, and the line that is being typed.

    Lines come in the main thread, and typing in the keyboard's.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._failed = False
        self._lines: Mapping[str, Callable[[EventRecord], None]] = {}

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream. That it cannot be shown is said once."""
        line = self._lines.get(str(event_record["event"]))
        if line is not None:
            self._try(lambda: line(event_record))

    def type(self, line: TypedLine) -> None:
        """Show the line that is being typed, or that it was taken."""
        self._try(lambda: self._type(line))

    def notice(self, text: str) -> None:
        """Print something that belongs to no session."""
        self._try(lambda: self._notice(text))

    def close(self) -> None:
        """Leave the cursor at the beginning of a line."""
        self._try(self._close)

    def _try(self, print_it: Callable[[], None]) -> None:
        with self._lock:
            if self._failed:
                return
            try:
                print_it()
            except OSError as error:
                self._failed = True
                give_up_stdout()
                reason = error.strerror or type(error).__name__
                with suppress(OSError):  # where both went to the same terminal
                    warn(f"the captions have ended: {reason}.")

    @abstractmethod
    def _type(self, line: TypedLine) -> None: ...

    @abstractmethod
    def _notice(self, text: str) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...


def on_one_line(what: object) -> str:
    """Return a text without anything in it that moves a cursor."""
    return in_one_line(str(what))


def as_read(event_record: EventRecord) -> str:
    """Return what is said in an event as people write it; a replay brings it written."""
    text = on_one_line(event_record["text"])
    if event_record.get("speaker") == "you":
        return text
    return written(text, is_whole=event_record["event"] == "heard")


def said_with_phase(event_record: EventRecord) -> str:
    """Return what is spoken with a phase of a breath beside the phase's own name; "" if nothing."""
    said = on_one_line(event_record.get("text") or "")
    return said.removeprefix(str(event_record["phase"])).strip(" ,.").lower()


class Echo:
    """Shows what is typed, sign by sign, as a terminal does by itself: a letter erased goes back.

    Args:
        terminal: Where it is typed.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = ""

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream: what is printed after a session has its own line."""
        if event_record["event"] == "session.ended":
            self.leave()

    def type(self, line: TypedLine) -> None:
        """Show the line as it stands now; if it was taken, it stays."""
        with suppress(OSError):  # the terminal is gone, and nobody types there any more
            self._show(line)

    def _show(self, line: TypedLine) -> None:
        text = on_one_line(line.text)
        kept = len(_common(self._shown, text))
        self._terminal.write("\b \b" * _columns(self._shown[kept:]))
        if self._shown and not text:  # nobody says anything any more
            self._terminal.write("\b \b" * len(f"{caption_texts.YOU}: "))
        if not self._shown and text:
            self._terminal.write(f"{caption_texts.YOU}: ")
        self._terminal.write(text[kept:])
        self._shown = text
        if line.over:
            self.leave()
        self._terminal.flush()

    def leave(self) -> str:
        """Go to the next line, if something was typed, and return what it was."""
        shown, self._shown = self._shown, ""
        with suppress(OSError):
            if shown:
                self._terminal.write("\n")
                self._terminal.flush()
        return shown


class PlainCaptions(Captions):
    """Prints a session as it happens, a line at a time.

    Args:
        out: Where to print.
        echo: Where typing is shown, if that is the same terminal.
    """

    def __init__(self, out: TextIO, echo: Echo | None = None) -> None:
        super().__init__()
        self._out = out
        self._echo = echo
        self._speaker = ""  # whose line the latest is
        self._taken = False  # a line that was typed stands there
        self._lines = {
            "coach.sentence": lambda event_record: self._say(
                caption_texts.YOU if event_record.get("speaker") == "you" else caption_texts.COACH,
                as_read(event_record),
            ),
            "heard": self._heard,
            "listening": self._listening,
            "command": lambda event_record: self._print(f"({event_record['name']})"),
            "breath": self._breath,
            "bell": lambda _: self._print(f"({caption_texts.BELL})"),
            "silence": lambda event_record: self._print(
                f"({caption_texts.SILENCE.format(**event_record)})"
            ),
            "memory": lambda event_record: self._print(
                f"({caption_texts.KEPT.format(**event_record)})"
            ),
            "unasked": lambda _: self._print(f"({caption_texts.UNASKED})"),
            "care": self._numbers,
            "trouble": lambda event_record: self._print(f"! {event_record['message']}"),
            "session.ended": lambda _: self._close(),
        }

    def _heard(self, event_record: EventRecord) -> None:
        if not self._taken:
            self._say(caption_texts.YOU, as_read(event_record))
        self._taken = False

    def _listening(self, event_record: EventRecord) -> None:
        if takes_answer(event_record):
            self._print(caption_texts.LISTENING)

    def _breath(self, event_record: EventRecord) -> None:
        phase, said = (
            caption_texts.PHASES[str(event_record["phase"])],
            said_with_phase(event_record),
        )
        line = caption_texts.BREATH.format(
            phase=phase, cycle=event_record["cycle"], seconds=event_record["seconds"]
        )
        self._print(f"{line}, {said}" if said else line)

    def _numbers(self, event_record: EventRecord) -> None:
        for each in event_record["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
            self._print(f"{each['number']}, {each['name']}")

    def _say(self, who: str, what: object) -> None:
        """Print what is said, with who says it where that changes."""
        self._print(str(what) if who == self._speaker else f"{who}: {what}", who)

    def _print(self, line: str, speaker: str = "") -> None:
        """Print a line; what is being typed is begun again below it."""
        typed = self._echo.leave() if self._echo is not None else ""
        self._out.write(f"{on_one_line(line)}\n")
        self._out.flush()
        self._speaker, self._taken = speaker, False
        if self._echo is not None and typed:
            self._echo.type(TypedLine(typed))

    def _notice(self, text: str) -> None:
        self._print(text)

    def _type(self, line: TypedLine) -> None:
        if self._echo is None:
            return
        self._echo.type(line)
        self._speaker = ""
        self._taken = line.over and bool(line.text)

    def _close(self) -> None:
        if self._echo is not None:
            self._echo.leave()


def _common(one: str, other: str) -> str:
    """Return what both begin with."""
    pairs = zip(one, other, strict=False)
    length = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return one[:length]


def _columns(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )
