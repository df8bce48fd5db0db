"""The Vosk engine.

Vosk's own end of an answer (half a second of silence) is too eager for a person who is thinking. So
its finals are passed on as pieces, and the session decides when the answer is over.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import Resampler
from voice_coach.errors import CoachError
from voice_coach.import_stubs import stub_imports
from voice_coach.nlu.commands import match
from voice_coach.nlu.text import plain
from voice_coach.protocol.events import AudioElapsed, Event, Heard, Word
from voice_coach.stt.calibration import Calibration
from voice_coach.stt.models import MODELS, SpeechModel, folder_error, is_model

MODEL_RATE = 16000
"""Hz; what Vosk's models are trained on."""

PARTIAL_INTERVAL_SECONDS = 0.1
"""Of audio between two looks at the hypothesis. Asking costs a search of the lattice, and nobody
reads captions faster."""

LEAD_IN_SECONDS = 0.2
"""Of silence a recognizer gets before a turn's first sample. Without any, a word that begins with
the first sample loses its beginning: "today" is heard as "day"."""

UNKNOWN_WORD = "[unk]"
"""The word of Vosk's models for what is none of a grammar's others. A grammar without it would hear
one of its phrases in everything."""

MAX_WORD_DIFFERENCE = 1
"""Between the number of words of the free and of the hinted recognizer."""

_UNUSED_IMPORTS: dict[str, dict[str, object]] = {
    "requests": {},
    "urllib.request": {"urlretrieve": None},
    "tqdm": {"tqdm": None},
}
"""Vosk's imports for downloads that this program does not let it do, each with the names that
Vosk takes out of it. Measured: they cost 7 MB, 30 to 50 ms, and a socket (urllib3 tries whether
IPv6 is there), and a session opens none; see docs/decisions/0009. So empty modules stand in for
them while Vosk is imported."""


def import_vosk() -> Any:
    """Return the module `vosk`; raises ImportError, or OSError if its library cannot be loaded."""
    with stub_imports("vosk", _UNUSED_IMPORTS):
        import vosk  # noqa: PLC0415 - its library takes a while, and help needs none of it
    for kind in (vosk.Model, vosk.KaldiRecognizer):
        # What an interruption catches half made has no handle, and would complain of that on stderr
        # when it is freed. Freeing a null handle is allowed.
        kind._handle = vosk._ffi.NULL  # noqa: SLF001 - there is no other place for it
    return vosk


@dataclass(slots=True)
class _Turn:
    number: int
    rate: int
    recognizer: Any
    resampler: Resampler
    calibration: Calibration
    hinted: "HintedRecognizer | None" = None
    frames: int = 0
    frames_since_partial: int = 0
    partial: str = ""
    partial_started: float = 0.0

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def listen(self, block: NDArray[np.int16]) -> list[Event]:
        self.frames += len(block)
        self.frames_since_partial += len(block)
        block = self.resampler.convert(block)
        # The resampler hands its sound out in larger pieces than it takes in: some are empty.
        if len(block):
            if self.hinted is not None:
                self.hinted.listen(block)
            if self.recognizer.AcceptWaveform(block.tobytes()):
                return self._final(self.recognizer.Result())
        if self.frames_since_partial >= PARTIAL_INTERVAL_SECONDS * self.rate:
            return self._partial(self.recognizer.PartialResult())
        return []

    def finish(self) -> list[Event]:
        rest = self.resampler.finish()
        if len(rest):
            if self.hinted is not None:
                self.hinted.listen(rest)
            self.recognizer.AcceptWaveform(rest.tobytes())
        return self._final(self.recognizer.FinalResult())

    def _partial(self, answer: str) -> list[Event]:
        """Return the partial in Vosk's JSON, if its text is another than the last one."""
        self.frames_since_partial = 0
        words = json.loads(answer).get("partial", "").split()  # No key before the first sound.
        text = " ".join(filter(_is_word, words))
        if text == self.partial:
            return []
        if not self.partial:
            self.partial_started = self.seconds
        self.partial = text
        if not text:
            return [Heard(self.number, "", final=False)]
        started, ended = self.partial_started, self.seconds
        return [Heard(self.number, text, final=False, started=started, ended=ended)]

    def _final(self, answer: str) -> list[Event]:
        """Return the final in Vosk's JSON; one without words only if it takes a partial back."""
        self.frames_since_partial = 0
        had_partial, self.partial = self.partial, ""
        words = tuple(word for word in _words(answer, self.calibration) if _is_word(word.word))
        if self.hinted is not None:
            words = self.hinted.settle(words)
        if words:
            text = " ".join(word.word for word in words)
            started, ended = words[0].start, words[-1].end
            return [Heard(self.number, text, final=True, words=words, started=started, ended=ended)]
        return [Heard(self.number, "", final=True)] if had_partial else []


class HintedRecognizer:
    """A second Vosk recognizer, whose grammar is the likely answers and `UNKNOWN_WORD`.

    It is believed only where it could make out every word, and heard about as many of them as the
    free one: a small grammar hears its phrases with full confidence in other speech, too. What the
    free one heard as a command, or as one of the phrases, stays what it is.
    """

    def __init__(self, recognizer: Any, phrases: Collection[str], calibration: Calibration) -> None:
        self._recognizer = recognizer
        self._calibration = calibration
        self._phrases = phrases
        self._words: list[Word] = []

    def listen(self, block: NDArray[np.int16]) -> None:
        """Decode the next block."""
        if self._recognizer.AcceptWaveform(block.tobytes()):
            self._words += _words(self._recognizer.Result(), self._calibration)

    def settle(self, free: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words of the piece that is settled now: its own, or the `free` ones."""
        words = (*self._words, *_words(self._recognizer.FinalResult(), self._calibration))
        self._words = []
        if not free or not words or not all(_is_word(word.word) for word in words):
            return free
        if abs(len(words) - len(free)) > MAX_WORD_DIFFERENCE:
            return free
        heard = " ".join(word.word for word in free)
        return free if heard in self._phrases or match(heard) is not None else words


class VoskRecognizer:
    """Recognizes with a Vosk model. See `voice_coach.stt.base.Recognizer`.

    Every turn gets a Vosk recognizer of its own, which costs about a millisecond: Vosk counts word
    times on through `Reset()` and `FinalResult()`. `rate` is the microphone's in Hz; it is
    converted to the model's.

    Raises `ear.missing` if Vosk is not usable here, `ear.model-missing` if there is no such folder,
    `ear.model-broken` if Vosk cannot work with what is in it.
    """

    def __init__(self, model: SpeechModel | Path | str, rate: int) -> None:
        self._rate = rate
        self._turn: _Turn | None = None
        folder = model.path if isinstance(model, SpeechModel) else Path(model)
        self._model, self._new_recognizer = _load(folder)
        self._calibration = _calibration(folder)
        self._has_grammars = _supports_grammars(folder) and self._knows(UNKNOWN_WORD)

    @property
    def is_open(self) -> bool:
        """True while sound that is fed counts."""
        return self._turn is not None

    def open(self, turn: int, phrases: Sequence[str] = ()) -> None:
        """Begin to listen for a turn; seconds of audio count from here."""
        # One for each turn, or the end of the last turn's sound would ring in this one.
        resampler = Resampler(self._rate, MODEL_RATE)
        hinted = None
        # Vosk would drop an unknown word alone out of its phrase, and report it on stderr.
        expected = list(dict.fromkeys(filter(self._knows, map(plain, phrases))))
        if expected and self._has_grammars:
            grammar = json.dumps([*expected, UNKNOWN_WORD])
            hinted = HintedRecognizer(
                self._prepared(self._new_recognizer(grammar)), expected, self._calibration
            )
        recognizer = self._prepared(self._new_recognizer())
        self._turn = _Turn(turn, self._rate, recognizer, resampler, self._calibration, hinted)

    def _knows(self, phrase: str) -> bool:
        return all(self._model.vosk_model_find_word(word) >= 0 for word in phrase.split())

    @staticmethod
    def _prepared(recognizer: Any) -> Any:
        recognizer.SetWords(enable_words=True)
        recognizer.AcceptWaveform(bytes(2 * round(LEAD_IN_SECONDS * MODEL_RATE)))
        return recognizer

    def feed(self, block: NDArray[np.int16]) -> list[Event]:
        """Decode the next block: what was heard, then how far this turn has come."""
        turn = self._turn
        if turn is None:
            return []
        return [*turn.listen(block), AudioElapsed(turn.number, turn.seconds)]

    def close(self) -> list[Event]:
        """Stop listening; return the last final, if something was still unsettled."""
        turn, self._turn = self._turn, None
        return [] if turn is None else turn.finish()


def _calibration(folder: Path) -> Calibration:
    try:
        return Calibration.of(folder)
    except (OSError, ValueError) as error:
        raise _broken(folder) from error


def _words(answer: str, calibration: Calibration) -> tuple[Word, ...]:
    """Return the words in Vosk's JSON, `UNKNOWN_WORD` and noises included."""
    return tuple(
        Word(
            word["word"],
            _since(word["start"]),
            _since(word["end"]),
            calibration.share_right(word["conf"]),
        )
        for word in json.loads(answer).get("result", ())
    )


def _since(seconds: float) -> float:
    """Return a time of Vosk's as seconds since the turn's first sample."""
    return max(0.0, round(seconds - LEAD_IN_SECONDS, 6))


def _load(folder: Path) -> tuple[Any, Callable[..., Any]]:
    _check_folder(folder)
    try:
        vosk = import_vosk()
    except (ImportError, OSError) as error:
        raise CoachError(
            "ear.missing",
            "The speech recogniser Vosk cannot be loaded on this computer. "
            "Install the Python package vosk again, or answer by keyboard.",
        ) from error
    vosk.SetLogLevel(-1)
    try:
        model = vosk.Model(str(folder))
        recognizer = partial(vosk.KaldiRecognizer, model, MODEL_RATE)
        recognizer()  # A broken graph shows only here; found now, it does not end a session later.
    except Exception as error:  # Vosk raises nothing more precise.
        raise _broken(folder) from error
    return model, recognizer


def _check_folder(folder: Path) -> None:
    """Refuse a folder without words, or with an empty configuration: Vosk ends the process."""
    if not folder.is_dir():
        raise CoachError(
            "ear.model-missing",
            f"There is no speech model folder at {folder}. "
            "Choose another model, or put this one back there.",
        )
    required = ("conf/model.conf", "graph/words.txt")
    try:
        present = [folder / name for name in required if (folder / name).exists()]
        whole = is_model(folder) and all(path.stat().st_size for path in present)
    except OSError as error:
        raise folder_error(folder, error) from error
    if not whole:
        raise _broken(folder)


def _supports_grammars(folder: Path) -> bool:
    """Return whether a grammar is used; large models ignore it, and complain on stderr."""
    return not any((folder / name).exists() for name in ("graph/HCLG.fst", "HCLG.fst"))


def _broken(folder: Path) -> CoachError:
    return CoachError(
        "ear.model-broken",
        f"The folder {folder} does not hold a whole speech model. "
        f"Put the whole model there again, or choose another one: {MODELS} lists them.",
        MODELS,
    )


def _is_word(token: str) -> bool:
    """Return whether a token is a word and not a mark for something else: [unk], <UNK>, [noise]."""
    return not token.startswith(("[", "<"))
