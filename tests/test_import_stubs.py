"""Stubs stand in for modules while a library is imported, and leave nothing behind."""

import sys

from voice_coach.import_stubs import stub_imports


def test_a_stub_stands_in_while_the_library_is_imported_and_is_gone_afterwards():
    with stub_imports("no_library", {"no_module": {"answer": 42}}):
        import no_module

        assert no_module.answer == 42
    assert "no_module" not in sys.modules


def test_a_module_that_was_imported_before_stays_what_it_is():
    import json

    with stub_imports("no_library", {"json": {}}):
        assert sys.modules["json"] is json
    assert sys.modules["json"] is json


def test_nothing_is_stubbed_once_the_library_was_imported():
    with stub_imports("sys", {"no_module": {}}):
        assert "no_module" not in sys.modules
