"""Recognises words of suicide, self-harm, abuse, harm to others or an emergency.

Phrases over words, readable as a table; no score is kept, and nothing is concluded about a person.
The answer is yes or no, and a yes leads to a question. So where it is in doubt, it is a yes.

An utterance is first written in one way (`alike`), then what only sounds like danger is taken out
(`_HARMLESS`), and then a phrase of the table is looked for. One that is denied ("i would never"),
told as long past, or part of a story does not count. tests/session/care_corpus.toml holds what the
table was written against, and what it was not.
"""

import re
from collections.abc import Iterable, Iterator

from voice_coach.session.commands import plain
from voice_coach.session.events import Heard
from voice_coach.session.phrases import pattern_of

HOLDS = 1.0
"""Seconds of sound for which a hypothesis has to go on holding a phrase before it counts. The words
that make an idiom of it come after it: "i'm dying … to see her"."""

MEMORY = 12
"""So many words of what was settled before, in the same turn, are looked at with what is new."""

# How recognisers and people write the same thing. Applied in order, to whole words.
_ALIKE: tuple[tuple[str, str], ...] = (
    (r"(?:uh|um|er|erm|hmm|uhm|well|just|really|honestly|actually|so)", ""),
    (r"wanna|want a(?= die)", "want to"),
    (r"gonna", "going to"),
    (r"gotta", "have to"),
    (r"(?:i am|im)", "i'm"),
    (r"i have(?= been| taken| had| started| thought| decided| tried)", "i've"),
    (r"(he|she|it|who) is", r"\1's"),
    (r"(do|does|did|is|was|would|could|should|has|had) not", r"\1n't"),
    (r"(?:cannot|can not|can hardly|can barely|could hardly)", "can't"),
    (r"will not|wont", "won't"),
    (r"dont", "don't"),
    (r"cant", "can't"),
    (r"isnt", "isn't"),
    (r"(?:anymore|any longer)", "any more"),
    (r"(?:my|me) (?:self|shelf)", "myself"),
    (r"her to myself", "hurt myself"),
    (r"over dos(e|ed)", r"overdos\1"),
    (r"(?:sue|soo|su|sewer) (?:a|is|as|or|i) side(?: or)?", "suicide"),
    (r"(?:sue|soo|su|sewer) (?:a|is|as|or|i) (?:sidle|sidal|sigh dull)", "suicidal"),
    (r"hard attack", "heart attack"),
    (r"hit's", "hits"),
    (r"(?:mom|mum|mummy|mommy)", "mother"),
    (r"(?:dad|daddy)(?! i wish)", "father"),
    (r"no one", "nobody"),
    (r"(?:somebody|some one)", "someone"),
    (r"(?:anybody|any one|anyone)", "anyone"),
    (r"(?:911|999|112|000|nine one one|nine nine nine|one one two)", "emergency services"),
)

# What only sounds like it: taken out before a phrase is looked for.
_HARMLESS: tuple[str, ...] = (
    "kill/killing/murder for",
    "kill to have/get/be/see/know",
    "will/going_to/would/gonna kill me if/when/for",
    "killing/kills me/it/time",
    "kill time/it/this/the/two",
    "kill/killing myself laughing/with_laughter/over/to_get/for",
    "dying/die/died to/for/of/from see/tell/know/hear/a/the/curiosity/boredom/laughter",
    "dying of/for",
    "died/die laughing/of",
    "thought i would/was_going_to/could die",
    "rather die than",
    "die hard/down/out",
    "to die for",
    "die my/the/her/his/some ANY RED",
    "die my/her/his hair",
    "dye my/the/her/his/some",
    "dead/deadly tired/line/lines/end/serious/battery/body/on/heat",
    "bored/scared/frightened/worked/love/loved/loves ... to death",
    "hit/hits me with a/an/the",
    "hit/hits me up/back/like/in_the/on_the",
    "hits the",
    "beat/beats/beating me (ANY) (ANY) at/to/in/by",
    "cut myself some/off/short/loose/shaving/free/out/on/while/a/when_i_was",
    "hurt/injured/burned myself running/lifting/playing/skiing/falling/climbing/on_the/at_the",
    "shoot/shot myself in the foot",
    "jump off/from a bridge/roof/cliff before/than",
    "suicide prevention/hotline/line/rate/rates/squad/bomber/awareness",
    "committed suicide",
    "died by suicide",
    "his/her/their suicide",
    "lost/lose ... to suicide",
    "heart attack when/at/course",
    "nearly/almost had a heart attack",
    "stroke of",
    "can't breathe through/that/so/as/slowly/deeply/with_my/for",
    "live with/in/at/on/by/near/next/under/here/there/together/alone/off/without",
    "leave any more ANY",
    "be here any more than",
    "end my life the way",
    "end it with",
    "tired/sick of living ELSEWHERE",
    "point/reason/sense of/in/for living ELSEWHERE",
    "worth living ELSEWHERE",
    "reason/point ... live ELSEWHERE",
    "better off without me at/in/on/there",
    "won't be here tomorrow/any_more because/as/since/but/i'm",
    "don't/didn't want to wake up early/so/at/for/in/this",
    "hurt/hurting/harm/harming (PERSONS) feelings",
    "hurting/hurts me when/that/with/so/deeply/emotionally ... words/listen/way/says",
    "call/called/calling the police/doctor/ambulance about/back/tomorrow/station",
    "pain in the neck",
    "have a gun licence/license/shop",
    "touches/touched me deeply/with/so/very",
)

# The table: what has to be asked about. See `phrases` for how a row is written.
_SUICIDE = (
    "kill/killing/killed myself",
    "WANT die/day/dye END",
    "WANT die",
    "wish i could die",
    "i'm/i/am ready/about to die",
    "no (other) way out but (to) die/death",
    "feel like dying/ending_it/being_dead",
    "THINK dying/death/being_dead/my_death END",
    "THINK dying/death all_the_time/a_lot/every",
    "thoughts of death/dying/ending",
    "i should/ought_to/must die/be_dead",
    "don't care if/whether i live/die",
    "i shouldn't/shouldn't be alive/here_any_more",
    "i shouldn't exist",
    "no/lost_the will to live",
    "put/putting an end to my_life/it_all/myself/everything",
    "do/did away with myself",
    "end/finish/finishing myself",
    "do something (ANY) (ANY) to myself",
    "what i might/could/will do to myself",
    "don't want to be on_this/in_this/in_the earth/planet/world (any_more)",
    "want it (all) to end/stop/be_over forever/for_good",
    "fall/go/sleep (asleep/to_sleep) forever",
    "go to sleep and never",
    "had enough of life/living END",
    "give/gave/giving up on life/living",
    "drive/driving (ANY) (ANY) into a/the/my tree/wall/river/traffic",
    "lie/lying (down) on the tracks/rails",
    "jump/jumping/leap in_front_of a/the/some",
    "jump/jumping/leap into traffic",
    "hope/wish/pray (that) i die",
    "deserve to die",
    "rather/better be dead/die",
    "rather/better dead",
    "WANT be dead/gone_forever",
    "wish i was/were/am dead/gone",
    "wish i was/were debt/father/dad/that END",
    "wish i had never been born",
    "wish i didn't/don't/never exist/existed/wake_up",
    "wish/want ... disappear forever",
    "wish/hope/want ... not/don't/never wake up",
    "don't want to wake up",
    "suicide",
    "suicidal",
    "end/ending/ended my (own) life",
    "take/taking/took/taken my (own) life",
    "WANT and/in/the_end my life",
    "end/ending it all/hall/hole/whole/tonight/today/now",
    "WANT end it",
    "THINK end/ending it",
    "don't want to live/exist/be_alive/go_on_living",
    "don't want to leave any more END",
    "don't want to be here any more",
    "don't want to go on any more",
    "not sure (if/that/whether) i want to live/be_alive",
    "can't live any_more/like_this END",
    "can't live any_more/like_this any_more/i/and",
    "can't go on living",
    "can't/don't_want_to go on END",
    "tired/sick of living",
    "tired/sick of being alive",
    "tired/sick of life END",
    "done with life/living",
    "no/any/a/what/the/see (good) reason/point/sense/use ... live/living/stay_alive/be_alive/exist",
    "nothing (left) to live for",
    "nothing (is/left/'s) worth living for",
    "isn't/not/never worth living",
    "don't deserve to live/be_alive",
    "better off dead/without_me",
    "better (ANY) without me",
    "better/easier (off) (for_everyone/for_them) if i was/were/wasn't/weren't/didn't "
    "dead/gone/here/alive/exist/around/born",
    "easier/better (ANY) to be dead",
    "nobody would miss me",
    "nobody would care/notice/mind if i",
    "i won't be here tomorrow/any_more/next_week",
    "goodbye forever",
    "goodbye letter/note",
    "said/say/saying goodbye to everyone/everybody/everything",
    "TAKE all (my/the/of/these/those) (my/the/these/those) pills/tablets/medication",
    "TAKE too many (of) (my/the/these) pills/tablets",
    "TAKE a/the/my (whole) bottle/box/handful/pack of (my/the/sleeping) pills/tablets",
    "pills/tablets here/ready/in_front/in_my_hand",
    "overdose/overdosed/overdosing",
    "hang/hanging/hanged myself",
    "shoot/shooting myself",
    "drown/drowning myself",
    "throw/throwing myself under/off/from/in_front/out",
    "jump/jumping off/from/in_front_of/out_of/under (the/a/my) "
    "bridge/roof/train/building/balcony/window/cliff/car/bus",
    "i'm/i (ANY) (standing/sitting) on the/a bridge/roof/ledge/edge/tracks/balcony/railing",
    "bridge/roof/ledge/balcony ... jump",
    "have/got/tied/i've a rope/noose",
    "gun ... (ANY) (ANY) head/mouth/use_it/loaded",
    "loaded the/my gun",
)
_SELF_HARM = (
    "cut/cutting/cuts myself",
    "cut/cutting/slit/slash/slitting (ANY) (my) (left/right) wrist/wrists",
    "cut/cutting/scratch/scratching my arms/arm/legs/thighs/skin/veins",
    "hurt/hurting/harm/harming/injure/injuring myself",
    "burn/burning/burned/burnt/cut/hit/hitting myself ... on_purpose/again",
    "self harm/harming/harmed/injury/injure",
    "starve/starving myself",
    "until/till ... bleed/bleeds/bleeding/bled",
    "punish my body/myself",
    "make/making/made myself throw_up/vomit/sick",
    "scratch/scratching/scratched myself bloody/open",
)
_ABUSE = (
    "PERSON (has/just/always/often/sometimes/again) STRIKE me",
    "PERSON (has/just) STRIKE (my) (little/older/younger/big) CLOSE",
    "PERSON keeps/started/is/was/'s/been (ANY) hitting/beating/hurting/kicking/abusing/choking me",
    "'s/is hitting/beating/hurting/abusing my (ANY) CLOSE",
    "he's/she's/they're hitting/beating/hurting/abusing/choking me",
    "he's/she's/they're hitting/beating/hurting/abusing my (ANY) CLOSE",
    "PERSON hurts/hurt me END",
    "of my CLOSE he/she/they hurts/hits/beats me",
    "PERSON hurts me when/and/again/every",
    "beat/beats/beaten/beating me up",
    "i'm (being) beaten/abused/hit/molested/threatened (at/by/every)",
    "abuse/abuses/abused/abusing me/us/my",
    "been/being abused",
    "abusive relationship/husband/wife/partner/boyfriend/girlfriend/home/marriage",
    "sexually abused/assaulted/harassed/touched",
    "molest/molested/molesting",
    "rape/raped/raping",
    "force/forces/forced me to (have) sex",
    "force/forces/forced himself/herself on/upon me",
    "choked/chokes/choking/strangled/strangles/strangling me",
    "hands around/on/round my throat/neck",
    "threatens/threatened/threatening me",
    "threatens/threatened/threatening to kill/hurt/shoot/stab/beat (me/us/him/her/my/them)",
    "says/said/told_me (that) he/she/they/he'll/she'll will/would/is_going_to/'ll kill/hurt me",
    "he's/she's/they're/he'll/she'll/they'll/he_will/she_will (going_to) kill me",
    "pushed/pushes/threw/throws me down/against/to_the",
    "PERSON touches/touched/touching me END",
    "PERSON touches/touched/touching me and/there/at_night/where/when",
    "isn't/not/never/don't/doesn't (feel) safe "
    "at_home/here/with/in_my/any_more/in_this_house/around/from",
    "i'm not safe",
    "locks/locked/keeps/kept me in/up/locked",
    "grabs/grabbed/dragged/drags me by",
    "puts/put his/her hands on me",
    "throws/threw (ANY) things/plates/knives at me",
    "PERSON hits/beats/hurts/abuses the/our (ANY) children/kids/baby/child",
    "scared/afraid to go home",
    "following/stalking me",
    "being stalked/followed",
    "won't/doesn't let me leave/out/go_out",
)
_HARM_TO_OTHERS = (
    "INTENT kill/killing/murder/murdering/stab/stabbing/shoot/shooting/strangle/strangling OTHER",
    "INTENT hurt/hurting/harm/harming/attack (other) someone/people/him/her/them/others/anyone",
    "INTENT hurt/hurting/harm/harming my/the/a CLOSE",
    "scared/afraid/frightened (that) i'll/i_will/i_might/i_could/i'm_going_to "
    "hurt/harm/kill/shake (my/the/a) someone/people/CLOSE",
    "i hit/slapped/beat/shook/kicked/punched my/the (ANY) CHILD",
    "i shake/shook the/my baby",
    "burn/burning the/their/his/her house down",
    "set/setting (ANY) (ANY) house on fire",
    "want him/her/them dead",
)
_EMERGENCY = (
    "having/having_had a (mild/massive) heart attack",
    "i/i'm/she/he/think (ANY) have a heart attack",
    "it's/'s/is a heart attack/stroke",
    "having a stroke/seizure/fit",
    "i'm dying END",
    "i'm choking",
    "allergic reaction",
    "anaphylactic shock",
    "'s/is an emergency",
    "need a doctor now/right_now/quickly/at_once/please",
    "been/was/got stabbed/shot",
    "losing (a_lot_of/so_much/too_much) blood/consciousness",
    "fallen and (i) can't get_up/move",
    "fell and (i) can't get_up/move",
    "won't wake up",
    "face is drooping",
    "speech is slurred",
    "house/flat/kitchen/building/room/apartment is on fire",
    "there's/is a fire in",
    "someone in/inside/broke_into my house/home/flat/apartment",
    "someone is/has ANY my house/home/flat/apartment",
    "chest pain/pains",
    "chest hurts/hurt/aches",
    "pain/pains/pressure in/on my/the/his/her (left) chest (and)",
    "can't breathe/breed/breath",
    "can't get (any/enough) air",
    "trouble/difficulty breathing",
    "isn't/not/stopped/stops/'s_not breathing",
    "bleeding badly/heavily/a_lot/to_death/out",
    "bleeding ... won't/doesn't/not stop",
    "won't/doesn't/can't stop (the) bleeding",
    "so/too much blood",
    "poisoned",
    "drank/drunk/swallowed/took/taken (some/the) poison/bleach/cleaner/detergent/antifreeze",
    "call/get/send/need (me/us/for) an/the ambulance",
    "call/get/send/need (me/us/for) (the/an) emergency services",
    "call/need the police",
    "collapsed/unconscious",
    "can't wake him/her/them (up)",
    "can't feel/move my (left/right) arm/arms/leg/legs/face/hand/body",
    "face (ANY) (ANY) numb",
    "breaking into my house/home/flat/apartment",
    "throat is/'s swelling/closing",
    "heart is/'s/has stopping/stopped",
    "lips are (turning/going) blue",
)
_THIRD_PERSON = (
    "he's/she's/he/she/they/PERSON wants/going/trying/threatens/tried to "
    "kill himself/herself/themselves",
    "PERSON (wants/tried/is_going) (to) take/taken (his/her/their) own life",
)

_ALWAYS = (
    # Looked for before the harmless is taken out.
    "says/said/saying/told_me (that) he/she/they (ANY) (going_to) kill me",
    "threatened/threatens to kill me",
    "STRIKE me with (a/his/her/the/my) "
    "belt/stick/bottle/cable/fist/fists/bat/hammer/chair/shoe/knife/iron",
)

_DENIED = re.compile(r"(?:never|nobody|not|no|without|nor)\b|no longer\b|no thoughts\b")
_DENIED_TOO = re.compile(r"(?:don't|doesn't|didn't|won't|wouldn't|isn't|wasn't|needn't)\b")
_STOPS_DENIAL = re.compile(r"(?:i|i'm|i've|he|she|they|we|it|but|and|because|that|if|he's|she's)$")
"""Between a denial and what it denies stands none of these."""

_PAST = re.compile(
    r"\b(?:years ago|long ago|used to|back then|in the past|in my childhood|at that time|"
    r"when i was (?:a|an|young|younger|small|little|in|at|still|\w+teen|ten|twelve|eight)|"
    r"as a (?:child|kid|teenager|teen|boy|girl|student))\b"
)
_PRESENT = re.compile(
    r"\b(?:again|still|lately|these days|and now|but now|tonight|last night|yesterday|this morning|"
    r"last week|every day|every night)\b(?! not)"
)
_NOW = re.compile(r"\b(?:want|i'm|going to|don't|can't|wish|will)\b")
"""What is said in words of the present is not taken for the past, whatever else is said."""

_STORY = re.compile(
    r"\b(?:movie|film|book|novel|story|stories|play|song|series|documentary|news|paper|newspaper|"
    r"game|podcast|hero|character|opera|romeo|talk on|talk about|lecture|course|wrote about|"
    r"read about|prevention|nurse|officer)\b"
)


_Table = list[tuple[list[re.Pattern[str]], bool]]


def alike(text: str) -> str:
    """What was said in one way of writing: small letters, the same contractions, no fillers.

    It begins and ends with a space, so that whole words can be looked for.
    """
    said = f" {plain(text)} "
    for words, instead in _ALIKE_COMPILED:
        said = words.sub(instead, said)
    return f" {' '.join(said.split())} "


def is_care_needed(text: str) -> bool:
    """Whether there are words in `text` for which a practice has to stop and ask."""
    whole = alike(text)
    said = _without(whole, _HARMLESS_COMPILED)
    found = [*_found(whole, _ALWAYS_COMPILED), *_found(said, _TABLE)]
    return any(_counts(each, lenient=lenient) for each, lenient in found)


def _found(said: str, table: _Table) -> Iterator[tuple[re.Match[str], bool]]:
    for rows, lenient in table:
        for row in rows:
            for found in row.finditer(said):
                yield found, lenient


def _counts(found: re.Match[str], *, lenient: bool) -> bool:
    """Whether a phrase that was found is neither denied, nor long past, nor told in a story."""
    said = found.string
    before = _clause(said[: found.start()])
    if _DENIED.search(before) or (not lenient and _DENIED_TOO.search(before)):
        return False
    phrase = found.group()
    if _NOW.search(f"{before} {phrase}"):
        return True
    if _STORY.search(said[: found.start()]):
        return False
    return not _PAST.search(said) or _PRESENT.search(said) is not None


def _clause(before: str) -> str:
    """The last words before a phrase that can deny it: at most four, and no further than a new
    subject."""
    words: list[str] = []
    for word in reversed(before.split()[-4:]):
        if _STOPS_DENIAL.match(word):
            break
        words.append(word)
    return " ".join(reversed(words))


def _without(said: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        said = pattern.sub(" ~ ", said)
    return said


_ALIKE_COMPILED = [
    (re.compile(rf"(?<= )(?:{words})(?= )"), instead) for words, instead in _ALIKE
]
_HARMLESS_COMPILED = [pattern_of(row) for row in _HARMLESS]
_ALWAYS_COMPILED: _Table = [([pattern_of(row) for row in _ALWAYS], False)]
_TABLE: _Table = [
    # rows, and whether "i don't want to …" is asked about too
    ([pattern_of(row) for row in _SUICIDE], True),
    ([pattern_of(row) for row in _SELF_HARM], True),
    ([pattern_of(row) for row in _ABUSE], False),
    ([pattern_of(row) for row in _HARM_TO_OTHERS], False),
    ([pattern_of(row) for row in _EMERGENCY], False),
    ([pattern_of(row) for row in _THIRD_PERSON], False),
]


class Watch:
    """Listens to one turn for such words: in what is settled at once, and in a hypothesis as soon
    as it has held them for `HOLDS` seconds of sound."""

    def __init__(self) -> None:
        self._before = ""
        self._since: float | None = None

    def hear(self, heard: Heard) -> bool:
        """Take in a hypothesis or a settled piece; whether care is needed now."""
        said = f"{self._before} {heard.text}"
        found = bool(heard.text) and is_care_needed(said)
        if heard.final:
            self._since = None
            self._before = " ".join(said.split()[-MEMORY:])
            return found
        if not found:
            self._since = None
        elif self._since is None:
            self._since = heard.ended
        return self.passed(heard.ended)

    def passed(self, seconds: float) -> bool:
        """So much sound of the turn has been listened to; whether care is needed now."""
        return self._since is not None and seconds - self._since >= HOLDS
