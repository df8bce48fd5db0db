"""Speech faster or slower at the same pitch, for servers that speak at one pace alone.

Waveform-similarity overlap-add (Verhelst and Roelands, 1993): short overlapping frames are taken
nearer to each other or farther apart, each from where it continues the one before best.
"""

import numpy as np
from numpy.typing import NDArray

from voice_coach.audio.sound import Sound, to_int16

HOP_SECONDS = 0.012
"""Between two frames, each of which has two: a pitch period or two of any speaker."""

SEARCH_SECONDS = 0.006
"""How far from its place a frame is looked for: more than half the period of a deep voice."""


def at_tempo(sound: Sound, tempo: float) -> Sound:
    """Return a sound spoken `tempo` times as fast; itself at 1, or if it is below 0.1 s."""
    hop, reach = round(HOP_SECONDS * sound.rate), round(SEARCH_SECONDS * sound.rate)
    if tempo == 1 or sound.seconds < 0.1:
        return sound
    frame = 2 * hop
    padded = np.pad(sound.samples.astype(np.float32), (reach, frame + 2 * reach + hop))
    window = np.hanning(frame + 1)[:-1].astype(np.float32)
    count = max(1, round(len(sound.samples) / tempo / hop))
    stretched = np.zeros((count + 1) * hop, np.float32)
    place = 0
    for number in range(count):
        wanted = min(round(number * hop * tempo), len(sound.samples))
        if number:
            continued = padded[place + hop : place + hop + frame]
            place = wanted + _best_shift(padded[wanted : wanted + frame + 2 * reach], continued)
        else:
            place = reach
        stretched[number * hop : number * hop + frame] += window * padded[place : place + frame]
    return Sound(to_int16(stretched), sound.rate)


def _best_shift(around: NDArray[np.float32], continued: NDArray[np.float32]) -> int:
    """Return where in `around` the frame is that is most like the one that would have followed."""
    energy = np.convolve(around**2, np.ones(len(continued), np.float32), "valid")
    likeness = np.correlate(around, continued, "valid") / np.sqrt(energy + 1.0)
    return int(np.argmax(likeness))
