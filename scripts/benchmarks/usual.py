"""The usual way: a child process that does as the examples of Vosk and pyttsx3 do.

`python -m benchmarks.usual talk MODEL TURNS` waits for the recogniser to end an
utterance, then speaks with `say` and `runAndWait`. `python -m benchmarks.usual stop SECONDS` speaks
and tries to stop after so many seconds. Both need aplay, which is how pyttsx3 plays on Linux.

It is given what helps it: blocks of 20 ms instead of the examples' half seconds, the engine made
and warmed up before the first turn, and the same sentences and voice as the product.
"""

import json
import os
import queue
import sys
import threading
from typing import Any

from benchmarks.emitter import emit
from benchmarks.practice import QUESTIONS

RATE = 16000
TALK_RATE = 145
SPEECH = "Take a moment to arrive. Feel the chair, or the ground."


def make_engine() -> Any:
    """Return a pyttsx3 engine with the product's voice."""
    from voice_coach.tts import pyttsx3_process  # noqa: PLC0415 - has to come before pyttsx3

    pyttsx3_process.load_bundled_espeak()
    import pyttsx3  # noqa: PLC0415 - finds the library that was just loaded

    engine = pyttsx3.init()
    engine.setProperty("voice", pyttsx3_process.AMERICAN_ENGLISH)
    engine.setProperty("rate", TALK_RATE)
    engine.runAndWait()  # the first run of an engine returns before its work is done: give it none
    return engine


def talk(model: str, turns: int) -> None:
    """Listen until the recogniser has a final, answer it, and again."""
    import sounddevice  # noqa: PLC0415 - only here
    import vosk  # noqa: PLC0415 - only here

    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(model), RATE)
    engine = make_engine()
    blocks: queue.Queue[bytes] = queue.Queue()
    stream = sounddevice.RawInputStream(
        samplerate=RATE,
        blocksize=RATE // 50,
        dtype="int16",
        channels=1,
        callback=lambda block, *_: blocks.put(bytes(block)),
    )
    with stream:
        for turn in range(turns):
            emit("listening", turn=turn)
            while not _hears(recognizer, blocks.get()):
                pass
            emit("decided", turn=turn)
            engine.say(QUESTIONS[turn % len(QUESTIONS)].ask)
            engine.runAndWait()
            emit("spoke", turn=turn)


def _hears(recognizer: Any, block: bytes) -> bool:
    """Return whether this block completes an utterance."""
    return bool(recognizer.AcceptWaveform(block) and json.loads(recognizer.Result()).get("text"))


def stop(seconds: float) -> None:
    """Speak, and try to stop after so many seconds."""
    engine = make_engine()

    def try_to_stop() -> None:
        emit("stop")
        engine.stop()

    engine.say(SPEECH)
    emit("speaking")
    threading.Timer(seconds, try_to_stop).start()
    engine.runAndWait()
    emit("returned")


def main() -> None:
    """Run the part that the first argument names."""
    if sys.argv[1] == "talk":
        talk(sys.argv[2], int(sys.argv[3]))
    else:
        stop(float(sys.argv[2]))


if __name__ == "__main__":
    main()
    os._exit(0)  # libespeak fails assertions when the interpreter tidies up
