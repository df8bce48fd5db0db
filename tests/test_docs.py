"""The docs say what is true of the program. What can be compared is compared here."""

import ast
import importlib.util
import json
import re
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from click import Group, Option

from voice_coach.app.diagnostics import Finding
from voice_coach.breathing import Phase
from voice_coach.cli import main
from voice_coach.cli.devices import _as_row
from voice_coach.cli.memories import as_row
from voice_coach.cli.transcribe import as_row as as_transcript
from voice_coach.errors import CoachError
from voice_coach.insight.figures import Insight
from voice_coach.journal.journal import Journal
from voice_coach.journal.models import Hit, SessionRow, TurnRow
from voice_coach.journal.storage.schema import APPLICATION_ID
from voice_coach.nlu.commands import NAMES
from voice_coach.protocol.effects import Expects, Outcome
from voice_coach.protocol.events import Memory
from voice_coach.stt.models import SpeechModel
from voice_coach.stt.transcription import Transcript

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "voice_coach"
CONTRACTS = ROOT / "docs" / "contracts.md"
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


def write_docs():
    """The module behind scripts/docs, which is in no package."""
    path = ROOT / "scripts" / "write_docs.py"
    spec = importlib.util.spec_from_file_location("write_docs", path)
    module = importlib.util.module_from_spec(spec)
    sys.path.append(str(path.parent))  # what it needs stands beside it
    sys.modules[spec.name] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


PARTS = write_docs().PARTS


@pytest.mark.program
@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.page}-{part.name}")
def test_what_comes_out_of_the_code_stands_in_the_docs(part):
    drawn = part.draw()

    assert part.written() == drawn, f"\nRun scripts/docs. In {part.page} has to stand:\n\n{drawn}\n"


def test_every_command_has_a_chapter_of_its_own():
    (part,) = (part for part in PARTS if part.name == "help")
    chapters = re.findall(r"^## voice-coach ?(.*)$", part.written(), re.MULTILINE)

    assert sorted(chapters) == sorted(" ".join(words) for words in commands())


def test_the_contract_tells_every_command_and_no_other():
    told = [words_of(row[0]) for row in table("command", "does")]

    assert sorted(told) == sorted(commands())


def test_the_contract_tells_every_option_of_a_session_and_no_other():
    of_sessions, with_home = who_takes_options()
    told = {found for row in table("option", "environment", "meaning") for found in dashed(row[0])}
    taken = [options_of(commands()[words]) for words in of_sessions]

    assert told == set.intersection(*taken) - {"--help"}
    assert told <= options_of(main), "what may stand before a command"
    for words, command in commands().items():
        if not words:
            continue
        assert ("--home" in options_of(command)) == (words in of_sessions + with_home), words
        assert ("--events" in options_of(command)) == (words in of_sessions), words


def test_every_event_that_is_told_stands_in_the_contract_and_no_other():
    in_the_docs = {code(name)[0]: code(told) for name, told, _ in table("event", "fields", "when")}

    assert in_the_docs == told_in_the_code()


def test_the_values_of_an_events_fields_are_those_of_the_types():
    values = {code(name)[0]: tuple(code(told)) for name, told in table("field", "values")}

    assert values["expects"] == get_args(Expects)
    assert values["phase"] == get_args(Phase)
    assert values["outcome"] == get_args(Outcome)
    assert values["name"] == NAMES


def test_a_row_of_json_has_the_fields_of_the_contract():
    told = {code(name)[0]: code(fields) for name, _, fields in table("command", "prints", "fields")}
    rows = {
        "history": SessionRow, "show": TurnRow, "search": Hit,
        "insight": Insight,
    }  # fmt: skip

    assert told.pop("doctor") == list(_as_row(Finding("voice", "", "pyttsx3")))
    for name, row in rows.items():
        assert told.pop(name) == [field.name for field in fields(row)]
    assert sorted(told) == [
        "about", "memories", "models", "plans", "practices", "transcribe",
    ]  # fmt: skip


def test_a_memory_as_json_has_the_fields_of_the_contract():
    told = {code(name)[0]: code(fields) for name, _, fields in table("command", "prints", "fields")}
    kept = Memory(7, "promise", "i will rest", datetime.now(UTC), {"turn": 3})

    assert list(as_row(kept)) == told["memories"]


def test_a_transcript_as_json_has_the_fields_of_the_contract(tmp_path):
    told = {code(name)[0]: code(fields) for name, _, fields in table("command", "prints", "fields")}
    model = SpeechModel("mine", tmp_path)
    nothing = Transcript(0.0, (), 0.0, CoachError("audio.no-file", "There is none."))

    assert list(as_transcript(Path("a.wav"), model, nothing, None)) == told["transcribe"]


def test_the_list_of_practices_has_the_fields_of_the_contract():
    told = {code(name)[0]: code(fields) for name, _, fields in table("command", "prints", "fields")}

    assert list(printed("practices")[0]) == told["practices"]


def test_the_list_of_speech_models_has_the_fields_of_the_contract():
    told = {code(name)[0]: code(fields) for name, _, fields in table("command", "prints", "fields")}

    assert all(list(row) == told["models"] for row in printed("models"))


def test_the_journal_has_the_tables_and_columns_of_the_contract():
    text = CONTRACTS.read_text(encoding="utf-8").split("## Journal")[1].split("\n## ")[0]
    told = {}
    for chapter in text.split("### ")[1:]:
        rows = rows_of(chapter)[1:]
        told[code(chapter)[0]] = [(code(row[0])[0], row[1].strip("–"), row[2]) for row in rows]

    assert told == tables_of_a_journal()
    assert f"{APPLICATION_ID:#010x}".upper() in text.upper()


def test_every_link_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            address, _, anchor = target.partition("#")
            if "://" in address:
                continue
            leads_to = (page.parent / address) if address else page
            assert leads_to.exists(), f"{page.name} links to {target}"
            if anchor:
                assert anchor in anchors(leads_to), f"{page.name} links to {target}"


def test_every_file_of_the_project_that_the_docs_name_is_there():
    for page in PAGES:
        for name in re.findall(r"`((?:\w[\w.-]*/)+[\w-]+\.(?:py|md|toml))`", page.read_text()):
            places = (ROOT / name, PACKAGE / name)
            assert any(place.exists() for place in places), f"{page.name} names {name}"


def test_every_test_that_the_docs_name_is_there():
    known = {
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))
    }
    for page in PAGES:
        named = set(re.findall(r"`(test_\w+)`", page.read_text(encoding="utf-8")))
        assert named <= known, page.name


def test_every_decision_says_its_context_its_choice_and_what_follows():
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(record.name[:4])}. ")
        chapters = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert chapters == ["Context", "Decision", "Consequences"], record.name


# Reading the pages.


def rows_of(text):
    """The cells of every row of a Markdown table's lines, without the line below its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    return [[cell.strip() for cell in row] for row in cells if not set("".join(row)) <= set("- ")]


def table(*head):
    """The rows of the one table of the contract with this head."""
    text = CONTRACTS.read_text(encoding="utf-8")
    (found,) = [
        rows_of(block)
        for block in re.split(r"\n(?!\|)", text)
        if rows_of(block)[:1] == [list(head)]
    ]
    return found[1:]


def code(cell):
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def who_takes_options():
    """The commands that take all options of a session, and those that take `--home` alone."""
    text = CONTRACTS.read_text(encoding="utf-8")
    found = re.search(
        r"The commands that lead(.+?)take these options\.(.+?) take `--home`", text, re.DOTALL
    )
    return tuple([tuple(words.split()) for words in code(part)] for part in found.groups())


def dashed(cell):
    return re.findall(r"--[a-z-]+", cell)


def words_of(cell):
    """The words of a command: `voice-coach practices show NAME` has two."""
    words = code(cell)[0].split()[1:]
    return tuple(word for word in words if word.islower())


def anchors(page):
    """What a heading is called in a link."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in headings}


# Reading the program.


def commands():
    """Every command, by its words; the program itself by none."""

    def walk(command, words):
        found = {words: command}
        if isinstance(command, Group):
            for name in command.list_commands(None):
                found |= walk(command.get_command(None, name), (*words, name))
        return found

    return walk(main, ())


def options_of(command):
    flags = [
        flag
        for option in command.params
        if isinstance(option, Option)
        for flag in (*option.opts, *option.secondary_opts)
    ]
    return {flag for flag in flags if flag.startswith("--")}


def printed(*arguments):
    from click.testing import CliRunner

    return json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)


def told_in_the_code():
    """Every event with its fields, in order, from the calls of `emit`."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                if is_emitting(call):
                    event = ast.literal_eval(call.args[0])
                    assert event not in found, f"{event} is told in two places"
                    found[event] = [name for word in call.keywords for name in keys(word, function)]
    return found


def is_emitting(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "emit"
    )


def keys(keyword, function):
    """The field a keyword gives; for `**fields`, what the function put into `fields`."""
    if keyword.arg is not None:
        return [keyword.arg]
    dictionaries = [
        inner
        for assigned in ast.walk(function)
        if isinstance(assigned, ast.Assign) and assigned.targets[0].id == keyword.value.id
        for inner in ast.walk(assigned.value)
        if isinstance(inner, ast.Dict)
    ]
    found = [ast.literal_eval(key) for inner in dictionaries for key in inner.keys]
    assert found, f"line {keyword.lineno}: nobody can tell which fields these are"
    return found


def tables_of_a_journal():
    with Journal.in_memory(lambda: datetime.now(UTC)) as journal:
        names = journal.connection.db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN "
            "('table', 'virtual') AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        ).fetchall()
        return {
            name: [
                (column, kind, "no" if needed or key else "yes")
                for _, column, kind, needed, _, key in journal.connection.db.execute(
                    f"PRAGMA table_info({name})"
                )
            ]
            for (name,) in names
        }
