"""Features: mel-frequency cepstral coefficients, the same as Vosk computes.

The numbers are those of `conf/mfcc.conf`, which is written from `MFCC_CONF`.
"""

from collections.abc import Iterable

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

from speech_model.sound import RATE, Sound

COEFFICIENTS = 40

MFCC_CONF = f"""\
--sample-frequency={RATE}
--use-energy=false
--num-mel-bins={COEFFICIENTS}
--num-ceps={COEFFICIENTS}
--low-freq=20
--high-freq=7600
--dither=0
--energy-floor=1.0
--allow-downsample=true
"""
"""As Vosk's small models have it, and without noise of its own: the same sound is always heard the
same, and digital silence does not become the logarithm of nothing."""


LIFTER = 22
"""Kaldi's default, by which higher coefficients are raised."""

WINDOW, GLOBAL_FRAMES = 600, 200
"""Frames of which Vosk takes the mean away, and as how many of them the mean of all speech counts
while they are fewer: the defaults of Kaldi's `OnlineCmvnOptions`, which cannot be set."""


def mfcc(sound: Sound) -> NDArray[np.float32]:
    """The coefficients of each whole frame of 25 ms, every 10 ms: (frames, `COEFFICIENTS`)."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.samp_freq = RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = COEFFICIENTS
    options.mel_opts.low_freq = 20
    options.mel_opts.high_freq = 7600
    options.num_ceps = COEFFICIENTS
    options.use_energy = False
    options.energy_floor = 1.0
    computer = kaldi_native_fbank.OnlineMfcc(options)
    computer.accept_waveform(RATE, sound)
    computer.input_finished()
    frames = [computer.get_frame(index) for index in range(computer.num_frames_ready)]
    return np.array(frames, np.float32).reshape(-1, COEFFICIENTS)


def normalized(features: NDArray[np.floating], mean: NDArray[np.floating]) -> NDArray[np.float32]:
    """The features less their mean over the last `WINDOW` frames, as Vosk computes it.

    Args:
        features: (frames, `COEFFICIENTS`).
        mean: Of all speech; it counts as `GLOBAL_FRAMES`, as far as they fit into the window.
    """
    sums = np.cumsum(features, axis=0, dtype=np.float64)
    sums[WINDOW:] -= sums[:-WINDOW].copy()
    counts = np.minimum(np.arange(1, len(features) + 1), WINDOW)[:, None]
    others = np.minimum(WINDOW - counts, GLOBAL_FRAMES)
    means = (sums + others * mean) / (counts + others)
    return np.asarray(features - means, np.float32)


def mean_of(speech: Iterable[NDArray[np.floating]]) -> NDArray[np.float32]:
    """Return the mean of each coefficient in some utterances' features."""
    total, frames = np.zeros(COEFFICIENTS), 0
    for features in speech:
        total += features.sum(axis=0, dtype=np.float64)
        frames += len(features)
    return (total / max(frames, 1)).astype(np.float32)


def spectrum_of_cepstrum() -> NDArray[np.float32]:
    """The matrix that makes the logarithmic spectrum of coefficients: (bins, `COEFFICIENTS`)."""
    rows, bins = np.arange(COEFFICIENTS)[:, None], np.arange(COEFFICIENTS) + 0.5
    cosines = np.sqrt(2 / COEFFICIENTS) * np.cos(np.pi / COEFFICIENTS * rows * bins)
    cosines[0] /= np.sqrt(2)
    lifter = 1 + LIFTER / 2 * np.sin(np.pi * rows / LIFTER)
    return np.linalg.inv(lifter * cosines).astype(np.float32)
