"""Captions of a session on a terminal.

What may still change, a hypothesis or the line that is being typed, stands in one live line below
what is settled. Lines that are settled are never touched again.
"""

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from voice_coach.app.event_stream import EventRecord, takes_answer
from voice_coach.app.keyboard import TypedLine
from voice_coach.cli.captions import Captions, as_read, on_one_line, said_with_phase
from voice_coach.texts import caption as caption_texts

MARGIN = 8
"""Columns before a line that goes on; the speaker's name takes as much."""

_ERASE = "\r\x1b[K"


class LiveCaptions(Captions):
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
            "heard.partial": lambda event_record: self._guess(f"{as_read(event_record)} …"),
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
        """Print the coach's words or, in a replay, the person's own; a recording's come later."""
        if event_record.get("speaker") != "you":
            self._print(caption_texts.COACH, as_read(event_record), "bold")
        elif not event_record["recorded"]:
            self._print(caption_texts.YOU, event_record["text"], "cyan")

    def _sentence(self, event_record: EventRecord) -> None:
        if event_record.get("recorded"):
            self._print(caption_texts.YOU, event_record["text"], "cyan")

    def _heard(self, event_record: EventRecord) -> None:
        self._taken = ""
        self._print(caption_texts.YOU, as_read(event_record), "cyan")

    def _command(self, event_record: EventRecord) -> None:
        self._taken = ""
        self._print("", f"({event_record['name']})", "dim")

    def _breath(self, event_record: EventRecord) -> None:
        phase, said = (
            caption_texts.ARROWS[str(event_record["phase"])],
            said_with_phase(event_record),
        )
        line = f"{phase}  {event_record['seconds']:g} s, breath {event_record['cycle']}"
        self._print("", f"{line}, {said}" if said else line, "dim")

    def _numbers(self, event_record: EventRecord) -> None:
        """Print whom to call, in digits: what is spoken is hard to dial from."""
        for each in event_record["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
            self._print("", f"{each['number']}  {each['name']}", "bold")

    def _notice(self, text: str) -> None:
        self._print("", text, "dim")

    def _print(self, who: str, what: object, style: str) -> None:
        taken = self._take()
        lines = self._laid_out(who, what, style)
        self._guessed = None
        self._write(taken + self._in_lines(lines))

    def _take(self) -> str:
        """Return what was typed and came to nothing, as it is printed; "" for nothing."""
        taken, self._taken = self._taken, ""
        lines = self._laid_out(caption_texts.YOU, taken, "dim cyan") if taken else []
        return self._in_lines(lines)

    def _laid_out(self, who: str, what: object, style: str) -> list[Text]:
        """Return lines that fit, whatever signs they are of."""
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
        """Return what may still change, as one line; of a long one its end."""
        changing = self._typed or self._taken or self._guessed
        if changing is None:
            return None
        room = self._console.width - MARGIN - 1  # the cursor has a place of its own
        return Text(f"{caption_texts.YOU:>6}  ").append(_end_of(changing, room), "dim cyan")

    # On the screen.

    def _write(self, settled: str, below: str | None = None) -> None:
        """Print what is settled, and draw the live line anew below, at once so nothing flickers."""
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

    def _in_lines(self, lines: list[Text]) -> str:
        return "".join(f"{self._rendered(line)}\n" for line in lines)

    def _rendered(self, line: Text) -> str:
        with self._console.capture() as captured:
            self._console.print(line, soft_wrap=True, end="")
        return captured.get()


class _Console(Console):
    """A console that tells of a broken pipe as of any other error; rich's ends the program."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704 - rich calls this where it handles the error


def _end_of(text: str, room: int) -> str:
    """Return as much of the end of a text as fits into `room` columns."""
    if cell_len(text) <= room:
        return text
    text = text[-max(1, room) :]
    while len(text) > 1 and cell_len(text) > room - 1:
        text = text[1:]
    return f"…{text}"
