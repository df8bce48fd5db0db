"""What a process has freed goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

from voice_coach.allocator import give_back_freed_memory

PROGRAM = """
import sys
from pathlib import Path
from voice_coach.allocator import give_back_freed_memory

def pages():
    return int(Path("/proc/self/statm").read_text().split()[1])

taken = not sys.argv[1:] or give_back_freed_memory()
b"x" * 20_000_000  # by itself, glibc keeps blocks up to this size from now on
before, blocks, between = pages(), [], []
for number in range(30):
    blocks.append(bytes([number]) * 1_000_000)
    between.append(bytes([number]) * 2_000)
blocks.clear()
print(taken, (pages() - before) * 4096 // 1_000_000)
"""


def kept(*arguments: str) -> int:
    """Megabytes of thirty that a process keeps after it has freed them."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    taken, megabytes = done.stdout.split()
    assert taken == "True"
    return int(megabytes)


@pytest.mark.program
def test_freed_memory_goes_back_and_would_not_by_itself():
    assert kept("give back") <= 2
    assert kept() > 20


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_are_left_as_they_are(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    assert not give_back_freed_memory()


def test_a_c_library_without_the_call_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    assert not give_back_freed_memory()
