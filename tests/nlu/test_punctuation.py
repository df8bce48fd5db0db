import pytest

from voice_coach.nlu.punctuation import (
    LETTER,
    LINES,
    PARAGRAPH_SECONDS,
    PROSE,
    SENTENCE_SECONDS,
    WORDS,
    written,
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


CONTEXTS = ("it was good {}", "i went {}", "then {}", "{}", "she told me {}", "i have {}")


@pytest.mark.parametrize(
    "word", ["a", "the", "an", "and", "to", "because", "i", "my", "of", "with", "or", "but", "very"]
)
@pytest.mark.parametrize("seconds", [1.6, 2.3, 3.5, 11.0])
def test_no_pause_ends_a_sentence_after_a_word_that_goes_on(word, seconds):
    for context in CONTEXTS:
        assert PROSE.between(context.format(word), "quiet walk", seconds) == " "


@pytest.mark.parametrize("word", ["because", "which"])
def test_no_pause_ends_a_sentence_before_a_word_that_goes_on(word):
    assert PROSE.between("i slept badly", f"{word} it was loud", 4.0) == " "


@pytest.mark.parametrize(
    "said",
    [
        "i went to bed", "it was nice", "i think so", "i do not know why", "i turned it on",
        "i saw my sister today", "yes i can", "we talked for a while", "i was tired",
    ],
)  # fmt: skip
def test_a_pause_after_a_whole_sentence_ends_it(said):
    assert PROSE.between(said, "then i slept", 2.0) == ". "
    assert PROSE.between(said, "then i slept", 4.0) == ".\n\n"


def test_lists_and_letters_have_their_lines_whatever_the_words():
    assert LINES.between("the", "because", 2.0) == "\n"
    assert LETTER.between("i", "of", 4.0) == "\n\n"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("i was tired. i'm fine on friday", "I was tired. I'm fine on Friday."),
        ("one day.\n\nthen another", "One day.\n\nThen another."),
        ("in march i march, and may i rest in may", "In March I march, and may I rest in May"),
        ("on may the fifth or march 3rd", "On May the fifth or March 3rd"),
        ("it was monday's mood and december", "It was Monday's mood and December"),
        ("what i'd want, i think", "What I'd want, I think"),
        ("honesty\nfamily", "Honesty\nFamily"),
        ("it i'll be. i", "It I'll be. I."),
        ("he said i, me", "He said I, me"),
        ("iPhone. i like it!", "iPhone. I like it!"),
        ("My own words, written by Hand.", "My own words, written by Hand."),
        ("wi-fi, hi, or i.e", "Wi-fi, hi, or i.e"),
        ("sundae on sundays", "Sundae on Sundays"),
        ("yes", "Yes"),
        ("", ""),
    ],
)
def test_a_text_is_read_as_people_write_it(text, read):
    assert written(text) == read
    assert written(read) == read


def test_what_may_go_on_has_no_full_stop():
    assert written("it rained. i went", is_whole=False) == "It rained. I went"
