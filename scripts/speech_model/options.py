"""The builder's options: apart from it, so that help needs no library."""

import argparse
import multiprocessing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def parser() -> argparse.ArgumentParser:
    """Return the parser of the builder's options."""
    cache = Path.home() / ".cache" / "voice-coach" / "demo-model"
    options = argparse.ArgumentParser(
        prog="scripts/build_model",
        description="Builds the speech model that ships, from recordings of people and from "
        "synthesized speech, in some hours on two processors; or measures one. A build that was "
        "interrupted goes on where it was.",
    )
    options.add_argument(
        "--speech",
        type=Path,
        metavar="DIR",
        help="a folder of recordings of people to learn from, or to measure with: lists NAME.tsv "
        "of lines with an id, a speaker and the words, tabs between them, each beside NAME.zip or "
        "a folder NAME with a sound for each id. Without it the model learns from synthesizers "
        "alone, and hears people badly",
    )
    options.add_argument(
        "--model",
        type=Path,
        help="the folder to write the model to (default: models/en-us of this checkout; with "
        "--quick the folder quick/model in --folder, so that the good one stays)",
    )
    options.add_argument(
        "--folder",
        type=Path,
        default=cache,
        help="where to keep what is made on the way, some 3 GB; what is there already is not made "
        "again (default: %(default)s)",
    )
    options.add_argument(
        "--quick",
        action="store_true",
        help="a poor model with few words, in a minute or two, to see that everything works",
    )
    options.add_argument(
        "--text",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder of English texts, NAME.txt.gz with one sentence a line: for more words, "
        "and what stands beside which; may be given several times",
    )
    instead = options.add_mutually_exclusive_group()
    instead.add_argument(
        "--graph",
        action="store_true",
        help="give the model in --model today's words of the practices and commands, in a few "
        "minutes: its network stays as it is",
    )
    instead.add_argument(
        "--tune",
        action="store_true",
        help="build nothing: measure with the development's phrases what the cost of unknown "
        "words does to the model in --model",
    )
    instead.add_argument(
        "--calibrate",
        action="store_true",
        help="build nothing: measure with the people of --speech how often a word of some "
        "confidence is right, and write that into the model in --model",
    )
    instead.add_argument(
        "--evaluate",
        type=Path,
        metavar="MODEL",
        help="build nothing: measure how well the model in this folder hears; with --speech, how "
        "well it hears those people there whom nothing is trained on",
    )
    instead.add_argument(
        "--convert",
        nargs=2,
        metavar=("CORPUS", "FOLDER"),
        help="build nothing: make a list in --speech of a corpus as it is published, librispeech "
        "or common-voice, unpacked into this folder",
    )
    instead.add_argument(
        "--books",
        type=Path,
        metavar="FOLDER",
        help="build nothing: write the sentences of the books in this folder, plain texts NAME.txt "
        "of Project Gutenberg, as books.txt.gz to the folder of --text",
    )
    instead.add_argument(
        "--speak",
        type=int,
        metavar="COUNT",
        help="build nothing: make a list in --speech of so many sentences, spoken by the natural "
        "voices that are installed, so that the model learns from them as from people",
    )
    options.add_argument("--json", action="store_true", help="print the measurements as JSON")
    options.add_argument(
        "--jobs",
        type=int,
        default=multiprocessing.cpu_count(),
        help="processes at a time (default: %(default)s, as many as there are processors)",
    )
    return options


def model_of(options: argparse.Namespace) -> Path:
    """Return the model's folder: the one that was named, else the one that is meant."""
    if options.model is not None:
        return Path(options.model)
    folder: Path = options.folder
    return folder / "quick" / "model" if options.quick else ROOT / "models" / "en-us"


if __name__ == "__main__":
    parser().parse_args()
