"""The strong recognizer of the bench: Whisper base, in an environment of its own.

This file is run by the Python of that environment. It hears WAV files whose paths come on stdin,
one a line, and answers each with one line of JSON: `{"text": …}`.
"""

import json
import sys
from typing import Any


def main() -> None:
    """Hear what is asked for. The argument is the folder of the model."""
    from faster_whisper import WhisperModel  # noqa: PLC0415 - not in the environment of the bench

    model: Any = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=1)
    for line in sys.stdin:
        segments, _ = model.transcribe(
            line.rstrip("\n"),
            language="en",
            beam_size=5,
            temperature=(0.0, 0.2, 0.4),  # again, where it only repeats itself
            condition_on_previous_text=False,
        )
        text = " ".join(segment.text.strip() for segment in segments)
        print(json.dumps({"text": text}), flush=True)


if __name__ == "__main__":
    main()
