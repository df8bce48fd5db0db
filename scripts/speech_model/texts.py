"""Texts of others and of the project, as plain spoken sentences: where they come from.

WordNet's glosses hold some 48,000 sentences that show how a word is used: ordinary modern English
under a licence that asks for nothing but its notice. The practices hold what the product's people
are asked and how they may answer.
"""

import gzip
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from speech_model.errors import BuildError
from voice_coach.nlu.answers import phrases_for
from voice_coach.nlu.commands import COMMANDS

WORDNET = Path("/usr/share/wordnet")
"""Where Debian's package wordnet-base keeps its data."""

_PARTS = ("noun", "verb", "adj", "adv")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_ENDS = re.compile(r"[.?!,;:()\n—–]+|--")

_FIRST_PERSON = {"his": "my", "him": "me", "himself": "myself", "herself": "myself"}

HELD_OUT = ("journal", "general", "others")
"""The evaluation's sentences, in `data/held_out`; what is read here never holds one of them."""

FITTING_WRITERS, MEASURING_WRITERS = (1, 2, 3, 4, 5), (6, 7, 8)
"""The people whose journals, in `data/journals`, the language model is fitted to, and those whose
journals only measure it."""

OVERUSED = frozenset(("tom", "mary"))
"""Names in every fifth of the sentences that were written to teach a language."""


def spoken(text: str) -> list[str]:
    """Return a text's clauses in lower case, without marks.

    Clauses with digits or letters that are no English ones are left out.
    """
    text = text.lower().replace("’", "'").replace("-", " ")
    text = re.sub(r"\{[^}]*\}", ",", text).replace('"', " ")
    clauses = (clause.split() for clause in _ENDS.split(text))
    return [
        " ".join(clause)
        for clause in clauses
        if clause and all(_WORD.fullmatch(word) for word in clause)
    ]


@cache
def held_out(name: str) -> tuple[str, ...]:
    """Return the evaluation's sentences of one kind."""
    folder = resources.files("speech_model").joinpath("data", "held_out")
    return tuple(folder.joinpath(f"{name}.txt").read_text("utf-8").split("\n")[:-1])


@cache
def journals(writers: tuple[int, ...] = FITTING_WRITERS) -> tuple[str, ...]:
    """Return spoken journal sentences of several people, written for this project."""
    folder = resources.files("speech_model").joinpath("data", "journals")
    files = (folder.joinpath(f"writer_{number}.txt") for number in writers)
    return tuple(line for file in files for line in file.read_text("utf-8").splitlines())


@cache
def open_texts(folders: tuple[Path, ...]) -> dict[str, list[str]]:
    """Return the texts in some folders, by name: each NAME.txt.gz, one sentence a line.

    Raises:
        BuildError: A folder holds none.
    """
    found: dict[str, list[str]] = {}
    for folder in folders:
        paths = sorted(folder.glob("*.txt.gz"))
        if not paths:
            raise BuildError(f"{folder} holds no text. Put files NAME.txt.gz there.")
        for path in paths:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                said = (line for text in lines for line in spoken(text))
                found[path.name.removesuffix(".txt.gz")] = _unseen(
                    line for line in said if OVERUSED.isdisjoint(line.split())
                )
    return found


@cache
def _evaluated() -> frozenset[str]:
    lines = [line for name in HELD_OUT for line in held_out(name) if " " in line]
    return frozenset((*lines, *journals(FITTING_WRITERS + MEASURING_WRITERS)))


def _unseen(sentences: Iterable[str]) -> list[str]:
    evaluated = _evaluated()
    return [sentence for sentence in sentences if sentence not in evaluated]


@cache
def wordnet_examples() -> list[str]:
    """Return the sentences in WordNet that show how a word is used."""
    return _unseen(line for _, examples in _glosses() for text in examples for line in spoken(text))


@cache
def wordnet_definitions() -> list[str]:
    """Return the definitions in WordNet."""
    return _unseen(line for definition, _ in _glosses() for line in spoken(definition))


@cache
def wordnet_in_first_person() -> list[str]:
    """WordNet's examples of what "he" or "she" did, as someone would say it of themselves.

    A journal is written in the first person, and dictionaries are not. Only sentences are taken in
    which nothing but the pronouns would be different.
    """
    told = (_in_first_person(line.split()) for line in wordnet_examples())
    return _unseen(" ".join(words) for words in told if words is not None)


def _in_first_person(words: list[str]) -> list[str] | None:
    """The words with "i" for "he" and "she"; None where there is neither, or more would change."""
    told, found = [], False
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in {"he", "she"}:
            if following not in _same_after_i() and not following.endswith("ed"):
                return None
            found = True
            told.append("i")
        elif word == "her":
            told.append("my" if following else "me")
        else:
            told.append(_FIRST_PERSON.get(word, word))
    return told if found else None


@cache
def _same_after_i() -> frozenset[str]:
    text = resources.files("speech_model").joinpath("data", "words.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["same_after_i"].split())


def _glosses() -> Iterator[tuple[str, list[str]]]:
    for part in _PARTS:
        for line in (WORDNET / f"data.{part}").read_text("latin-1").splitlines():
            _, bar, gloss = line.partition(" | ")
            if bar:
                examples = re.findall(r'"([^"]*)"', gloss)
                yield re.sub(r'"[^"]*"', "", gloss), examples


@cache
def practice_prompts(folder: Path) -> list[str]:
    """Return the prompts and questions of the practices in a folder."""
    return _unseen(_practices(folder, ("say", "ask", "again", "title", "about")))


@cache
def practice_answers(folder: Path) -> list[str]:
    """Return the practices' examples of answers, and what may be chosen."""
    return _unseen(_practices(folder, ("example", "examples", "choices")))


@cache
def commands() -> list[str]:
    """Return every phrase of a command, as it is recognized."""
    return [line for command in COMMANDS for text in command.phrases for line in spoken(text)]


@cache
def closed_answers() -> list[str]:
    """Return the phrases the recognizer expects for a yes-no question, a number and a choice.

    The choices themselves stand in the practices.
    """
    several = [f"choice {number}" for number in range(8)]
    hints = (phrases_for("yes-no"), phrases_for("number"), phrases_for("choice", several))
    said = (line for phrases in hints for text in phrases for line in spoken(text))
    return list(dict.fromkeys(said))


def _practices(folder: Path, keys: tuple[str, ...]) -> Iterator[str]:
    for path in sorted(folder.glob("*.toml")):
        for text in _under(tomllib.loads(path.read_text("utf-8")), keys):
            yield from spoken(text)


def _under(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """Return every text below one of the keys, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _under(item, keys)
    elif isinstance(value, dict):
        for key, item in value.items():
            texts = [item] if isinstance(item, str) else item
            if key in keys and all(isinstance(text, str) for text in texts):
                yield from texts
            else:
                yield from _under(item, keys)
