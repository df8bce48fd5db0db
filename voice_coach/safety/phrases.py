"""Phrases of danger, harmless idioms that resemble them, and spellings of both.

They are plain words, so that people who know more of crises than of programs can read and correct
them. `safety.detector` says how they are used.

A row is words with a space between them. `a/b` is either; `two_words` belong together; `(word)` may
be missing; `...` is up to three words of any kind; `ANY` is one. Other words in capitals stand for
a list in `LISTS`, and `END` for the end of what was said.
"""

import re

_CLOSE = (
    "husband/wife/boyfriend/girlfriend/partner/father/mother/stepfather/stepmother/brother/sister/"
    "son/daughter/child/children/kid/kids/baby/ex/fiance/family/grandmother/grandfather/uncle/aunt/"
    "cousin/parents"
)

_KNOWN = (
    "boss/neighbour/neighbor/colleague/colleagues/teacher/friend/roommate/flatmate/landlord/manager/"
    "coworker/classmate/therapist"
)

LISTS = {
    "CLOSE": _CLOSE,
    "CHILD": "child/children/kid/kids/son/daughter/baby/wife/husband/girlfriend/partner",
    "PERSON": f"he/she/they/someone/{_CLOSE}/{_KNOWN}/man/men/guy/guys/woman/coach/priest/boys",
    "PERSONS": "her/his/their/my/your/anyone's/someone's/people's",
    "OTHER": (
        "him/her/them/themselves/someone/anyone/people/everyone/everybody/others/that_man/that_woman/"
        "these_people/those_people/"
    )
    + "/".join(f"my_{word}" for word in f"{_CLOSE}/{_KNOWN}".split("/")),
    "STRIKE": (
        "hit/hits/heats/beat/beats/slap/slaps/slapped/kick/kicks/kicked/punch/punches/punched/"
        "choke/chokes/choked/strangle/strangles/strangled/raped/rapes/stabbed/burned/burns"
    ),
    "WANT": (
        "want_to/wants_to/wanted_to/want_the/need_to/have_to/ought_to/like_to/going_to/let_me/i'll/"
        "i_will/i_shall"
    ),
    "INTENT": (
        "want_to/need_to/have_to/like_to/going_to/will/i'll/thinking_of/thinking_about/thought_of/"
        "thought_about/think_about/think_of/urge_to/thoughts_of/thoughts_about/feel_like/"
        "feeling_like/planning_to/plan_to/decided_to"
    ),
    "THINK": (
        "think_of/think_about/thinking_of/thinking_about/thought_of/thought_about/consider/"
        "considering"
    ),
    "TAKE": "take/taking/took/taken/swallow/swallowed/swallowing/had/ate/eaten",
    "RED": "red/blue/green/black/white/yellow/brown/blonde/purple/pink/grey/gray/orange",
    "DRUG": (
        "my/the/it/them/these/those/something/pills/tablets/paracetamol/tylenol/ibuprofen/aspirin/"
        "insulin/medication/meds/medicine/painkillers/sleeping/antidepressants/heroin/fentanyl/opioids"
    ),
    "ELSEWHERE": "in/with/out/on/at/here/there/from/near/by/next/under/alone/together/off/without",
}

_ANY = "[^ ~]+"
"""Any word, but not the mark that replaces a harmless idiom."""


def rows(table: str) -> tuple[re.Pattern[str], ...]:
    """Return the rows of a table, one a line, as expressions over a normalised text."""
    return tuple(pattern_of(line) for line in table.splitlines() if line)


def pattern_of(row: str) -> re.Pattern[str]:
    """Return one row as an expression."""
    return re.compile("(?<= )" + "".join(_part(written) for written in row.split()))


def _part(written: str) -> str:
    match written:
        case "...":
            return f"(?:{_ANY} ){{0,3}}"
        case "END":
            return "(?:the |a |and )?$"  # what a recogniser hears in the noise after a word
        case _ if written.startswith("("):
            return f"(?:{_either(written[1:-1])} )?"
        case _:
            return f"{_either(written)} "


def _either(written: str) -> str:
    """Return alternatives as one group."""
    words = [word for part in written.split("/") for word in LISTS.get(part, part).split("/")]
    found = (_ANY if word == "ANY" else re.escape(word.replace("_", " ")) for word in words)
    return f"(?:{'|'.join(found)})"


SUICIDE = rows("""
kill/killing/killed myself
want_to/wants_to/wanted_to/need_to/like_to/let_me/i'll/i_shall die/day/dye END
want_to/wants_to/wanted_to/need_to/like_to/let_me/i'll/i_shall/i'm_going_to die
want/wanted/wish/hope/pray/rather/feel/happier/easier ... ... be dead/gone_forever
if i was/were/am dead/gone_forever
if i died/disappeared/killed_myself
if i wasn't/weren't/was_no_longer alive/here/around END
wish i wasn't/weren't alive/here/born
my life to end/stop/be_over
wish i could die
i'm/i/am ready/about to die
no (other) way out but (to) die/death
feel like dying/ending_it/being_dead
THINK dying/death/being_dead/my_death END
THINK dying/death all_the_time/a_lot/every
thoughts of death/dying/ending
i should/ought_to/must die/be_dead
don't care if/whether i live/die
i shouldn't/shouldn't be alive/here_any_more
i shouldn't exist
no/lost_the will to live
put/putting an end to my_life/it_all/myself/everything
do/did away with myself
end/finish/finishing myself
do something (ANY) (ANY) to myself
what i might/could/will do to myself
don't want to be on_this/in_this/in_the earth/planet/world (any_more)
want it (all) to end/stop/be_over forever/for_good
fall/go/sleep (asleep/to_sleep) forever
go to sleep and never
had enough of life/living END
give/gave/giving up on life/living
drive/driving (ANY) (ANY) into a/the/my tree/wall/river/traffic
lie/lying (down) on the tracks/rails
jump/jumping/leap in_front_of a/the/some
jump/jumping/leap into traffic
hope/wish/pray (that) i die
deserve to die
rather/better be dead/die
rather/better dead
WANT be dead/gone_forever
to be dead
happier/easier/better (off) dead
no longer want to live/exist/be_alive
stop living/existing/being_alive
death/dying would/will/might be ... relief/answer/solution/better/easier/way_out
death/dying is the/a/my only/best/easiest relief/answer/solution/way
wish/want/hope someone/somebody/god/he/they would/could/to kill me
rope/noose ... ... looking/ready/neck/hang/waiting
can't stand/bear/take being_alive/living/to_live/life (any_more)
nearly/almost jumped/killed/drowned/hanged off/from/myself/in_front
THINK my (own) funeral/suicide
to sleep and not/never wake up
imagine/imagining/picture/picturing/planning/plan my (own) funeral/death
life/living has no meaning/point/purpose
life is over/pointless/meaningless END
how/ways to die/kill_myself/end_my_life
THINK jumping/hanging/drowning/shooting/overdosing
say/said/saying my goodbyes
leave this world/earth/life
better off not being/living here/alive
swallow/swallowed/swallowing ... pills/tablets
TAKE a/the bunch/lot/load/fistful/pack/packet of (my/the/sleeping) pills/tablets
about/going/ready to jump END
step/walk/run/throw_myself in_front_of a/the car/train/bus/truck/lorry
walk/run/step into traffic
knife/blade/razor ... wrist/wrists/throat/skin/neck
wish i was/were/am dead/gone
wish i was/were debt/father/dad/that END
wish i had never been born
wish i didn't/don't/never exist/existed/wake_up
wish/want ... disappear forever
wish/hope/want ... not/don't/never wake up
don't want to wake up
suicide
suicidal
end/ending/ended my (own) life
take/taking/took/taken my (own) life
WANT and/in/the_end my life
end/ending it all/hall/hole/whole/tonight/today/now
WANT end it
THINK end/ending it
don't want to live/exist/be_alive/go_on_living
don't want to leave any more END
don't want to be here any more
don't want to be here END
don't want to go on any more
not sure (if/that/whether) i want to live/be_alive
can't live any_more/like_this END
can't live any_more/like_this any_more/i/and
can't go on living
can't/don't_want_to go on END
tired/sick of living
tired/sick of being alive
tired/sick of life END
done with life/living
no/any/a/what/the/see (good) reason/point/sense/use ... live/living/exist/existing
no/any/a/what/the/see (good) reason/point/sense/use ... be/being/stay/staying alive
nothing (left) to live for
nothing (is/left) worth living for
isn't/not/never worth living
don't deserve to live/be_alive
better off dead/without_me
better (ANY) without me
better/easier (off) (for_everyone/for_them) if i was/were/wasn't/weren't/didn't dead/gone/here
better/easier (off) (for_everyone/for_them) if i was/were alive/exist/around/born
better/easier (off) (for_everyone/for_them) if i wasn't/weren't/didn't alive/exist/around/born
easier/better (ANY) to be dead
nobody will/would miss me
nobody would notice/care/mind END
never wake up
ready to jump END
want it/this/everything (all) to be over END
why should i live/go_on/stay_alive
why am i (still) alive
can't keep going END
want to disappear/vanish END
wish i could disappear/vanish END
no/any/a (good) reason/point/sense to/in keep_going/keeping_going/go_on/carry_on/carrying_on END
want out of life
way (out) is to die
way out is death
better/easier/happier/best ... if i'm/i_was/i_were/i_am gone/dead/not_here
better/easier/happier/best ... if i wasn't/weren't here/alive/born/around
kill/hurt/cut yourself
no/any/a reason to be here any more
no/any/a reason to be here END
wish i had died
wish i died
don't/doesn't think i want/can to live/be_alive/be_here
don't/doesn't think i can live/go_on END
better/happier/easier/best ... without me
keep/have/got/bought/buy/hide/found a rope
no future for me
can't see a/any future for me/myself
don't/didn't want to see tomorrow/another_day/morning
i'm going to/let myself die/starve/bleed
take/throw away my life
not/won't/never be around any_more/much_longer/next_week/tomorrow
last/final night/day alive/on_earth/of_my_life
not/won't/never live to see tomorrow/morning/another
if i live or die
end/ending this life
can't do life (any_more)
bought/buy/got a gun/rope to
never/shouldn't have been born
don't see a/any future for me/myself
rather not be alive/here/exist
rather not live END
wouldn't mind dying/if_i_died/if_i_didn't_wake_up/not_waking_up
end/ending everything
not/won't make it through the night
not/won't make it till/until/to tomorrow/morning
can't keep myself/stay safe
i can keep myself/stay safe tonight/any_more
not sure (if) i can keep_myself/stay safe
danger to myself/others/people
drinking/drunk/alcohol/wine ... pills/tablets
pills/tablets ... (ANY) drinking/drunk/alcohol/wine/vodka/whisky
TAKE too much (of) (my/the) medication/medicine/insulin
TAKE something and i/feel
nobody would care/notice/mind if i
i won't be here tomorrow/any_more/next_week
goodbye forever
goodbye letter/note
said/say/saying goodbye to everyone/everybody/everything
TAKE all (my/the/of/these/those) (my/the/these/those) pills/tablets/medication
TAKE too many (of) (my/the/these) pills/tablets
TAKE a/the/my (whole) bottle/box/handful/pack of (my/the/sleeping) pills/tablets
pills/tablets here/ready/in_front/in_my_hand
overdose/overdosed/overdosing END
overdose/overdosed/overdosing on/of (a/an/all) (ANY) DRUG
overdose/overdosed/overdosing in/and/again/tonight/today/yesterday/last/this/because/but/with
hang/hanging/hanged myself
shoot/shooting myself
drown/drowning myself
throw/throwing myself under/off/from/in_front/out
jump/jumping off/from/in_front_of/out_of/under (the/a/my) bridge/roof/train/building
jump/jumping off/from/in_front_of/out_of/under (the/a/my) balcony/window/cliff/car/bus
i'm (standing/sitting) on the/a bridge/roof/ledge/edge/tracks/balcony/railing END
i'm (standing/sitting) on the/a bridge/roof/ledge/edge/tracks/balcony/railing and/now/looking
i stand/sit on the/a bridge/roof/ledge/edge/tracks/railing END
i stand/sit on the/a bridge/roof/ledge/edge/tracks/railing and/now/looking
bridge/roof/ledge/balcony ... jump
have/got/tied a rope/noose
gun ... ... head/mouth/use_it/loaded
loaded the/my gun
""")

SELF_HARM = rows("""
cut/cutting/cuts myself
cut/cutting/slit/slash/slitting (ANY) (my) (left/right) wrist/wrists
cut/cutting/scratch/scratching my arms/arm/legs/thighs/skin/veins
hurt/hurting/harm/harming/injure/injuring myself
burn/burning/burned/burnt/cut/hit/hitting myself ... on_purpose/again
burn/burned/burning/cut/cutting/hurt/hurting my ... on purpose
self harm/harming/harmed/injury/injure
starve/starving myself
INTENT burn/cut/slice/scratch/carve my skin/arm/arms/leg/legs/body/face/wrist/wrists
blood ... when/if i cut
hit/hitting/punch/punching/slap/slapping/biting/burning/stabbing myself
not/haven't eaten in/for (ANY) days
can't stop cutting/burning_myself/hurting_myself
cut/cutting again
relapsed and cut
want/need/urge to cut END
want/need/urge to cut bad/badly/tonight/again/so
until/till ... bleed/bleeds/bleeding/bled
punish my body/myself
make/making/made myself throw_up/vomit/sick
scratch/scratching/scratched myself bloody/open
""")

NEVER_HARMLESS = rows("""
rather die than go_back/live/stay/be_with/face/wake_up/go_on
he/she/they (ANY) (ANY) kill me if/when i leave/go/tell/say/call/try
scared/afraid (that) (my) PERSON will/is_going_to/would/might kill/hurt/beat me
don't want to live in/on this world/body/hell/earth/planet
end it (all) with (a/the/my) pills/gun/knife/rope/razor
don't want to live with this/the/so_much/such/all_this (ANY) pain/depression/guilt/shame/suffering
says/said/saying/told_me (that) he/she/they (ANY) (going_to) kill me
threatened/threatens to kill me
STRIKE me with (a/his/her/the/my) belt/stick/bottle/cable/fist/fists
STRIKE me with (a/his/her/the/my) bat/hammer/chair/shoe/knife/iron
""")
"""Looked for before harmless idioms are removed."""

ABUSE = rows("""
PERSON (has/just/always/often/sometimes/again) STRIKE me
PERSON (has/just) STRIKE my/our/the (little/older/younger/big) CLOSE
PERSON keeps/started/is/was/been (ANY) hitting/beating/hurting/kicking/abusing/choking me
is hitting/beating/hurting/abusing my (ANY) CLOSE
they are hitting/beating/hurting/abusing/choking me
they are hitting/beating/hurting/abusing my (ANY) CLOSE
PERSON hurts/hurt me END
of my CLOSE he/she/they hurts/hits/beats me
PERSON hurts me when/and/again/every
beat/beats/beaten/beating me up
get/getting/got/am/being/been beaten (up) END
get/getting/got/am/being/been beaten (up) at/by/every/when/again/with
i'm (being) beaten/abused/hit/molested/threatened (at/by/every)
abuse/abuses/abused/abusing me/us/my
been/being abused
abusive relationship/husband/wife/partner/boyfriend/girlfriend/home/marriage
sexually abused/assaulted/harassed/touched
molest/molested/molesting
rape/raped/raping
force/forces/forced me to (have) sex
force/forces/forced himself/herself on/upon me
choked/chokes/choking/strangled/strangles/strangling me
hands around/on/round my throat/neck
threatens/threatened/threatening me
threatens/threatened/threatening to kill/hurt/shoot/stab/beat (me/us/him/her/my/them)
says/said/told_me (that) he/she/they will/would/is_going_to kill/hurt me
he/she/they is/are/will (going_to) kill me
pushed/pushes/threw/throws me down/against/to_the
PERSON touches/touched/touching me END
PERSON touches/touched/touching me and/there/at_night/where/when
isn't/not/never/don't/doesn't (feel) safe at_home/here/any_more/in_this_house
isn't/not/never/don't/doesn't (feel) safe with/around/from (my) him/her/them/CLOSE
i'm not safe END
i'm not safe here/at_home/now/tonight/any_more/alone/with_him/with_her/with_them/in_my/in_this
locks/locked/keeps/kept me in/locked
locks/locked me up
grabs/grabbed/dragged/drags me by
puts/put his/her hands on me
throws/threw (ANY) things/plates/knives at me
PERSON hits/beats/hurts/abuses the/our (ANY) children/kids/baby/child
PERSON wants/wanted/trying/tried/going/about/threatens to STRIKE me/us
PERSON (is/was) trying/going/about to hurt/kill/rape/hit/beat/attack me/us
PERSON wants/wanted to hurt/kill/rape/hit/beat/attack me/us
PERSON STRIKE us
won't stop hitting/beating/hurting/touching me
PERSON touches/touched/touching me where/between/under/inside/sexually/in_bed
hiding from him/her/them/my_husband/my_father/my_boyfriend/my_partner/my_wife
drugged me
touched me inappropriately/down_there
someone is trying to kill/hurt/rape/attack me
coming to get/kill/hurt me
coming after me
kidnapped me/us/my
i/i'm/being (was/been/have_been) kidnapped
held hostage
scared/afraid to go home
comes/came into my room/bed at night
was/been/got assaulted
someone/he/man/men/they/she attacked me END
someone/he/man/men/they/she attacked me with/last/on/yesterday/again
PERSON has a gun/knife END
PERSON has a gun/knife and/at/with/in
what he/she/they might/will/could/would do to me
PERSON/car/van ... following/stalking me
being stalked/followed
won't/doesn't let me leave/out/go_out
""")

HARM_TO_OTHERS = rows("""
INTENT kill/killing/murder/murdering/stab/stabbing/shoot/shooting/strangle/strangling OTHER
INTENT hurt/hurting/harm/harming/attack (other) someone/people/him/her/them/others/anyone
INTENT hurt/hurting/harm/harming my/the/a CLOSE
scared/afraid/frightened (that) i'll/i_will hurt/harm/kill/shake (my/the/a) someone/people/CLOSE
scared/afraid/frightened (that) i_might hurt/harm/kill/shake (my/the/a) someone/people/CLOSE
scared (that) i_could/i'm_going_to hurt/harm/kill/shake (my/the/a) someone/people/CLOSE
afraid/frightened (that) i_could/i'm_going_to hurt/harm/kill/shake (my/the/a) someone/people/CLOSE
i hit/slapped/beat/shook/kicked/punched/choked/pushed/threw my/the (ANY) CHILD
i killed someone/him/her/a_man/a_woman/a_person
i shake/shook the/my baby
burn/burning the/their/his/her house down
set/setting (ANY) (ANY) house on fire
INTENT ... shoot/kill/stab/strangle/murder OTHER
INTENT get/buy/take a gun/knife and
want him/her/them dead
scared/afraid (that) i'll/i_will/i_might/i_could do it/something (ANY) END
do something (bad/terrible/awful/stupid) to him/her/them/someone
INTENT throw/drown/smother/shake/drop/suffocate the/my baby/child/kid/son/daughter
""")

EMERGENCY = rows("""
having/having_had a (mild/massive) heart attack
i/i'm/she/he/think (ANY) have a heart attack
is a heart attack/stroke
having a stroke/fit
has/have (just) had a stroke/seizure/heart_attack
trying to break in/into
i'm dying END
i'm choking
allergic reaction
having/had/have/has/is (a) (ANY) seizure/seizures
seizure/seizures END
worst headache of my life
can't see any more END
suddenly can't see/speak
PERSON is choking END
PERSON is dying END
is/are turning blue
contractions
anaphylactic shock
is an emergency
need a doctor now/right_now/quickly/at_once/please
i was/got stabbed/shot
been/just_got stabbed/shot
CLOSE/KNOWN (has) (just) was/got/been stabbed/shot END
losing (a_lot_of/so_much/too_much) blood/consciousness
fallen and (i) can't get_up/move
fell and (i) can't get_up/move
PERSON won't/doesn't/can't wake up
and won't/doesn't wake up
man/stranger/burglar/intruder/someone in/outside/entering my house/home/flat/apartment/room
face is drooping
speech is slurred
house/flat/kitchen/building/room/apartment is on fire
there is a fire in the/my/our house/home/kitchen/building/flat/room/apartment/garage
someone in/inside/broke_into my house/home/flat/apartment
someone is/has ANY my house/home/flat/apartment
chest pain/pains
chest hurts/hurt/aches
asthma attack
was/got/been hit by a car/bus/truck/lorry/train
is drowning END
smell gas
at gunpoint/knifepoint
i fainted/passed_out END
i fainted/passed_out again/today/and/this_morning
tongue is swelling
pain/pains in my/the/his/her (left) chest
can't breathe/breed/breath
can't get (any/enough) air
trouble/difficulty breathing
isn't/not/stopped/stops breathing
bleeding badly/heavily/a_lot/to_death/out
bleeding ... won't/doesn't/not/can't stop
won't/doesn't/can't stop (the) bleeding
is/lose/losing/lost/was/seeing/coughing (too) much blood
much blood END
i/i'm/been/someone (was/have/has/is) (been) poisoned
poisoned me/us/my
drank/drunk/swallowed/took/taken/drink ... poison/bleach/cleaner/detergent/antifreeze
call/get/send/need (me/us/for) an/the ambulance
call/get/send/need (me/us/for) (the/an) emergency services
call/need the police
unconscious
i/he/she/someone/CLOSE/KNOWN/man/woman/neighbour's/neighbor's (has/have) (just) collapsed
my ANY (has) (just) collapsed
can't wake him/her/them (up)
can't feel/move my (left/right) arm/arms/leg/legs/face/hand/body
face (ANY) (ANY) numb
arm (ANY) (ANY) numb
baby/child/he/she/CLOSE doesn't respond/move
baby/child/he/she/CLOSE isn't responding/moving
breaking into my house/home/flat/apartment
throat is swelling/closing
heart is/has stopping/stopped
lips are (turning/going) blue
""")

OF_SOMEBODY_ELSE = rows("""
PERSON (is/are) wants/going/trying/threatens/tried to kill himself/herself/themselves
PERSON (wants/tried/is_going) (to) take/taken (his/her/their) own life
""")

HARMLESS = rows("""
career/academic/political/professional/social/financial/commercial/business/corporate suicide
suicide squeeze/watch/drill/door/doors
is/was/be suicide to/going/driving/on/at/for/in
ain't/wasn't/wasnae/isn't/not suicidal
look/looked/looks suicidal
suicide/suicidal/self_harm ... i said/told/ticked (ANY) (ANY) no
hurting_myself/harming_myself/hurt_myself/harm_myself ... i said/told/ticked (ANY) (ANY) no
wasn't/wasnae/not trying to hurt myself
died ... ... of/from a/an/the (ANY) overdose
live forever
lost/lose the will to live trying/waiting/in/at/over/during/after/by/halfway
nobody will/would miss me at/in/on
hanging around/out/up
they need/have/want/wants/going to end it
they/he/that (is/are) INTENT kill/hurt him/them
kill ANY off
supposed to be dead
have to be dead before/to
won't be here next_week i'm at/in/off/away/visiting/minding/working/on
won't be here next_week i'll be at/in/off/away/visiting/minding/working/on
stabbed ANY in the back
held hostage by a/an/the
punched me in/on the arm
beat/beats/beating me/us fair/in/by
beat/beats/beating us (ANY) (ANY) at/to
kick/kicked/kicks me out/off
burn/burned/burnt/burning myself out
cut my arm/leg/hand off
you/don't hurt yourself
scared/afraid to go home cause/because i/they/we/of_the
can't breathe in this/these/that/those/my (ANY) jeans/dress/shirt/collar/mask/suit/tie/trousers
can't breathe in this/these/that/those/my (ANY) pants/skirt/corset/costume/uniform/trousers
thought i was having a heart attack
look/looked/looks like i'm/he_is/she_is having a seizure
with/without/no (too) much blood
blood and/or gore
kill/killing/murder for
kill to have/get/be/see/know
will/going_to/would/gonna kill me if/when/for
killing/kills me/it/time
kill time/it/two
kill/killing myself laughing/with_laughter/over_this/over_that/over_work
hit myself on/with
gone for a
dying/die/died to/for/of/from see/tell/know/hear/a/the/curiosity/boredom/laughter
dying of/for
died/die laughing/of
thought i would/was_going_to/could die
rather die than
die hard/down/out
to die for
die my/the/her/his/some ANY RED
die my/her/his hair
dye my/the/her/his/some
dead/deadly tired/line/lines/end/serious/battery/body/on/heat
bored/scared/frightened/worked/love/loved/loves ... to death
hit/hits me with a/an/the
hit/hits me up/back
beat/beats/beating me (ANY) (ANY) at/to/in/by
cut myself some/off/short/loose/shaving/free/out/on/while/a/when_i_was
hurt/injured/burned myself running/lifting/playing/skiing/falling/climbing/on_the/at_the
shoot/shot myself in the foot
jump off/from a bridge/roof/cliff before/than
suicide prevention/hotline/line/rate/rates/squad/bomber/awareness/mission
committed suicide
died by suicide
his/her/their suicide
lost/lose ... to suicide
heart attack when/at/course
nearly/almost had a heart attack
end of my rope
hurt/hurting him/her/them/people/someone if/by
respond to
hurt/hurting myself with these/my/those (ANY) thoughts/words
stopped breathing for a moment/second
threatened/threatening/threatens me with (a/the/my) lawsuit/lawyer/court/job/dismissal/divorce
shot down
way it was shot
it was shot beautifully/well/badly/so/on_location/on_film
in the end it all
stop existing as
song/songs/covers/liked/loved can't feel my face
collapsed against/as_is
embarrassed/ashamed/awkward/embarrassing ... wanted to die
wanted to die of shame/embarrassment/boredom
stroke of
can't breathe through/that/so/as/slowly/deeply/with_my/for
live with/in/at/on/by/near/next/under/here/there/together/alone/off/without
leave any more ANY
be here any more than
end my life the way
end it with
tired/sick of living ELSEWHERE
point/reason/sense of/in/for living ELSEWHERE
worth living ELSEWHERE
reason/point ... live ELSEWHERE
better off without me at/in/on/there
won't be here tomorrow/any_more because/as/since/but/i'm
don't/didn't want to wake up early/so/at/for/in/this
hurt/hurting/harm/harming (PERSONS) feelings
hurting/hurts me when/that/with/so/deeply/emotionally ... words/listen/way/says
call/called/calling the police/doctor/ambulance about/back/tomorrow/station
pain in the neck
have/has a gun licence/license/shop/collection
touches/touched me deeply/with/so/very
""")
"""Idioms, accidents, books and everyday things: removed before phrases are looked for."""

SPELLINGS: tuple[tuple[str, str], ...] = (
    ("uh|um|er|erm|hmm|uhm|well|just|really|honestly|actually|so", ""),
    ("wanna|want a(?= die)", "want to"),
    ("gonna", "going to"),
    ("gotta", "have to"),
    ("i am|im", "i'm"),
    ("i've", "i have"),
    ("(he|she|it|that|there|who|what)'s", r"\1 is"),
    ("(they|we|you)'re", r"\1 are"),
    ("(he|she|they|it|you)'ll", r"\1 will"),
    ("(do|does|did|is|was|would|could|should|has|had) not", r"\1n't"),
    ("cannot|can not|cant|can hardly|can barely", "can't"),
    ("will not|wont", "won't"),
    ("dont", "don't"),
    ("isnt", "isn't"),
    ("anymore|any longer", "any more"),
    ("(?:my|me) (?:self|shelf)", "myself"),
    ("(?:heart|hut|hard|her to) myself", "hurt myself"),
    ("(?:arm|farm) myself", "harm myself"),
    ("(?:keel|kiel|kil|skill) myself", "kill myself"),
    ("be a (?:live|life|lie)", "be alive"),
    ("end my (?:live|lives)", "end my life"),
    ("can't (?:breath|breed|brief|breeze)", "can't breathe"),
    ("(?<= an )over those|(?<= to )over those|(?<= i )over those", "overdose"),
    ("over dos(e|ed)", r"overdos\1"),
    ("(?:sue|soo|su|sewer) (?:a|is|as|or|i) side(?: or)?", "suicide"),
    ("(?:sue|soo|su|sewer) (?:a|is|as|or|i) (?:sidle|sidal)", "suicidal"),
    ("hard attack", "heart attack"),
    ("hit's", "hits"),
    ("step(?:dad|father)", "stepfather"),
    ("step(?:mom|mum|mother)", "stepmother"),
    (r"(brother|sister|father|mother|son|daughter) in law", r"\1"),
    ("mom|mum|mummy|mommy", "mother"),
    ("dad|daddy", "father"),
    ("no one", "nobody"),
    ("somebody|some one", "someone"),
    ("anybody|any one", "anyone"),
    ("911|999|112|000|nine one one|nine nine nine|one one two", "emergency services"),
)
"""Spellings that recognizers and people use, and what replaces them, in this order and over whole
words."""
