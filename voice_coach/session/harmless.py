"""What only sounds like danger, and the many ways of writing what is said alike."""

from voice_coach.session.phrases import rows

HARMLESS = rows("""
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
suicide prevention/hotline/line/rate/rates/squad/bomber/awareness
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
"""Idioms, accidents, books and everyday things: taken out before a phrase is looked for."""

ALIKE: tuple[tuple[str, str], ...] = (
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
    ("over those", "overdose"),
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
"""How recognisers and people write the same thing: an expression, and what stands in its place.
Applied in this order, to whole words."""
