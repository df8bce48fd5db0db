"""The corpus of words of danger: as large as it has to be, with nothing said twice."""

from collections import Counter

from care_model.corpus import (
    FOLDER,
    GRADES,
    HANDS,
    KINDS,
    MISLEADING,
    ORDINARY,
    grades,
    lines_of,
)

LINES = [line for hand in HANDS for line in lines_of(hand)]


def test_many_hands_wrote_thousands_of_utterances_and_of_ordinary_lines():
    kinds = Counter(line.kind for line in LINES)

    assert len({line.hand for line in LINES}) >= 14
    assert sum(kinds[kind] for kind in (*KINDS, MISLEADING)) >= 7000
    assert kinds[ORDINARY] >= 3000
    assert all(kinds[kind] >= 390 for kind in KINDS)


def test_no_two_lines_are_the_same():
    said = Counter(line.text for line in LINES)

    assert [text for text, count in said.items() if count > 1] == []


def test_a_line_is_as_a_recognizer_writes_it():
    assert [line.text for line in LINES if line.text != " ".join(line.text.lower().split())] == []


def test_the_person_each_hand_wrote_as_stands_beside_its_lines():
    briefs = {(FOLDER / str(hand) / "brief.md").read_text(encoding="utf-8") for hand in HANDS}

    assert len(briefs) == len(HANDS)


def test_lines_of_every_hand_are_graded_by_what_a_listener_would_do():
    known = {(line.hand, line.text) for line in LINES if line.kind != ORDINARY}
    graded = grades()
    by_hand = Counter(hand for hand, _ in graded)

    assert set(graded) <= known
    assert set(graded.values()) == set(GRADES)
    assert all(by_hand[hand] >= 40 for hand in HANDS)
