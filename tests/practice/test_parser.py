import json

import msgspec
import pytest

from voice_coach.errors import CoachError
from voice_coach.practice.parser import parse, schema
from voice_coach.practice.schema import Compare, Practice
from voice_coach.practice.source import locate
from voice_coach.practice.steps import Say, Silence
from voice_coach.testing import step

HEAD = 'title = "Tea"\nabout = "A cup of tea."\nminutes = 2\n'  # the steps begin at line 4

ASK = """\
[[step]]
name = "tea"
ask = "How was the tea?"
example = "it was warm"
"""
NUMBER = """\
[[step]]
name = "before"
ask = "How strong is it?"
answer = "number"
example = "seven"
"""
LOOP = """\
[[step]]
each = "promise"
[[step.do]]
name = "outcome"
ask = "How did it go?"
answer = "choice"
choices = ["kept", "let go"]
example = "kept"
"""


def read(steps, head=HEAD):
    return parse(head + steps, name="tea", file="tea.toml")


def refusal(steps, head=HEAD):
    with pytest.raises(CoachError) as caught:
        read(steps, head)
    return caught.value


def tells(error, code, start, *parts):
    assert error.code == code
    assert error.message.startswith(start + ": "), error.message
    for part in parts:
        assert part in error.message, error.message
    return True


def test_a_practice_file_becomes_a_practice_named_after_its_file():
    practice = read(
        """
[[step]]
name = "settle"
breathe = "extended exhale"
cycles = 4

[[step]]
name = "promise"
ask = "What is one small thing you will do for yourself?"
patience = "reflective"
keep = "promise"
with = { kind = "small" }
example = "i will walk around the block"

[[step]]
when = { promise = "said" }
say = "You said: {promise}."
"""
    )

    assert practice.name == "tea"
    assert practice.title == "Tea"
    assert practice.minutes == 2
    settle, promise, back = practice.steps
    assert (settle.breathe, settle.cycles) == ("extended exhale", 4)
    assert promise.data == {"kind": "small"}
    assert (promise.answer, promise.patience, promise.keep) == ("text", "reflective", "promise")
    assert back.when == {"promise": "said"}


def test_steps_without_a_name_are_numbered_and_so_are_those_inside_them():
    practice = read(ASK + LOOP + '[[step.do]]\nmark = "{outcome}"\n[[step]]\nsilence = 2\n')

    assert [step.name for step in practice.steps] == ["tea", "step-2", "step-3"]
    assert [step.name for step in practice.steps[1].do] == ["outcome", "step-2-2"]


def test_comparisons_lists_and_memory_kinds_are_read_as_conditions():
    practice = read(
        NUMBER
        + NUMBER.replace("before", "after")
        + '[[step]]\nsay = "Ah."\nwhen = { after = { below = "before" }, before = { above = 3 } }\n'
        + '[[step]]\nwhen = { letter = ["any"] }\nsay = "There is a letter."\n'
    )

    assert practice.steps[2].when == {"after": Compare(below="before"), "before": Compare(above=3)}
    assert practice.steps[3].when == {"letter": ["any"]}


def test_steps_may_be_written_as_a_list_on_lines_of_their_own():
    practice = read('step = [\n  { say = "One." },\n  { silence = 3 },\n]\n')

    assert practice.steps == (Say(name="step-1", say="One."), Silence(name="step-2", silence=3))


# What is not TOML, or nothing at all.


def test_a_syntax_error_is_told_with_its_own_line():
    tells(refusal("[[step]]\nsay = \n"), "practice.syntax", "In tea.toml, line 5")


def test_a_file_that_breaks_off_is_told_with_its_last_line():
    error = refusal('[[step]]\nsay = """never\nended\n')

    tells(error, "practice.syntax", "In tea.toml, line 6")


def test_lists_too_deep_to_read_are_refused_in_words():
    error = refusal("step = " + "[" * 50_000)

    assert error.code == "practice.syntax"
    assert "tea.toml" in error.message


def test_a_number_too_long_to_read_is_refused_in_words():
    error = refusal("[[step]]\nsilence = " + "9" * 5000)

    assert error.code == "practice.syntax"
    assert error.message.startswith("In tea.toml: this is not TOML.")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_told_to_be_empty(text):
    tells(refusal("", text), "practice.empty", "In tea.toml, line 1", "nothing in it")


# Keys.


def test_an_unknown_key_of_a_step_names_file_line_step_and_the_nearest_key():
    error = refusal(ASK + 'pateince = "brief"\n')

    tells(error, "practice.key", "In tea.toml, line 8, step 1 (tea)", "`pateince`", "`patience`")


def test_an_unknown_key_at_the_top_names_the_nearest_key():
    error = refusal("", 'titel = "Tea"\n')

    tells(error, "practice.key", "In tea.toml, line 1", "`titel`", "Did you mean `title`?")


def test_an_unknown_key_inside_a_loop_names_the_inner_step():
    error = refusal(ASK + LOOP + '[[step.do]]\nname = "why"\nsya = "Oh."\n')

    tells(error, "practice.key", "In tea.toml, line 18, step 2.2 (why)", "Did you mean `say`?")


def test_an_unknown_key_of_a_comparison_names_the_nearest_one():
    error = refusal(NUMBER + '[[step]]\nsay = "Less."\n[step.when.before]\nbelwo = 3\n')

    tells(error, "practice.key", "In tea.toml, line 12, step 2", "`belwo`", "`below`")


def test_a_key_like_no_other_gets_the_list_of_keys():
    error = refusal('[[step]]\nxyzzy = "?"\n')

    tells(error, "practice.key", "In tea.toml, line 5, step 1", "`say`, `ask`, `breathe`")


def test_a_key_of_the_file_below_a_step_is_sent_to_the_top():
    error = refusal(ASK + 'tags = ["warm"]\n')

    tells(error, "practice.key", "In tea.toml, line 8, step 1 (tea)", "top of the file")


def test_a_key_of_a_step_at_the_top_is_sent_into_a_step():
    error = refusal('say = "Hello."\n')

    tells(error, "practice.key", "In tea.toml, line 4", "belongs in a step")


def test_a_name_in_the_file_is_refused_because_the_file_has_one():
    error = refusal(ASK, 'name = "tea"\n' + HEAD)

    tells(error, "practice.key", "In tea.toml, line 1", "takes its name from its file")


def test_lines_are_counted_through_comments_and_texts_of_many_lines():
    error = refusal(
        '# [[step]]\n[[step]]  # [[step]]\nsay = """\n[[step]]\nnmae = "no key"\n"""\n'
        "[[step]]\nsay = '''\n[[step]]\n'''\nnmae = \"x\"\n"
    )

    tells(error, "practice.key", "In tea.toml, line 14, step 2", "`nmae`", "`name`")


def test_windows_line_ends_do_not_shift_the_lines():
    with pytest.raises(CoachError) as caught:
        parse((HEAD + ASK + 'nmae = "x"\n').replace("\n", "\r\n"), name="tea", file="tea.toml")

    tells(caught.value, "practice.key", "In tea.toml, line 8, step 1 (tea)")


def test_a_key_inside_a_list_of_steps_has_its_line_too():
    error = refusal('step = [\n  { say = "One." },\n  { say = "Two.", nmae = "x" },\n]\n')

    tells(error, "practice.key", "In tea.toml, line 6, step 2", "`name`")


def test_one_bracket_too_few_around_step_is_explained():
    tells(refusal('[step]\nsay = "Hi."\n'), "practice.value", "In tea.toml, line 4", "[[step]]")


def test_one_bracket_too_few_around_an_inner_step_is_explained():
    error = refusal('[[step]]\neach = "promise"\n[step.do]\nsay = "Hi."\n')

    tells(error, "practice.value", "In tea.toml, line 6, step 1", "[[step.do]]")


# Values.


def test_a_missing_field_of_the_practice_is_named():
    error = refusal(ASK, 'title = "Tea"\nabout = "Tea."\n')

    tells(error, "practice.missing", "In tea.toml, line 1", "`minutes`")


@pytest.mark.parametrize("steps", ["", "step = []\n"])
def test_a_practice_without_steps_is_refused(steps):
    error = refusal(steps)

    assert error.code == "practice.missing"
    assert "there are no steps" in error.message


def test_a_value_of_the_wrong_type_is_told_in_plain_words():
    error = refusal('[[step]]\nbreathe = "box"\ncycles = "four"\n')

    tells(
        error,
        "practice.value",
        "In tea.toml, line 6, step 1",
        "`cycles` takes a whole number, not text in quotes.",
    )


def test_a_wrong_type_inside_a_loop_names_the_inner_step():
    error = refusal(LOOP + "[[step.do]]\nsay = 5\n")

    tells(error, "practice.value", "In tea.toml, line 13, step 1.2", "text in quotes")


def test_a_number_out_of_range_is_told_with_its_limit():
    error = refusal("[[step]]\nsilence = 601\n")

    tells(error, "practice.value", "In tea.toml, line 5, step 1", "a number of at most 600")


@pytest.mark.parametrize("minutes", ["nan", "inf", "0", "-1"])
def test_minutes_that_are_no_length_of_time_are_refused(minutes):
    error = refusal(ASK, HEAD.replace("minutes = 2", f"minutes = {minutes}"))

    tells(error, "practice.value", "In tea.toml, line 3", "`minutes`")


def test_a_misspelt_kind_of_answer_names_the_nearest_one():
    error = refusal(ASK + 'answer = "numbr"\n')

    tells(error, "practice.value", "In tea.toml, line 8, step 1 (tea)", "`numbr`", "`number`")


def test_a_misspelt_pace_names_the_nearest_one():
    error = refusal('[[step]]\nsay = "Hi."\npace = "slwo"\n')

    tells(error, "practice.value", "In tea.toml, line 6, step 1", "`slwo`", "`slow`")


def test_a_condition_that_is_a_number_is_a_wrong_type():
    error = refusal(NUMBER + '[[step]]\nsay = "Hi."\nwhen = { before = 3 }\n')

    tells(error, "practice.value", "In tea.toml, line 11, step 2", "`when` takes")


def test_a_text_with_nothing_in_it_is_refused():
    tells(refusal('[[step]]\nsay = "  "\n'), "practice.value", "In tea.toml, line 5, step 1")


def test_a_choice_with_nothing_in_it_is_refused():
    error = refusal(LOOP.replace('"let go"', '" "'))

    tells(error, "practice.value", "In tea.toml, line 10, step 1.1 (outcome)", "`choices` is empty")


# What a step does.


def test_a_step_that_does_nothing_is_refused():
    error = refusal('[[step]]\nname = "quiet"\n')

    tells(error, "practice.deed", "In tea.toml, line 4, step 1 (quiet)", "say, ask, breathe")


def test_a_step_that_does_two_things_is_refused_at_the_second():
    error = refusal('[[step]]\nsay = "Breathe."\nbreathe = "box"\ncycles = 2\n')

    tells(error, "practice.deed", "In tea.toml, line 6, step 1", "say and breathe")


@pytest.mark.parametrize(
    ("deed", "field", "owner"),
    [
        ('say = "Hi."', "cycles = 3", "`breathe`"),
        ('say = "Hi."', 'example = "hi"', "`ask`"),
        ('say = "Hi."', 'keep = "win"', "`ask`"),
        ("silence = 3", 'pace = "slow"', "`say` or `ask`"),
        ('breathe = "box"', "most = 3", "`each`"),
        ('each = "promise"', 'choices = ["a", "b"]', "`ask`"),
        ('keep = "win"', 'again = "So?"', "`ask`"),
    ],
)
def test_a_field_that_does_not_go_with_the_deed_names_where_it_belongs(deed, field, owner):
    error = refusal(f"[[step]]\n{deed}\n{field}\n")

    tells(error, "practice.deed", "In tea.toml, line 6, step 1", f"It belongs to {owner}")


def test_a_step_may_only_keep_words_said_before():
    practice = read(
        ASK + '[[step]]\nkeep = "win"\ntext = "tea: {tea}"\nwith = { taste = "{tea}" }\n'
    )

    assert practice.steps[1] == step(
        name="step-2", keep="win", text="tea: {tea}", data={"taste": "{tea}"}
    )


def test_keeping_nothing_in_particular_is_refused():
    error = refusal('[[step]]\nkeep = "win"\n')

    tells(error, "practice.missing", "In tea.toml, line 4, step 1", "`text` is missing")


def test_a_mark_outside_a_loop_is_refused():
    error = refusal(ASK + '[[step]]\nmark = "kept"\n')

    tells(error, "practice.deed", "In tea.toml, line 9, step 2", "inside `each` and `nearest`")


def test_a_loop_without_steps_is_refused():
    error = refusal('[[step]]\neach = "promise"\n')

    tells(error, "practice.missing", "In tea.toml, line 4, step 1", "`do` is missing")


def test_a_loop_inside_a_loop_is_refused():
    inner = '[[step.do]]\neach = "letter"\n[[step.do.do]]\nsay = "{it}"\n'

    tells(refusal(LOOP + inner), "practice.deed", "In tea.toml, line 13, step 1.2", "`each`")


def test_an_unknown_kind_of_memory_names_the_nearest_one():
    tells(
        refusal('[[step]]\neach = "promises"\n[[step.do]]\nsay = "{it}"\n'),
        "practice.value",
        "In tea.toml, line 5, step 1",
        "`promises`",
        "Did you mean `promise`?",
    )
    tells(
        refusal(ASK + 'keep = "leter"\n'),
        "practice.value",
        "In tea.toml, line 8, step 1 (tea)",
        "Did you mean `letter`?",
    )


def test_an_unknown_breathing_pattern_names_the_nearest_one():
    error = refusal('[[step]]\nbreathe = "extended exale"\ncycles = 4\n')

    tells(error, "practice.value", "In tea.toml, line 5, step 1", "Did you mean `extended exhale`?")


def test_a_breathing_pattern_may_be_written_with_hyphens():
    assert read('[[step]]\nbreathe = "extended-exhale"\nminutes = 1\n').steps[0].minutes == 1


def test_the_length_of_breathing_is_said_once():
    error = refusal('[[step]]\nbreathe = "box"\ncycles = 3\nminutes = 1\n')

    tells(error, "practice.deed", "In tea.toml, line 7, step 1", "`cycles` and `minutes`")


def test_the_length_of_breathing_may_be_left_open():
    step = read('[[step]]\nbreathe = "box"\n').steps[0]

    assert (step.cycles, step.minutes) == (None, None)


# Questions.


def test_a_question_without_an_example_is_refused():
    error = refusal('[[step]]\nname = "tea"\nask = "How was it?"\n')

    tells(error, "practice.missing", "In tea.toml, line 4, step 1 (tea)", "`example`")


def test_a_choice_without_choices_is_refused():
    error = refusal(ASK + 'answer = "choice"\n')

    tells(error, "practice.missing", "In tea.toml, line 4, step 1 (tea)", "`choices`")


@pytest.mark.parametrize("choices", ['["warm"]', '["warm", "Warm"]', '["warm", "skipped"]'])
def test_choices_that_could_not_be_told_apart_are_refused(choices):
    error = refusal(ASK + f'answer = "choice"\nchoices = {choices}\n')

    tells(error, "practice.value", "In tea.toml, line 9, step 1 (tea)")


def test_choices_without_a_choice_are_refused():
    error = refusal(ASK + 'choices = ["warm", "cold"]\n')

    tells(error, "practice.deed", "In tea.toml, line 8, step 1 (tea)", 'answer = "choice" only')


def test_limits_without_a_number_are_refused():
    error = refusal(ASK + "high = 5\n")

    tells(error, "practice.deed", "In tea.toml, line 8, step 1 (tea)", 'answer = "number" only')


def test_limits_that_leave_no_number_are_refused():
    error = refusal(NUMBER + "low = 10\n")

    tells(error, "practice.value", "In tea.toml, line 9, step 1 (before)", "nothing between")


def test_facts_of_a_memory_that_is_not_kept_are_refused():
    error = refusal(ASK + 'with = { taste = "warm" }\n')

    tells(error, "practice.deed", "In tea.toml, line 8, step 1 (tea)", "`keep` or `mark`")


def test_an_answer_can_not_be_kept_and_mark_another_memory_at_once():
    error = refusal(LOOP + 'keep = "win"\nmark = "kept"\n')

    tells(error, "practice.deed", "In tea.toml, line 13, step 1.1 (outcome)", "two things")


# Names.


def test_two_steps_of_one_name_are_refused_even_across_a_loop():
    error = refusal(LOOP + ASK.replace("tea", "outcome", 1))

    tells(error, "practice.name", "In tea.toml, line 13, step 2 (outcome)", "two steps")


@pytest.mark.parametrize("name", ["My tea", "2nd", "it", "ago", "step-2", "step-2-1"])
def test_a_name_that_could_not_be_used_is_refused(name):
    error = refusal(ASK.replace('"tea"', f'"{name}"', 1))

    tells(error, "practice.name", f"In tea.toml, line 5, step 1 ({name})")


# Conditions.


def test_a_condition_on_an_unknown_step_names_the_nearest_one():
    error = refusal(ASK + '[[step]]\nsay = "Hi."\nwhen = { te = "said" }\n')

    tells(error, "practice.when", "In tea.toml, line 10, step 2", "`te`", "Did you mean `tea`?")


def test_a_condition_on_a_step_further_down_is_refused():
    error = refusal('[[step]]\nsay = "Hi."\nwhen = { tea = "said" }\n' + ASK)

    tells(error, "practice.when", "In tea.toml, line 6, step 1", "`tea` is not answered yet")


def test_a_condition_on_the_step_itself_is_refused():
    error = refusal(ASK + 'when = { tea = "said" }\n')

    tells(error, "practice.when", "In tea.toml, line 8, step 1 (tea)", "not answered yet")


def test_a_condition_on_a_step_that_asks_nothing_is_refused():
    error = refusal(
        '[[step]]\nname = "rest"\nsilence = 3\n[[step]]\nsay = "Hi."\nwhen = { rest = "said" }\n'
    )

    tells(error, "practice.when", "In tea.toml, line 9, step 2", "`rest` asks nothing")


@pytest.mark.parametrize(
    ("step", "wrong", "nearest"),
    [
        ('name = "tea"\nask = "Is it warm?"\nanswer = "yes-no"\nexample = "yes"', "yess", "yes"),
        ('name = "tea"\nask = "How?"\nexample = "it was warm"', "siad", "said"),
        (
            'name = "tea"\nask = "How?"\nanswer = "choice"\nexample = "a"\nchoices = ["warm", "a"]',
            "wram",
            "warm",
        ),
    ],
)
def test_a_condition_on_an_answer_that_never_comes_names_the_nearest(step, wrong, nearest):
    error = refusal(f'[[step]]\n{step}\n[[step]]\nsay = "Hi."\n[step.when]\ntea = ["{wrong}"]\n')

    line = 3 + 1 + step.count("\n") + 1 + 4
    tells(
        error,
        "practice.when",
        f"In tea.toml, line {line}, step 2",
        f"never `{wrong}`",
        f"Did you mean `{nearest}`?",
    )


def test_a_condition_on_memories_asks_for_any_or_none():
    error = refusal('[[step]]\nsay = "Hi."\nwhen = { letter = "anny" }\n')

    tells(error, "practice.when", "In tea.toml, line 6, step 1", "Did you mean `any`?")


def test_a_step_called_like_a_kind_of_memory_takes_the_condition_for_itself():
    steps = '[[step]]\nsay = "Hi."\nwhen = { letter = "any" }\n' + ASK.replace("tea", "letter", 1)

    tells(refusal(steps), "practice.when", "In tea.toml, line 6, step 1", "not answered yet")


def test_an_empty_list_of_answers_is_refused():
    error = refusal(ASK + '[[step]]\nsay = "Hi."\nwhen = { tea = [] }\n')

    tells(error, "practice.when", "In tea.toml, line 10, step 2", "`said`, `skipped`")


def test_words_can_not_be_compared():
    error = refusal(ASK + '[[step]]\nsay = "Hi."\nwhen = { tea = { below = 3 } }\n')

    tells(error, "practice.when", "In tea.toml, line 10, step 2", "`tea` is no number")


def test_a_comparison_with_an_unknown_number_names_the_nearest_one():
    error = refusal(NUMBER + '[[step]]\nsay = "Hi."\nwhen = { before = { below = "befor" } }\n')

    tells(error, "practice.when", "In tea.toml, line 11, step 2", "Did you mean `before`?")


def test_a_comparison_with_nothing_is_refused():
    error = refusal(NUMBER + '[[step]]\nsay = "Hi."\nwhen = { before = {} }\n')

    tells(error, "practice.when", "In tea.toml, line 11, step 2", "below, above or same")


# Placeholders.


@pytest.mark.parametrize("key", ["say", "ask", "again", "text", "with"])
def test_a_placeholder_nobody_answers_names_the_nearest_answer(key):
    fields = {
        "say": 'say = "{taa}"',
        "ask": 'ask = "{taa}"\nexample = "yes"',
        "again": 'again = "{taa}"\nask = "So?"\nexample = "yes"',
        "text": 'text = "{taa}"\nkeep = "win"',
        "with": 'with = { taste = "{taa}" }\nkeep = "win"\ntext = "tea"',
    }
    error = refusal(f"{ASK}[[step]]\n{fields[key]}\n")

    tells(error, "practice.placeholder", "In tea.toml, line 9, step 2", "`taa`", "mean `tea`?")


def test_a_placeholder_in_a_mark_is_checked_too():
    error = refusal(LOOP + '[[step.do]]\nmark = "{outcme}"\n')

    tells(error, "practice.placeholder", "In tea.toml, line 13, step 1.2", "mean `outcome`?")


def test_a_placeholder_of_an_answer_further_down_is_refused():
    error = refusal('[[step]]\nsay = "You said {tea}."\n' + ASK)

    tells(error, "practice.placeholder", "In tea.toml, line 5, step 1", "not answered yet")


def test_a_question_can_not_speak_its_own_answer_but_may_keep_it():
    own = ASK + 'keep = "win"\ntext = "tea: {tea}"\n'

    assert read(own).steps[0].text == "tea: {tea}"
    tells(
        refusal(own + 'again = "So it was {tea}?"\n'),
        "practice.placeholder",
        "In tea.toml, line 10, step 1 (tea)",
        "not answered yet",
    )


@pytest.mark.parametrize("name", ["it", "ago"])
def test_the_memory_of_a_loop_can_be_spoken_of_inside_it_only(name):
    assert read(LOOP + f'[[step.do]]\nsay = "{{{name}}}"\n').steps[0].do[1].say == f"{{{name}}}"
    tells(
        refusal(f'[[step]]\nsay = "{{{name}}}"\n'),
        "practice.placeholder",
        "In tea.toml, line 5, step 1",
        "inside `each`",
    )


@pytest.mark.parametrize("text", ["open { brace", "closed } brace", "{{tea}}", "{ tea }", "{}"])
def test_braces_that_hold_no_answer_are_refused(text):
    error = refusal(f'{ASK}[[step]]\nsay = "{text}"\n')

    tells(error, "practice.placeholder", "In tea.toml, line 9, step 2")


def test_an_example_is_spoken_as_it_stands_and_so_holds_no_placeholder():
    error = refusal(ASK + ASK.replace('"tea"', '"more"').replace("it was warm", "like {tea}"))

    tells(error, "practice.placeholder", "In tea.toml, line 11, step 2 (more)", "word by word")


def test_a_choice_is_heard_as_it_stands_and_so_holds_no_placeholder():
    error = refusal(LOOP.replace('"let go"', '"not {it}"'))

    tells(error, "practice.placeholder", "In tea.toml, line 10, step 1.1 (outcome)", "word by word")


# Where things stand.


def test_every_way_of_writing_a_key_is_found_at_its_line():
    text = """\
"quoted key" = 1
day = 1979-05-27 07:32:00  # a space inside a value
text = \"\"\"
ends in quotes\"\"\"\"\"
[table.inner]
a.b = 'x # no comment'
[[many]]
list = [
  1, # one
  [2,
   3],
]
[[many]]
[[many.more]]
key = { a = 1, b = ["]", '}'] }
[many.more.deep]
key = "\\\\"
last = "\\""
"""
    lines = locate(text)

    assert lines["quoted key",] == 1
    assert lines["day",] == 2
    assert lines["table", "inner", "a", "b"] == 6
    assert lines["many", 0] == 7
    assert lines["many", 0, "list", 1, 1] == 11
    assert lines["many", 1] == 13
    assert lines["many", 1, "more", 0, "key", "b", 1] == 15
    assert lines["many", 1, "more", 0, "deep", "key"] == 17
    assert lines["many", 1, "more", 0, "deep", "last"] == 18


def test_the_schema_describes_the_keys_of_a_file_and_leaves_the_name_out():
    described = schema()["$defs"]

    practice = {field.encode_name for field in msgspec.structs.fields(Practice)} - {"name"}
    assert set(described["Practice"]["properties"]) == practice
    assert described["Practice"]["additionalProperties"] is False
    assert '"with"' in json.dumps(schema())


# Wordings, and conditions on the session.


def test_wordings_are_read_from_a_list_and_their_mistakes_are_found_where_they_stand():
    two = '[[step]]\nsay = ["One.", "Two."]\n'

    assert read(two).steps[0].say == ("One.", "Two.")
    tells(refusal(two.replace('"Two."', '""')), "practice.value", "In tea.toml, line 5, step 1")
    tells(refusal("[[step]]\nsay = []\n"), "practice.value", "In tea.toml, line 5, step 1", "empty")
    error = refusal('[[step]]\nsay = [\n"One.",\n"{two}.",\n]\n')
    tells(error, "practice.placeholder", "In tea.toml, line 7, step 1", "`two`")
    error = refusal('[[step]]\nsay = ["One.", 2]\n')
    tells(error, "practice.value", "In tea.toml, line 5, step 1", "text in quotes")


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ('visits = "frist"', "Did you mean `first`?"),
        ("tones = { above = 2 }", None),
        ('tones = { above = "tea" }', "`tones` is compared with a number"),
        ("visits = {}", "below, above or same"),
        ('day = "evenings"', "Did you mean `evening`?"),
        ("day = { above = 3 }", "`morning`"),
        ('time = "short"', None),
        ("time = []", "`short`"),
        ('promise = "any kept"', None),
        ('promise = ["none partly kept", "any"]', None),
        ('promise = "kept"', "`promise` is never `kept`"),
        ("promise = { below = 3 }", "`any`"),
        ("promise = []", "`any`"),
    ],
)
def test_a_condition_that_can_not_hold_is_refused(condition, what):
    steps = f'[[step]]\nsay = "Hi."\nwhen = {{ {condition} }}\n'
    if what is None:
        assert read(steps).steps[0].when
    else:
        tells(refusal(steps), "practice.when", "In tea.toml, line 6, step 1", what)


@pytest.mark.parametrize(
    ("step_lines", "code", "where", "what"),
    [
        ('breathe = "4-7-8"\ncycles = 9', "practice.value", "line 6", "at most 8 breaths"),
        ('breathe = "4-7-88"', "practice.value", "line 5", "nothing takes more than 20"),
        ('breathe = "natural"\nramp = true', "practice.deed", "line 6", "nothing gets longer"),
        (
            'each = "promise"\nolder = 0\ndo = [{ silence = 1 }]',
            "practice.value",
            "line 6",
            "of at least 1",
        ),
    ],
)
def test_breath_and_age_have_their_limits(step_lines, code, where, what):
    tells(refusal(f"[[step]]\n{step_lines}\n"), code, f"In tea.toml, {where}, step 1", what)
