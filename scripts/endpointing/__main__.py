"""Learns where a sentence may end, and measures when answers are taken as finished.

PYTHONPATH=scripts python -m endpointing train --text DIR --speech DIR
PYTHONPATH=scripts python -m endpointing measure --speech DIR [--development]
"""

import argparse
from pathlib import Path

from endpointing import measurement, training


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="endpointing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    learning = commands.add_parser("train", help="write voice_coach/nlu/completeness.txt")
    learning.add_argument(
        "--text", type=Path, required=True, help="gzipped text, a line a sentence"
    )
    measuring = commands.add_parser("measure", help="print the figures of docs/benchmarks.md")
    measuring.add_argument(
        "--development", action="store_true", help="people who are not held out, to choose by"
    )
    for command in (learning, measuring):
        command.add_argument("--speech", type=Path, required=True, help="a folder of lists")
    chosen = parser.parse_args()
    if chosen.command == "train":
        text = training.written(training.train(chosen.text, chosen.speech))
        training.WEIGHTS.write_text(text, encoding="utf-8")
        print(f"{len(text.encode()):,} bytes")
    else:
        print(measurement.table(chosen.speech, development=chosen.development))


if __name__ == "__main__":
    main()
