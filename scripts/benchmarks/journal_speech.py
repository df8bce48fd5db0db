"""Journal speech: things people say in a journal, full of the words of commands.

Said in parts, as one thinks aloud: a part ends where a pause would be natural, and none of them is
by itself what a command is.
"""

import random

_PEOPLE = (
    "my sister", "my brother", "my mother", "my father", "a friend", "my boss", "the teacher",
    "my neighbour", "the doctor", "our daughter",
)  # fmt: skip
_WHEN = (
    "yesterday", "this morning", "last week", "after lunch", "in the evening", "on the way home",
    "before work", "at the weekend",
)  # fmt: skip
_THINGS = (
    "the letter", "the meeting", "the phone call", "the old house", "the argument", "my work",
    "the money", "the long walk", "the dinner", "the garden",
)  # fmt: skip

_PARTS = (
    "i want to stop hiding", "i could not stop thinking about {thing}",
    "{person} told me to stop and i did not", "we had to stop for a moment because i was tired",
    "i need a pause from {thing}", "there was a long pause and nobody said a word",
    "i paused before i answered {person}", "i wanted to skip {thing} {when}",
    "i skipped breakfast again and felt weak", "{person} never wants to skip a day",
    "i went back to {thing} {when}", "looking back i was too hard on {person}",
    "i would like to go back to the way it was", "she gave me back the book {when}",
    "the next day was easier for me", "next time i will say it at once",
    "i do not know what comes next for {person} and me", "i can repeat it as often as i like",
    "i repeat the same mistake with {person}", "it happened again {when}",
    "i have to say it again and again until {person} listens",
    "i asked {person} for help with {thing}", "nobody could help me {when}",
    "help came from {person} and i was glad", "i need more time for {thing}",
    "more time with {person} would be good", "there is never more time than today",
    "i am done with {thing}", "when i was done i called {person}",
    "that is all i ever wanted from {person}", "that is it for {thing} i thought {when}",
    "i wish the days went slower", "the older i get the slower i walk {when}",
    "my heart beat faster when {person} came in", "everything goes faster than i can follow",
    "my voice got louder and louder {when}", "{person} spoke louder than i like",
    "the house is quieter since {person} left", "i am quieter than {person}",
    "i deleted {thing} from my list {when}", "i wanted to delete that message from {person}",
    "what is done can not be undone", "i would undo {thing} if i could",
    "please remind me to be kind i said to {person}", "it reminds me of {thing}",
    "i had to remind myself {when}", "i read my letter to {person} {when}",
    "i read the letter and i cried a little", "what did i promise to {person} i asked myself",
    "i promised {person} to come {when}", "i keep my promises to {person} and not to me",
    "what can i say about {thing}", "what can i say to {person} when she is angry",
    "i resume my work on {thing} tomorrow", "we continue to talk about {thing}",
    "i can go on like this for a while but not for long", "and so we go on with {thing}",
    "i hold on to {thing} for too long", "wait i thought but {person} was gone",
    "i had to wait for {person} {when}", "one moment changed everything for {person}",
    "i quit smoking {when} and then i began again", "they quit their jobs after {thing}",
    "i take back what i said to {person}", "bring it back i told {person}",
    "my coach told me to stop", "the coach said pause when you feel it and i did",
    "i felt dizzy when i stood up {when}", "i breathe and it gets easier {when}",
    "the train will not wait for us", "i passed the test {when}",
    "where am i going with {thing}", "what now i asked {person} and she laughed",
    "i speak up more often than before", "not so loud i said to {person}",
    "i am ready to talk to {person} about {thing}", "i am back at work since {when}",
    "i was proud of {thing} and i told {person}", "because i was afraid of {person}",
    "but i stayed calm {when}", "and it was a good day for {person}",
    "so i took a slow walk before {thing}", "i feel lighter since {when}",
)  # fmt: skip


def sentences(chance: random.Random, count: int) -> list[str]:
    """Return so many parts of journal speech, no two alike.

    Args:
        chance: Chooses; the same one chooses the same.
        count: How many.
    """
    return [_filled(part, chance) for part in chance.sample(_PARTS, min(count, len(_PARTS)))]


def _filled(part: str, chance: random.Random) -> str:
    return part.format(
        person=chance.choice(_PEOPLE), when=chance.choice(_WHEN), thing=chance.choice(_THINGS)
    )


def plain_parts() -> list[str]:
    """Return every part once, always filled alike."""
    chance = random.Random(3)  # noqa: S311 - nothing is secret here
    return [_filled(part, chance) for part in _PARTS]
