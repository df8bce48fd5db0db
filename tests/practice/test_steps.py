"""The kinds of step: the keys that name them, and what each speaks and keeps."""

import pytest

from voice_coach.practice.parser import schema
from voice_coach.practice.schema import Reference, every_step
from voice_coach.practice.steps import (
    KEYS,
    KINDS,
    STEP_KEYS,
    Ask,
    Keep,
    Rank,
    Repeat,
    Say,
    SilentStep,
    every_question,
    naming_keys,
)

WALK = Ask(name="walk", ask="What will you do?", again="What is it?", keep="promise")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        (("name", "say", "pace"), ["say"]),
        (("ask", "keep", "mark"), ["ask"]),
        (("order", "ask"), ["order"]),
        (("keep", "text", "with"), ["keep"]),
        (("mark", "with"), ["mark"]),
        (("name", "when"), []),
        (("say", "ask"), ["say", "ask"]),
        (("keep", "mark"), ["keep", "mark"]),
        (("order", "ask", "silence"), ["silence", "order"]),
    ],
)
def test_one_key_names_the_kind_of_a_step(keys, named):
    assert naming_keys(keys) == named


@pytest.mark.parametrize("key", KINDS)
def test_a_kind_has_the_key_that_names_it_and_what_every_step_has(key):
    assert {"name", "when", key} <= set(KEYS[key])


def test_the_schema_has_the_keys_of_all_kinds():
    assert set(schema()["$defs"]["Step"]["properties"]) == set(STEP_KEYS)


@pytest.mark.parametrize(
    ("step", "prompts"),
    [
        (Say(say="Hello."), {("say",): "Hello."}),
        (WALK, {("ask",): "What will you do?", ("again",): "What is it?"}),
        (Say(say=("Hello.", "Hi.")), {("say", 0): "Hello.", ("say", 1): "Hi."}),
        (Rank(order="values"), {}),
        (Keep(keep="win", text="tea"), {}),
    ],
)
def test_the_prompts_of_a_step_are_what_it_speaks(step, prompts):
    assert step.prompts() == prompts


def test_what_is_kept_is_found_by_where_it_stands():
    keep = Keep(keep="win", text="{walk}", data={"at": "{place}"})

    assert keep.kept_texts() == {("text",): "{walk}", ("with", "at"): "{place}"}


def test_a_step_names_the_questions_it_refers_to():
    assert list(Rank(order="values").references()) == [Reference(("order",), "values", "list")]


def test_a_loop_is_followed_by_the_steps_inside_it():
    loop = Repeat(name="more", rounds=2, do=(WALK,))

    assert list(every_step((loop, Say(say="Yes.")))) == [loop, WALK, Say(say="Yes.")]
    assert list(every_question((loop,))) == [WALK]


def test_only_what_keeps_marks_replaces_or_forgets_makes_no_sound():
    silent = {key for key, kind in KINDS.items() if issubclass(kind, SilentStep)}

    assert silent == {"keep", "mark", "close", "forget"}
