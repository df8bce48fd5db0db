import re
from pathlib import Path

import msgspec
import pytest

from voice_coach.breathing import PATTERNS, exercise
from voice_coach.errors import CoachError
from voice_coach.practice.library import Library
from voice_coach.practice.linter import findings
from voice_coach.practice.parser import parse
from voice_coach.practice.plans import parse_plan
from voice_coach.practice.schema import (
    MEMORY_KIND_MEANINGS,
    Compare,
    Count,
    Earlier,
    Practice,
    Recurs,
    Step,
)
from voice_coach.practice.steps import KEYS, KINDS, STEP_KEYS

GUIDE = Path(__file__).parents[2] / "docs" / "writing-a-practice.md"
BEGIN, END = "<!-- fields: written by the test -->", "<!-- end of the fields -->"
HEAD = 'title = "Tea"\nabout = "A cup of tea."\nminutes = 2\n'


def blocks(language="toml"):
    found = re.compile(rf"^```{language}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return found.findall(GUIDE.read_text(encoding="utf-8"))


def test_the_guide_tells_every_field_as_the_types_do():
    text = GUIDE.read_text(encoding="utf-8")
    told = text.split(BEGIN)[1].split(END)[0].strip()

    assert told == fields(), f"\nPaste this between the two markers of {GUIDE}:\n\n{fields()}\n"


def test_the_worked_example_can_be_led_and_keeps_the_writing_rules():
    whole = [block for block in blocks() if block.startswith("title")]

    assert len(whole) == 1
    assert findings(parse(whole[0], name="one-kind-thing", file="one-kind-thing.toml")) == []


def test_the_plan_in_the_guide_can_be_followed():
    (plan,) = blocks("toml plan")

    assert parse_plan(plan, name="q", file="q.toml", practices=Library(GUIDE).names()).days


def test_the_error_in_the_guide_is_what_the_worked_example_would_give():
    (example,) = (block for block in blocks() if block.startswith("title"))

    with pytest.raises(CoachError) as caught:
        parse(example.replace("patience", "pateince"), name="x", file="one-kind-thing.toml")

    assert blocks("text") == [caught.value.message + "\n"]


@pytest.mark.parametrize("number", range(len(blocks())))
def test_every_piece_of_a_practice_in_the_guide_can_be_read(number):
    block = blocks()[number]
    text = block if block.startswith("title") else HEAD + block

    assert findings(parse(text, name="tea", file=f"block {number}")) == []


def test_the_guide_uses_every_kind_of_step_and_of_answer():
    text = "".join(blocks())

    for key in KINDS:
        assert re.search(rf"^{key} = ", text, re.MULTILINE), key
    for kind in ("yes-no", "number", "choice", "list", "letter"):
        assert f'answer = "{kind}"' in text


def test_the_guide_names_no_practice_that_does_not_exist(tmp_path):
    named = re.findall(r"practices/en/([\w-]+)\.toml", GUIDE.read_text(encoding="utf-8"))

    assert named
    assert set(named) <= set(Library(tmp_path).names())


# What the section between the markers has to be.


def fields():
    """The tables of the guide, out of the types."""
    common = {field.encode_name for field in msgspec.structs.fields(Step)}
    owners = {
        key: " ".join(f"`{kind}`" for kind, keys in KEYS.items() if key in keys)
        for key in STEP_KEYS
    }
    parts = [
        "### At the top of the file\n",
        *table(Practice, leave_out=("name",)),
        "\n### In a step\n",
        *steps_table(owners | dict.fromkeys(common, "every step")),
        "\n### In a comparison\n",
        *table(Compare),
        *(
            line
            for struct in (Count, Recurs, Earlier)
            for line in (f"\n### In `{struct.__name__.lower()}`\n", *table(struct))
        ),
        "\n### Kinds of memory\n",
        "| kind | what it holds |",
        "| --- | --- |",
        *(f"| `{kind}` | {meaning} |" for kind, meaning in MEMORY_KIND_MEANINGS.items()),
        "\n### Breathing patterns\n",
        "| pattern | seconds | breath is held | `rate` | unless given |",
        "| --- | --- | --- | --- | --- |",
        *map(breathing_pattern, PATTERNS.values()),
    ]
    return "\n".join(parts)


def breathing_pattern(pattern):
    """Its row: a phase a breath, or none where the breath is not led."""
    usual = exercise(pattern)
    breath = ", ".join(
        f"{'top-up' if cue.top_up else cue.phase} {cue.seconds:g}"
        for cue in usual.cues[: len(pattern.phases)]
    )
    cells = (
        f"`{pattern.name}`",
        breath or "as it comes; a bell each minute",
        "yes" if pattern.caution else "no",
        "from {:g} to {:g}".format(*pattern.rates) if pattern.rates else "–",
        f"{usual.cues[-1].cycle} breaths" if usual.cues else f"{usual.seconds / 60:g} minute",
    )
    return f"| {' | '.join(cells)} |"


def table(struct, leave_out=()):
    yield "| field | takes | unless given | meaning |"
    yield "| --- | --- | --- | --- |"
    for field in msgspec.inspect.type_info(struct).fields:
        name = field.encode_name
        if name not in leave_out:
            yield (
                f"| `{name}` | {takes(field.type)} | {default(field)} | {description(field.type)} |"
            )


def steps_table(owners):
    described = {
        field.encode_name: field
        for kind in reversed(KINDS.values())
        for field in msgspec.inspect.type_info(kind).fields
    }
    yield "| field | takes | goes with | unless given | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    for key in STEP_KEYS:
        field = described[key]
        unless = "–" if field.required else default(field)  # it is needed where it names the kind
        meaning = description(field.type)
        yield f"| `{key}` | {takes(field.type)} | {owners[key]} | {unless} | {meaning} |"


def default(field):
    if field.required:
        return "needed"
    if field.default in (None, "", (), msgspec.NODEFAULT):
        return "–"
    if isinstance(field.default, bool):
        return "true" if field.default else "false"
    return f"`{field.default}`"


def description(type_info):
    return (type_info.extra_json_schema or {}).get("description", "")


def takes(type_info):
    match type_info:
        case msgspec.inspect.Metadata(type=inner):
            words = takes(inner)
        case msgspec.inspect.UnionType(types=types):
            words = " or ".join(takes(inner) for inner in types if not is_none(inner))
        case msgspec.inspect.LiteralType(values=values):
            words = ", ".join(f"`{value}`" for value in values)
        case msgspec.inspect.IntType() | msgspec.inspect.FloatType():
            words = number(type_info)
        case msgspec.inspect.VarTupleType(item_type=inner):
            words = f"list of {takes(inner)}"
        case msgspec.inspect.ListType(item_type=inner):
            words = f"list of {takes(inner)}"
        case msgspec.inspect.DictType(value_type=inner):
            words = f"table of {takes(inner)}"
        case msgspec.inspect.StructType(cls=cls):
            words = {Step: "steps", Compare: "comparison"}.get(cls, "table")
        case _:
            plain = {msgspec.inspect.StrType: "text", msgspec.inspect.BoolType: "true or false"}
            words = plain[type(type_info)]
    return words


def is_none(type_info):
    return isinstance(type_info, msgspec.inspect.NoneType)


def number(type_info):
    whole = isinstance(type_info, msgspec.inspect.IntType)
    words = ["whole number" if whole else "number"]
    if type_info.gt is not None:
        words.append(f"above {type_info.gt}")
    if type_info.ge is not None:
        words.append(f"from {type_info.ge}")
    if type_info.le is not None:
        words.append(f"to {type_info.le}")
    return " ".join(words)
