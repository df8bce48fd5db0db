"""Trains the classifier of words of danger, measures it, and hears the corpus.

PYTHONPATH=scripts python -m care_model train | measure | hear
"""

import argparse
from pathlib import Path

from care_model import measurement, recognition
from care_model.corpus import HANDS, lines_of
from care_model.training import further_examples, trained, written


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="care_model", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="choose the thresholds, and write the weights")
    measuring = commands.add_parser("measure", help="print the figures of docs/care.md")
    for command in (training, measuring):
        command.add_argument(
            "--texts", metavar="FOLDER", type=Path, required=True, help="open texts, NAME.txt.gz"
        )
    measuring.add_argument(
        "--apart", metavar="HAND", nargs="*", type=int, default=[], help="measure these hands alone"
    )
    hearing = commands.add_parser("hear", help="have the recognizer hear every meant line")
    hearing.add_argument("--every", type=int, default=4, metavar="N", help="one line in N")
    chosen = parser.parse_args()
    match chosen.command:
        case "train":
            lines = [line for hand in HANDS for line in lines_of(hand)]
            further = further_examples(chosen.texts)
            danger, doubt = measurement.thresholds(lines, further)
            text = written(trained(lines, further), danger, doubt)
            measurement.WEIGHTS.write_text(text, encoding="utf-8")
            print(f"{len(text.encode()):,} bytes, danger {danger:.2f}, doubt {doubt:.2f}")
        case "measure" if chosen.apart:
            measurement.report_apart(chosen.apart, chosen.texts)
        case "measure":
            measurement.report(chosen.texts)
        case "hear":
            recognition.hear_all(chosen.every)


if __name__ == "__main__":
    main()
