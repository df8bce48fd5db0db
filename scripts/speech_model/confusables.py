"""Words that differ in one sound from a command of one word: "garden" and "pardon".

A grammar of commands has only `[unk]` for all other speech, and `[unk]` is any sounds in a row,
each at a cost. A word that is as long as a command and shares all its sounds but one is worse as
that than as the command. So `[unk]` knows these words as well, as whole ones.

A command of several words needs no such rivals: what differs from it in one word only is rarely
said, and its other words have to fit as well.
"""

from collections.abc import Iterable, Iterator, Sequence

from speech_model.lexicon import Phones, Pronunciation


def confusables(
    pronunciations: Sequence[Pronunciation], commands: Iterable[str]
) -> list[Pronunciation]:
    """Return the pronunciations of other words that are one sound away from a command of one word.

    A word that a command has, or that may sound just as one, is none of them.
    """
    commands = tuple(commands)
    single = {command for command in commands if " " not in command}
    ways = {said.phones for said in pronunciations if said.word in single}
    near = {pattern for phones in ways for pattern in _patterns(phones)}
    alike = {said.word for said in pronunciations if said.phones in ways}
    others = alike.union(*(command.split() for command in commands))
    return [
        said
        for said in pronunciations
        if said.word not in others and not near.isdisjoint(_patterns(said.phones))
    ]


def _patterns(phones: Phones) -> Iterator[Phones]:
    """Return the phones with one of them left open, or one more put in that is open.

    Two pronunciations have a pattern in common if one sound makes them different: another one in
    its place, or one more.
    """
    for place in range(len(phones) + 1):
        yield (*phones[:place], "", *phones[place:])
        if place < len(phones):
            yield (*phones[:place], "", *phones[place + 1 :])
