"""Dictionaries in one piece of memory: what a dictionary says, they say."""

from voice_coach.tts.hibari_process import PackedTable

ENTRIES = {
    "and": "ænd",
    "an": "ɐn",
    "read": {"DEFAULT": "ɹˈid", "VBD": "ɹˈɛd", "none": None},
    "'cause": "kˈʌz",
    "": "nothing",
    "éclair": "AklˈɛɹC",
    "{": "a bracket",
    "b": {},
}


def test_every_entry_is_found_again():
    table = PackedTable(ENTRIES)

    assert {key: table.get(key) for key in ENTRIES} == ENTRIES
    assert all(key in table for key in ENTRIES)


def test_what_is_not_there_is_none_or_what_was_asked_for():
    table = PackedTable(ENTRIES)

    for key in ("a", "andy", "zebra", "\ud800", "!"):
        assert table.get(key) is None
        assert table.get(key, "else") == "else"
        assert key not in table


def test_an_empty_table_has_nothing():
    assert PackedTable({}).get("a") is None
