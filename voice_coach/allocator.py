"""The allocator of the C library: has glibc give back what a process has freed.

By itself glibc keeps what was freed: each block it once mapped and unmapped raises the size up to
which blocks stay in its heaps, to 32 MB. Loading a speech model and rendering a voice free many
blocks, after which a session would hold megabytes it never uses again. With fixed thresholds they
go back. Other C libraries have no such call, and are left as they are.
"""

import ctypes
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h

THRESHOLD_BYTES = 64 * 1024
"""A block of this size is mapped by itself, and so much may lie free at a heap's end. Half of
glibc's own first thresholds, and more than a block of sound, so that none is mapped for long."""


def give_back_freed_memory() -> bool:
    """Fix the thresholds of this process; return whether its C library took them."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library than glibc
        return False
    return all(mallopt(each, THRESHOLD_BYTES) for each in (_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD))
