"""Endpointing: when a spoken answer is over.

Being cut off while thinking is the first complaint about every voice system. So the session
decides, not the recognizer: its finals are pieces of one answer, and the answer is over when the
silence after the last word has lasted long enough. How long that is depends on the question, and,
unless a person wants it fixed, on whether the words may be the end of a sentence and on the pauses
this person makes. All times are seconds of audio told by events; nothing here asks a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import pairwise
from math import exp, log
from statistics import fmean

from voice_coach.nlu import commands
from voice_coach.nlu.completeness import log_odds
from voice_coach.nlu.punctuation import WORDS, Marks
from voice_coach.nlu.text import without_fillers, words_shown
from voice_coach.practice.question import Question
from voice_coach.practice.schema import Patience
from voice_coach.practice.steps import patience_of
from voice_coach.protocol.events import Heard, Word

PATIENCE: dict[Patience, float] = {"brief": 1.2, "spoken": 3.0, "reflective": 6.0}
"""Seconds of silence that end an answer. People thinking aloud pause for more than one second all
the time; assistants that end a turn after 0.25 to 1.25 s are complained about for cutting in."""

FINISHED_PATIENCE: dict[Patience, float] = {"brief": 1.2, "spoken": 1.8, "reflective": 2.8}
"""The same after words with which a sentence may end, for somebody whose pauses are as usual."""

MORE_SECONDS = 0.9
"""Seconds that are waited beyond the patience after words that go on, such as "because"."""

MIN_FINISHED = 0.1
"""Log odds of the end of a sentence from which on it counts as finished: so chosen that one in a
hundred unfinished places of people who are not reported on is mistaken for an end."""

MAX_UNFINISHED = -0.75
"""Log odds below which it goes on. Between the two the patience is what it is without words."""

MAX_UNFINISHED_ITEM = -4.5
"""Likewise of few words, for a number, a choice or an item of a list: "seven" is whole there, and
"seven or" is not."""

SURE, UNSURE = 0.85, 0.5
"""The mean probability of the last words at which they are believed, and below which they are not.
What was hardly heard says nothing about whether somebody has finished."""

JUDGED_WORDS = 3
"""Words at the end of an answer that are judged. Of fewer nobody is taken to have finished early:
most answers in one's own words are longer."""

MIN_PAUSE_SECONDS = 0.5
"""Shorter silences between two words belong to speaking."""

USUAL_PAUSE_SECONDS: dict[Patience, float] = {"brief": 1.0, "spoken": 1.0, "reflective": 1.35}
"""The geometric mean of the longer ones, where they are log-normal with a median of 0.8 and 1.25 s:
together a median of 1 s, with one pause in twenty beyond 3 s and one in a hundred beyond 5 s."""

USUAL_PAUSES = 6
"""As so many pauses of one's own counts what is usual."""

OWN_PAUSES_SHARE = 0.5
"""How far the patience follows one's own pauses, in logarithms: twice as long ones make it 1.4
times as long. Wholly, it would follow chance."""

LETTER_PATIENCE = 2
"""A letter ends after so many times its patience: people think for long between its sentences."""

COMMAND_PATIENCE = 0.6
"""Seconds of silence after which a whole-utterance command is obeyed."""

FIRST_WORD_SECONDS = 12.0
"""Seconds without a word before the session says that there is no hurry."""

SECOND_WORD_SECONDS = 30.0
"""Seconds without a word after that before the session pauses by itself."""

WORD_TAIL_SECONDS = 0.3
"""Seconds after the end of a word for which a voice is still that word: where it ends is known to a
tenth of a second or two."""

MAX_OVERHANG_SECONDS = 0.15
"""By which a recognizer may believe that the last word went on when there was no voice any more.
Measured: a model puts the end of "seven" up to 0.1 s into the silence, that of "next week" 0.14."""

MAX_VOICE_SECONDS = 3.0
"""Seconds in which words have to come of a voice. After that it was a hum, or a voice in another
room, and holds nothing up."""


class Verdict(Enum):
    """The state of an answer: goes on, over, a command, or no word at all for a while."""

    WAIT = auto()
    OVER = auto()
    COMMAND = auto()
    SILENT = auto()


class OwnPauses:
    """The pauses of one person, in memory only: they are forgotten with the session."""

    def __init__(self) -> None:
        self._logarithms: list[float] = []  # of each pause beside what is usual

    def add(self, words: Sequence[Word], usual: float) -> None:
        """Note the pauses between these words; `usual` seconds are so in such an answer."""
        pauses = (after.start - before.end for before, after in pairwise(words))
        self._logarithms += [log(pause / usual) for pause in pauses if pause >= MIN_PAUSE_SECONDS]

    @property
    def ratio(self) -> float:
        """Return by how much they make the patience longer or shorter, as far as is known."""
        known = sum(self._logarithms) / (USUAL_PAUSES + len(self._logarithms))
        return exp(OWN_PAUSES_SHARE * known)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How long a silence ends an answer, by what was said.

    Attributes:
        patience: Seconds where nothing is known of the words.
        finished: Seconds after words with which a sentence may end.
        unfinished: Seconds after words that go on.
        goes_on_below: The log odds of the end of a sentence below which words go on.
        usual_pause: Seconds of the pauses that people make in such an answer.
        pauses: The pauses this person has made so far.
    """

    patience: float
    finished: float
    unfinished: float
    goes_on_below: float = MAX_UNFINISHED
    usual_pause: float = USUAL_PAUSE_SECONDS["reflective"]
    pauses: OwnPauses = field(default_factory=OwnPauses)

    def seconds(self, words: Sequence[str], sure: float) -> float:
        """Return the seconds of silence that end an answer.

        Args:
            words: The last words of it, `JUDGED_WORDS` where there are as many.
            sure: The probability that they were heard right.
        """
        odds, judged = log_odds(words), self.patience
        is_long = len(words) >= JUDGED_WORDS
        if odds < (self.goes_on_below if is_long else MAX_UNFINISHED_ITEM):
            judged = self.unfinished
        elif is_long and odds >= MIN_FINISHED:
            judged = min(self.patience, self.finished * self.pauses.ratio)
        trust = min(1.0, max(0.0, (sure - UNSURE) / (SURE - UNSURE)))
        return self.patience + trust * (judged - self.patience)


class Answer:
    """One answer while it is being spoken, in the turn it is spoken in.

    Args:
        patience: Seconds of silence that end it, or how to judge them by what was said.
        silence: Seconds without any word after which it is `SILENT`.
        before: What had been said of the same answer before a pause.
        marks: What stands for the pauses between its pieces.
        cut_off: Whether the program broke off what was said before: more of it has to come.
    """

    def __init__(
        self,
        patience: float | Judgement,
        silence: float = FIRST_WORD_SECONDS,
        before: str = "",
        marks: Marks = WORDS,
        *,
        cut_off: bool = False,
    ) -> None:
        self._cut_off = cut_off
        self._judgement = patience if isinstance(patience, Judgement) else None
        self._patience = patience.patience if isinstance(patience, Judgement) else patience
        self._longer = 1  # times the silences that end it, as was asked for
        self.command: str | None = None
        self._silence = silence
        self._before = before
        self._marks = marks
        self._pieces: list[Heard] = []
        self._command_piece: Heard | None = None
        self._partial: Heard | None = None
        self._latest = 0.0  # where the latest sound that counted as speech ended
        self._voice_since: float | None = None  # a voice of which no words came yet

    def hear(self, heard: Heard) -> str | None:
        """Take a hypothesis or a final; return the command that is obeyed at once, if any."""
        if not heard.final:
            self._latest = max(self._latest, heard.ended)
            self._partial = heard if heard.text else None
            return None
        self._partial = None
        if not heard.text:
            return None
        # A hypothesis changes some time after the words it changes by; a final knows their end.
        self._latest = heard.ended
        name = commands.match(heard.text)
        spoken_before = commands.addressed(heard.text) if name is None else None
        if spoken_before is not None:
            text, name = spoken_before
            answer, heard = _parted(heard, len(text.split()))
            if text:
                self._pieces.append(answer)
        if name is None:
            self.take_command_as_words()  # speech went on: it was part of the answer
            self._note_pauses(heard)
            self._pieces.append(heard)
        elif name == "more time":
            self.wait_longer()
            return name
        else:
            self.command, self._command_piece = name, heard
        return None

    def wait_longer(self) -> None:
        """Wait twice as long in every silence of this answer."""
        self._longer *= 2
        self._silence *= 2

    def begin_with(self, command: str) -> None:
        """Begin with a command that was said just before: it counts if nothing else follows."""
        self.command, self._command_piece = command, None

    def go_on(self) -> None:
        """Go on in spite of a command just said, which is no part of it, and wait longer."""
        self.command, self._command_piece = None, None
        self.wait_longer()

    def begin_with_words(self, text: str) -> None:
        """Begin with words that were heard before it was listened to."""
        self._before = self._marks.after(self._before, text)

    def take_command_as_words(self) -> None:
        """Make what sounded like a command part of the answer."""
        if self._command_piece is not None:
            self._pieces.append(self._command_piece)
        self.command, self._command_piece = None, None

    def judge(self, seconds: float, voiced: float | None = None) -> Verdict:
        """Return the state of the answer after `seconds` of audio in this turn.

        Args:
            seconds: Since the recognizer opened.
            voiced: When there last was a voice; None where that is not known.
        """
        silence = seconds - self._last_sound(seconds, voiced)
        if self.command is not None and self._partial is None:
            if silence < COMMAND_PATIENCE:
                return Verdict.WAIT
            return Verdict.OVER if self.command == "done" else Verdict.COMMAND
        if not self._pieces and self._partial is None:
            if self._before and not self._cut_off and silence >= self._patience * self._longer:
                return Verdict.OVER
            return Verdict.SILENT if silence >= self._silence else Verdict.WAIT
        if silence < self.patience:
            return Verdict.WAIT
        self.take_command_as_words()  # speech went on, though it was never settled
        return Verdict.OVER

    @property
    def patience(self) -> float:
        """Return the seconds of silence that end it, after what was said until now."""
        judgement = self._judgement
        if judgement is None or self._partial is not None or not self._pieces:
            return self._patience * self._longer
        latest = (self._before, *(piece.text for piece in self._pieces[-JUDGED_WORDS:]))
        said = " ".join(latest).split()
        sure = [word.conf for word in self._pieces[-1].words[-JUDGED_WORDS:]]
        judged = judgement.seconds(said[-JUDGED_WORDS:], fmean(sure) if sure else 1.0)
        return judged * self._longer

    def _note_pauses(self, heard: Heard) -> None:
        """Learn from the pauses before and in a piece that goes on with the answer."""
        if self._judgement is not None:
            before = self._pieces[-1].words[-1:] if self._pieces else ()
            self._judgement.pauses.add((*before, *heard.words), self._judgement.usual_pause)

    def _last_sound(self, seconds: float, voiced: float | None) -> float:
        """Return where the silence begins: after the last word, or a voice whose words are to come.

        A recognizer needs half a second and more to make out the first word after a pause, and the
        answer must not end meanwhile.
        """
        if voiced is None or voiced <= self._latest + WORD_TAIL_SECONDS:
            self._voice_since = None
            if voiced is None:
                return self._latest
            return min(self._latest, max(voiced, self._latest - MAX_OVERHANG_SECONDS))
        if self._voice_since is None:
            self._voice_since = voiced
        return self._latest if seconds - self._voice_since > MAX_VOICE_SECONDS else voiced

    @property
    def command_text(self) -> str:
        """Return how the command was said, where it was said in this turn."""
        return self._command_piece.text if self._command_piece is not None else ""

    @property
    def is_under_way(self) -> bool:
        """Return whether a word is not settled yet, or a command not obeyed."""
        return self._partial is not None or self.command is not None

    @property
    def own_text(self) -> str:
        """Return what was said in this turn, commands and fillers left out."""
        pieces = [*self._pieces, *([self._partial] if self._partial else [])]
        shown = [replace(piece, text=without_fillers(piece.text)) for piece in pieces]
        return self._marks.join([piece for piece in shown if piece.text] or pieces)

    @property
    def text(self) -> str:
        """Return the whole answer, with what was said before a pause."""
        return self._marks.after(self._before, self.own_text)

    @property
    def words(self) -> tuple[Word, ...]:
        """Return the settled words of this turn, fillers among them, with their times in it."""
        return tuple(word for piece in self._pieces for word in piece.words)

    @property
    def started(self) -> float:
        """Return where the first word begins, in seconds since the recognizer opened."""
        return self._pieces[0].started if self._pieces else 0.0

    @property
    def ended(self) -> float:
        """Return where the last word ends, in seconds since the recognizer opened."""
        return self._pieces[-1].ended if self._pieces else self._latest

    @property
    def confidence(self) -> float | None:
        """Return the mean confidence of the words, 0 to 1; None where there are none."""
        words = words_shown(self.words)
        return sum(word.conf for word in words) / len(words) if words else None


def answer_to(
    question: Question,
    before: str,
    scale: float,
    pauses: OwnPauses | None = None,
    *,
    cut_off: bool = False,
) -> Answer:
    """Return an empty answer to a question, with as much patience as that needs.

    Args:
        question: What is asked.
        before: What had been said of the answer before a pause.
        scale: Scales every silence that is waited for.
        pauses: Those of this person so far; None where the patience is fixed.
        cut_off: Whether the program broke off what had been said.
    """
    kind = "brief" if question.expects == "yes-no" else patience_of(question.step)
    patience = scale * PATIENCE[kind] * (LETTER_PATIENCE if question.expects == "letter" else 1)
    silence = scale * (SECOND_WORD_SECONDS if question.nudged else FIRST_WORD_SECONDS)
    if pauses is None:
        return Answer(patience, silence, before, question.marks, cut_off=cut_off)
    unfinished = patience + scale * MORE_SECONDS
    if _may_end_sooner(question, kind):
        finished, goes_on_below = scale * FINISHED_PATIENCE[kind], MAX_UNFINISHED
    else:
        finished, goes_on_below = patience, MAX_UNFINISHED_ITEM
    usual = USUAL_PAUSE_SECONDS[kind]
    judgement = Judgement(patience, finished, unfinished, goes_on_below, usual, pauses)
    return Answer(judgement, silence, before, question.marks, cut_off=cut_off)


def _may_end_sooner(question: Question, kind: Patience) -> bool:
    """Return whether a finished sentence may end the answer before its patience.

    Every item of a list, and every line of a letter, may be the last one, or not; so may every
    sentence where people just speak and nothing in particular is asked, as in a journal entry.
    """
    if kind == "reflective" and question.step.literal == "all":
        return False
    return question.expects in ("text", "time") and kind != "brief"


def _parted(heard: Heard, count: int) -> tuple[Heard, Heard]:
    """Return what was heard, as its first `count` words and the rest."""
    words = heard.text.split()
    first, rest = heard.words[:count], heard.words[count:]
    return (
        replace(
            heard,
            text=" ".join(words[:count]),
            words=first,
            ended=first[-1].end if first else heard.ended,
        ),
        replace(
            heard,
            text=" ".join(words[count:]),
            words=rest,
            started=rest[0].start if rest else heard.started,
        ),
    )
