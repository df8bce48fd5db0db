"""The JSON of an export: complete, as its schema says, and the same when it is read again."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pytest

from voice_coach.errors import CoachError
from voice_coach.export.json_format import (
    VERSION,
    KeptMemory,
    Session,
    Turn,
    from_json,
    schema,
    to_json,
)
from voice_coach.journal.journal import Journal

NOW = datetime(2026, 11, 24, 12, 0, 0, 500, UTC)


def validate(export):
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(export, schema(), cls=jsonschema.Draft202012Validator)


@pytest.fixture
def text(talk, memory):
    kept = replace(talk.memories[0], data={"turn": 3, "when": ["at", 2, None]})
    loose = replace(memory(2, "honesty", "value"), session_id=None, data={})
    return to_json([replace(talk, memories=(kept,))], [loose], NOW, "0.1.0")


@pytest.fixture
def broken(text):
    """The export with one thing changed, as bytes."""

    def change(*path, to):
        export = json.loads(text)
        place = export
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to
        return json.dumps(export).encode()

    return change


def error_of(data):
    with pytest.raises(CoachError) as caught:
        from_json(data, "export.json")
    assert caught.value.message.startswith("export.json ")
    assert "othing was taken" in caught.value.message
    return caught.value


def test_an_export_is_what_its_schema_says(text):
    validate(json.loads(text))


@pytest.mark.parametrize(
    ("table", "kind", "elsewhere"),
    [
        ("sessions", Session, {"turns", "moved_to"}),  # the other is known from the id and the time
        ("turns", Turn, {"session_id", "heard"}),  # in its session; out of `revisions`
        ("memories", KeptMemory, {"turn"}),  # one of the facts in `data`
    ],
)
def test_an_export_has_every_column_of_the_journal(table, kind, elsewhere):
    with Journal.in_memory(lambda: NOW) as journal:
        columns = {row[1] for row in journal.connection.db.execute(f"PRAGMA table_info({table})")}

    assert columns ^ set(kind.__struct_fields__) == elsewhere


def test_an_export_of_nothing_is_one_too():
    text = to_json([], [], NOW, "0.1.0")
    validate(json.loads(text))

    assert from_json(text.encode(), "x") == ([], [])


def test_times_are_those_of_the_journal_and_what_was_undone_is_marked(text):
    export = json.loads(text)
    (session,) = export["sessions"]

    assert (export["format"], export["version"]) == ("voice-coach-journal", VERSION)
    assert export["exported_at"] == "2026-11-24T12:00:00.000Z"
    assert session["started_at"] == "2026-11-22T09:15:03.123Z"
    assert [turn["undone"] for turn in session["turns"]] == [False, True, False]
    assert [memory["turn"] for memory in export["memories"]] == [3, None]


def test_what_is_read_is_what_was_written(text):
    records, loose = from_json(text.encode(), "x")

    assert to_json(records, loose, NOW, "0.1.0") == text


def test_any_text_is_read_as_it_was_written(nasty, whole, turn, word, memory):
    said = turn(1, nasty, lasts=1, words=[word(nasty, 0.5)])
    session = whole(said, title=nasty, memories=[replace(memory(1, nasty), data={nasty: nasty})])
    (back,), _ = from_json(to_json([session], [], NOW, "0.1.0").encode(), "x")

    assert (back.turns, back.memories) == (session.turns, session.memories)
    assert back.session.title == nasty


def test_a_memory_whose_answer_is_not_there_any_more_names_no_turn(talk):
    kept = replace(talk.memories[0], data={"turn": 99, "when": "at noon"})
    (back,), _ = from_json(
        to_json([replace(talk, memories=(kept,))], [], NOW, "0.1.0").encode(), "x"
    )

    assert back.memories[0].data == {"when": "at noon"}


def test_another_offset_is_the_same_moment(broken):
    data = broken("sessions", 0, "started_at", to="2026-11-22T10:15:03.123+01:00")
    (whole,), _ = from_json(data, "x")

    assert whole.session.started_at == datetime(2026, 11, 22, 9, 15, 3, 123000, UTC)


def test_a_newer_format_is_refused_whatever_else_is_in_it(broken):
    error = error_of(b'{"format": "voice-coach-journal", "version": 99, "new": {}}')

    assert error.code == "import.newer"
    assert "Update Voice Coach" in error.message
    assert error_of(broken("version", to=0)).code == "import.bad"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"[]", b"{}", b"\xff\xfe", b'{"format": "else", "version": 1}', b"[" * 9999,
        b'{"format": "voice-coach-journal", "version": 1}',
    ],
)  # fmt: skip
def test_what_is_no_export_is_said_to_be_none(data):
    assert error_of(data).code == "import.bad"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sessions", 0, "turns", 0, "speaker"), "i am so angry"),
        (("sessions", 0, "outcome"), "i am so angry"),
        (("sessions", 0, "started_at"), "i am so angry"),
        (("sessions", 0, "started_at"), "2026-11-22T10:15:03"),
        (("sessions", 0, "started_at"), "0001-01-01T00:00:00+14:00"),
        (("sessions", 0, "turns", 0, "text"), None),
        (("sessions", 0, "turns", 0, "seq"), 0),
        (("sessions", 0, "turns", 0, "id"), 2**63),
        (("sessions", 0, "turns", 0, "seq"), 3),
        (("sessions", 0, "turns", 0, "id"), 3),
        (("sessions", 0, "id"), "../../angry"),
        (("sessions", 0, "extra"), "i am so angry"),
        (("memories", 0, "data"), "i am so angry"),
        (("memories", 0, "session_id"), "20990101-000000000-aaaa"),
        (("memories", 0, "turn"), 77),
        (("memories", 1, "id"), 1),
        (("memories", 1, "turn"), 1),
    ],
)
def test_what_is_wrong_is_named_by_its_place_and_never_by_its_words(broken, path, value):
    error = error_of(broken(*path, to=value))

    assert error.code == "import.bad"
    assert "angry" not in error.message


def test_the_place_of_a_wrong_value_is_told(broken):
    error = error_of(broken("sessions", 0, "turns", 1, "speaker", to="somebody"))

    assert "sessions[0].turns[1].speaker" in error.message
