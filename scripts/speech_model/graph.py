"""The decoder's graph, `graph/`.

Two transducers, put together while it listens. `HCLr.fst` turns the network's outputs into words,
`Gr.fst` says how likely the words are. The first one is built as a tree of all pronunciations that
have their beginnings in common; nothing in it is determinized, so that it needs no symbols to tell
words apart that sound the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from speech_model import fst
from speech_model.confusables import confusables
from speech_model.fst import Arc, Transducer
from speech_model.language_model import BEGIN, END, Context, LanguageModel
from speech_model.lexicon import Pronunciation
from speech_model.phone_ids import COUNT, SILENCE_ID, Place, boundaries, entering, phone_id, staying
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
_WORD_END, _ROOT = 0, 1


def write(
    pronunciations: Sequence[Pronunciation],
    model: LanguageModel,
    folder: Path,
    unknown_cost: float = UNKNOWN_COST,
) -> None:
    """Write the graph's files to `folder`."""
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    words = sorted({pronunciation.word for pronunciation in pronunciations})
    numbers = {word: number for number, word in enumerate((*words, UNKNOWN), start=1)}
    renumbered = fst.with_lookahead(
        _Tree(numbers, unknown_cost).build(pronunciations, confusables(pronunciations, commands())),
        folder / "HCLr.fst",
    )
    numbers = {word: renumbered[number] for word, number in numbers.items()}
    by_number = sorted(numbers.items(), key=lambda item: item[1])
    lines = ["<eps> 0", *(f"{word} {number}" for word, number in by_number)]
    (folder / "words.txt").write_text("\n".join(lines) + "\n", "utf-8")
    fst.constant(acceptor(model, numbers), folder / "Gr.fst")
    (folder / "phones" / "word_boundary.int").write_text(boundaries(), "utf-8")
    # There are no such transitions; the decoder wants to read at least one.
    (folder / "disambig_tid.int").write_text(f"{2 * COUNT + 1}\n", "utf-8")


class _Tree:
    """The tree of pronunciations, and the loop of sounds that stands for unknown words."""

    def __init__(self, numbers: Mapping[str, int], unknown_cost: float) -> None:
        self._numbers = numbers
        self._unknown_cost = unknown_cost
        self._arcs: list[Arc] = []
        self._states = 2
        self._ends: dict[int, int] = {}

    def build(
        self, pronunciations: Iterable[Pronunciation], unknown: Iterable[Pronunciation]
    ) -> Transducer:
        """The whole transducer; `unknown` are words that stand for any unknown one as well."""
        self._between_words()
        branches: dict[tuple[int, int], int] = {}
        for said in pronunciations:
            self._add(said, branches)
        self._add_unknown()
        for said in unknown:
            self._add(said, branches, unknown=True)
        return Transducer(self._arcs, {_WORD_END: 0.0, _ROOT: 0.0}, _WORD_END)

    def _state(self) -> int:
        self._states += 1
        return self._states - 1

    def _arc(self, source: int, target: int, reads: int, writes: int = 0, cost: float = 0) -> None:
        self._arcs.append(Arc(source, target, reads, writes, cost))

    def _between_words(self) -> None:
        """From the end of a word to the beginning of one, with silence or without."""
        self._arc(_WORD_END, _ROOT, _EPSILON, cost=-math.log(1 - SILENCE_PROBABILITY))
        cost = -math.log(SILENCE_PROBABILITY)
        silence = self._inside(_WORD_END, SILENCE_ID, cost)
        self._arc(silence, _ROOT, _EPSILON)

    def _inside(self, source: int, phone: int, cost: float = 0.0) -> int:
        """Return a new state in which a phone goes on, entered from `source`."""
        state = self._state()
        self._arc(source, state, entering(phone), cost=cost)
        self._arc(state, state, staying(phone))
        return state

    def _end(self, phone: int) -> int:
        """Return the state in which a word's last phone goes on: one for each phone."""
        if phone not in self._ends:
            state = self._ends[phone] = self._state()
            self._arc(state, state, staying(phone))
            self._arc(state, _WORD_END, _EPSILON)
        return self._ends[phone]

    def _add(
        self,
        said: Pronunciation,
        branches: dict[tuple[int, int], int],
        *,
        unknown: bool = False,
    ) -> None:
        state = _ROOT
        for index, name in enumerate(said.phones[:-1]):
            phone = phone_id(name, Place.INTERNAL if index else Place.BEGIN, unknown=unknown)
            if (state, phone) not in branches:
                branches[state, phone] = self._inside(state, phone)
            state = branches[state, phone]
        place = Place.END if len(said.phones) > 1 else Place.SINGLETON
        last = phone_id(said.phones[-1], place, unknown=unknown)
        word = self._numbers[UNKNOWN if unknown else said.word]
        cost = -math.log(said.weight) + (CONFUSABLE_COST if unknown else 0.0)
        self._arc(state, self._end(last), entering(last), word, cost)

    def _add_unknown(self) -> None:
        word, cost = self._numbers[UNKNOWN], self._unknown_cost
        middle = self._state()
        for name in PHONES:
            only, first, inner, last = (
                phone_id(name, place, unknown=True)
                for place in (Place.SINGLETON, Place.BEGIN, Place.INTERNAL, Place.END)
            )
            self._arc(_ROOT, self._end(only), entering(only), word, cost)
            self._arc(self._inside(_ROOT, first, cost), middle, _EPSILON)
            self._arc(self._inside(middle, inner, cost), middle, _EPSILON)
            self._arc(middle, self._end(last), entering(last), word, cost)


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
