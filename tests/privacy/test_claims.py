"""Every sentence that says that nothing leaves this machine: true, or with what is true instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_coach.nlu.text import sentences
from voice_coach.protocol.events import Begin, Elsewhere, SessionConfig
from voice_coach.testing import EVENING, Rehearsal, practice_of, step
from voice_coach.texts.elsewhere import BOTH, INSTEAD, truly

ROOT = Path(__file__).resolve().parents[2]

CLAIM = re.compile(
    r"\b(leaves? (this|your|the) (machine|computer|home|house)|(on|in) this (machine|computer)"
    r"|and nowhere else|stays? (here with|between) us|nobody else (hears|reads)"
    r"|(is|are|was|were) (never )?sent\b|without the (net|internet)|offline)",
    re.IGNORECASE,
)
"""How sentences say it."""

TRUE_ALL_THE_SAME = {
    "It's a download of {size} from {host}, and stays on this machine.",
    (
        "This is practice: a program that asks questions, leads a breath, listens, and keeps what "
        "you say on this machine, where you can hear it again."
    ),
    "Each is about {megabytes} megabytes, from {host}, and stays on this machine.",
    "Nothing about you is sent.",
    "Voices on this machine",
    "frightened to leave the house",
    "i will call before i leave the house",
}
"""Of downloads and of people; and see `INSTEAD` for the journal and recordings."""


def spoken_or_shown() -> Iterator[tuple[str, str]]:
    """Every sentence of the texts, the practices and the plans, and where it stands."""
    for path in sorted((ROOT / "voice_coach" / "texts").glob("*.py")):
        if path.stem == "elsewhere":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for sentence in sentences(node.value):
                    yield sentence, path.name
    for path in sorted((ROOT / "voice_coach").glob("p*s/en/*.toml")):
        for text in re.findall(r'"([^"\n]+)"', path.read_text(encoding="utf-8")):
            for sentence in sentences(text):
                yield sentence, path.name


def test_every_sentence_that_says_it_has_what_is_true_with_servers():
    found = [(sentence, where) for sentence, where in spoken_or_shown() if CLAIM.search(sentence)]

    unknown = [each for each in found if each[0] not in INSTEAD.keys() | TRUE_ALL_THE_SAME]
    assert unknown == [], "say in texts/elsewhere.py what is true in its place"
    assert {sentence for sentence, _ in found} >= INSTEAD.keys(), "nobody says it any more"


def test_nothing_of_it_is_said_where_words_go_elsewhere():
    for sentence in INSTEAD:
        told = truly(sentence, BOTH)

        assert "leaves this machine" not in told
        assert "nowhere else" not in told
        assert (
            "your journal" in told.lower() or "recording" in told or "keep" in told or BOTH in told
        )


@pytest.mark.parametrize("sentence", INSTEAD)
def test_each_is_said_as_it_is_where_nothing_goes_anywhere(sentence):
    assert truly(sentence, "") == sentence


def test_a_session_announces_once_where_words_go_and_ends_with_the_truth():
    practice = practice_of(step(name="arrive", say="Sit down."))
    told = Elsewhere(BOTH, f"{BOTH} It's attic.local.")
    rehearsal = Rehearsal(practice, SessionConfig(EVENING, elsewhere=told))
    rehearsal.handle(Begin())
    rehearsal.spoke().spoke().spoke()

    assert sum("attic.local" in said for said in rehearsal.said) == 1
    assert BOTH in rehearsal.said[-1]
    assert not any("leaves this machine" in said for said in rehearsal.said)


PAGES = {
    "README.md": "unless you name servers of your own",
    "docs/privacy.md": "unless you have named a server of your own",
    "docs/experience.md": "unless you name servers of your own",
}
"""Where it is written, and how each says that it may be otherwise."""


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_that_say_it_say_how_it_may_be_otherwise(page):
    assert PAGES[page] in " ".join((ROOT / page).read_text(encoding="utf-8").split())
