"""The command line of the builder: scripts/build_demo_model."""

import sys

from demo_model.build import FULL, QUICK, build
from demo_model.errors import BuildError
from demo_model.evaluation import evaluate
from demo_model.options import ROOT, parser


def main(arguments: list[str] | None = None) -> int:
    """Build a model, or measure one; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        if options.evaluate is not None:
            report = evaluate(options.evaluate.resolve(), options.jobs, quick=options.quick)
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


if __name__ == "__main__":
    sys.exit(main())
