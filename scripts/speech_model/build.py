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
    variants,
    vocabulary,
)
from speech_model.alignment import STEP_SECONDS
from speech_model.errors import BuildError, check_model
from speech_model.features import MFCC_CONF, mean_of
from speech_model.network import Network, Shape
from speech_model.people import People
from speech_model.pieces import cut, phone_model


@dataclass(frozen=True, slots=True)
class Round:
    """A round of the training; each begins with the network of the one before.

    Attributes:
        passes: Variants of each recording of a person. With none nobody is heard but synthesizers;
            with some, all recordings are aligned anew with the network there is.
        steps: Of training.
        rate: The learning rate at its highest.
        fresh: Start with a network that has learned nothing, as wide as the size says.
    """

    passes: int
    steps: int
    rate: float
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a build.

    Attributes:
        name: Of its folder, so that builds of different sizes do not mix.
        shape: Of the network.
        utterances: Spoken by synthesizers to train on, of three seconds on average.
        rounds: Of the training, where there are recordings of people.
        alone: Steps of the only round where there are none.
        batch: Pieces in a batch.
        all_words: The whole vocabulary, or only the words of the product itself.
    """

    name: str
    shape: Shape
    utterances: int
    rounds: tuple[Round, ...]
    alone: int
    batch: int
    all_words: bool


RATE = 2e-3

FULL = Size(
    "full",
    shape=Shape(),
    utterances=16_000,
    rounds=(
        Round(passes=0, steps=600, rate=RATE, fresh=True),
        Round(passes=1, steps=3600, rate=RATE, fresh=True),
        Round(passes=3, steps=12_000, rate=RATE / 2),
    ),
    alone=6000,
    batch=training.BATCH,
    all_words=True,
)
QUICK = Size(
    "quick",
    shape=Shape(128, 32, 64),
    utterances=800,
    rounds=(
        Round(passes=0, steps=280, rate=4e-3, fresh=True),
        Round(passes=1, steps=20, rate=RATE),
    ),
    alone=300,
    batch=24,
    all_words=False,
)

SEED = 80_000
"""Of the synthesizers' speech."""

NETWORK = "network.npz"
"""The file of the network after a round."""

MODEL_CONF = """\
--min-active=200
--max-active=3000
--beam=11.0
--lattice-beam=3.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
"""The decoder's configuration. A network's scores are taken as they are; the beams are as narrow as
they can be without words lost; the rest is that of Vosk's small models."""


def build(
    size: Size,
    *,
    folder: Path,
    model: Path,
    practices: Path,
    jobs: int,
    text: tuple[Path, ...] = (),
    recorded: Path | None = None,
) -> None:
    """Build a model.

    Args:
        size: How large.
        recorded: A folder of recordings of people, see `recordings`; without one the network
            hears synthesizers alone.
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
    network = _network(size, made, practices, recorded, jobs)
    source = words_source(size, folder=folder, practices=practices, jobs=jobs, text=text)
    (model / "conf").mkdir(parents=True, exist_ok=True)
    acoustic_model.write(network, model / "am")
    _put(source, model)
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

    The other arguments are those of `build`.

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
    graph.write(source.pronunciations, source.estimated, new, lefts=acoustic_model.lefts(model))
    shutil.rmtree(place, ignore_errors=True)
    new.rename(place)


def _tell_size(model: Path) -> None:
    total = sum(path.stat().st_size for path in model.rglob("*") if path.is_file())
    _tell(f"The model is in {model}: {total / 1e6:.1f} MB.")


def _network(
    size: Size, folder: Path, practices: Path, recorded: Path | None, jobs: int
) -> Network:
    """Return the network after all rounds of the training."""
    training.use_processors(jobs)
    blocks = speech.plan(size.utterances, speech.MIXTURE, practices, folder / "speech", seed=SEED)
    speech.synthesize(blocks, jobs, _tell)
    synthesized = [block.path for block in blocks]
    if recorded is None:
        alone = Round(passes=0, steps=size.alone, rate=size.rounds[0].rate, fresh=True)
        return _trained(size, alone, None, synthesized, folder / "alone")
    everybody = People.read(recorded, folder, jobs)
    network: Network | None = None
    for number, one in enumerate(size.rounds, start=1):
        place = folder / f"round-{number}"
        if (place / NETWORK).exists():
            network = Network.load(place / NETWORK)
            continue
        spoken = synthesized
        if one.passes and network is not None:
            alignments = everybody.align(network, place / "alignments", jobs, _tell)
            variants_of = everybody.blocks(alignments, place / "people", one.passes)
            variants.make(variants_of, jobs, _tell)
            spoken = synthesized + [block.path for block in variants_of]
        network = _trained(size, one, network, spoken, place)
    assert network is not None  # noqa: S101 - every size has a round
    return network


def _trained(
    size: Size, one: Round, network: Network | None, spoken: Sequence[Path], folder: Path
) -> Network:
    """Return the network after a round, which goes on where it was interrupted."""
    path = folder / NETWORK
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        mean = network.mean if network else mean_of(one.features for one in speech.read(spoken))
        pieces = cut(speech.read(spoken), mean, folder / "features")
        hours = pieces.answers.sum() * STEP_SECONDS / 3600
        _tell(f"Training on {hours:.1f} hours of speech.")
        if network is None or one.fresh:
            network = training.initial_network(pieces, size.shape, mean)
        phones = phone_model(example.labels for example in speech.read(spoken))
        lesson = training.Lesson(pieces, phones, one.steps, one.rate, size.batch)
        training.train(network, lesson, folder, _tell).save(path)
        (folder / "features").unlink()
    return Network.load(path)


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
