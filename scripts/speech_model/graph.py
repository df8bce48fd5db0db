"""The decoder's graph, `graph/`.

Two transducers, put together while it listens. `HCLr.fst` turns the network's outputs into words,
`Gr.fst` says how likely the words are. The first one is built as a tree of all pronunciations that
have their beginnings in common, entered from a root for each phone that can stand before: only the
first phone of a word has a state for each of these. Nothing in it is determinized, so that it needs
no symbols to tell words apart that sound the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from speech_model import biphones, fst
from speech_model.confusables import confusables
from speech_model.fst import Arc, Transducer
from speech_model.language_model import BEGIN, END, Context, LanguageModel
from speech_model.lexicon import Pronunciation
from speech_model.phone_ids import (
    SILENCE_ID,
    Place,
    boundaries,
    entering,
    number_of,
    phone_id,
    staying,
    transitions,
)
from speech_model.phones import PHONES
from speech_model.texts import commands

UNKNOWN = "[unk]"
"""The word for sounds that are none of the others. Only grammars can hold it: `Gr.fst` does not."""

SILENCE_PROBABILITY = 0.25
"""Of a silence between two words."""

UNKNOWN_COST = 2.0
"""For each sound of an unknown word. The more, the more other speech is taken for commands; the
less, the more commands are missed. Chosen by `tuning`, which tells how."""

CONFUSABLE_COST = 1.0
"""For a whole word that differs in one sound from a command; see `confusables`. It is above 0 so
that a grammar that has the word itself hears it as that."""

_EPSILON = 0
_START = biphones.START
"""The number of the silence, and the state in which an utterance starts."""


def write(
    pronunciations: Sequence[Pronunciation],
    model: LanguageModel,
    folder: Path,
    unknown_cost: float = UNKNOWN_COST,
    lefts: int = biphones.PHONES,
) -> None:
    """Write the graph's files to `folder`; `lefts` is 1 for a network that tells no pairs apart."""
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    words = sorted({pronunciation.word for pronunciation in pronunciations})
    numbers = {word: number for number, word in enumerate((*words, UNKNOWN), start=1)}
    renumbered = fst.with_lookahead(
        _Tree(numbers, unknown_cost, lefts).build(
            pronunciations, confusables(pronunciations, commands())
        ),
        folder / "HCLr.fst",
    )
    numbers = {word: renumbered[number] for word, number in numbers.items()}
    by_number = sorted(numbers.items(), key=lambda item: item[1])
    lines = ["<eps> 0", *(f"{word} {number}" for word, number in by_number)]
    (folder / "words.txt").write_text("\n".join(lines) + "\n", "utf-8")
    fst.constant(acceptor(model, numbers), folder / "Gr.fst")
    (folder / "phones" / "word_boundary.int").write_text(boundaries(), "utf-8")
    # There are no such transitions; the decoder wants to read at least one.
    (folder / "disambig_tid.int").write_text(f"{transitions(lefts) + 1}\n", "utf-8")


class _Tree:
    """The tree of pronunciations, and the loop of sounds that stands for unknown words.

    The first states are, for each phone of the network: a word has ended with it; and the root of
    the words that may follow it.
    """

    def __init__(self, numbers: Mapping[str, int], unknown_cost: float, lefts: int) -> None:
        self._numbers = numbers
        self._unknown_cost = unknown_cost
        self._arcs: list[Arc] = []
        self._lefts = lefts
        self._states = 2 * lefts
        self._inner: dict[tuple[int, ...], int] = {}

    def build(
        self, pronunciations: Iterable[Pronunciation], unknown: Iterable[Pronunciation]
    ) -> Transducer:
        """The whole transducer; `unknown` are words that stand for any unknown one as well."""
        for last in range(self._lefts):
            self._after_word(last)
        for said in pronunciations:
            self._add(said)
        self._add_unknown()
        for said in unknown:
            self._add(said, unknown=True)
        return Transducer(self._arcs, dict.fromkeys(range(2 * self._lefts), 0.0), _START)

    def _arc(self, source: int, target: int, reads: int, writes: int = 0, cost: float = 0) -> None:
        self._arcs.append(Arc(source, target, reads, writes, cost))

    def _new(self, *key: int) -> tuple[int, bool]:
        """Return the state of a key, and whether it is a new one."""
        new = key not in self._inner
        if new:
            self._inner[key] = self._states
            self._states += 1
        return self._inner[key], new

    def _root(self, left: int) -> int:
        """Return the state from which a word after the phone `left` is entered."""
        return self._lefts + left

    def _left(self, phone: int) -> int:
        """Return what the phone is to the one after it."""
        return number_of(phone) % self._lefts

    def _after_word(self, last: int) -> None:
        """From the end of a word to the beginning of one, with silence or without."""
        self._arc(last, self._root(last), _EPSILON, cost=-math.log(1 - SILENCE_PROBABILITY))
        cost = -math.log(SILENCE_PROBABILITY)
        silence = self._inside(last, SILENCE_ID, last, cost)
        self._arc(silence, self._root(_START), _EPSILON)

    def _inside(
        self, source: int, phone: int, left: int, cost: float = 0.0, *, looping: bool = False
    ) -> int:
        """Return the one state in which a phone goes on, entered from `source` alone.

        That of a loop of sounds is another than that of a word.
        """
        state, new = self._new(source, phone, left, int(looping))
        if new:
            self._arc(source, state, entering(phone, left, self._lefts), cost=cost)
            self._arc(state, state, staying(phone, left, self._lefts))
        return state

    def _end(self, source: int, phone: int, left: int, word: int, cost: float) -> None:
        """Add a word's last phone: the state in which it goes on is one for all words."""
        state, new = self._new(phone, left)
        if new:
            self._arc(state, state, staying(phone, left, self._lefts))
            self._arc(state, self._left(phone), _EPSILON)
        self._arc(source, state, entering(phone, left, self._lefts), word, cost)

    def _first(self, phone: int) -> int:
        """Return the state behind a word's first phone, entered from every root."""
        behind, new = self._new(phone)
        if new:
            for left in range(self._lefts):
                inside = self._inside(self._root(left), phone, left)
                self._arc(inside, behind, _EPSILON)
        return behind

    def _add(self, said: Pronunciation, *, unknown: bool = False) -> None:
        word = self._numbers[UNKNOWN if unknown else said.word]
        cost = -math.log(said.weight) + (CONFUSABLE_COST if unknown else 0.0)
        first, *others = said.phones
        if not others:
            only = phone_id(first, Place.SINGLETON, unknown=unknown)
            for left in range(self._lefts):
                self._end(self._root(left), only, left, word, cost)
            return
        phone = phone_id(first, Place.BEGIN, unknown=unknown)
        state = self._first(phone)
        for name in others[:-1]:
            left, phone = self._left(phone), phone_id(name, Place.INTERNAL, unknown=unknown)
            state = self._inside(state, phone, left)
        last = phone_id(others[-1], Place.END, unknown=unknown)
        self._end(state, last, self._left(phone), word, cost)

    def _add_unknown(self) -> None:
        """Any sounds: behind each stands one state, from which others follow."""
        word, cost = self._numbers[UNKNOWN], self._unknown_cost

        def there(name: str, place: Place) -> int:
            return phone_id(name, place, unknown=True)

        loops = {name: self._loop(name) for name in PHONES}
        for name, loop in loops.items():
            only, first = there(name, Place.SINGLETON), there(name, Place.BEGIN)
            for left in range(self._lefts):
                self._end(self._root(left), only, left, word, cost)
                inside = self._inside(self._root(left), first, left, cost, looping=True)
                self._arc(inside, loop, _EPSILON)
            for following, behind in loops.items():
                inside = self._inside(
                    loop, there(following, Place.INTERNAL), self._left(first), cost
                )
                self._arc(inside, behind, _EPSILON)
                self._end(loop, there(following, Place.END), self._left(first), word, cost)

    def _loop(self, name: str) -> int:
        """Return the state behind a sound of unknown words."""
        return self._new(-1, phone_id(name, Place.INTERNAL, unknown=True))[0]


def acceptor(model: LanguageModel, numbers: Mapping[str, int]) -> Transducer:
    """The language model as an acceptor: a state for each context, with an arc to the shorter."""
    contexts: list[Context] = sorted(model.following, key=lambda context: (len(context), context))
    states = {context: state for state, context in enumerate(contexts)}
    arcs: list[Arc] = []
    finals: dict[int, float] = {}
    for context, state in states.items():
        if context:
            shorter = _longest(context[1:], states)
            arcs.append(Arc(state, shorter, _EPSILON, _EPSILON, -math.log(model.backoff[context])))
        for word, probability in model.following[context].items():
            if word == END:
                finals[state] = -math.log(probability)
                continue
            number = numbers[word]
            target = _longest((*context, word)[-2:], states)
            arcs.append(Arc(state, target, number, number, -math.log(probability)))
    return Transducer(arcs, finals, _longest((BEGIN,), states))


def _longest(context: Context, states: Mapping[Context, int]) -> int:
    """Return the state of the context, or of the longest one with the same last words."""
    while context not in states:
        context = context[1:]
    return states[context]
