"""The machine the figures are from, in general terms: no name, no path."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "pyttsx3", "sounddevice", "vosk")


def describe() -> dict[str, str | int | float]:
    """Return the processor, the cores there are to use, their load before, and the software.

    `load_before` is the system's load average of the last minute: where it is near the number of
    cores or beyond, other programs took part in every time that was measured.
    """
    affinity = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()
    return {
        "processor": _processor(),
        "cores": len(affinity) or os.cpu_count() or 1,
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0,
        "system": _system(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME")
    except OSError:
        name = None
    return name or f"{platform.system()} {platform.release()}"
