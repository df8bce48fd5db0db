"""A build from start to end."""

import hashlib
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speech_model import (
    acoustic_model,
    graph,
    language_model,
    lexicon,
    speech,
    texts,
    training,
    vocabulary,
)
from speech_model.alignment import STEP_SECONDS
from speech_model.errors import BuildError, check_model
from speech_model.features import MFCC_CONF
from speech_model.network import Network


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the training.

    Attributes:
        name: Of the folder its speech is kept in.
        utterances: Spoken to train on, of three seconds on average.
        mixture: Who speaks how much of them.
        seed: Of the speech; parts have different ones, so that no utterance comes again.
        steps: Of training.
        rate: The learning rate at its highest.
    """

    name: str
    utterances: int
    mixture: speech.Mixture
    seed: int
    steps: int
    rate: float


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a build.

    Attributes:
        name: Of its folder, so that builds of different sizes do not mix.
        width: Of the network's layers.
        parts: Of the training, one after the other.
        all_words: The whole vocabulary, or only the words of the product itself.
    """

    name: str
    width: int
    parts: tuple[Part, ...]
    all_words: bool


FULL = Size(
    "full",
    width=256,
    parts=(
        Part("speech", 48_000, speech.MIXTURE, 20_000, steps=6000, rate=2.5e-3),
        Part("later", 16_000, speech.LATER, 40_000, steps=1500, rate=8e-4),
    ),
    all_words=True,
)
QUICK = Size(
    "quick",
    width=64,
    parts=(Part("speech", 800, speech.LATER, 60_000, steps=400, rate=2.5e-3),),
    all_words=False,
)

MODEL_CONF = """\
--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=4.0
--acoustic-scale=0.6
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
"""The decoder's configuration. The acoustic scale fits a network trained frame by frame; the beams
are as narrow as they can be without words lost; the rest is that of Vosk's small models."""


def build(
    size: Size,
    *,
    folder: Path,
    model: Path,
    practices: Path,
    jobs: int,
    text: tuple[Path, ...] = (),
) -> None:
    """Build a model.

    Args:
        size: How large.
        folder: For what is made on the way; what is there already is not made again.
        model: Where the model goes.
        practices: The folder of the practices whose words it is to know.
        jobs: Processes at a time.
        text: Folders of more text for the words and what stands beside them.

    Raises:
        BuildError: A source or a tool is missing.
    """
    _check_sources()
    made = folder / size.name
    made.mkdir(parents=True, exist_ok=True)
    network = _network(size, made, practices, jobs)
    source = words_source(size, folder=folder, practices=practices, jobs=jobs, text=text)
    for part in ("am", "conf"):
        (model / part).mkdir(parents=True, exist_ok=True)
    _put(source, model)
    acoustic_model.write(network, model / "am" / "final.mdl")
    (model / "conf" / "mfcc.conf").write_text(MFCC_CONF, "utf-8")
    (model / "conf" / "model.conf").write_text(MODEL_CONF, "utf-8")
    _tell_size(model)


def build_graph(
    size: Size,
    *,
    folder: Path,
    model: Path,
    practices: Path,
    jobs: int,
    text: tuple[Path, ...] = (),
) -> None:
    """Rebuild a finished model's graph with today's words; its network stays as it is.

    The arguments are those of `build`.

    Raises:
        BuildError: There is no model; a source or a tool is missing.
    """
    _check_sources()
    check_model(model)
    (folder / size.name).mkdir(parents=True, exist_ok=True)
    source = words_source(size, folder=folder, practices=practices, jobs=jobs, text=text)
    _put(source, model)
    _tell_size(model)


@dataclass(frozen=True, slots=True)
class WordsSource:
    """The sources of the graph: pronunciations, and a language model."""

    pronunciations: list[lexicon.Pronunciation]
    estimated: language_model.LanguageModel


def words_source(
    size: Size, *, folder: Path, practices: Path, jobs: int, text: tuple[Path, ...] = ()
) -> WordsSource:
    """The words' pronunciations, made anew only where the words are others, and their likelihood.

    The arguments are those of `build`.
    """
    if size.all_words:
        words: Sequence[str] = vocabulary.vocabulary(practices, text)
    else:
        words = sorted(vocabulary.needed(practices))
    _tell(f"{len(words)} words.")
    pronunciations = _lexicon(words, folder / size.name, jobs, thorough=size.all_words)
    _tell(f"{len(pronunciations)} pronunciations.")
    return WordsSource(pronunciations, language_model.estimate(words, practices, text))


def _put(source: WordsSource, model: Path) -> None:
    """Write the graph beside the one there is, and then in its place."""
    new, place = model / "graph.new", model / "graph"
    shutil.rmtree(new, ignore_errors=True)
    graph.write(source.pronunciations, source.estimated, new)
    shutil.rmtree(place, ignore_errors=True)
    new.rename(place)


def _tell_size(model: Path) -> None:
    total = sum(path.stat().st_size for path in model.rglob("*") if path.is_file())
    _tell(f"The model is in {model}: {total / 1e6:.1f} MB.")


def _network(size: Size, folder: Path, practices: Path, jobs: int) -> Network:
    """Return the network after all parts of the training."""
    network = None
    for number, part in enumerate(size.parts, start=1):
        path = folder / f"network-{number}.npz"
        if not path.exists():
            blocks = speech.plan(
                part.utterances, part.mixture, practices, folder / part.name, seed=part.seed
            )
            speech.synthesize(blocks, jobs, _tell)
            pieces = training.cut(speech.read(blocks))
            hours = (pieces.labels != training.IGNORED).sum() * STEP_SECONDS / 3600
            _tell(f"Training on {hours:.1f} hours of speech.")
            start = network or training.initial_network(pieces, size.width)
            training.train(start, pieces, part.steps, part.rate, _tell).save(path)
        network = Network.load(path)
    assert network is not None  # noqa: S101 - every size has a part
    return network


def _lexicon(
    words: Sequence[str], folder: Path, jobs: int, *, thorough: bool
) -> list[lexicon.Pronunciation]:
    which = hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
    path = folder / f"lexicon-{which}.txt"
    if not path.exists():
        lexicon.save(lexicon.lexicon(words, jobs, thorough=thorough), path)
    return lexicon.load(path)


def _check_sources() -> None:
    for path, package in ((texts.WORDNET, "wordnet-base"), (vocabulary.SCOWL, "scowl")):
        if not path.is_dir():
            raise BuildError(f"{path} is missing. Install Debian's package {package}.")


def _tell(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)
