import pytest

from voice_coach.nlu.punctuation import (
    LETTER,
    LINES,
    PARAGRAPH_SECONDS,
    PROSE,
    SENTENCE_SECONDS,
    WORDS,
)
from voice_coach.protocol.events import Heard

SECONDS = {
    "short": SENTENCE_SECONDS - 0.1,
    "sentence": SENTENCE_SECONDS,
    "paragraph": PARAGRAPH_SECONDS,
}


def pieces(pause):
    return (
        Heard(1, "i was tired", final=True, started=1.0, ended=2.0),
        Heard(1, "i went to bed", final=True, started=2.0 + pause, ended=4.0 + pause),
    )


@pytest.mark.parametrize(
    ("marks", "short", "sentence", "paragraph"),
    [
        (WORDS, " ", " ", " "),
        (PROSE, " ", ". ", ".\n\n"),
        (LINES, "\n", "\n", "\n"),
        (LETTER, "\n", "\n", "\n\n"),
    ],
)
def test_a_pause_is_a_mark_and_a_longer_one_a_stronger_one(marks, short, sentence, paragraph):
    joined = {name: marks.join(pieces(pause)) for name, pause in SECONDS.items()}

    assert joined == {
        "short": f"i was tired{short}i went to bed",
        "sentence": f"i was tired{sentence}i went to bed",
        "paragraph": f"i was tired{paragraph}i went to bed",
    }


def test_nothing_stands_before_the_first_piece_or_after_the_last():
    (piece, _) = pieces(1.0)

    assert PROSE.join([piece]) == "i was tired"
    assert PROSE.join([]) == ""


def test_an_answer_goes_on_after_an_interruption_as_if_there_had_been_none():
    assert PROSE.after("i was", "", "tired") == "i was tired"
    assert LINES.after("bread", "milk") == "bread\nmilk"
