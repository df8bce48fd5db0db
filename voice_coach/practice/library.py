"""The library: where practices are found, and the headings they are listed under.

A practice is one file, and anyone can write one. So the person's files stand beside ours, win where
they have the same name, and are read with care: one broken file is told about and hides no other.

The theme of a practice is the first of its tags.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules

from voice_coach import texts
from voice_coach.errors import CoachError
from voice_coach.nlu.text import sentences
from voice_coach.plain_text import NotTextError, decode_text
from voice_coach.practice.parser import parse
from voice_coach.practice.runner import spoken_length
from voice_coach.practice.schema import Practice, every_step

MAX_BYTES = 1_000_000
"""No practice is larger; what is larger is some other file."""

ARTICLES = {
    "000_44046ddedfcc80ab": "What comes after confidence",
    "001_7889ccc45f2a4977": "What self-trust really is",
    "002_5bed8fb08b2f81fc": "What is self-trust really?",
    "003_d33fc46ed0c868a2": "Why we all need self-trust and how to build it",
}
"""Titles of the articles that the package's practices come from, by the id in `Practice.source`."""

MAX_MINUTES = 60
"""No practice of the package takes longer, for whomever it is."""

_HOLE = frozenset("{}")
"""What stands around a name that is filled in."""

_NOT_A_NAME = re.compile(r"[\W_]+")


class Library:
    """All practices of one language: the package's and the person's own.

    Args:
        own: The folder of the person's own. It need not exist.
        language: The package's folder of practices, such as `en`.
    """

    def __init__(self, own: Path, language: str = "en") -> None:
        self._own = own
        self._language = language

    def names(self) -> list[str]:
        """Return the names of all practices, sorted; a broken file's name among them."""
        found, _ = self._find()
        return sorted(found)

    def load(self, name: str) -> Practice:
        """Return the practice called `name`, in any case, with spaces or hyphens.

        Raises:
            CoachError: `practice.unknown`, with the nearest name and all there are; or what is
                wrong with its file (see `read_file` and `parsing.parse`).
        """
        found, _ = self._find()
        wanted = name_of(name)
        if wanted in found:
            return found[wanted]()
        near = get_close_matches(wanted, found, n=1, cutoff=0.4)
        nearest = f" Did you mean {near[0]}?" if near else ""
        raise CoachError(
            "practice.unknown",
            f"There is no practice of that name.{nearest} There are: {', '.join(sorted(found))}.",
        )

    def all(self) -> tuple[list[Practice], list[CoachError]]:
        """Return every practice that can be led, by name, and what is wrong with the others."""
        found, errors = self._find()
        practices = []
        for name in sorted(found):
            try:
                practices.append(found[name]())
            except CoachError as error:
                errors.append(error)
        return practices, errors

    def _find(self) -> tuple[dict[str, Callable[[], Practice]], list[CoachError]]:
        """Return a reader for each practice, by name, and what kept others from being found."""
        found = _of_the_package(self._language)
        errors = []
        own: dict[str, Path] = {}
        try:
            paths = sorted(self._own.iterdir())
        except FileNotFoundError:
            paths = []
        except OSError as error:
            paths = []
            errors.append(_unreadable(self._own, error))
        for path in paths:
            if path.suffix != ".toml" or path.name.startswith("."):
                continue
            name = name_of(path.stem)
            if name in own:
                what = f"{own[name]} and {path} are both called {name}. Please rename one of them."
                errors.append(CoachError("practice.twice", what))
                continue
            own[name] = path
            found[name] = _reader(path)
        return found, errors


def openings(language: str = "en") -> list[str]:
    """Return the sentences of the package with which a session may begin."""
    greetings = [
        texts.FIRST_TIME,
        texts.GREET,
        texts.GREET_MORNING,
        texts.GREET_EVENING,
        texts.GREET_AGAIN,
        texts.GREET_AFTER_A_GAP,
    ]
    practices = [read() for _, read in sorted(_of_the_package(language).items())]
    greetings += [
        way for practice in practices for way in _greetings(practice, [practice.minutes])[:2]
    ]
    return list(dict.fromkeys(sentences(text)[0] for text in greetings))


def fixed_texts() -> set[str]:
    """Return the sentences of `texts` that are the same for everybody."""
    parts = [f"{texts.__name__}.{part.name}" for part in iter_modules(texts.__path__)]
    modules = [texts, *map(import_module, parts)]
    return _fixed(
        text
        for module in modules
        for name, text in vars(module).items()
        if name.isupper() and isinstance(text, str)
    )


def fixed_sentences(practice: Practice, language: str = "en") -> set[str]:
    """Return the sentences of a practice of the package that are the same for everybody.

    A practice that somebody has written or changed has none: its words may be a person's own.
    """
    readers = _of_the_package(language)
    if practice.name not in readers or readers[practice.name]() != practice:
        return set()
    prompts = [text for step in every_step(practice.steps) for text in step.prompts().values()]
    lengths = [half / 2 for half in range(1, 2 * MAX_MINUTES)]
    return _fixed([*_greetings(practice, lengths), *prompts])


def _greetings(practice: Practice, minutes: Iterable[float]) -> list[str]:
    """Return the ways in which a session of a practice is opened, for each of these lengths."""
    title = practice.title.rstrip(".")
    lengths = dict.fromkeys(map(spoken_length, minutes))
    ways = (texts.GREETING, texts.GREETING_KNOWN, texts.GREETING_AGAIN)
    return [way.format(title=title, minutes=length) for length in lengths for way in ways]


def _fixed(prompts: Iterable[str]) -> set[str]:
    return {
        sentence for text in prompts for sentence in sentences(text) if not _HOLE & set(sentence)
    }


def _of_the_package(language: str) -> dict[str, Callable[[], Practice]]:
    folder = files("voice_coach").joinpath("practices", language)
    if not folder.is_dir():
        return {}
    return {
        name_of(entry.name.removesuffix(".toml")): _parser(entry.read_bytes, entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }


def name_of(text: str) -> str:
    """Return the name of a practice: small letters and digits, with hyphens between the words."""
    return _NOT_A_NAME.sub("-", text.strip().lower()).strip("-")


def read_file(path: Path) -> Practice:
    """Return the practice in a file.

    Raises:
        CoachError: `practice.file` if it is missing, no file or not readable, `practice.large` if
            it is larger than a megabyte, `practice.encoding` if it is not UTF-8, or what
            `parsing.parse` finds.
    """
    return parse(read_text(path), name=name_of(path.stem), file=str(path))


def read_text(path: Path) -> str:
    """Return the text of a practice's file, or of a plan's. Raises as `read_file` does."""
    content = _content(path)
    if len(content) > MAX_BYTES:
        raise CoachError(
            "practice.large",
            f"{path} is larger than a megabyte. A practice is a short text; is it the right file?",
        )
    return _decoded(content, str(path))


def _content(path: Path) -> bytes:
    """Return the bytes of an ordinary file, one more than a practice may have at most."""
    try:
        if path.is_dir():
            raise CoachError("practice.file", f"{path} is a folder. A practice is one .toml file.")
        if path.exists() and not path.is_file():  # reading a pipe or a device might never end
            raise CoachError("practice.file", f"{path} is not an ordinary file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CoachError("practice.file", f"There is no file {path}.") from None
    except OSError as error:
        raise _unreadable(path, error) from None


def _reader(path: Path) -> Callable[[], Practice]:
    return lambda: read_file(path)


def _parser(read: Callable[[], bytes], file: str) -> Callable[[], Practice]:
    name = name_of(file.removesuffix(".toml"))
    return lambda: parse(_decoded(read(), file), name=name, file=file)


def _decoded(content: bytes, file: str) -> str:
    try:
        return decode_text(content)
    except NotTextError as error:
        raise CoachError(
            "practice.encoding",
            f"In {file}, line {error.line}: this is not UTF-8 text. Please save the file as UTF-8.",
        ) from None


def _unreadable(path: Path, error: OSError) -> CoachError:
    reason = error.strerror or type(error).__name__
    return CoachError("practice.file", f"{path} can not be read: {reason}.")


def article_of(practice: Practice) -> str:
    """Return the title of the article a practice comes from; an unknown source as it is written."""
    source = practice.source.removesuffix(".txt")
    return ARTICLES.get(source, source)


def by_article_and_theme(practices: Iterable[Practice]) -> dict[str, list[Practice]]:
    """Return the practices under headings such as "Kindness, from ARTICLE", sorted.

    The articles are sorted by their id. Practices without a source, such as a person's own, come
    last, under their theme alone.
    """
    groups: dict[tuple[bool, str, str], list[Practice]] = {}
    for practice in sorted(practices, key=lambda practice: practice.name):
        theme = practice.tags[0] if practice.tags else texts.OTHER_THEMES
        groups.setdefault((not practice.source, practice.source, theme), []).append(practice)
    return {_heading(found[0], theme): found for (*_, theme), found in sorted(groups.items())}


def _heading(practice: Practice, theme: str) -> str:
    article = article_of(practice)
    if not article:
        return theme.capitalize()
    return texts.THEME_FROM.format(theme=theme.capitalize(), article=article)
