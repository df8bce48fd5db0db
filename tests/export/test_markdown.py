"""Markdown that note-taking programs read: the front matter is YAML, and no text is a mark."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml

from tests.export.conftest import make_turn, make_whole
from voice_coach.export.markdown import plain, quoted, to_markdown


def front_matter(text):
    _, yaml_text, rest = text.split("---\n", 2)
    return yaml.safe_load(yaml_text), rest


def test_a_session_reads_as_a_conversation_in_local_time(talk):
    fields, rest = front_matter(to_markdown(talk))

    assert fields == {
        "title": "Small promises",
        "date": date(2026, 11, 22),
        "started": "2026-11-22T10:15:03+01:00",
        "ended": "2026-11-22T10:20:03+01:00",
        "practice": "small-promises",
        "outcome": "completed",
        "session": "20261122-091503123-k7qf",
        "tags": ["voice-coach"],
    }
    assert rest == (
        "\n# Small promises\n\nSunday, 22 November 2026, 10:15 · completed\n\n"
        "**Coach:** What will you do?\n\n"
        "**You:** I will walk  \nand rest\n\n"
        "## Kept\n\n- promise (open): I will walk\n"
    )


def test_a_session_without_an_end_has_none_in_its_front_matter(whole):
    fields, rest = front_matter(to_markdown(whole(ended=False)))

    assert "ended" not in fields
    assert "unfinished" in rest


@pytest.mark.parametrize(
    "title",
    ["yes", "null", "12", "2026-11-22", "a: b", "\x7f\x85\u2028\u2029\ufeff", "a\nb", "@ % !"],
)
def test_any_title_is_the_same_text_in_yaml(title, whole):
    wanted = " ".join(title.split())

    assert yaml.safe_load(f"title: {quoted(title)}") == {"title": wanted}
    assert front_matter(to_markdown(whole(title=title)))[0]["title"] == wanted


def test_a_title_full_of_marks_is_the_same_text_in_yaml_and_a_heading(nasty, whole):
    fields, rest = front_matter(to_markdown(whole(title=nasty)))

    assert fields["title"] == nasty
    assert f"\n# {plain(nasty)}\n" in rest


def test_no_text_is_taken_for_a_mark_and_none_is_lost(nasty):
    shown = plain(nasty)

    assert re.sub(r"\\([^\w\s]|_)", r"\1", shown) == nasty
    assert not re.search(r"(?<!\\)[*_`<>#\[\]|~$^=%&]", shown)
    assert not re.match(r"[-+]|\d+[.)]", shown)


def test_lines_stay_lines_and_a_list_of_memories_stays_one_list(turn, whole, memory):
    text = to_markdown(whole(turn(1, "one\n\n- two"), memories=[memory(1, "dear me\nwell")]))

    assert "**You:** One  \n\\- two\n" in text
    assert text.endswith("- promise (open): Dear me  \n  Well\n")


def test_tags_of_the_person_stand_in_the_front_matter():
    record = make_whole(make_turn(1, "a walk"))
    tagged = replace(record, session=replace(record.session, tags=("rain", "long walk")))

    assert '  - voice-coach\n  - "rain"\n  - "long-walk"\n---' in to_markdown(tagged)
