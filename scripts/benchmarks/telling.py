"""How a child process of a benchmark tells what happens in it: a line of JSON on its stdout.

Importing this sets the true stdout aside and leaves stderr in its place, because pyttsx3, and
whatever else runs in the process, prints.
"""

import json
import os
import time

_told = os.dup(1)
os.dup2(2, 1)


def tell(event: str, **fields: object) -> None:
    """Tell that something happened; without a `moment` of the monotonic clock, now."""
    line = {"event": event, "moment": time.monotonic(), **fields}
    os.write(_told, json.dumps(line).encode() + b"\n")
