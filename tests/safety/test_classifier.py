"""The learned model: what it reads, what it costs, and that it finds what no rule knows."""

import subprocess
import sys
import time
from importlib import resources

import pytest

from voice_coach.safety import classifier
from voice_coach.safety.rules import has_danger, normalised

WEIGHTS = resources.files("voice_coach.safety").joinpath("weights.txt")
MAX_BYTES = 500_000
MAX_LOAD_SECONDS = 0.03
"""Three times what it takes, as a test may run beside others."""

UNRULED = (
    "by sunday i won't be around to worry about it",
    "i've saved up the tablets and i know what they're for",
)
"""Words that no rule knows, by nobody whose lines the model was trained with."""


def test_it_finds_what_no_rule_knows():
    assert not any(map(has_danger, UNRULED))
    assert any(classifier.is_danger(normalised(text)) for text in UNRULED)


def test_a_long_text_counts_as_its_highest_stretch():
    said = f"{UNRULED[0]} so oh well {UNRULED[1]}"
    before = " ".join(["we had soup for lunch and it was good"] * 6)

    assert len(said.split()) == classifier.WINDOW_WORDS
    assert classifier.score(f"{before} {said}") >= classifier.score(said) > 0
    assert classifier.score(before) < 0


def test_what_is_written_is_read_back():
    model = classifier.read("-1.5\t2\t1\t0.25\n-3\tgood\ta good\n8\tno way out\n")

    assert (model.bias, model.danger, model.doubt, model.unit) == (-1.5, 2.0, 1.0, 0.25)
    assert model.ngrams == {"good": -3, "a good": -3, "no way out": 8}


def test_words_are_counted_by_themselves_and_by_their_class():
    found = set(classifier.ngrams(["my", "brother", "hit", "me"]))

    assert {"my brother", "my KIN", "KIN STRIKE me", "^", "$"} <= found


def test_its_file_is_small_and_read_in_no_time():
    text = WEIGHTS.read_text(encoding="utf-8")
    started = time.process_time()
    classifier.read(text)

    assert len(text.encode()) <= MAX_BYTES
    assert time.process_time() - started < MAX_LOAD_SECONDS


@pytest.mark.program
def test_nothing_is_loaded_before_the_first_words_are_judged():
    program = (
        "from voice_coach.safety import classifier, detector, conversation\n"
        "print(classifier._weights.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "0"
