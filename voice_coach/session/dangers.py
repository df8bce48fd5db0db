"""The table of phrases for which a practice stops and asks. See `phrases` for how a row is written.

Rows are plain words, so that whoever knows more of people than of programs can read and mend them.
What only sounds like one of these is in `harmless`; how the two are used is in `safety`.
"""

from voice_coach.session.phrases import rows

SUICIDE = rows("""
kill/killing/killed myself
WANT die/day/dye END
WANT die
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
no/any/a/what/the/see (good) reason/point/sense/use ... live/living/stay_alive/be_alive/exist
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
better/easier (for_everyone) if i'm gone/dead/not_here
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
overdose/overdosed/overdosing
hang/hanging/hanged myself
shoot/shooting myself
drown/drowning myself
throw/throwing myself under/off/from/in_front/out
jump/jumping off/from/in_front_of/out_of/under (the/a/my) bridge/roof/train/building
jump/jumping off/from/in_front_of/out_of/under (the/a/my) balcony/window/cliff/car/bus
i'm/i (ANY) (standing/sitting) on the/a bridge/roof/ledge/edge/tracks/balcony/railing
bridge/roof/ledge/balcony ... jump
have/got/tied a rope/noose
gun ... (ANY) (ANY) head/mouth/use_it/loaded
loaded the/my gun
""")

SELF_HARM = rows("""
cut/cutting/cuts myself
cut/cutting/slit/slash/slitting (ANY) (my) (left/right) wrist/wrists
cut/cutting/scratch/scratching my arms/arm/legs/thighs/skin/veins
hurt/hurting/harm/harming/injure/injuring myself
burn/burning/burned/burnt/cut/hit/hitting myself ... on_purpose/again
self harm/harming/harmed/injury/injure
starve/starving myself
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
isn't/not/never/don't/doesn't (feel) safe at_home/here/with/in_my
isn't/not/never/don't/doesn't (feel) safe any_more/in_this_house/around/from
i'm not safe
locks/locked/keeps/kept me in/up/locked
grabs/grabbed/dragged/drags me by
puts/put his/her hands on me
throws/threw (ANY) things/plates/knives at me
PERSON hits/beats/hurts/abuses the/our (ANY) children/kids/baby/child
scared/afraid to go home
comes/came into my room/bed at night
was/been/got assaulted
someone/he/man/men/they/she attacked me END
someone/he/man/men/they/she attacked me with/last/on/yesterday/again
PERSON has a gun/knife END
PERSON has a gun/knife and/at/with/in
what he/she/they might/will/could/would do to me
following/stalking me
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
i hit/slapped/beat/shook/kicked/punched my/the (ANY) CHILD
i shake/shook the/my baby
burn/burning the/their/his/her house down
set/setting (ANY) (ANY) house on fire
want him/her/them dead
do something (bad/terrible/awful/stupid) to him/her/them/someone
INTENT throw/drown/smother/shake/drop/suffocate the/my baby/child/kid/son/daughter
""")

EMERGENCY = rows("""
having/having_had a (mild/massive) heart attack
i/i'm/she/he/think (ANY) have a heart attack
is a heart attack/stroke
having a stroke/seizure/fit
i'm dying END
i'm choking
allergic reaction
anaphylactic shock
is an emergency
need a doctor now/right_now/quickly/at_once/please
been/was/got stabbed/shot
losing (a_lot_of/so_much/too_much) blood/consciousness
fallen and (i) can't get_up/move
fell and (i) can't get_up/move
PERSON won't wake up
face is drooping
speech is slurred
house/flat/kitchen/building/room/apartment is on fire
there is a fire in the/my/our house/home/kitchen/building/flat/room/apartment/garage
someone in/inside/broke_into my house/home/flat/apartment
someone is/has ANY my house/home/flat/apartment
chest pain/pains
chest hurts/hurt/aches
pain/pains in my/the/his/her (left) chest
can't breathe/breed/breath
can't get (any/enough) air
trouble/difficulty breathing
isn't/not/stopped/stops breathing
bleeding badly/heavily/a_lot/to_death/out
bleeding ... won't/doesn't/not stop
won't/doesn't/can't stop (the) bleeding
(too) much blood
poisoned
drank/drunk/swallowed/took/taken (some/the) poison/bleach/cleaner/detergent/antifreeze
call/get/send/need (me/us/for) an/the ambulance
call/get/send/need (me/us/for) (the/an) emergency services
call/need the police
collapsed/unconscious
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

NEVER_HARMLESS = rows("""
says/said/saying/told_me (that) he/she/they (ANY) (going_to) kill me
threatened/threatens to kill me
STRIKE me with (a/his/her/the/my) belt/stick/bottle/cable/fist/fists
STRIKE me with (a/his/her/the/my) bat/hammer/chair/shoe/knife/iron
""")
"""These are looked for before what is harmless is taken out."""
