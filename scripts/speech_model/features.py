"""Features: mel-frequency cepstral coefficients, the same as Vosk computes.

The numbers are those of `conf/mfcc.conf`, which is written from `MFCC_CONF`.
"""

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
