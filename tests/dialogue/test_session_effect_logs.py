"""What sessions ask for is what it was: every effect of every scenario, against what was recorded.

Where a practice or a text changes on purpose, record anew: see `effect_log`.
"""

import gzip
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("effect_log.py")


def _effect_log():
    spec = importlib.util.spec_from_file_location("effect_log", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["effect_log"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


effect_log = _effect_log()
GROUPS = {group.name: group for group in effect_log.groups()}


def test_everything_that_was_recorded_is_still_played():
    assert set(effect_log.recorded()) == set(GROUPS)


@pytest.mark.parametrize("name", GROUPS)
def test_the_effects_are_those_that_were_recorded(name):
    before = effect_log.unpacked(effect_log.recorded()[name])
    now = GROUPS[name].logs()

    assert sorted(now) == sorted(before)
    differences = {
        scenario: found
        for scenario, log in now.items()
        if (found := effect_log.difference(before[scenario], log)) is not None
    }
    if differences:
        scenario, found = next(iter(differences.items()))
        pytest.fail(
            f"{len(differences)} of {len(now)} scenarios of {name} differ. "
            f"The first is {scenario!r}, at {found}",
            pytrace=False,
        )


@pytest.mark.program
def test_a_log_does_not_depend_on_the_order_of_sets():
    played = "import effect_log; print(effect_log.digest('small-courage'))"
    digests = {
        subprocess.run(
            [sys.executable, "-c", played],
            cwd=SCRIPT.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


def test_what_is_recorded_can_be_read_without_the_code():
    groups = json.loads(gzip.decompress(effect_log.RECORDED.read_bytes()))

    assert {"lines", "scenarios"} == {key for group in groups.values() for key in group}


# The recorder itself.


def test_a_renamed_class_field_or_state_is_recorded_as_it_was(monkeypatch):
    effect_log._field_names.cache_clear()
    for name, recorded in (
        ("CommandAccepted", "Commanded"),
        ("CommandAccepted.name", "command"),
        ("turn", "number"),
        ("Rest.told", None),
        ("State.listening", "State.hearing"),
    ):
        monkeypatch.setitem(effect_log.RENAMED, name, recorded)

    assert effect_log.called("CommandAccepted") == "Commanded"
    assert effect_log.plain(effect_log.fx.CommandAccepted("stop")) == {"command": "stop"}
    assert effect_log.plain(effect_log.fx.Rest(2, "rest", 3.0)) == {
        "number": 2,
        "step": "rest",
        "seconds": 3,
    }
    assert effect_log.called("State.listening") == "State.hearing"


def test_the_first_line_that_differs_is_told_with_those_before_it():
    before = ['{"effect": "Hush"}', '{"effect": "Close"}', '{"effect": "End"}']

    assert effect_log.difference(before, before) is None
    told = effect_log.difference(before, [*before[:2], '{"effect": "Chime"}'])
    assert told.startswith("line 2\n")
    assert all(word in told for word in ("Hush", "Close", "recorded: ", "End", "Chime"))
    assert "(nothing)" in effect_log.difference(before, before[:2])


def test_states_need_not_be_the_same_where_they_do_not_count(monkeypatch):
    before, now = ['{"event": "Spoke", "state": "resting"}'], ['{"event": "Spoke", "state": "x"}']
    assert effect_log.difference(before, now) is not None

    monkeypatch.setattr(effect_log, "COMPARE_STATES", False)
    assert effect_log.difference(before, now) is None


def test_packing_loses_nothing():
    logs = {"a": ['{"effect": "Hush"}', '{"effect": "End"}'], "b": ['{"effect": "Hush"}']}

    assert effect_log.unpacked(effect_log.packed(logs)) == logs
