"""Journals of other programs: their times, titles, texts and tags, and what is none."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.export.journals import (
    entries_of_json,
    entries_of_text,
    entries_of_zip,
    notes_in,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")


def read(text, name="note.md"):
    entries = entries_of_text(text, Path(name), WRITTEN, NOW)
    return [(f"{e.moment:%Y-%m-%d %H:%M}", e.title, e.text, e.tags) for e in entries]


RAIN = ("2026-03-07 23:30", "A walk in the rain", "It rained,\n\nand I went out.", ("rain",))
SLEPT = ("2026-03-08 07:15", "Slept well.", "Woke up rested.", ("starred",))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[2026-03-07 23:30] A walk in the rain @rain", "[2026-03-08 07:15] Slept well. *"),
        (
            "[2026-03-07 11:30:00 PM] A walk in the rain #rain",
            "[2026-03-08 07:15:00 AM] * Slept well.",
        ),
        ("2026-03-07 23:30 A walk in the rain @rain", "2026-03-08 07:15 Slept well. *"),
        ("[7 March 2026 23:30] A walk in the rain @rain", "[March 8, 2026 7:15 am] Slept well. *"),
    ],
)
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_text_of_jrnl_is_an_entry_for_each_heading(first, second, line):
    text = f"{first}\nIt rained,\n\nand I went out.\n\n{second}\nWoke up rested.\n"

    assert read(text.replace("\n", line), "jrnl.txt") == [RAIN, SLEPT]


def test_an_entry_of_jrnl_may_have_a_title_alone_and_tags_within():
    assert read("[2026-03-08 07:15] Tea with @anna today. @anna\n") == [
        ("2026-03-08 07:15", "Tea with @anna today.", "Tea with @anna today. @anna", ("anna",))
    ]


def test_brackets_that_hold_no_time_are_words():
    assert read("[ ] buy milk\n[x] walk", "2026-03-08.md")[0][2] == "[ ] buy milk\n[x] walk"


DAY_ONE = {
    "metadata": {"version": "1.0"},
    "entries": [
        {
            "creationDate": "2026-03-08T12:15:00Z", "timeZone": "Europe/Dublin", "starred": True,
            "text": "A title\n\n![](dayone-moment://ABC)\nBody with 1\\. and \\#no.",
            "tags": ["walk"],
        },
        {"creationDate": "2026-03-09T12:15:00Z", "text": ""},
    ],
}  # fmt: skip


def test_json_of_day_one_is_read_without_its_pictures_and_escapes():
    (entry,) = entries_of_json(json.dumps(DAY_ONE).encode(), "x")

    assert entry.moment == datetime(2026, 3, 8, 12, 15, tzinfo=UTC)
    assert entry.text == "A title\n\nBody with 1. and #no."
    assert (entry.title, entry.tags) == ("A title", ("walk", "starred"))


def test_a_zip_of_day_one_is_read_and_another_is_refused():
    def zipped(**files):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name, text in files.items():
                archive.writestr(f"{name}.json", text)
        return data.getvalue()

    assert (
        len(entries_of_zip(zipped(Journal=json.dumps(DAY_ONE), More=json.dumps(DAY_ONE)), "x")) == 2
    )
    for data in (zipped(other="{}"), b"PK\3\4 damaged"):
        with pytest.raises(CoachError) as error:
            entries_of_zip(data, "x")
        assert error.value.code == "import.bad"


def test_plain_text_of_day_one_is_an_entry_for_each_date():
    text = (
        "\tDate:\tMarch 8, 2026 at 9:15:00 AM GMT\n\tWeather:\t5°C\n\nA title\n\nOne #calm\n\n"
        "\tDate:\t9 March 2026 at 21:15:00 GMT\n\nTwo\n"
    )

    assert read(text) == [
        ("2026-03-08 09:15", "A title", "A title\n\nOne #calm", ("calm",)),
        ("2026-03-09 21:15", "", "Two", ()),
    ]


def test_json_of_jrnl_is_read_and_that_of_anything_else_is_none():
    row = {"title": "T.", "body": "B @a", "date": "2026-05-01", "time": "09:00", "tags": ["@a"]}
    (entry,) = entries_of_json(json.dumps({"entries": [row]}).encode(), "x")

    assert (f"{entry.moment:%Y-%m-%d %H:%M}", entry.title, entry.text, entry.tags) == (
        "2026-05-01 09:00", "T.", "B @a", ("a",),
    )  # fmt: skip
    for other in (b"{}", b"[1]", b"words", b'{"entries": [{}]}', b"\xff", b'"x"'):
        assert entries_of_json(other, "x") is None


@pytest.mark.parametrize("moment", [None, "soon", 7])
def test_an_entry_without_a_time_is_one_clear_error(moment):
    with pytest.raises(CoachError) as error:
        entries_of_json(
            json.dumps({"entries": [{"creationDate": moment, "text": "x"}]}).encode(), "x"
        )

    assert "entry 1" in error.value.message


@pytest.mark.parametrize(
    ("text", "name", "entry"),
    [
        (
            "---\ndate: 2026-03-08\ntags: [daily]\n---\n# 2026-03-08\n- slept well\n",
            "2026-03-08.md", ("2026-03-08 12:00", "", "- slept well", ("daily",)),
        ),
        (
            "---\ntitle: Big day\ndate: 2026-02-03 08:30\ntags: work\n---\n\nI went #out. `#no` C#",
            "x.md", ("2026-02-03 08:30", "Big day", "I went #out. `#no` C#", ("work", "out")),
        ),
        ("---\ncreated: '2026-02-03T08:30:00Z'\n---\nwords", "a note.md",
         ("2026-02-03 08:30", "a note", "words", ())),
        ("# Monday thoughts\n\nText. #calm", "2026-04-05 x.md",
         ("2026-04-05 12:00", "Monday thoughts", "Text. #calm", ("calm",))),
        ("just words\n\nof mine", "20260102_101112.txt",
         ("2026-01-02 10:11", "", "just words\n\nof mine", ())),
        ("words", "thoughts.txt", ("2026-11-30 08:30", "thoughts", "words", ())),
        ("---\n: [no yaml\n---\nwords", "thoughts.md",
         ("2026-11-30 08:30", "thoughts", "words", ())),
        ("---\na rule, and no front matter", "x.md",
         ("2026-11-30 08:30", "x", "---\na rule, and no front matter", ())),
        ("# A heading", "x.md", ("2026-11-30 08:30", "A heading", "# A heading", ())),
    ],
)  # fmt: skip
def test_a_note_is_dated_titled_and_tagged_by_what_it_says(text, name, entry):
    assert read(text, name) == [entry]


def test_the_same_entry_is_the_same_session_and_an_empty_note_is_none():
    one, other = (
        entries_of_text("words", Path("2026-03-08.md"), each, NOW)[0] for each in (WRITTEN, NOW)
    )

    assert (one.new_id, one.step) == (other.new_id, other.step)
    assert one.is_dated
    assert not entries_of_text("words", Path("x.md"), WRITTEN, NOW)[0].is_dated
    with pytest.raises(CoachError) as error:
        read(" \n")
    assert error.value.code == "import.empty"


def test_a_folder_has_its_notes_but_for_hidden_ones_and_templates(tmp_path):
    for name in ("b.md", "a/c.txt", ".obsidian/x.md", "Templates/t.md", "memo.m4a", "a/.y.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link.md").symlink_to("b.md")

    assert notes_in(tmp_path) == [tmp_path / "a/c.txt", tmp_path / "b.md"]
