"""Held-out speech: things people say in a journal, which the turn-taking was not tuned on.

Written after the rule, and never used to change it. They share no sentence with `journal_speech`;
some have a word that a small model does not know.
"""

import random

PARTS = (
    "it rained all weekend and i did not mind", "my knees ache but the garden is dug",
    "there were four of us around the kitchen table", "nobody had warned me about the noise",
    "grandfather kept bees behind the barn", "the bus was late so i read a chapter",
    "i baked bread and burnt the crust", "most evenings i fall asleep on the sofa",
    "her laugh fills the whole staircase", "we argued over a parking ticket of all things",
    "tomorrow i will ring the landlord", "eleven years is a long time to be angry",
    "under the bed i found his old trumpet", "it feels like walking through wet sand",
    "perhaps i expect too much of a tuesday", "the cat knows before i do that i am sad",
    "every second message is about rent", "a stranger held the door and smiled",
    "something in my chest went tight", "three times this month i have cancelled dinner",
    "i envy people who sleep easily", "their wedding is in september near the coast",
    "the nurse had cold hands and a warm voice", "oddly enough i was not ashamed",
    "music helps me more than talking does", "i owe my cousin an apology",
    "we used to swim there before the mill closed", "quiet mornings are the best part of it",
    "only later did i notice how hungry i was", "the interview went better than i feared",
    "trying to please everyone wore me out", "she plays chess and i lose on purpose",
    "at some point the lights came on again", "forty emails and not one kind word",
    "he apologised which surprised us both", "autumn makes me want to write letters",
    "under all that noise i was lonely", "my hands shook as i signed it",
    "clearing the attic took us two days", "once a week i cook for the neighbours",
    "in the mirror i looked older than mum", "each of them wanted a different answer",
    "the lake was frozen and perfectly still", "if i am honest i was relieved",
    "planting tomatoes taught me to be slow", "dad would have laughed about that",
    "the choir sounded thin without her", "half of what i worry about never comes",
    "on saturday i mended the fence alone", "i chose the window seat and watched the fields",
    "between the two jobs i forgot to eat", "it took courage to say i was lost",
    "our street smells of lilac in may", "the children built a boat out of boxes",
    "yes i was proud but i hid it", "an hour by the sea would settle me",
    "whatever they decide i can live with it", "uncle joe sold the piano",
    "that evening the fever broke at last", "for the first time nobody rushed me",
)  # fmt: skip


def sentences(chance: random.Random, count: int) -> list[str]:
    """Return so many parts, no two alike.

    Args:
        chance: Chooses; the same one chooses the same.
        count: How many.
    """
    return chance.sample(PARTS, min(count, len(PARTS)))
