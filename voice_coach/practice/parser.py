"""From the text of a practice file to a `Practice`, or to an error its writer can act on.

Practices are written by people who are not programmers. A mistake in a file is therefore told once,
in plain words, with the file, the line, the step and the nearest right word. What the types can say
is checked here by `msgspec`; the rules no type can say are in `validator`.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from voice_coach.errors import CoachError
from voice_coach.practice.schema import (
    AnswerKind,
    Compare,
    Count,
    Earlier,
    Patience,
    Practice,
    Recurs,
    Step,
    StepPace,
)
from voice_coach.practice.source import Path, Source, nearest
from voice_coach.practice.steps import COMMON_KEYS, KEYS, KINDS, STEP_KEYS, LoopStep, naming_keys
from voice_coach.practice.validator import check


def _keys(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(struct))


_PRACTICE_FIELDS = {field.encode_name: field for field in msgspec.structs.fields(Practice)}
PRACTICE_KEYS = tuple(key for key in _PRACTICE_FIELDS if key != "name")
COMPARE_KEYS = _keys(Compare)

TABLES: dict[str, type[msgspec.Struct]] = {"count": Count, "recurs": Recurs, "earlier": Earlier}
"""Fields of a step that are tables about memories."""

_WORDS: dict[str, tuple[str, ...]] = {
    "answer": get_args(AnswerKind),
    "patience": get_args(Patience),
    "pace": get_args(StepPace),
}

_KINDS_OF_VALUE = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in square brackets",
    "object": "a table",
    "datetime": "a date",
    "date": "a date",
    "time": "a time of day",
}

_LIMITS = {">=": "of at least", "<=": "of at most", ">": "above", "of length >=": "of at least"}
_AT = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`(?:, got `(?P<got>\w+)`| (?P<limit>.+))$")
_LINE = re.compile(r" \(at line (?P<line>\d+), column \d+\)| \(at end of document\)")


def parse(text: str, *, name: str, file: str) -> Practice:
    """Return the practice that `text` describes.

    Args:
        text: The whole practice file.
        name: What the practice is called by, from the name of its file.
        file: How errors name the file.

    Raises:
        CoachError: `practice.syntax`, `practice.empty`, `practice.key`, `practice.missing`,
            `practice.value`, `practice.deed`, `practice.name`, `practice.placeholder` or
            `practice.when`; each names the file, the line and the step.
    """
    values = read_values(text, file)
    source = Source(file, text, values)
    if not values:
        raise source.error(
            "practice.empty", (), "there is nothing in it. It needs a title and steps."
        )
    _check_keys(source)
    _check_present(source)
    _check_words(source, (), values)
    practice = _practice(source, name)
    check(practice, source)
    return practice


def schema() -> dict[str, Any]:
    """Return the JSON Schema of practice files, for editors; no file holds a `name`."""
    described = msgspec.json.schema(Practice)
    _, kinds = msgspec.json.schema_components(KINDS.values(), ref_template="#/$defs/{name}")
    properties: dict[str, Any] = {}
    for kind in KINDS.values():
        properties = kinds.pop(kind.__name__)["properties"] | properties
    described["$defs"] |= kinds
    described["$defs"]["Step"]["properties"] = {
        "name": properties["name"],
        **{key: _optional(properties[key]) for key in STEP_KEYS if key != "name"},
    }
    del described["$defs"]["Practice"]["properties"]["name"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def _optional(described: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a key that its kind needs as one that other steps go without."""
    if described.get("default", "") != "":
        return described
    if described.get("type") == "array":
        return {"default": [], **described}
    kind = {key: value for key, value in described.items() if key not in ("description", "default")}
    return {
        "description": described["description"],
        "anyOf": [kind, {"type": "null"}],
        "default": None,
    }


def read_values(text: str, file: str) -> dict[str, Any]:
    """Return the plain values of a TOML text; raises `practice.syntax`."""
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError is one; a number of 5000 digits is another
        what, line = str(error), ""
        found = _LINE.search(what)
        if found is not None:
            line = f", line {found['line'] or max(1, len(text.splitlines()))}"
            what = _LINE.sub("", what)
        raise CoachError("practice.syntax", f"In {file}{line}: this is not TOML. {what}.") from None
    except RecursionError:
        raise CoachError(
            "practice.syntax", f"In {file}: lists or tables stand too deep in one another."
        ) from None


def _check_keys(source: Source) -> None:
    """Refuse every key that the language does not have."""
    for key, value in source.values.items():
        if key == "name":
            what = "a practice takes its name from its file. Take this line out."
            raise source.error("practice.key", (key,), what)
        if key not in PRACTICE_KEYS:
            raise _unknown(source, (key,), PRACTICE_KEYS, "at the top of a practice")
        if key == "step":
            _check_steps(source, (key,), value)


def _check_steps(source: Source, path: Path, steps: object) -> None:
    if isinstance(steps, dict):
        header = ".".join(str(part) for part in path if isinstance(part, str))
        what = f"write [[{header}]] with two brackets on each side: there can be many."
        raise source.error("practice.value", path, what)
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        for key, value in step.items() if isinstance(step, dict) else ():
            here = (*path, index, key)
            if key not in STEP_KEYS:
                raise _unknown(source, here, STEP_KEYS, "in a step")
            if key == "do":
                _check_steps(source, here, value)
            if key == "when" and isinstance(value, dict):
                _check_comparisons(source, here, value)
            if key in TABLES and isinstance(value, dict):
                _check_table(source, here, value)


def _check_comparisons(source: Source, path: Path, when: Mapping[str, object]) -> None:
    for name, wanted in when.items():
        for key in wanted if isinstance(wanted, dict) else ():
            if key not in COMPARE_KEYS:
                raise _unknown(source, (*path, name, key), COMPARE_KEYS, "in a comparison")


def _check_table(source: Source, path: Path, table: Mapping[str, object]) -> None:
    """Refuse a key that a table about memories does not have, or the lack of one it needs."""
    struct, name = TABLES[str(path[-1])], str(path[-1])
    for key in table:
        if key not in _keys(struct):
            raise _unknown(source, (*path, key), _keys(struct), f"in `{name}`")
    for field in msgspec.structs.fields(struct):
        if field.required and field.encode_name not in table:
            what = f"`{name}` needs `{field.encode_name}`."
            raise source.error("practice.missing", path, what)


def _unknown(source: Source, path: Path, known: tuple[str, ...], where: str) -> CoachError:
    key = path[-1]
    if known is STEP_KEYS and key in PRACTICE_KEYS:
        help_on = f"`{key}` belongs at the top of the file, above the first [[step]]."
    elif known is PRACTICE_KEYS and key in STEP_KEYS:
        help_on = f"`{key}` belongs in a step, below a line that says [[step]]."
    else:
        help_on = nearest(key, known)
    return source.error("practice.key", path, f"there is no `{key}` {where}. {help_on}")


def _check_present(source: Source) -> None:
    """Refuse a file that lacks what every practice has."""
    for key, field in _PRACTICE_FIELDS.items():
        if field.required and key not in source.values:
            what = f"`{key}` is missing."
            if field.name == "steps":
                what = "there are no steps. A step begins with a line that says [[step]]."
            raise source.error("practice.missing", (), what)


def _check_words(source: Source, path: Path, value: object) -> None:
    """Refuse text that is empty, wherever it stands; nothing can be said with it."""
    if isinstance(value, str) and not value.strip() and path != ("source",):
        names = [part for part in path if isinstance(part, str)]
        raise source.error("practice.value", path, f"`{names[-1]}` is empty.")
    pairs = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else pairs:
        _check_words(source, (*path, key), inner)


def _practice(source: Source, name: str) -> Practice:
    """Return the practice, not yet checked by the rules that no type can say."""
    fields = {
        field.name: convert(source, (key,), source.values[key], field.type)
        for key, field in _PRACTICE_FIELDS.items()
        if key in source.values and key != "step"
    }
    return Practice(name=name, steps=_steps(source, ("step",), "step"), **fields)


def _steps(source: Source, path: Path, prefix: str) -> tuple[Step, ...]:
    """Return the steps at `path`, each with a name, so that a session can resume at any."""
    raws = convert(source, path, source.at(path), list[dict[str, Any]])
    if not raws and len(path) == 1:
        raise source.error("practice.missing", path, "there are no steps.")
    return tuple(
        _step(source, (*path, index), raw, f"{prefix}-{index + 1}")
        for index, raw in enumerate(raws)
    )


def _step(source: Source, path: Path, raw: Mapping[str, Any], given_name: str) -> Step:
    """Return the step with the fields of its kind; the validator refuses what else there is."""
    kind = next(iter(naming_keys(raw)), "")
    keys = KEYS.get(kind, COMMON_KEYS)
    fields = {"name": given_name}
    fields |= {key: value for key, value in raw.items() if key in keys and key != "do"}
    step: Step = convert(source, path, fields, KINDS.get(kind, Step))
    if isinstance(step, LoopStep) and "do" in raw:
        step = msgspec.structs.replace(step, do=_steps(source, (*path, "do"), given_name))
    return step


def convert(source: Source, path: Path, value: object, kind: Any) -> Any:
    """Return the value at `path` as a type; raises `practice.value`."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _wrong_value(source, path, str(error)) from None


def _wrong_value(source: Source, path: Path, message: str) -> CoachError:
    """Return the error for what `msgspec` says of the value at `path`, in plain words."""
    said, _, at = message.rpartition(" - at ") if " - at " in message else (message, "", "")
    inside = _AT.finditer(at.split("[...]")[0])
    path = (*path, *(found["key"] or int(found["index"]) for found in inside))
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if key in _WORDS and said.startswith("Invalid enum value"):
        wrong = said.split("'")[1]
        what = f"`{key}` can not be `{wrong}`. {nearest(wrong, _WORDS[key])}"
        return source.error("practice.value", path, what)
    return source.error("practice.value", path, f"`{key}` takes {_expected(said)}.")


def _expected(said: str) -> str:
    """Return what was expected, and what was there instead, without `msgspec`'s names."""
    found = _EXPECTED.match(said)
    if found is None:
        return f"something else: {said}"
    kinds = [kind for kind in found["wanted"].split(" | ") if kind != "null"]
    wanted = " or ".join(_KINDS_OF_VALUE.get(kind, kind) for kind in kinds)
    if found["got"]:
        return f"{wanted}, not {_KINDS_OF_VALUE.get(found['got'], found['got'])}"
    sign, _, limit = found["limit"].rpartition(" ")
    return f"{wanted} {_LIMITS.get(sign, sign)} {float(limit):g}"
