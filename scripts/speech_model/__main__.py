"""The command line of the builder: scripts/build_model."""

import sys
from pathlib import Path

from speech_model.build import FULL, QUICK, build, build_graph
from speech_model.confidence import calibrate
from speech_model.corpora import convert
from speech_model.errors import BuildError
from speech_model.evaluation import evaluate
from speech_model.options import ROOT, model_of, parser
from speech_model.people_evaluation import hear_people, table
from speech_model.tuning import tune


def main(arguments: list[str] | None = None) -> int:
    """Build a model, or measure one; returns the exit code."""
    options = parser().parse_args(arguments)
    size = QUICK if options.quick else FULL
    practices = ROOT / "voice_coach" / "practices" / "en"
    folder, model = options.folder.resolve(), model_of(options).resolve()
    try:
        if options.tune:
            measured = tune(
                size, folder=folder, model=model, practices=practices, jobs=options.jobs
            )
            print(measured.json() if options.json else measured.table())
        elif options.convert is not None:
            corpus, source = options.convert
            _convert(corpus, Path(source), options.speech)
        elif options.evaluate is not None and options.speech is not None:
            print(table(hear_people(options.evaluate, options.speech, folder, options.jobs)))
        elif options.calibrate:
            print(calibrate(model, options.speech, folder, options.jobs), end="")
        elif options.evaluate is not None:
            report = evaluate(
                options.evaluate.resolve(), practices, options.jobs, quick=options.quick
            )
            print(report.json() if options.json else report.table())
        else:
            places = {"folder": folder, "model": model, "practices": practices}
            text = tuple(path.resolve() for path in options.text)
            if options.graph:
                build_graph(size, **places, jobs=options.jobs, text=text)
            else:
                build(size, **places, jobs=options.jobs, text=text, recorded=options.speech)
    except BuildError as error:
        print(f"build_model: {error}", file=sys.stderr)
        return 1
    return 0


def _convert(corpus: str, source: Path, speech: Path | None) -> None:
    """Make a list of a published corpus in the folder `speech`."""
    if speech is None:
        raise BuildError("--convert needs --speech, the folder to write the list to.")
    target = speech / source.resolve().name
    print(f"{convert(corpus, source, target)} recordings are listed in {target}.tsv.")


if __name__ == "__main__":
    sys.exit(main())
