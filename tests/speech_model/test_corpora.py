"""Corpora as they are published become lists of recordings."""

import numpy as np
import pytest
import soundfile
from speech_model.corpora import convert, spoken
from speech_model.errors import BuildError
from speech_model.recordings import decoded
from speech_model.sound import RATE

pytestmark = pytest.mark.builder


def sound(path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.sin(np.arange(RATE) / 20) / 4, RATE)


def test_librispeech(tmp_path):
    chapter = tmp_path / "train-clean-5" / "19" / "198"
    sound(chapter / "19-198-0000.flac")
    sound(chapter / "19-198-0001.flac")
    text = "19-198-0000 NORTHANGER ABBEY\n19-198-0001 I'VE SEEN IT\n19-198-0002 NO SOUND OF THIS\n"
    (chapter / "19-198.trans.txt").write_text(text)
    speech = tmp_path / "speech"
    assert convert("librispeech", tmp_path / "train-clean-5", speech / "clean") == 2
    found = decoded("clean", speech, tmp_path / "decoded")
    assert [(row.id, row.speaker, row.words) for row in found.rows] == [
        ("19-198-0000", "0", "northanger abbey"),
        ("19-198-0001", "0", "i've seen it"),
    ]


def test_common_voice(tmp_path):
    source = tmp_path / "cv-corpus" / "en"
    said = "\u201cWait, she said - it\u2019s well-known."
    rows = [
        ("a", "one.mp3", said),
        ("b", "two.mp3", "In 1984 he left."),
        ("a", "three.mp3", "Yes."),
    ]
    for _, name, _ in rows:
        sound(source / "clips" / name)
    lines = ["client_id\tpath\tsentence", *("\t".join(row) for row in rows)]
    (source / "validated.tsv").write_text("\n".join(lines) + "\n")
    assert convert("common-voice", tmp_path / "cv-corpus", tmp_path / "speech" / "cv") == 2
    text = (tmp_path / "speech" / "cv.tsv").read_text()
    assert text == "one\t0\twait she said it's well known\nthree\t0\tyes\n"
    assert len(decoded("cv", tmp_path / "speech", tmp_path / "decoded").samples) >= 2 * RATE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Don't!", "don't"),
        ("'Tis -- so", "tis so"),
        ("Café", None),
        ("4 o'clock", None),
        ("", None),
    ],
)
def test_words_are_written_as_a_list_has_them_or_left_out(text, said):
    assert spoken(text) == said


def test_what_is_no_such_corpus_is_named(tmp_path):
    with pytest.raises(BuildError, match=str(tmp_path)):
        convert("librispeech", tmp_path, tmp_path / "list")
    with pytest.raises(BuildError, match="librispeech, common-voice"):
        convert("timit", tmp_path, tmp_path / "list")
    (tmp_path / "list").mkdir()
    with pytest.raises(BuildError, match="exists already"):
        convert("librispeech", tmp_path, tmp_path / "list")
