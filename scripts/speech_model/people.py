"""What recordings of people are made into: alignments, and blocks of training speech."""

import hashlib
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from speech_model import lexicon, recordings, variants
from speech_model.errors import BuildError
from speech_model.features import mfcc, normalized
from speech_model.forced_alignment import Alignment, Pronounced, align
from speech_model.network import Network, judged
from speech_model.phones import NUMBER
from speech_model.recordings import Recording, Recordings

WORST = 3.0
"""Per cent of a list's recordings that fit their words least, and are left out."""

BLOCK = 200
"""Recordings in a block."""

Pronunciations = Mapping[str, Sequence[Pronounced]]


@dataclass(frozen=True, slots=True)
class People:
    """Lists of recordings, decoded, and those of each that may be trained on."""

    lists: Sequence[Recordings]
    pronunciations: Pronunciations

    @classmethod
    def read(cls, speech: Path, folder: Path, jobs: int) -> "People":
        """Read the lists in the folder `speech`, which are decoded into `folder`."""
        names = recordings.lists(speech)
        lists = [recordings.decoded(name, speech, folder / "recordings") for name in names]
        words = sorted({word for one in lists for row in one.rows for word in row.words.split()})
        return cls(lists, _pronunciations(words, folder, jobs))

    def align(
        self, network: Network, folder: Path, jobs: int, tell: Callable[[str], None]
    ) -> dict[str, dict[str, Alignment]]:
        """Return the alignments of all lists, by name and by id; kept in `folder`."""
        found: dict[str, dict[str, Alignment]] = {}
        to_train_on = recordings.to_train_on(self.lists)
        for one in self.lists:
            path, rows = folder / f"{one.name}.npz", to_train_on[one.name]
            if rows and not path.exists():
                work = partial(_aligned, one.path, self.pronunciations, network)
                with multiprocessing.get_context("spawn").Pool(jobs) as pool:
                    parts = pool.map(work, [rows[n::jobs] for n in range(jobs)], chunksize=1)
                _save({key: one for part in parts for key, one in part}, path)
            found[one.name] = _load(path) if rows else {}
            tell(f"{len(found[one.name])} of {len(one.rows)} recordings of {one.name} are aligned.")
        return found

    def blocks(
        self, alignments: Mapping[str, Mapping[str, Alignment]], folder: Path, passes: int
    ) -> list[variants.Block]:
        """Return the blocks of all lists, each recording in as many variants as there are passes.

        Every other recording is left clean in one pass and spoiled in the next.
        """
        found: list[variants.Block] = []
        for number, one in enumerate(self.lists):
            rows = [row for row in one.rows if row.id in alignments[one.name]]
            for this_pass in range(passes):
                for part in range(2):
                    mine = rows[part::2]
                    for start in range(0, len(mine), BLOCK):
                        aligned = [
                            variants.Aligned(row.start, row.samples, alignments[one.name][row.id])
                            for row in mine[start : start + BLOCK]
                        ]
                        name = f"{one.name}-{this_pass}-{part}-{start}"
                        seed = 1000 * this_pass + 100_000 * number + start + part
                        clean = (part + this_pass) % 2 == 0
                        path = folder / f"{name}.npz"
                        found.append(variants.Block(one.path, aligned, seed, clean, path))
        return found


def _pronunciations(words: Sequence[str], folder: Path, jobs: int) -> Pronunciations:
    which = hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]
    path = folder / f"spoken-{which}.txt"
    if not path.exists():
        lexicon.save(lexicon.lexicon(words, jobs, thorough=False), path)
    found: dict[str, list[Pronounced]] = {}
    for said in lexicon.load(path):
        found.setdefault(said.word, []).append(tuple(NUMBER[phone] for phone in said.phones))
    return found


def _save(found: Mapping[str, Alignment], path: Path) -> None:
    if not found:
        raise BuildError(f"No recording of the list {path.stem} could be aligned with its words.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            ids=list(found),
            phones=np.concatenate([one.phones for one in found.values()]),
            starts=np.concatenate([one.starts for one in found.values()]),
            counts=[len(one.phones) for one in found.values()],
            answers=[one.answers for one in found.values()],
            scores=[one.score for one in found.values()],
        )
    part.rename(path)


def _aligned(
    samples: Path, pronunciations: Pronunciations, network: Network, rows: Sequence[Recording]
) -> list[tuple[str, Alignment]]:
    sounds = np.load(samples, mmap_mode="r")
    found = []
    for row in rows:
        sound = sounds[row.start : row.start + row.samples].astype(np.float32)
        scores = judged(network, normalized(mfcc(sound), network.mean))
        alignment = align(scores, row.words.split(), pronunciations)
        if alignment is not None:
            found.append((row.id, alignment))
    return found


def _load(path: Path) -> dict[str, Alignment]:
    """Return the alignments in a file, but for the worst."""
    with np.load(path) as file:
        ids, phones, starts, counts, answers, scores = (
            file[name] for name in ("ids", "phones", "starts", "counts", "answers", "scores")
        )
    ends = np.cumsum(counts)
    least = np.percentile(scores, WORST)

    def alignments() -> Iterator[tuple[str, Alignment]]:
        for number, (key, end) in enumerate(zip(ids.tolist(), ends, strict=True)):
            if scores[number] >= least:
                those = slice(end - counts[number], end)
                score = float(scores[number])
                yield key, Alignment(phones[those], starts[those], int(answers[number]), score)

    return dict(alignments())
