"""Speech from festival's voices, with the time of every phone, through its program."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from speech_model import phones
from speech_model.alignment import Segment, Utterance
from speech_model.flite import read_wave
from speech_model.sound import at_model_rate

VOICES = ("kal_diphone", "ked_diphone")
"""Voices for training; `cmu_us_slt_arctic_hts` is kept for the evaluation."""

_SAY = """
(voice_{voice})
(Parameter.set 'Duration_Stretch {stretch:.3f})
(set! utt (Utterance Text "{text}"))
(utt.synth utt)
(utt.save.segs utt "{path}.lab")
(utt.save.wave utt "{path}.wav" 'riff)
"""


def say(lines: Sequence[tuple[str, str, float]]) -> list[Utterance]:
    """Return spoken texts, each given with a voice and how much longer than usual each sound takes.

    One process speaks them all, because festival is slow to start.

    Raises:
        subprocess.CalledProcessError: festival failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, str(number)) for number in range(len(lines))]
        script = Path(folder, "say.scm")
        script.write_text(
            "".join(
                _SAY.format(text=text, voice=voice, stretch=stretch, path=path)
                for path, (text, voice, stretch) in zip(paths, lines, strict=True)
            ),
            "utf-8",
        )
        subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True)
        return [_spoken(path) for path in paths]


def _spoken(path: Path) -> Utterance:
    """Return the utterance festival wrote: the sound, and a line for each phone with its end."""
    samples, rate = read_wave(path.with_suffix(".wav"))
    rows = [line.split() for line in path.with_suffix(".lab").read_text("utf-8").splitlines()]
    segments: list[Segment] = []
    start = 0.0
    for row in rows[rows.index(["#"]) + 1 :]:
        segments += Segment.split(phones.of_festival(row[2]), start, float(row[0]))
        start = float(row[0])
    last, length = segments[-1], len(samples) / rate
    segments[-1] = Segment(last.phone, last.start, max(last.end, length))
    return Utterance(at_model_rate(samples, rate), segments)
