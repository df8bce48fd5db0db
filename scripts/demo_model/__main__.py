"""The command line of the builder: scripts/build_demo_model."""

import argparse
import multiprocessing
import sys
from pathlib import Path

from demo_model.build import FULL, QUICK, build
from demo_model.errors import BuildError
from demo_model.evaluation import evaluate

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Build a model, or measure one; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.evaluate is not None:
            model = options.evaluate.resolve()
            if not (model / "am" / "final.mdl").is_file():
                raise BuildError(f"{options.evaluate} holds no speech model: am/final.mdl is missing.")
            report = evaluate(model, options.jobs, quick=options.quick)
            print(report.json() if options.json else report.table())
        else:
            build(
                QUICK if options.quick else FULL,
                folder=options.folder.resolve(),
                model=options.model.resolve(),
                practices=ROOT / "voice_coach" / "practices" / "en",
                jobs=options.jobs,
            )
    except BuildError as error:
        print(f"build_demo_model: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    cache = Path.home() / ".cache" / "voice-coach" / "demo-model"
    parser = argparse.ArgumentParser(
        prog="scripts/build_demo_model",
        description="Builds the speech model of the demo and the tests from synthesized speech "
        "alone, in about three quarters of an hour on two processors; or measures one.",
    )
    parser.add_argument(
        "--model",
        type=Path,
        default=ROOT / "models" / "demo-en-us",
        help="the folder to write the model to (default: models/demo-en-us of this checkout)",
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=cache,
        help="where to keep what is made on the way, some 3 GB; what is there already is not made "
        "again (default: %(default)s)",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a poor model with few words, in a minute or two, to see that everything works",
    )
    parser.add_argument(
        "--evaluate",
        type=Path,
        metavar="MODEL",
        help="build nothing: measure how well the model in this folder hears",
    )
    parser.add_argument("--json", action="store_true", help="print the measurements as JSON")
    parser.add_argument(
        "--jobs",
        type=int,
        default=multiprocessing.cpu_count(),
        help="processes at a time (default: %(default)s, as many as there are processors)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
