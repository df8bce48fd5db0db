"""The command line of the builder: scripts/build_model."""

import sys
from collections.abc import Sequence
from pathlib import Path

from speech_model import books
from speech_model.build import FULL, QUICK, build, build_graph
from speech_model.confidence import calibrate
from speech_model.corpora import convert
from speech_model.errors import BuildError
from speech_model.evaluation import evaluate
from speech_model.natural_voices import speak
from speech_model.options import ROOT, model_of, parser
from speech_model.people_evaluation import hear_people, table
from speech_model.tuning import tune
from voice_coach.settings import Home


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
            target = _folder_of_lists("--convert", options.speech) / Path(source).resolve().name
            print(f"{convert(corpus, Path(source), target)} recordings are in {target}.tsv.")
        elif options.books is not None:
            text = _folder_of_texts(options.text) / "books.txt.gz"
            print(f"{books.write(options.books, text)} sentences are in {text}.")
        elif options.speak is not None:
            speech = _folder_of_lists("--speak", options.speech)
            spoken = speak(options.speak, practices, speech, Home.find())
            print(f"{spoken} sentences of natural voices are listed in {speech}.")
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
            texts = tuple(path.resolve() for path in options.text)
            if options.graph:
                build_graph(size, **places, jobs=options.jobs, text=texts)
            else:
                build(size, **places, jobs=options.jobs, text=texts, recorded=options.speech)
    except BuildError as error:
        print(f"build_model: {error}", file=sys.stderr)
        return 1
    return 0


def _folder_of_lists(option: str, speech: Path | None) -> Path:
    """Return the folder that `option` writes a list to."""
    if speech is None:
        raise BuildError(f"{option} needs --speech, the folder to write the list to.")
    return speech


def _folder_of_texts(folders: Sequence[Path]) -> Path:
    """Return the one folder that books are written to."""
    if len(folders) != 1:
        raise BuildError("--books needs one --text, the folder to write the text to.")
    return folders[0]


if __name__ == "__main__":
    sys.exit(main())
