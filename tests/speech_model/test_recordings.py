"""Recordings of people: read from lists, held out, aligned, and made into training speech."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from speech_model import biphones, recordings, variants
from speech_model.errors import BuildError
from speech_model.forced_alignment import Alignment, align
from speech_model.phones import NUMBER
from speech_model.recordings import Recording, Recordings, decoded, lists, to_train_on
from speech_model.sound import RATE
from speech_model.speech import read
from speech_model.variants import Aligned, Block

pytestmark = pytest.mark.builder


def hum(seconds: float = 1.0, rate: int = RATE) -> np.ndarray:
    return np.sin(np.arange(int(seconds * rate)) / 20) / 4


@pytest.mark.parametrize("zipped", [True, False])
def test_a_list_is_read_with_its_sounds(tmp_path, zipped):
    folder = tmp_path / "people"
    folder.mkdir()
    soundfile.write(folder / "1.flac", hum(0.5), RATE)
    soundfile.write(folder / "2.wav", np.stack([hum(1.0, 8000)] * 2, axis=1), 8000)
    if zipped:
        with zipfile.ZipFile(tmp_path / "people.zip", "w") as archive:
            for file in folder.iterdir():
                archive.write(file, f"clips/{file.name}")
                file.unlink()
        folder.rmdir()
    (tmp_path / "people.tsv").write_text("1\t7\tgood morning\n2\t8\ti'm here\n")
    assert lists(tmp_path) == ["people"]
    found = decoded("people", tmp_path, tmp_path / "decoded")
    assert [(row.id, row.speaker, row.words) for row in found.rows] == [
        ("1", "7", "good morning"),
        ("2", "8", "i'm here"),
    ]
    assert [row.samples for row in found.rows] == [RATE // 2, RATE]
    assert len(found.samples) == 1.5 * RATE
    assert 8000 < np.abs(found.samples).max() < 8400
    again = decoded("people", tmp_path / "gone", tmp_path / "decoded")
    assert again.rows == found.rows


@pytest.mark.parametrize(
    ("text", "named"), [("1 7 hello\n", "line 1"), ("1\t7\thello\n2\t7\tno\n", "line 2")]
)
def test_a_line_without_a_sound_or_a_tab_is_named(tmp_path, text, named):
    (tmp_path / "people").mkdir()
    soundfile.write(tmp_path / "people" / "1.flac", hum(), RATE)
    (tmp_path / "people.tsv").write_text(text)
    with pytest.raises(BuildError, match=named):
        decoded("people", tmp_path, tmp_path / "decoded")
    assert not list((tmp_path / "decoded").glob("*.json"))


def test_a_folder_without_a_list_is_named(tmp_path):
    with pytest.raises(BuildError, match=str(tmp_path)):
        lists(tmp_path)


def in_a_list(tmp_path: Path, name: str, said: list[tuple[str, str]]) -> Recordings:
    """A list of speakers with their words, a second each."""
    np.save(tmp_path / f"{name}.npy", (hum(len(said)) * 30000).astype(np.int16))
    rows = [
        Recording(str(n), speaker, words, n * RATE, RATE) for n, (speaker, words) in enumerate(said)
    ]
    return Recordings(name, rows, tmp_path / f"{name}.npy")


def test_nothing_said_by_those_who_are_held_out_is_trained_on_whoever_says_it(
    tmp_path, monkeypatch
):
    held_out = {"evaluation": {"one": frozenset("5")}, "development": {"two": frozenset("*")}}
    monkeypatch.setattr(recordings, "_held_out", lambda: held_out)
    said = [("5", "the same sentence"), ("6", "another sentence"), ("5", "stop")]
    first = in_a_list(tmp_path, "one", said)
    second = in_a_list(tmp_path, "two", [("1", "what they said")])
    others = [("5", "the same sentence"), ("5", "what they said"), ("5", "mine"), ("1", "stop")]
    third = in_a_list(tmp_path, "three", others)
    found = to_train_on([first, second, third])
    words = {name: [row.words for row in rows] for name, rows in found.items()}
    assert words == {"one": ["another sentence"], "two": [], "three": ["mine", "stop"]}


def test_of_every_list_that_is_measured_with_some_speakers_are_named():
    for purpose in (recordings.EVALUATION, recordings.DEVELOPMENT):
        assert recordings.is_kept_for(purpose, "librispeech-train-clean-5", "9") == (
            purpose == recordings.EVALUATION
        )
    assert recordings.is_held_out("speechocean762-test", "11")
    assert not recordings.is_held_out("librispeech-train-clean-5", "0")


def scores_of(spoken: list[tuple[str, int]]) -> np.ndarray:
    """What a network that is sure would answer to phones, each for so many answers."""
    found = np.full((sum(count for _, count in spoken), biphones.OUTPUTS), -20.0)
    answer, left = 0, 0
    for name, count in spoken:
        phone = NUMBER[name]
        found[answer, biphones.entering(left, phone)] = 0.0
        found[answer + 1 : answer + count, biphones.staying(phone)] = 0.0
        answer, left = answer + count, phone
    return found


PRONOUNCED = {
    "the": [(NUMBER["DH"], NUMBER["AX"]), (NUMBER["DH"], NUMBER["IY"])],
    "apple": [(NUMBER["AE"], NUMBER["P"], NUMBER["AX"], NUMBER["L"])],
}


def test_words_are_aligned_with_their_pronunciation_and_the_silences_between_them():
    spoken = [("SIL", 4), ("DH", 1), ("IY", 3), ("AE", 4), ("P", 2), ("AX", 1), ("L", 2),
              ("SIL", 3), ("AE", 2), ("P", 1), ("AX", 1), ("L", 1)]  # fmt: skip
    found = align(scores_of(spoken), ["the", "apple", "apple"], PRONOUNCED)
    assert found is not None
    assert found.phones.tolist() == [NUMBER[name] for name, _ in spoken]
    assert found.starts.tolist() == np.cumsum([0, *(n for _, n in spoken)])[:-1].tolist()
    assert (found.answers, found.score) == (25, 0.0)


def test_what_cannot_be_aligned_is_left_out():
    assert align(scores_of([("SIL", 40)]), ["unheard"], PRONOUNCED) is None
    assert align(scores_of([("SIL", 3)]), ["the", "apple"], PRONOUNCED) is None


def test_every_variant_of_a_recording_is_labelled_as_it_is_spoken(tmp_path):
    spoken = [("SIL", 10), ("AE", 20), ("P", 10), ("SIL", 20)]
    lengths = [count for _, count in spoken]
    starts = np.cumsum([0, *lengths])[:-1]
    alignment = Alignment(np.array([NUMBER[n] for n, _ in spoken], np.int8), starts, 60, 0.0)
    sound = (hum(1.8) * 20000).astype(np.int16)
    np.save(tmp_path / "sounds.npy", sound)
    some = [Aligned(0, len(sound), alignment)] * 12
    blocks = [
        Block(tmp_path / "sounds.npy", some, 3, clean, tmp_path / f"{clean}.npz")
        for clean in (True, False)
    ]
    variants.make(blocks, 1, lambda _: None)
    waited = 0
    for example in read(block.path for block in blocks):
        answers = (len(example.features) + 2) // 3
        assert len(example.labels) == answers
        heard = example.labels[example.labels != variants.UNHEARD]
        waited += len(heard) < answers
        assert heard[0] == 0
        assert [n // 2 for n in heard if n % 2 == 0] == [NUMBER[name] for name, _ in spoken]
        vowel = np.count_nonzero(heard // 2 == NUMBER["AE"])
        assert 15 <= vowel <= 26
    assert waited > 2
