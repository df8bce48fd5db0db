"""The child process in which hibari speaks; the parent can kill it at a deadline.

Its model, its dictionaries and its signal processing are hibari's; how they are put together is
ours, so that they take a third of the memory: onnxruntime keeps no arenas, the dictionaries are
packed, and scipy is left out. hibari's own downloader cannot run: what it would open addresses with
is not imported. The first argument after the folder is the folder of the voices that were
installed, each as NAME.onnx.
"""

import gzip
import json
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache, partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from voice_coach.import_stubs import stub_imports
from voice_coach.tts.voice_server import RefusalError, serve_parent, silence_onnxruntime

if TYPE_CHECKING:
    from hibari.g2p import G2P
    from hibari.g2p.oov import OOV
    from onnxruntime import InferenceSession

RATE = 24000
"""Hz, of the model."""

SPOKEN_RATES = (133, 151, 157, 164, 187, 212, 226, 237, 261, 363, 380, 418)
SPEEDS = (0.65, 0.675, 0.7, 0.75, 0.8, 0.85, 0.9, 1.0, 1.2, 1.35, 1.5, 2.0)
"""Words a minute, and hibari's speed for them: measured with 150 sentences of the library, of 8.2
words on average, with the pause that follows each of them at that pace. At 0.65 a strong recogniser
still hears every word; what is slower is made with pauses."""

SLOW_RATES = (80, 110, 120, 133)
SLOWER_SHARES = (0.6, 0.18, 0.12, 0.0)
"""By how much longer, at these words a minute, a sentence should be than at the lowest speed. Many
have no pause that could get longer, so those that have one make up for them."""

PITCHES = {"low": 0.85, "": 1.0, "high": 1.12}
"""The factor of a voice's pitch and formants, by the register after its name: people's voices
differ by as much. It is played slower or faster by that factor, and spoken faster or slower."""

SEED = 1
"""Of the noise in the voice, so that a sentence is always the same samples; any number does."""

PAUSE_SECONDS = 0.35
"""Between sentences that are asked for in one piece."""

MAX_PHONEMES = 400
"""In one run of the model; what is longer is cut where it has a comma."""

_ODD_CHARACTERS = re.compile(r"[\0-\x1f\ud800-\udfff]+")


_KEY_END = b"\0"


class PackedTable:
    """What `entries` has, for `get` and `in`; values are texts, or what JSON can hold.

    A dictionary of 90,000 words takes some 20 MB; sorted records in one piece of memory take 3 MB,
    and a look-up by bisection ten microseconds.
    """

    def __init__(self, entries: Mapping[str, Any]) -> None:
        records, starts, at = [], array("I"), 0
        for key in sorted(entries):
            value = entries[key]
            text = value if isinstance(value, str) else json.dumps(value)
            record = key.encode() + _KEY_END + (b"" if isinstance(value, str) else b"\0")
            records.append(record + text.encode())
            starts.append(at)
            at += len(records[-1])
        starts.append(at)
        self._data, self._starts = b"".join(records), starts

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of `key`, or `default`."""
        wanted = key.encode("utf-8", "surrogatepass")
        index = bisect_left(range(len(self._starts) - 1), wanted, key=self._key)
        if index == len(self._starts) - 1 or self._key(index) != wanted:
            return default
        value = self._record(index)[len(wanted) + 1 :]
        return json.loads(value[1:]) if value.startswith(b"\0") else value.decode()

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def _record(self, index: int) -> bytes:
        return self._data[self._starts[index] : self._starts[index + 1]]

    def _key(self, index: int) -> bytes:
        return self._record(index).partition(_KEY_END)[0]


class _Timbre(NamedTuple):
    """A voice, its file, and the factor of its pitch."""

    voice: str
    file: Path
    pitch: float


class HibariSpeech:
    """hibari, with the voices of its package and of a folder.

    Raises RefusalError (`voice.missing`) where it, or onnxruntime, is not installed.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        silence_onnxruntime()
        try:
            _import_hibari()
        except ImportError as error:
            raise RefusalError("voice.missing", type(error).__name__) from None
        import hibari.voices  # noqa: PLC0415 - heavy

        self._assets = Path(hibari.voices.ASSETS)
        self._registry: dict[str, dict[str, Any]] = hibari.voices.VOICES
        self._default: str = hibari.voices.DEFAULT
        self._vocabulary = json.loads((self._assets / "vocab.json").read_text("utf-8"))
        # Two: the coach's, and the one of the person's words in a replay.
        self._network = lru_cache(maxsize=2)(self._load_voice)
        self._g2p = lru_cache(maxsize=2)(self._load_g2p)
        self._unknown: dict[str, OOV] = {}

    def voices(self) -> list[str]:
        """Return the names of the voices whose files are here, sorted."""
        installed = self._folder.glob("*.onnx") if self._folder else ()
        return sorted({self._default, *(file.stem for file in installed)} - {""})

    def render(self, text: str, voice: str, rate: int, volume: float) -> tuple[int, bytes]:
        """Return the rate in Hz and the samples of `text`; no samples if nothing in it is spoken.

        Raises RefusalError (`voice.unknown`).
        """
        timbre = self._timbre(voice or self._default)
        text = _ODD_CHARACTERS.sub(" ", text)
        if not any(letter.isalnum() for letter in text):
            return RATE, b""
        phonemes = self._phonemes(text, timbre.voice)
        sounds = [self._sentence(sentence, timbre, rate) for sentence in phonemes]
        samples = _joined([sound for sound in sounds if len(sound)])
        return RATE, np.rint(np.clip(samples * volume, -1, 1) * 32767).astype(np.int16).tobytes()

    def _timbre(self, voice: str) -> "_Timbre":
        """Return what makes a voice, by its name and, after a `+`, its register."""
        name, _, register = voice.partition("+")
        file = self._file(name)
        if file is None or register not in PITCHES:
            raise RefusalError("voice.unknown")
        return _Timbre(name, file, PITCHES[register])

    def _file(self, name: str) -> Path | None:
        """Return the model of a voice; None where it is not here."""
        if name == self._default:
            return self._assets / str(self._registry[name]["file"])
        return self._folder / f"{name}.onnx" if self._folder and name in self.voices() else None

    def _phonemes(self, text: str, voice: str) -> list[str]:
        """Return the phonemes of each sentence, at most `MAX_PHONEMES` where it can be cut."""
        from hibari import Hibari  # noqa: PLC0415 - heavy

        g2p = self._g2p(british=bool(self._registry.get(voice, {}).get("british")))
        pieces: list[str] = []
        for sentence in Hibari.split_sentences(text):
            piece = ""
            for part in re.split(r"(?<=[,;:—])\s+", g2p(sentence)):
                if piece and len(piece) + len(part) >= MAX_PHONEMES:
                    pieces.append(piece)
                    piece = ""
                piece = f"{piece} {part}".strip()
            pieces.append(piece)
        return pieces

    def _sentence(self, phonemes: str, timbre: "_Timbre", rate: int) -> NDArray[np.float32]:
        """Return a sentence from its first sound to its last, at `rate` words a minute or nearly.

        Its natural length is what the model makes of it; only what the model cannot do is done
        with pauses: those at its commas get longer and, where they are too few, there are more.
        """
        speed = float(np.interp(rate, SPOKEN_RATES, SPEEDS))
        samples = self._run(phonemes, timbre, speed)
        missing = len(samples) * float(np.interp(rate, SLOW_RATES, SLOWER_SHARES))
        if missing <= 0:
            return samples
        pauses = ceil(missing / (USUAL_LONGER_SECONDS * RATE))
        if missing > PADDING_SHARE * len(samples) and len(_pauses(samples)) < pauses:
            samples = self._run(_phrased(phonemes, pauses), timbre, speed)
        return _with_longer_pauses(samples, round(missing))

    def _run(self, phonemes: str, timbre: "_Timbre", speed: float) -> NDArray[np.float32]:
        from hibari import dsp  # noqa: PLC0415 - heavy

        known = [self._vocabulary[sign] for sign in phonemes if sign in self._vocabulary]
        if not known:
            return np.zeros(0, np.float32)
        ids = np.array([[0, *known, 0]], np.int64)
        inputs = {"ids": ids, "speed": np.array([speed / timbre.pitch], np.float32)}
        network = self._network(timbre.voice, timbre.file)
        outputs = [each[0] for each in network.run(None, inputs)]
        samples = dsp.synth(*outputs, np.random.default_rng(SEED))
        if timbre.pitch != 1:
            import soxr  # noqa: PLC0415 - only then

            samples = soxr.resample(samples, RATE * timbre.pitch, RATE)
        return _trimmed(samples)

    def _load_voice(self, _name: str, file: Path) -> "InferenceSession":
        try:
            return _load_network(file)
        except Exception as error:  # noqa: BLE001 - a damaged file raises one of many
            detail = f"its file is damaged ({type(error).__name__})"
            raise RefusalError("voice.failed", detail) from None

    def _load_g2p(self, *, british: bool) -> "G2P":
        """Return hibari's spelling-to-sound rules, with its dictionaries packed."""
        from hibari.g2p import G2P  # noqa: PLC0415 - heavy
        from hibari.g2p.lexicon import Lexicon  # noqa: PLC0415 - heavy
        from hibari.g2p.tagger import Tagger  # noqa: PLC0415 - heavy
        from hibari.g2p.tokenize import Tokenizer  # noqa: PLC0415 - heavy

        accent = "gb" if british else "us"
        words = [f"lexicon_{accent}_{part}.json.gz" for part in ("gold", "silver")]
        tags = self._load("tagger.json.gz")
        tags["weights"] = PackedTable(tags["weights"])
        g2p = G2P.__new__(G2P)  # its constructor would read the same files into dictionaries
        vars(g2p).update(
            lexicon=Lexicon(*(PackedTable(self._load(name)) for name in words), british),
            tokenizer=Tokenizer(self._load("tokenizer_exceptions.json")),
            tagger=Tagger(tags),
            british=british,
            unk="",
            _oov=partial(self._read_unknown, "oov_gb.onnx" if british else "oov.onnx"),
        )
        return g2p

    def _read_unknown(self, network: str, word: str) -> str | None:
        """Return the phonemes of a word that is in no dictionary."""
        from hibari.g2p.oov import OOV  # noqa: PLC0415 - heavy

        if network not in self._unknown:
            path = self._assets / network
            self._unknown[network] = OOV(str(path), session=_load_network(path))
        phonemes: str | None = self._unknown[network](word)
        return phonemes

    def _load(self, name: str) -> dict[str, Any]:
        data = (self._assets / name).read_bytes()
        table: dict[str, Any] = json.loads(gzip.decompress(data) if name.endswith(".gz") else data)
        return table


def _import_hibari() -> None:
    """Import it without what it would open addresses with, and without scipy.

    scipy's FFT is faster, but costs 30 MB, and makes other samples than numpy's.
    """
    hidden = "scipy" not in sys.modules
    if hidden:
        sys.modules["scipy"] = None  # type: ignore[assignment] # so Python marks what is not there
    try:
        stubs = {"urllib.request": {}, "urllib.error": {"URLError": OSError}}
        with stub_imports("hibari", stubs):
            import hibari.voices  # noqa: F401, PLC0415 - heavy
    finally:
        if hidden:
            del sys.modules["scipy"]


def _load_network(file: Path) -> "InferenceSession":
    """Return a network that computes on one thread and keeps no memory between two runs."""
    import onnxruntime  # noqa: PLC0415 - heavy

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


# Samples, float32 mono at `RATE`.

SILENCE_LEVEL = 16 / 32768
"""Samples up to this size are silence."""

QUIET_DB = -40.0
"""Of a pause, below the loudest moment of the sentence."""

ONSET_DB = -38.0
"""Of what the model lets sound before the first phoneme, below the loudest moment: 20 to 60 ms that
nobody hears, and that would be part of every gap between an answer and the next prompt."""

FRAME_SECONDS = 0.01

FADE_SECONDS = 0.005
"""So that what begins there begins without a click."""

MIN_PAUSE_SECONDS = 0.2
"""What is shorter may be a consonant's closure: in 150 sentences of the library there are about as
many longer ones as commas."""

USUAL_LONGER_SECONDS, MAX_LONGER_SECONDS = 0.8, 1.5
"""By which a pause is lengthened, and at most: more would sound like the end."""

PADDING_SHARE = 0.2
"""A sentence that should be longer by more than this, and has too few pauses, is given more."""

PHRASE_STARTS = re.compile(
    r" (?=(?:ænd|ɔɹ|bˌʌt|bˈʌt|fɔɹ|tə|ðˌæt|wɪð|ˌɪn|ɪn|ˌɑn|wˌɛn|wˈɛn|ɪf|ˌæz|jˌu) )"
)
"""Phonemes of the words before which a slow speaker pauses: and, or, but, for, to, that, with, …"""


def _trimmed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a sentence from its first audible moment to the last sample that is no silence."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE_LEVEL)
    if not len(loud):
        return samples[:0]
    audible = np.flatnonzero(~_quiet_frames(samples, ONSET_DB))
    start = int(audible[0]) * round(FRAME_SECONDS * RATE) if len(audible) else int(loud[0])
    trimmed = samples[start : loud[-1] + 1].copy()
    fade = min(len(trimmed), round(FADE_SECONDS * RATE))
    trimmed[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    return trimmed


def _joined(sounds: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return sentences with a pause between them."""
    pause = np.zeros(round(PAUSE_SECONDS * RATE), np.float32)
    parts = [part for sound in sounds for part in (pause, sound)]
    return np.concatenate(parts[1:]) if parts else pause[:0]


def _quiet_frames(samples: NDArray[np.float32], below: float) -> NDArray[np.bool_]:
    """Return which frames of `FRAME_SECONDS` are `below` the loudest one, in dB (below 0)."""
    size = round(FRAME_SECONDS * RATE)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power = np.mean(frames.astype(np.float64) ** 2, axis=1)
    quiet: NDArray[np.bool_] = power < power.max(initial=0) * 10 ** (below / 10)
    return quiet


def _pauses(samples: NDArray[np.float32]) -> list[int]:
    """Return the middle of each pause within a sentence, in samples."""
    size = round(FRAME_SECONDS * RATE)
    quiet = _quiet_frames(samples, QUIET_DB)
    turns = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    return [
        int((start + end) // 2 * size)
        for start, end in zip(turns[::2], turns[1::2], strict=True)
        if end - start >= MIN_PAUSE_SECONDS / FRAME_SECONDS and start > 0 and end < len(quiet)
    ]


def _with_longer_pauses(samples: NDArray[np.float32], missing: int) -> NDArray[np.float32]:
    """Return a sentence with `missing` samples of silence more, shared among its pauses."""
    places = _pauses(samples)
    if not places:
        return samples
    longer = np.zeros(min(missing // len(places), round(MAX_LONGER_SECONDS * RATE)), np.float32)
    parts = np.split(samples, places)
    return np.concatenate([parts[0], *(each for part in parts[1:] for each in (longer, part))])


def _phrased(phonemes: str, commas: int) -> str:
    """Return a sentence with so many commas more, each where a phrase begins, evenly spread."""
    starts = [found.start() for found in PHRASE_STARTS.finditer(phonemes)]
    if len(starts) < commas:
        starts = [at for at, sign in enumerate(phonemes) if sign == " "]
    wanted = [len(phonemes) * index / (commas + 1) for index in range(1, commas + 1)]
    places = {min((abs(start - place), start) for start in starts)[1] for place in wanted if starts}
    return "".join(f",{sign}" if at in places else sign for at, sign in enumerate(phonemes))


def _make_engine(_folder: Path, arguments: list[str]) -> HibariSpeech:
    speech = HibariSpeech(Path(arguments[0]) if arguments else None)
    speech.render("Ready.", "", 145, 1.0)  # loads its parts before anybody waits for them
    return speech


if __name__ == "__main__":
    serve_parent(_make_engine)
