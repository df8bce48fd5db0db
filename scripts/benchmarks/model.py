"""The child process that weighs a speech model: `python -m benchmarks.model FOLDER`.

The libraries are loaded first, and a second of silence is decoded last, so that the difference is
the model with what its decoder needs to work, and nothing else.
"""

import os
import sys

import numpy as np
import vosk

from benchmarks.emitter import emit
from benchmarks.memory import of_tree
from voice_coach.stt.vosk_engine import MODEL_RATE


def weigh(event: str) -> None:
    """Emit how much memory is taken now."""
    weight = of_tree(os.getpid())
    emit(event, alone=weight.alone, pss=weight.pss, rss=weight.rss)


def main() -> None:
    """Weigh before and after."""
    vosk.SetLogLevel(-1)
    weigh("before")
    recognizer = vosk.KaldiRecognizer(vosk.Model(sys.argv[1]), MODEL_RATE)
    recognizer.SetWords(enable_words=True)
    recognizer.AcceptWaveform(np.zeros(MODEL_RATE, np.int16).tobytes())
    weigh("after")


if __name__ == "__main__":
    main()
