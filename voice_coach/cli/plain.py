"""Captions for screen readers, braille and simple terminals: one whole line after the other.

Nothing that stands there is changed, and no line has an escape code or a colour. A sentence is
printed when it begins to sound, and an answer once, when it is final.
"""

import unicodedata
from contextlib import suppress
from typing import TextIO

from voice_coach.cli.shown import Shown, besides, on_one_line
from voice_coach.keystrokes import Line
from voice_coach.stream import Telling, waits_for_words
from voice_coach.texts import caption as texts


class Echo:
    """Shows what is typed, sign by sign, as a terminal does by itself: a letter erased goes back.

    Args:
        terminal: Where it is typed.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = ""

    def observe(self, telling: Telling) -> None:
        """Take one line of the event stream: what is printed after a session has its own line."""
        if telling["event"] == "session.ended":
            self.leave()

    def type(self, line: Line) -> None:
        """Show the line as it stands now; if it was taken, it stays."""
        with suppress(OSError):  # the terminal is gone, and nobody types there any more
            self._show(line)

    def _show(self, line: Line) -> None:
        text = on_one_line(line.text)
        kept = len(_common(self._shown, text))
        self._terminal.write("\b \b" * _columns(self._shown[kept:]))
        if self._shown and not text:  # nobody says anything any more
            self._terminal.write("\b \b" * len(f"{texts.YOU}: "))
        if not self._shown and text:
            self._terminal.write(f"{texts.YOU}: ")
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
            "coach.sentence": lambda telling: self._say(
                texts.YOU if telling.get("speaker") == "you" else texts.COACH, telling["text"]
            ),
            "heard": self._heard,
            "listening": self._listening,
            "command": lambda telling: self._print(f"({telling['name']})"),
            "breath": self._breath,
            "bell": lambda _: self._print(f"({texts.BELL})"),
            "silence": lambda telling: self._print(f"({texts.SILENCE.format(**telling)})"),
            "memory": lambda telling: self._print(f"({texts.KEPT.format(**telling)})"),
            "unasked": lambda _: self._print(f"({texts.UNASKED})"),
            "care": self._numbers,
            "trouble": lambda telling: self._print(f"! {telling['message']}"),
            "session.ended": lambda _: self._close(),
        }

    def _heard(self, telling: Telling) -> None:
        if not self._taken:
            self._say(texts.YOU, telling["text"])
        self._taken = False

    def _listening(self, telling: Telling) -> None:
        if waits_for_words(telling):
            self._print(texts.LISTENING)

    def _breath(self, telling: Telling) -> None:
        phase, said = texts.PHASES[str(telling["phase"])], besides(telling)
        line = texts.BREATH.format(phase=phase, cycle=telling["cycle"], seconds=telling["seconds"])
        self._print(f"{line}, {said}" if said else line)

    def _numbers(self, telling: Telling) -> None:
        for each in telling["numbers"]:  # type: ignore[attr-defined]  # a list, by contract
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
            self._echo.type(Line(typed))

    def _notice(self, text: str) -> None:
        self._print(text)

    def _type(self, line: Line) -> None:
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
