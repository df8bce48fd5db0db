"""Captions of a session on a terminal.

An observer of the event stream. On a terminal what may still change, a hypothesis or the line that
is being typed, stands in one live line below what is settled; elsewhere only what is settled is
printed. For captions that never change anything on the screen see `plain`.

Nothing that stands there is changed, and no line has an escape code or a colour. A sentence is
printed when it begins to sound, and an answer once, when it is final.
"""

import re
import threading
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from voice_coach.app.event_stream import EventRecord, takes_answer
from voice_coach.app.keyboard import TypedLine
from voice_coach.cli.console import give_up_stdout, warn
from voice_coach.texts import caption as caption_texts

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Shown(ABC):
    """Prints lines of the event stream, each by its kind, and the line that is being typed.

    The stream is told in the main thread, and typing shown in the keyboard's.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._failed = False
        self._lines: Mapping[str, Callable[[EventRecord], None]] = {}

    def observe(self, event_record: EventRecord) -> None:
        """Take one line of the event stream. If it can not be shown, say so once: it goes on."""
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
    """A text without anything in it that moves a cursor."""
    return _CONTROL.sub(" ", str(what)).strip()


def besides(event_record: EventRecord) -> str:
    """What is spoken with a phase of a breath and is not the phase's own name; "" if nothing is."""
    said = on_one_line(event_record.get("text") or "")
    return said.removeprefix(str(event_record["phase"])).strip(" ,.").lower()


MARGIN = 8
"""Columns before a line that goes on; the speaker's name takes as much."""


_ERASE = "\r\x1b[K"


class Captions(Shown):
    """Prints a session as it happens. Close it when the session is over.

    Args:
        console: Where to print.
        live: Whether to show hypotheses; not where a terminal itself shows what is typed.
    """

    def __init__(self, console: Console | None = None, *, live: bool = True) -> None:
        super().__init__()
        self._console = console or _Console(highlight=False)
        capable = self._console.is_terminal and not self._console.is_dumb_terminal
        self._shows_live = live and capable and not self._console.legacy_windows
        self._drawn = 0  # columns of the live line that stands there
        self._guessed: str | None = None  # what may still change; None where nothing is open
        self._typed = ""
        self._taken = ""  # what was typed, until it is clear what came of it
        self._lines = {
            "coach.speaking": self._speaking,
            "coach.sentence": self._sentence,
            "heard": self._heard,
            "heard.partial": lambda event_record: self._guess(f"{event_record['text']} …"),
            "listening": self._listening,
            "command": self._command,
            "breath": self._breath,
            "bell": lambda _: self._print("", caption_texts.BELL, "dim"),
            "silence": lambda event_record: self._print(
                "", caption_texts.SILENCE.format(**event_record), "dim"
            ),
            "memory": lambda event_record: self._print(
                "", caption_texts.KEPT.format(**event_record), "dim"
            ),
            "unasked": lambda _: self._print("", f"({caption_texts.UNASKED})", "dim"),
            "care": self._numbers,
            "trouble": lambda event_record: self._print("!", event_record["message"], "yellow"),
            "session.ended": lambda _: self._close(),
        }

    # What is settled.

    def _speaking(self, event_record: EventRecord) -> None:
        """The coach's words, or, in a replay, the person's own; a recording's as they come."""
        if event_record.get("speaker") != "you":
            self._print(caption_texts.COACH, event_record["text"], "bold")
        elif not event_record["recorded"]:
            self._print(caption_texts.YOU, event_record["text"], "cyan")

    def _sentence(self, event_record: EventRecord) -> None:
        if event_record.get("recorded"):
            self._print(caption_texts.YOU, event_record["text"], "cyan")

    def _heard(self, event_record: EventRecord) -> None:
        self._taken = ""
        self._print(caption_texts.YOU, event_record["text"], "cyan")

    def _command(self, event_record: EventRecord) -> None:
        self._taken = ""
        self._print("", f"({event_record['name']})", "dim")

    def _breath(self, event_record: EventRecord) -> None:
        phase, said = caption_texts.ARROWS[str(event_record["phase"])], besides(event_record)
        line = f"{phase}  {event_record['seconds']:g} s, breath {event_record['cycle']}"
        self._print("", f"{line}, {said}" if said else line, "dim")

    def _numbers(self, event_record: EventRecord) -> None:
        """Whom to call, in digits: what is spoken is hard to dial from."""
        for each in event_record["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
            self._print("", f"{each['number']}  {each['name']}", "bold")

    def _notice(self, text: str) -> None:
        self._print("", text, "dim")

    def _print(self, who: str, what: object, style: str) -> None:
        taken = self._take()
        lines = self._laid_out(who, what, style)
        self._guessed = None
        self._write(taken + "".join(f"{self._rendered(line)}\n" for line in lines))

    def _take(self) -> str:
        """What was typed and came to nothing, as it is printed; "" where there is nothing."""
        taken, self._taken = self._taken, ""
        lines = self._laid_out(caption_texts.YOU, taken, "dim cyan") if taken else []
        return "".join(f"{self._rendered(line)}\n" for line in lines)

    def _laid_out(self, who: str, what: object, style: str) -> list[Text]:
        """Lines that fit, whatever signs they are of."""
        room = max(1, self._console.width - MARGIN)
        lines = Text(on_one_line(what), style).wrap(self._console, room)
        heads = [f"{who:>6}  ", *[" " * MARGIN] * len(lines)]
        for line in lines:
            line.rstrip()
        return [Text(head).append_text(line) for head, line in zip(heads, lines, strict=False)]

    # What may still change.

    def _listening(self, event_record: EventRecord) -> None:
        if takes_answer(event_record):
            self._guess("…")

    def _guess(self, text: str) -> None:
        self._guessed = on_one_line(text)
        self._write("")

    def _type(self, line: TypedLine) -> None:
        before = ""
        if line.over:
            before = self._take()
            self._typed, self._taken = "", on_one_line(line.text)
        else:
            self._typed = on_one_line(line.text)
        self._write(before)

    def _close(self) -> None:
        self._guessed = None
        self._write(self._take(), "")

    def _live_line(self) -> Text | None:
        """What may still change, as one line; of a long one its end."""
        changing = self._typed or self._taken or self._guessed
        if changing is None:
            return None
        room = self._console.width - MARGIN - 1  # the cursor has a place of its own
        return Text(f"{caption_texts.YOU:>6}  ").append(_end_of(changing, room), "dim cyan")

    # On the screen.

    def _write(self, settled: str, below: str | None = None) -> None:
        """Print what is settled, and draw the live line anew below: at once, so nothing flickers.

        Lines that are settled are never touched again.
        """
        console = self._console
        if not self._shows_live:
            if settled:
                console.file.write(settled)
                console.file.flush()
            return
        line = self._live_line() if below is None else None
        drawn = self._rendered(line) if line is not None else ""
        before = ""
        if self._drawn:  # a window that has become narrower has broken the line already
            before = _ERASE if self._drawn <= console.width else "\n"
        self._drawn = line.cell_len if line is not None else 0
        if before or settled or drawn:
            console.file.write(f"{before}{settled}{drawn}")
            console.file.flush()

    def _rendered(self, line: Text) -> str:
        with self._console.capture() as captured:
            self._console.print(line, soft_wrap=True, end="")
        return captured.get()


class _Console(Console):
    """A console that tells of a broken pipe as of any other error; rich's ends the program."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - rich calls this where it handles the error


def _end_of(text: str, room: int) -> str:
    """As much of the end of a text as fits into so many columns."""
    if cell_len(text) <= room:
        return text
    text = text[-max(1, room) :]
    while len(text) > 1 and cell_len(text) > room - 1:
        text = text[1:]
    return f"…{text}"


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
        """Go to the next line, if something was typed; what it was."""
        shown, self._shown = self._shown, ""
        with suppress(OSError):
            if shown:
                self._terminal.write("\n")
                self._terminal.flush()
        return shown


class PlainCaptions(Shown):
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
                event_record["text"],
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
            self._say(caption_texts.YOU, event_record["text"])
        self._taken = False

    def _listening(self, event_record: EventRecord) -> None:
        if takes_answer(event_record):
            self._print(caption_texts.LISTENING)

    def _breath(self, event_record: EventRecord) -> None:
        phase, said = caption_texts.PHASES[str(event_record["phase"])], besides(event_record)
        line = caption_texts.BREATH.format(
            phase=phase, cycle=event_record["cycle"], seconds=event_record["seconds"]
        )
        self._print(f"{line}, {said}" if said else line)

    def _numbers(self, event_record: EventRecord) -> None:
        for each in event_record["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
            self._print(f"{each['number']}, {each['name']}")

    def _say(self, who: str, what: object) -> None:
        """Who speaks is said where it changes."""
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
    """What both begin with."""
    pairs = zip(one, other, strict=False)
    length = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return one[:length]


def _columns(text: str) -> int:
    """How many columns a terminal gives it."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )
