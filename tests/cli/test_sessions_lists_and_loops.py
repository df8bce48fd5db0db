"""Lists, letters and loops from the command line: read as a script, typed, shown and replayed."""

import json
from pathlib import Path

import pytest

from voice_coach.cli.practices import script
from voice_coach.practice.parser import parse

pytestmark = pytest.mark.engine

SILENT = ("--speaker", "none")
PARTS = """\
title = "Parts"
about = "For tests."
minutes = 1

[[step]]
name = "values"
ask = "What matters?"
answer = "list"
example = "honesty, family"
examples = ["quiet, rest"]

[[step]]
name = "ranking"
order = "values"

[[step]]
over = "values"
most = 2
[[step.do]]
keep = "value"
text = "{it}"

[[step]]
name = "letter"
ask = "What would a friend write?"
answer = "letter"
example = "you tried. rest now"

[[step]]
say = "It is {values}. You wrote: {letter}."
"""


@pytest.fixture
def parts(home) -> Path:
    (home / "practices").mkdir(parents=True)
    path = home / "practices" / "parts.toml"
    path.write_text(PARTS)
    return path


def test_a_list_and_a_letter_can_be_typed_and_shown(run, parts) -> None:
    typed = "Honesty, family and quiet\nfamily\nquiet\nquiet\nYou tried! Rest now\n"
    done = run("practice", "parts", "--keyboard", *SILENT, "--captions", typed=typed)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Which comes first for you: Honesty, or family?" in said
    assert "It is quiet, family and Honesty. You wrote: You tried! Rest now." in said
    shown = run("show").stdout
    assert "   You  Honesty\n        Family\n        Quiet\n" in shown
    assert "   You  You tried!\n        Rest now.\n" in shown
    rows = json.loads(run("memories", "--json").stdout)
    assert sorted(row["text"] for row in rows) == ["family", "quiet"]


def test_a_letter_is_replayed_sentence_by_sentence(run, parts) -> None:
    typed = "Honesty\nYou tried! Rest now\n"
    run("practice", "parts", "--keyboard", *SILENT, typed=typed)
    replayed = run("replay", *SILENT, "--captions").stdout
    assert "You You tried! Rest now." in " ".join(replayed.split())


@pytest.mark.parametrize(("number", "said"), [("0", "honesty"), ("1", "quiet"), ("2", "honesty")])
def test_a_demo_can_be_run_with_other_examples(run, parts, number, said) -> None:
    done = run("demo", "parts", "--speed", "max", "--examples", number)
    assert done.returncode == 0, done.stderr
    assert f"Which comes first for you: {said}" in " ".join(done.stdout.split())


STEPS = (
    (
        '[[step]]\neach = "promise"\nnewest = true\n[[step.do]]\nmark = "kept"\n',
        "(for each open promise, the newest first, at most 3)\n    (marked as kept)",
    ),
    (
        '[[step]]\neach = "step"\nstatus = "chosen"\nmost = 1\n[[step.do]]\nsay = "{it}"\n',
        "(for each chosen step, at most 1)\n    Coach: {it}",
    ),
    (
        '[[step]]\nrounds = 4\n[[step.do]]\nsay = "Again."\n',
        "(up to 4 times, until there is nothing more)\n    Coach: Again.",
    ),
    (
        '[[step]]\nnearest = "lesson"\nto = "now"\n[[step.do]]\nsay = "{it}"\n',
        "(with the open lesson that comes nearest to now)\n    Coach: {it}",
    ),
    (
        '[[step]]\nover = "values"\nmost = 2\n[[step.do]]\nsay = "{it}"\n',
        "(for each of values, at most 2)\n    Coach: {it}",
    ),
    (
        '[[step]]\norder = "values"\nwhen = { values = "said" }\n',
        (
            "(values is put in order, two at a time)  [if values: said]\n"
            "    Coach: Which comes first for you: {one}, or {other}?"
        ),
    ),
    (
        (
            '[[step]]\nask = "Which?"\nanswer = "choice"\nchoices_from = "values"\n'
            'example = "a"\nexamples = ["b"]\nkeep = "choice"\nstatus = "chosen"\n'
        ),
        "Coach: Which?\n  You: … (one of values; for example: a / b)\n  (kept as choice, chosen)",
    ),
    (
        '[[step]]\nwhen = { now = { above = 3, below = 8 } }\nkeep = "win"\ntext = "{now}"\n',
        "(kept as win: {now})  [if now: below 8.0 and above 3.0]",
    ),
    ('[[step]]\nclose = "value"\n', "(each value of earlier sessions that is still open"),
    ('[[step]]\nforget = ["now", "values"]\n', "(what was said to now and values is deleted)"),
    (
        '[[step]]\nsay = "Hi."\ncount = { kind = "promise", status = "kept", days = 7 }\n',
        "Coach: Hi.  [if 1 or more kept promise of 7 days]",
    ),
    (
        '[[step]]\nsay = "Hi."\nrecurs = { kind = "emotion" }\nwhen = { win = ["any"] }\n',
        "Coach: Hi.  [if win: any; a word comes again in 5 or more emotion]",
    ),
    (
        '[[step]]\nsay = "Hi."\nearlier = { kind = "rating", name = "sleep" }\n',
        "Coach: Hi.  [if there is an earlier rating of sleep]",
    ),
    ("[[step]]\nsilence = 4\n", "(silence, 4 seconds)"),
    ('[[step]]\nbreathe = "box"\n', "(breathing, box)"),
    ('[[step]]\nbreathe = "box"\ncycles = 4\n', "(breathing, box, 4 breaths)"),
)


@pytest.mark.parametrize(("step", "read"), STEPS)
def test_every_step_can_be_read_in_a_script(step, read) -> None:
    before = (
        'title = "T"\nabout = "A."\nminutes = 2\n'
        '[[step]]\nname = "values"\nask = "What?"\nanswer = "list"\nexample = "a, b"\n'
        '[[step]]\nname = "now"\nask = "How much?"\nanswer = "number"\nexample = "four"\n'
    )
    lines = "\n".join(script(parse(before + step, name="t", file="t.toml")))
    assert "  You: … (0 to 10; for example: four)\n" + read in lines
