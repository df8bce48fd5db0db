"""Loops, lists, memories and forgetting in a practice file: what they refer to has to be there."""

import re

import pytest

from voice_coach.errors import CoachError
from voice_coach.practice.parser import parse
from voice_coach.practice.schema import Count, Earlier, Recurs

HEAD = 'title = "Tea"\nabout = "A cup of tea."\nminutes = 2\n'  # the steps begin at line 4

LIST = """\
[[step]]
name = "values"
ask = "What matters?"
answer = "list"
example = "tea and bread"
"""  # five lines
NUMBER = """\
[[step]]
name = "now"
ask = "How much?"
answer = "number"
example = "seven"
"""
TEXT = """\
[[step]]
name = "tea"
ask = "How was it?"
example = "it was warm"
"""  # four lines
ROUNDS = """\
[[step]]
rounds = 3
[[step.do]]
name = "helper"
ask = "Who else?"
example = "my sister"
"""  # six lines


def read(steps):
    return parse(HEAD + steps, name="tea", file="tea.toml")


def tells(steps, code, start, *parts):
    with pytest.raises(CoachError) as caught:
        read(steps)
    assert caught.value.code == f"practice.{code}", caught.value.message
    assert re.match(rf"In tea.toml, {re.escape(start)}[,: ]", caught.value.message), caught.value
    for part in parts:
        assert part in caught.value.message, caught.value.message


def test_every_part_of_the_language_is_read():
    practice = read(
        LIST
        + NUMBER
        + TEXT
        + '[[step]]\nname = "ranking"\norder = "values"\nask = "{one}, or {other}?"\n'
        + '[[step]]\nover = "values"\nmost = 2\n[[step.do]]\nkeep = "value"\ntext = "{it}"\n'
        + ROUNDS
        + '[[step]]\nover = "helper"\n[[step.do]]\nsay = "{it}"\n'
        + '[[step]]\neach = "step"\nstatus = "chosen"\nnewest = true\n'
        + '[[step.do]]\nsay = "{it}, {ago}, {its fear}"\n'
        + '[[step]]\nnearest = "lesson"\nto = "tea"\n'
        + '[[step.do]]\nsay = "{it}"\n[[step.do]]\nmark = "met"\n'
        + '[[step]]\nsay = "{every growing edge}"\n'
        + '[[step]]\nsay = "{count}"\ncount = { kind = "promise", status = "kept", days = 7 }\n'
        + '[[step]]\nsay = "{recurring}"\nrecurs = { kind = "emotion" }\n'
        + '[[step]]\nsay = "{earlier}, {ago}, {change}"\n'
        + 'earlier = { kind = "rating", name = "abilities", of = "now" }\n'
        + '[[step]]\nname = "top"\nask = "Which?"\nanswer = "choice"\nchoices_from = "values"\n'
        + 'example = "tea"\nexamples = ["bread"]\nkeep = "choice"\nstatus = "chosen"\n'
        + '[[step]]\nname = "letter"\nask = "Write?"\nanswer = "letter"\nexample = "a. b"\n'
        + '[[step]]\nclose = "value"\n[[step]]\nforget = ["tea", "helper"]\n'
    )
    steps = practice.steps

    assert (steps[3].order, steps[3].ask) == ("values", "{one}, or {other}?")
    assert (steps[4].over, steps[4].most) == ("values", 2)
    assert (steps[7].status, steps[7].newest, steps[7].most) == ("chosen", True, None)
    assert (steps[8].nearest, steps[8].to) == ("lesson", "tea")
    assert steps[10].count == Count("promise", "kept", 7, 1)
    assert steps[11].recurs == Recurs("emotion", 5)
    assert steps[12].earlier == Earlier("rating", "abilities", "now")
    assert (steps[13].choices_from, steps[13].examples) == ("values", ("bread",))
    assert (steps[15].close, steps[16].forget) == ("value", ("tea", "helper"))


# Loops and lists.


@pytest.mark.parametrize("key", ["over", "order"])
def test_a_list_that_is_gone_through_has_to_be_a_list(key):
    do = "[[step.do]]\nsilence = 3\n" if key == "over" else ""
    tells(
        LIST + TEXT + f'[[step]]\n{key} = "tea"\n{do}',
        "name",
        "line 14, step 3",
        "the answer of `tea` is no list",
        "There are: `values`.",
    )
    tells(
        LIST + f'[[step]]\n{key} = "valeus"\n{do}',
        "name",
        "line 10, step 2",
        "called `valeus`",
        "Did you mean `values`?",
    )


def test_choices_come_from_a_list_and_from_nowhere_else():
    ask = '[[step]]\nask = "Which?"\nanswer = "choice"\nexample = "tea"\n'
    tells(
        TEXT + ask + 'choices_from = "tea"\n', "name", "line 12, step 2", "is no list", "none here"
    )
    tells(
        LIST + ask + 'choices_from = "values"\nchoices = ["a", "b"]\n',
        "deed",
        "line 13, step 2",
        "`choices` and `choices_from`",
    )
    tells(
        LIST + ask.replace("choice", "text") + 'choices_from = "values"\n',
        "deed",
        "line 13, step 2",
        'answer = "choice" only',
    )


def test_what_is_to_be_near_has_to_be_answered_before():
    do = '[[step.do]]\nsay = "{it}"\n'
    tells(
        TEXT + f'[[step]]\nnearest = "lesson"\nto = "tae"\n{do}', "name", "line 10, step 2", "`tea`"
    )
    before = f'[[step]]\nnearest = "lesson"\nto = "tea"\n{do}' + TEXT
    tells(before, "name", "line 6", "not answered")
    tells(TEXT + f'[[step]]\nnearest = "lesson"\n{do}', "missing", "line 8, step 2", "`to`")
    tells(
        TEXT + f'[[step]]\nnearest = "leson"\nto = "tea"\n{do}', "value", "line 9", "mean `lesson`"
    )


@pytest.mark.parametrize(
    "deed", ['each = "promise"', 'over = "values"', "rounds = 3", 'nearest = "win"\nto = "values"']
)
def test_a_loop_needs_steps(deed):
    tells(LIST + f"[[step]]\n{deed}\n", "missing", "line 9, step 2", "`do` is missing")


@pytest.mark.parametrize(
    "deed", ['over = "values"', "rounds = 3", 'nearest = "win"', 'order = "values"']
)
def test_neither_a_loop_nor_an_order_stands_inside_a_loop(deed):
    tells(
        LIST + f"[[step]]\nrounds = 2\n[[step.do]]\n{deed}\n",
        "deed",
        "line 12, step 2.1",
        f"no `{deed.split()[0]}` inside a loop",
    )


def test_rounds_are_limited():
    tells("[[step]]\nrounds = 21\n", "value", "line 5, step 1", "at most 20")


@pytest.mark.parametrize("deed", ['over = "values"', "rounds = 3"])
def test_only_a_memory_can_be_marked_and_told_of(deed):
    loop = LIST + f"[[step]]\n{deed}\n[[step.do]]\n"
    tells(loop + 'mark = "kept"\n', "deed", "line 12, step 2.1", "inside `each` and `nearest`")
    tells(loop + 'say = "{ago}"\n', "placeholder", "line 12, step 2.1", "`each` and `nearest`")
    tells(loop + 'say = "{its fear}"\n', "placeholder", "line 12, step 2.1", "`each` and `nearest`")


def test_rounds_are_about_nothing_in_particular():
    tells(
        '[[step]]\nrounds = 3\n[[step.do]]\nsay = "{it}"\n',
        "placeholder",
        "line 7, step 1.1",
        "`each`, `nearest` and `over`",
    )


def test_after_a_loop_the_answers_in_it_are_a_list():
    after = ROUNDS + '[[step]]\nsay = "{helper}"\nwhen = { helper = "said" }\n'
    assert read(after).steps[1].say == "{helper}"
    tells(
        ROUNDS + '[[step]]\nsay = "Hi."\nwhen = { helper = { above = 3 } }\n',
        "when",
        "line 12, step 2",
        "`helper` is no number here",
    )
    loop = '[[step]]\neach = "goal"\n[[step.do]]\n' + NUMBER.partition("\n")[2]
    tells(
        loop + '[[step]]\nsay = "Hi."\nwhen = { now = { above = 3 } }\n',
        "when",
        "line 13, step 2",
        "`now` is no number here",
    )


@pytest.mark.parametrize(
    ("ask", "right", "wrong", "nearest"),
    [
        ('answer = "yes-no"\nexample = "yes"', "no", "noo", "no"),
        ('answer = "choice"\nchoices = ["kept", "so"]\nexample = "so"', "kept", "kpt", "kept"),
        ('example = "it is"', "skipped", "kept", "skipped"),
    ],
)
def test_after_a_loop_a_condition_may_ask_whether_it_was_so_in_one_round(
    ask, right, wrong, nearest
):
    loop = f'[[step]]\neach = "goal"\n[[step.do]]\nname = "went"\nask = "How?"\n{ask}\n'
    after = '[[step]]\nsay = "Hi."\nwhen = {{ went = "{}" }}\n'

    assert read(loop + after.format(right)).steps[1].when == {"went": right}
    line = HEAD.count("\n") + loop.count("\n") + 3
    where = f"line {line}, step 2"
    tells(loop + after.format(wrong), "when", where, f"never `{wrong}`", f"`{nearest}`")


# Order.


@pytest.mark.parametrize("missing", ["one", "other"])
def test_the_question_of_an_order_names_both(missing):
    ask = "{one}, or {other}?".replace(f"{{{missing}}}", "tea")
    tells(
        LIST + f'[[step]]\norder = "values"\nask = "{ask}"\n',
        "placeholder",
        "line 11, step 2",
        f"{{{missing}}} is missing",
    )


def test_one_and_other_mean_nothing_elsewhere_and_an_order_has_no_answer_of_its_own():
    tells('[[step]]\nsay = "{other}"\n', "placeholder", "line 5", "in the `ask` of an `order`")
    order = LIST + '[[step]]\nname = "ranking"\norder = "values"\n'
    tells(order + '[[step]]\nsay = "{ranking}"\n', "placeholder", "line 13", "asks nothing")
    tells(order + 'example = "tea"\n', "deed", "line 12", "does not go with `order`")


# Memory in words.


@pytest.mark.parametrize(
    ("table", "code", "parts"),
    [
        ('count = { kind = "promse" }', "value", ("`promse`", "Did you mean `promise`?")),
        ('count = { knd = "promise" }', "key", ("no `knd` in `count`", "Did you mean `kind`?")),
        ("count = { days = 7 }", "missing", ("`count` needs `kind`",)),
        ('count = { kind = "promise", days = 0 }', "value", ("`days`", "at least 1")),
        ('count = { kind = "promise", least = "one" }', "value", ("`least`", "text in quotes")),
        ('recurs = { kind = "emotions" }', "value", ("Did you mean `emotion`?",)),
        ('recurs = { kind = "emotion", leats = 3 }', "key", ("Did you mean `least`?",)),
        ('earlier = { kind = "rating" }', "missing", ("`earlier` needs `name`",)),
        ('earlier = { kind = "ratng", name = "a" }', "value", ("Did you mean `rating`?",)),
        ("count = 3", "value", ("`count`", "a table")),
    ],
)
def test_a_table_about_memories_is_looked_through(table, code, parts):
    tells(f'[[step]]\nsay = "Hi."\n{table}\n', code, "line 6, step 1", *parts)


def test_an_earlier_number_is_compared_with_a_number():
    earlier = '[[step]]\nsay = "Hi."\nearlier = {{ kind = "rating", name = "a", of = "{}" }}\n'
    tells(
        NUMBER + TEXT + earlier.format("tea"),
        "name",
        "line 15, step 3",
        "`tea` is no number that was asked before",
        "`now`",
    )


@pytest.mark.parametrize(
    ("placeholder", "means"),
    [
        ("count", "with `count`"),
        ("recurring", "with `recurs`"),
        ("earlier", "with `earlier`"),
        ("change", "with `earlier` and its `of`"),
        ("it", "inside `each`"),
    ],
)
def test_a_placeholder_that_nothing_gives_here_tells_what_would(placeholder, means):
    tells(f'[[step]]\nsay = "{{{placeholder}}}"\n', "placeholder", "line 5, step 1", means)


def test_a_change_needs_todays_number():
    earlier = 'earlier = { kind = "rating", name = "a" }\n'
    tells(f'[[step]]\nsay = "{{change}}"\n{earlier}', "placeholder", "line 5", "and its `of`")


def test_a_step_may_be_called_like_a_placeholder_that_means_nothing_where_it_is_used():
    steps = TEXT.replace("tea", "change", 1) + '[[step]]\nsay = "You change {change}."\n'

    assert read(steps).steps[1].say == "You change {change}."


def test_every_memory_of_a_kind_there_is_not_names_the_nearest_kind():
    tells(
        '[[step]]\nsay = "{every suport}"\n',
        "placeholder",
        "line 5, step 1",
        "`suport`",
        "Did you mean `support`?",
    )


def test_tables_about_memories_go_with_a_say():
    tells(
        TEXT + 'count = { kind = "promise" }\n',
        "deed",
        "line 8, step 1 (tea)",
        "does not go with `ask`",
        "`say`",
    )


# Keeping, closing, forgetting.


def test_a_status_goes_with_what_is_kept_or_gone_through():
    tells(TEXT + 'status = "chosen"\n', "deed", "line 8, step 1 (tea)", "goes with `keep` only")
    tells('[[step]]\nsay = "Hi."\nstatus = "chosen"\n', "deed", "line 6", "`each` or `keep`.")


def test_what_is_forgotten_was_answered_before():
    tells(TEXT + '[[step]]\nforget = ["tae"]\n', "name", "line 9, step 2", "mean `tea`?")
    tells(TEXT + "[[step]]\nforget = []\n", "missing", "line 8, step 2", "`forget` is missing")


def test_a_kind_that_is_closed_has_to_be_one():
    tells('[[step]]\nclose = "valu"\n', "value", "line 5, step 1", "Did you mean `value`?")


def test_further_examples_are_taken_word_by_word_and_come_with_a_first_one():
    tells(TEXT + 'examples = ["so {tea}"]\n', "placeholder", "line 8, step 1", "word by word")
    without = '[[step]]\nask = "How?"\nexamples = ["warm"]\n'
    tells(without, "missing", "line 4, step 1", "`example`")
