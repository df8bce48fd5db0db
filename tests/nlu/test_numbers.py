"""Numbers in words."""

import pytest

from voice_coach.nlu.numbers import number_word


@pytest.mark.parametrize(
    ("number", "word"), [(0, "zero"), (3, "three"), (20, "twenty"), (21, "21"), (-1, "-1")]
)
def test_a_number_is_a_word_up_to_twenty(number, word):
    assert number_word(number) == word
