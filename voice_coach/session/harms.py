"""The table of phrases for which a practice stops and asks: harm by others, to others, emergencies.

See `dangers` and `phrases`.
"""

from voice_coach.session.phrases import rows

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
locks/locked/keeps/kept me in/up/locked
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
kidnapped
held hostage
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
seizure
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
been/was/got stabbed/shot
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
(too) much blood
poisoned
drank/drunk/swallowed/took/taken/drink ... poison/bleach/cleaner/detergent/antifreeze
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
