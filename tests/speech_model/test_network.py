"""The network: folded into plain products, kept, and as Vosk hears with it."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from speech_model import acoustic_model, biphones, graph
from speech_model.build import MODEL_CONF
from speech_model.features import COEFFICIENTS, MFCC_CONF, mfcc, normalized
from speech_model.language_model import END, LanguageModel
from speech_model.lexicon import Pronunciation
from speech_model.network import (
    BYPASS,
    CONTEXT,
    DILATIONS,
    STRIDE,
    TAPS,
    Network,
    Shape,
    judged,
)
from speech_model.phones import NUMBER
from speech_model.sound import RATE

from tests.speech_model.made_up_speech import network
from voice_coach.stt.vosk_engine import import_vosk

pytestmark = pytest.mark.builder


def test_products_with_the_normalization_inside_answer_the_same():
    trained = network()
    features = 9 * np.random.default_rng(1).standard_normal((40, COEFFICIENTS))
    products = acoustic_model.folded(trained)
    answers = -(-len(features) // STRIDE)
    rows = np.arange(STRIDE * (answers - 1) + 1 + 2 * CONTEXT) - CONTEXT
    frames = features[rows.clip(0, len(features) - 1)]

    def product(one: acoustic_model.Product, *seen: np.ndarray) -> np.ndarray:
        return np.concatenate(seen, axis=1) @ one.weights.T + one.bias

    length = len(frames) - TAPS + 1
    taps = [frames[tap : tap + length : STRIDE] for tap in range(TAPS)]
    values = np.maximum(product(products.first, *taps), 0)
    for (inner, wide), d in zip(products.layers, DILATIONS, strict=True):
        narrow = product(inner, values[:-d], values[d:])
        values = np.maximum(product(wide, narrow[:-d], narrow[d:]), 0) + values[d:-d]
    expected = product(products.outputs, product(products.last, values))
    found = judged(trained, features)
    assert found.shape == (answers, biphones.OUTPUTS)
    assert found == pytest.approx(expected, abs=0.05 * expected.std())  # products have 16 bits
    assert BYPASS < 1


def test_a_network_is_read_as_it_was_written(tmp_path):
    trained = network()
    trained.save(tmp_path / "network.npz")
    read = Network.load(tmp_path / "network.npz")
    for written, found in ((trained.parameters, read.parameters),
                           (trained.statistics, read.statistics)):  # fmt: skip
        assert [list(layer) for layer in written] == [list(layer) for layer in found]
        for layer, other in zip(written, found, strict=True):
            assert all(np.array_equal(layer[name], other[name]) for name in layer)
    assert np.array_equal(read.mean, trained.mean)
    assert np.array_equal(read.deviation, trained.deviation)


WORDS = {"a": "AX", "cat": "K AE T", "at": "AE T", "stop": "S T AA P", "tea": "T IY"}
SAID = [Pronunciation(word, 1.0, tuple(said.split())) for word, said in WORDS.items()]

GRAPH_SCALE = 0.9
"""By which Vosk multiplies the graph's costs before it chooses the best path."""


def model(folder: Path, trained: Network) -> Path:
    """A model that knows a few words, each as likely as any other, and hears to the end."""
    likely = dict.fromkeys([*WORDS, END], 1 / (len(WORDS) + 1))
    acoustic_model.write(trained, folder / "am")
    graph.write(SAID, LanguageModel({(): likely}, {}), folder / "graph")
    (folder / "conf").mkdir()
    (folder / "conf" / "mfcc.conf").write_text(MFCC_CONF)
    rules = [f"--endpoint.rule{n}.min-trailing-silence=500" for n in range(1, 5)]
    rules.append("--endpoint.rule5.min-utterance-length=5000")
    settings = MODEL_CONF.splitlines()
    wide = ["--beam=300", "--lattice-beam=8", "--max-active=7000"]
    kept = [line for line in settings if "beam" not in line and "rule" not in line]
    (folder / "conf" / "model.conf").write_text("\n".join([*kept, *wide, *rules]) + "\n")
    return folder


Heard = tuple[float, tuple[str, ...]]


class Decoder:
    """Finds the likeliest words by the network's scores, with silences, and pairs of phones."""

    def __init__(self) -> None:
        self.words = {word: [NUMBER[p] for p in said.split()] for word, said in WORDS.items()}
        self.ended: dict[int, Heard] = {0: (0.0, ())}  # by the last phone
        self.silent: dict[int, Heard] = {}  # by the phone before
        self.inside: dict[tuple[str, int, int], Heard] = {}  # by word, place and phone before

    @staticmethod
    def better(table: dict, key: object, path: Heard, cost: float, word: str = "") -> None:
        """Keep a path, longer by so much and by a word, if it is the best."""
        longer = (path[0] + cost, (*path[1], word) if word else path[1])
        if key not in table or longer < table[key]:
            table[key] = longer

    def roots(self) -> dict[int, Heard]:
        """The best paths after which a word may begin, by the phone before."""
        found: dict[int, Heard] = {}
        for last, path in self.ended.items():
            self.better(found, last, path, -GRAPH_SCALE * np.log(1 - graph.SILENCE_PROBABILITY))
        for path in self.silent.values():
            self.better(found, 0, path, 0.0)
        return found

    def silence(self, score: np.ndarray) -> dict[int, Heard]:
        """The best paths that are silent now."""
        found: dict[int, Heard] = {}
        gap = -GRAPH_SCALE * np.log(graph.SILENCE_PROBABILITY)
        for last, path in self.ended.items():
            self.better(found, last, path, gap - score[biphones.entering(last, 0)])
        for last, path in self.silent.items():
            self.better(found, last, path, -score[biphones.staying(0)])
        return found

    def hear(self, score: np.ndarray) -> None:
        """Take the scores of one answer."""
        now: dict[tuple[str, int, int], Heard] = {}
        likely = GRAPH_SCALE * np.log(len(WORDS) + 1)
        for last, path in self.roots().items():
            for word, said in self.words.items():
                cost = likely - score[biphones.entering(last, said[0])]
                self.better(now, (word, 0, last), path, cost, word)
        for (word, place, left), path in self.inside.items():
            this, *later = self.words[word][place:]
            self.better(now, (word, place, left), path, -score[biphones.staying(this)])
            for following in later[:1]:
                cost = -score[biphones.entering(this, following)]
                self.better(now, (word, place + 1, this), path, cost)
        self.inside, self.silent, self.ended = now, self.silence(score), {}
        for (word, place, _), path in now.items():
            if place + 1 == len(self.words[word]):
                self.better(self.ended, self.words[word][-1], path, 0.0)

    def best(self) -> list[str]:
        """The likeliest words."""
        return list(min([*self.ended.values(), *self.silent.values()])[1])


def test_vosk_hears_with_the_network_what_the_network_itself_makes_of_the_sound(tmp_path):
    """Its features, their mean over six seconds, products, and pairs of phones across words."""
    chance = np.random.default_rng(3)
    parts = [
        chance.uniform(20, 900)
        * np.convolve(chance.standard_normal(length), chance.standard_normal(30), "same")
        for length in chance.integers(800, 4000, 60)
    ]
    sound = np.concatenate(parts).astype("<i2")
    trained = network(Shape(64, 16, 24), loudness=0.2)
    features = normalized(mfcc(sound.astype(np.float32)), trained.mean)
    decoder = Decoder()
    for score in judged(trained, features):
        decoder.hear(score)
    vosk = import_vosk()
    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(model(tmp_path, trained))), RATE)
    for start, end in pairwise(range(0, len(sound) + 4000, 4000)):
        assert not recognizer.AcceptWaveform(sound[start:end].tobytes())
    heard = json.loads(recognizer.FinalResult())["text"].split()
    assert len(set(heard)) > 2
    assert heard == decoder.best()
