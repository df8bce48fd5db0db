"""The emitter: a child process of a benchmark emits what happens in it, as JSON lines on stdout.

Importing this sets the true stdout aside and leaves stderr in its place, because pyttsx3, and
whatever else runs in the process, prints.
"""

import json
import os
import time

_stdout = os.dup(1)
os.dup2(2, 1)


def emit(event: str, **fields: object) -> None:
    """Emit that something happened, at a `moment` of the monotonic clock; without one, now."""
    line = {"event": event, "moment": time.monotonic(), **fields}
    os.write(_stdout, json.dumps(line).encode() + b"\n")
