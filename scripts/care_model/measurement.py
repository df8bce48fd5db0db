"""The figures of docs/care.md: recall, false alarms, and the thresholds they follow from.

Every score of a hand's line is by a model that knows no line of that hand.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from care_model.corpus import GRADES, HANDS, KINDS, MISLEADING, ORDINARY, Line, grades, lines_of
from care_model.others import MEASURED, MEASURED_WORDS, measured_sentences
from care_model.recognition import CONDITIONS, said_and_heard
from care_model.training import Example, Floats, cross_validated, further_examples, trained
from voice_coach.protocol.events import Heard
from voice_coach.safety import classifier, rules
from voice_coach.safety.detector import Watch

WEIGHTS = Path(classifier.__file__).with_name("weights.txt")

ALLOWED = 1
"""Ordinary lines of all hands that may be taken for danger by models that do not know the hand."""

DOUBTFUL = 10
"""And that may count as doubtful: two such within a minute are asked about."""

WORDS_A_SECOND = 3


def thresholds(lines: Sequence[Line], further: Sequence[Example]) -> tuple[float, float]:
    """Return the scores from which words are asked about, and are doubtful."""
    scores, _ = cross_validated(lines, further)
    return at_most(ALLOWED, lines, scores), at_most(DOUBTFUL, lines, scores)


def at_most(alarms: int, lines: Sequence[Line], scores: Floats) -> float:
    """Return the least threshold with so many false alarms in ordinary lines, or fewer."""
    ordinary = (s for line, s in zip(lines, scores, strict=True) if line.kind == ORDINARY)
    return float(sorted(ordinary, reverse=True)[alarms]) + 1e-6


def report(texts: Path) -> None:
    """Print all figures, as tables for docs/care.md.

    Args:
        texts: The folder of open texts.
    """
    lines = [line for hand in HANDS for line in lines_of(hand)]
    heard = {name: said_and_heard(name) for name in CONDITIONS}
    others = [
        other
        for pairs in heard.values()
        for line, words in pairs
        for other in (line, Line(line.hand, line.kind, words))
    ]
    scores, of_others = cross_validated(lines, further_examples(texts), others)
    danger = at_most(ALLOWED, lines, scores)
    _print_figures(lines, scores, danger, at_most(DOUBTFUL, lines, scores))
    _by_recognition(heard, of_others, danger)
    alarms, words = stream_alarms(measured_sentences(texts / f"{MEASURED}.txt.gz"))
    print(f"{MEASURED}: asked {len(alarms)} times in {words:,} words")
    print("\n".join(f"    {text}" for text in alarms))


def report_apart(hands: Sequence[int], texts: Path) -> None:
    """Print the figures of some hands, with a model and thresholds that know nothing of them."""
    rest = [line for hand in HANDS if hand not in hands for line in lines_of(hand)]
    apart = [line for hand in hands for line in lines_of(hand)]
    further = further_examples(texts)
    model = trained(rest, further)
    scores = np.array([model.score(line.text) for line in apart])
    _print_figures(apart, scores, *thresholds(rest, further))


def _print_figures(lines: Sequence[Line], scores: Floats, danger: float, doubt: float) -> None:
    print(f"danger {danger:.2f}, doubt {doubt:.2f}")
    _curve(lines, scores, danger)
    _by_kind(lines, scores, danger)
    _by_grade(lines, scores, danger)
    _by_minute(lines, scores, danger, doubt)


def _curve(lines: Sequence[Line], scores: Floats, danger: float) -> None:
    """Print recall against false alarms, with the rules and without."""
    by_rule = np.array([rules.has_danger(line.text) for line in lines])
    of = {kind: np.array([line.kind == kind for line in lines]) for kind in (MISLEADING, ORDINARY)}
    meant = np.array([line.is_meant for line in lines])
    words = sum(len(line.text.split()) for line in lines if line.kind == ORDINARY)
    print("| threshold | meant | misleading | ordinary lines | asked in 72,000 words |")
    print("| --- " * 5 + "|")
    limits = [at_most(count, lines, scores) for count in (0, 3, 10, 30, 100, 200)]
    limits.append(danger)
    limits.append(float(np.quantile(scores[of[MISLEADING]], 0.92)))
    for limit in (np.inf, *sorted(limits, reverse=True)):
        asked = by_rule | (scores >= limit)
        shares = [100 * asked[which].mean() for which in (meant, of[MISLEADING], of[ORDINARY])]
        often = asked[of[ORDINARY]].sum() * MEASURED_WORDS / words
        print(f"| {limit:.2f} | " + " | ".join(f"{s:.1f} %" for s in shares) + f" | {often:.1f} |")


def _by_kind(lines: Sequence[Line], scores: Floats, danger: float) -> None:
    """Print recall by kind and by hand."""
    for heading, key in (("kind", lambda line: line.kind), ("hand", lambda line: str(line.hand))):
        groups = KINDS if heading == "kind" else sorted({str(line.hand) for line in lines})
        print(f"\n| {heading} | meant | rules | rules and model |\n| --- | --- | --- | --- |")
        for group in groups:
            found = [at for at, x in enumerate(lines) if x.is_meant and key(x) == group]
            _print_asked(group, lines, found, scores, danger)


def _by_grade(lines: Sequence[Line], scores: Floats, danger: float) -> None:
    """Print how many lines are asked about, by whether a listener would check in."""
    known = grades()
    print("\n| a listener would check in | lines | rules | rules and model |")
    print("| --- " * 4 + "|")
    for grade in GRADES:
        graded = [at for at, x in enumerate(lines) if known.get((x.hand, x.text)) == grade]
        _print_asked(grade, lines, graded, scores, danger)


def _print_asked(
    name: str, lines: Sequence[Line], places: Sequence[int], scores: Floats, danger: float
) -> None:
    """Print how many of the lines at some places the rules ask about, and the model with them."""
    ruled = np.array([rules.has_danger(lines[at].text) for at in places], dtype=bool)
    both = ruled | (scores[list(places)] >= danger)
    print(f"| {name} | {len(places)} | {_percent(ruled)} | {_percent(both)} |")


def _percent(found: NDArray[np.bool_]) -> str:
    return f"{100 * found.mean():.1f} %" if len(found) else "none"


def _by_minute(lines: Sequence[Line], scores: Floats, danger: float, doubt: float) -> None:
    """Print how often a minute of three remarks is asked about, all by one hand and of one kind."""
    print("\n| three remarks | minutes | one is asked about | with two that pass just so |")
    print("| --- " * 4 + "|")
    asked = (scores >= danger) | np.array([rules.has_danger(line.text) for line in lines])
    for name, kinds in (("meant", KINDS), (MISLEADING, (MISLEADING,)), (ORDINARY, (ORDINARY,))):
        groups = [
            [at for at, line in enumerate(lines) if (line.hand, line.kind) == (hand, kind)]
            for hand in HANDS
            for kind in kinds
        ]
        minutes = [g[at : at + 3] for g in groups for at in range(0, len(g) - 2, 3)]
        once = np.array([asked[minute].any() for minute in minutes])
        both = once | np.array([(scores[minute] >= doubt).sum() > 1 for minute in minutes])
        print(f"| {name} | {len(minutes)} | {_percent(once)} | {_percent(both)} |")


def _by_recognition(
    heard: dict[str, list[tuple[Line, str]]], scores: Floats, danger: float
) -> None:
    """Print recall of what was said, and of what the recognizer made of it."""
    print("\n| condition | sentences | as said | as heard |\n| --- | --- | --- | --- |")
    at = 0
    for condition, pairs in heard.items():
        found = [
            (
                rules.has_danger(line.text) or scores[at + 2 * number] >= danger,
                rules.has_danger(words) or scores[at + 2 * number + 1] >= danger,
            )
            for number, (line, words) in enumerate(pairs)
        ]
        at += 2 * len(pairs)
        said, taken = (
            100 * sum(column) / max(1, len(found)) for column in zip(*found, strict=True)
        )
        print(f"| {condition} | {len(found)} | {said:.1f} % | {taken:.1f} % |")


def stream_alarms(sentences: Sequence[str], in_turn: int = 8) -> tuple[list[str], int]:
    """Return the sentences a session would ask about, and how many words were said.

    They are heard as a session hears: word by word as hypotheses, then as a final result, several
    sentences to a turn. Whoever is asked says it was not meant.
    """
    watch, alarms, words = Watch(), [], 0
    for number, text in enumerate(sentences):
        said = text.split()
        turn, start = 1 + number // in_turn, (number % in_turn) * 20.0
        words += len(said)
        for count in range(1, len(said) + 1):
            ended = start + count / WORDS_A_SECOND
            final = count == len(said)
            if watch.hear(Heard(turn, " ".join(said[:count]), final=final, ended=ended)):
                alarms.append(text)
                watch.dismiss()
                break
    return alarms, words
