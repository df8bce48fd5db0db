"""The table of phrases for which a practice stops and asks: danger to oneself.

See `phrases` for how a row is written. Rows are plain words, so that whoever knows more of people
than of programs can read and mend them. Danger from others, and emergencies, are in `harms`; what
only sounds like one of these is in `harmless`; how they are used is in `safety`.
"""

from voice_coach.session.phrases import rows

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
overdose/overdosed/overdosing
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
"""These are looked for before what is harmless is taken out."""
