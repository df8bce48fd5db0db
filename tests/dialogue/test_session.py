import random
from datetime import timedelta

import pytest
from msgspec import structs

from voice_coach import texts
from voice_coach.dialogue.states import Active, Crisis, Paused, State
from voice_coach.nlu.commands import COMMANDS, NAMES
from voice_coach.practice.schema import Compare
from voice_coach.protocol import effects as fx
from voice_coach.protocol import events as ev
from voice_coach.testing import EVENING, Rehearsal, practice_of, step

PROMISES = practice_of(
    step(name="arrive", say="Arrive. Sit down."),
    step(name="settle", breathe="extended exhale", cycles=2),
    step(name="quiet", silence=5),
    step(name="none-yet", when={"promise": "none"}, say="Nothing is open."),
    step(
        name="open",
        each="promise",
        do=(
            step(name="recall", say="You made it {ago}: {it}."),
            step(
                name="outcome",
                ask="How did it go?",
                answer="choice",
                choices=("kept", "partly kept", "let go"),
            ),
            step(name="well", when={"outcome": "kept"}, say="You did it."),
            step(name="feeling", when={"outcome": "said"}, ask="How does that feel?"),
            step(name="mark", when={"outcome": "said"}, mark="{outcome}", data={"f": "{feeling}"}),
        ),
    ),
    step(name="before", ask="How strong is it?", answer="number"),
    step(name="new", ask="What will you do?", confirm=True),
    step(name="size", when={"new": "said"}, ask="Does it fit?", answer="yes-no"),
    step(name="smaller", when={"size": "no"}, ask="What is smaller?"),
    step(name="keeping", keep="promise", text="{new}", data={"smaller": "{smaller}", "at": "{at}"}),
    step(name="echo", say="You will {new}."),
    step(name="at", ask="When will you do it?"),
    step(name="when", say="So it is {at}."),
    step(name="after", ask="How strong is it now?", answer="number"),
    step(name="less", when={"after": Compare(below="before")}, say="From {before} to {after}."),
    step(name="more", when={"after": Compare(above="before")}, say="It rose."),
)
EARLIER = (
    ev.Memory(3, "promise", "call my sister", EVENING - timedelta(days=1)),
    ev.Memory(4, "promise", "sleep early", EVENING - timedelta(days=8)),
    ev.Memory(5, "promise", "kept long ago", EVENING - timedelta(days=90), status="kept"),
)


def answered(rehearsal, *answers):
    for answer in answers:
        rehearsal.until_heard().say(answer)
    return rehearsal


def to_the_end(rehearsal):
    while rehearsal.state is not State.ENDED:
        rehearsal.spoke()
    return rehearsal


def test_a_whole_practice_is_led_from_its_greeting_to_its_end():
    coach = Rehearsal(PROMISES, ev.SessionConfig(EVENING, EARLIER)).begin()
    coach.spoke().spoke().spoke()  # the prompt, the breath, the silence
    answered(coach, "i kept it", "good", "let go", "skip", "about a seven", "walk after lunch")
    answered(coach, "yes", "not really", "walk to the door", "skip", "five")
    to_the_end(coach)

    assert coach.said == [
        "Tea. It takes about 2 minutes. When I listen, you can say pause, repeat, skip or stop.",
        "Arrive. Sit down.",
        "You made it yesterday: call my sister.",
        "How did it go?",
        "You did it.",
        "How does that feel?",
        "You made it last week: sleep early.",
        "How did it go?",
        "How does that feel?",
        "How strong is it?",
        "What will you do?",
        "I heard: walk after lunch. Is that right?",
        "Does it fit?",
        "What is smaller?",
        "You will walk after lunch.",
        "When will you do it?",
        "How strong is it now?",
        "From 7 to 5.",
        texts.CLOSING,
    ]
    assert coach.all(fx.Mark) == [fx.Mark(3, "kept", {"f": "good"}), fx.Mark(4, "let go", {})]
    (kept,) = coach.kept
    assert (kept.kind, kept.text, kept.data) == (
        "promise",
        "walk after lunch",
        {"smaller": "walk to the door"},
    )
    assert kept.turn == next(save.turn for save in coach.saved if save.step == "new")
    assert [(save.step, save.text) for save in coach.saved if save.complete] == [
        ("outcome", "i kept it"),
        ("feeling", "good"),
        ("outcome", "let go"),
        ("before", "about a seven"),
        ("new", "walk after lunch"),
        ("new/confirm", "yes"),
        ("size", "not really"),
        ("smaller", "walk to the door"),
        ("after", "five"),
    ]
    assert coach.effects[-2:] == [fx.Chime("finished"), fx.End("completed")]
    assert [breathe.timeline.seconds for breathe in coach.all(fx.Breathe)] == [20.0]
    assert [rest.seconds for rest in coach.all(fx.Rest)] == [5]


def test_without_memories_the_loop_is_passed_over():
    coach = Rehearsal(PROMISES).begin().spoke().spoke().spoke()

    assert coach.said[-1] == "Nothing is open."
    assert coach.spoke().said[-1] == "How strong is it?"


def test_what_was_skipped_leaves_no_sentence_with_a_hole_in_it():
    coach = Rehearsal(PROMISES).begin().spoke().spoke().spoke()
    answered(coach, "skip", "skip", "skip", "skip")
    to_the_end(coach)

    assert coach.said[-4:] == [
        "What will you do?",
        "When will you do it?",
        "How strong is it now?",
        texts.CLOSING,
    ]
    assert coach.kept == []
    assert coach.outcome == "completed"


def test_the_answers_can_be_read_at_any_time():
    coach = Rehearsal(PROMISES).begin().spoke().spoke().spoke()
    answered(coach, "seven")

    assert dict(coach.session.answers) == {"before": 7.0}


def test_what_was_kept_comes_from_the_turn_in_which_it_was_said_last():
    practice = practice_of(
        step(name="promise", ask="What?", confirm=True),
        step(name="moment", ask="When?"),
        step(name="keeping", keep="promise", text="{promise}", data={"when": "{moment}"}),
    )
    coach = answered(Rehearsal(practice).begin(), "i will talk", "no i said i will walk")
    (corrected,) = [save.turn for save in coach.saved if save.text == "i will walk"]
    answered(coach, "yes", "after lunch")

    assert coach.kept == [fx.Keep("promise", "i will walk", {"when": "after lunch"}, corrected)]


# How it begins and ends.


def test_a_preface_is_spoken_before_the_greeting():
    config = ev.SessionConfig(EVENING, preface=texts.FIRST_TIME)
    coach = Rehearsal(PROMISES, config)
    coach.handle(ev.Begin())

    assert coach.said[0].startswith(texts.FIRST_TIME + " Tea. It takes about 2 minutes.")


def test_greeting_and_closing_can_be_others():
    config = ev.SessionConfig(EVENING, greeting="Hello. What now?", closing="Good bye.")
    coach = to_the_end(Rehearsal(practice_of(step(say="Here.")), config).begin())

    assert coach.said == ["Hello. What now?", "Here.", "Good bye."]


def test_an_empty_closing_ends_without_a_word():
    config = ev.SessionConfig(EVENING, closing="")
    coach = Rehearsal(practice_of(step(say="Here.")), config).begin().spoke()

    assert coach.said[-1] == "Here."
    assert (coach.state, coach.outcome) == (State.ENDED, "completed")


def test_an_empty_greeting_is_none_and_the_first_step_begins_at_once():
    config = ev.SessionConfig(EVENING, greeting="")
    coach = Rehearsal(practice_of(step(say="Here.")), config)
    coach.handle(ev.Begin())

    assert coach.said == ["Here."]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.5, "about half a minute"),
        (1, "about a minute."),
        (1.4, "about a minute and a half"),
        (2.6, "about two and a half minutes"),
        (5, "about 5 minutes"),
        (6.6, "about 7 minutes"),
    ],
)
def test_the_greeting_says_how_long_it_takes(minutes, words):
    practice = practice_of(step(say="Here."))
    practice = type(practice)(title="Tea", about="Tea.", minutes=minutes, steps=practice.steps)
    coach = Rehearsal(practice)
    coach.handle(ev.Begin())

    assert words in coach.said[0]


def test_the_length_of_this_visit_is_said_where_it_is_known():
    coach = Rehearsal(practice_of(step(say="Here.")), ev.SessionConfig(EVENING, length=3.4))
    coach.handle(ev.Begin())

    assert coach.said[0].startswith("Tea. It takes about three and a half minutes.")


def test_after_the_first_sessions_the_frame_is_short():
    told = []
    for sessions in (0, 2, 3, 40):
        config = ev.SessionConfig(EVENING, sessions=sessions)
        coach = to_the_end(Rehearsal(practice_of(step(say="Here.")), config).begin())
        told.append((coach.said[0], coach.said[-1]))

    first = texts.GREETING.format(title="Tea", minutes="about 2 minutes"), texts.CLOSING
    assert told == [first, first, *[("Tea, about 2 minutes.", "Here.")] * 2]


def test_no_length_is_told_before_it_is_chosen():
    practice = structs.replace(practice_of(step(say="Here.")), announce_length=False)
    told = []
    for sessions in (0, 3):
        coach = Rehearsal(practice, ev.SessionConfig(EVENING, sessions=sessions)).begin()
        told.append(coach.said[0])

    assert told == [texts.GREETING_UNTIMED.format(title="Tea"), "Tea."]


def test_a_practice_without_a_frame_is_led_from_its_first_word_to_its_last():
    practice = structs.replace(practice_of(step(say="Here.")), frame=False)
    coach = to_the_end(Rehearsal(practice, ev.SessionConfig(EVENING, sessions=1)).begin())

    assert coach.said == ["Here."]
    assert not coach.all(fx.Chime)


def test_a_practice_that_fades_gets_quieter_from_prompt_to_prompt():
    steps = [step(say=f"Here is {number}.") for number in range(4)]
    loud = practice_of(*steps)
    faded = structs.replace(loud, fade=True, frame=False)
    volumes = [
        [say.volume for say in to_the_end(Rehearsal(practice).begin()).all(fx.Say)]
        for practice in (faded, loud)
    ]

    assert volumes[0] == sorted(volumes[0], reverse=True)
    assert 0.2 <= volumes[0][-1] < volumes[0][0] < 1
    assert set(volumes[1]) == {1.0}


def test_stopping_has_a_closing_of_its_own():
    coach = to_the_end(Rehearsal(PROMISES).begin().command("stop"))

    assert coach.said[-1] == texts.CLOSING_STOPPED
    assert coach.outcome == "stopped"


def test_a_session_begins_once():
    coach = Rehearsal(PROMISES).begin()

    assert coach.handle(ev.Begin()) == []


def test_the_last_step_may_be_a_breath_a_silence_or_a_question():
    for the_step, finish in (
        (step(breathe="box", cycles=1), lambda coach: coach.spoke()),
        (step(silence=3), lambda coach: coach.spoke()),
        (step(ask="And?"), lambda coach: coach.spoke().say("tea")),
    ):
        coach = Rehearsal(practice_of(the_step)).begin()
        finish(coach)
        assert coach.state is State.CLOSING


# Going on after an interruption.


def test_an_interrupted_session_is_welcomed_back_and_goes_on_at_its_step():
    resume = ev.Resumption("size", {"before": "a seven", "new": "walk"})
    coach = Rehearsal(PROMISES, ev.SessionConfig(EVENING, resume=resume)).begin()

    assert coach.said == [texts.GREETING_AGAIN.format(title="Tea"), "Does it fit?"]
    answered(coach, "yes", "tomorrow", "six")
    to_the_end(coach)
    assert "You will walk." in coach.said
    assert "From 7 to 6." in coach.said


def test_an_interrupted_confirmation_goes_on_with_its_question():
    resume = ev.Resumption("new/confirm", {"before": "seven", "new": "walk"})
    coach = Rehearsal(PROMISES, ev.SessionConfig(EVENING, resume=resume)).begin()

    assert coach.said[-1] == "What will you do?"
    coach.until_heard().say("skip")
    assert coach.said[-1] == "When will you do it?"
    assert "new" not in coach.session.answers


def test_an_interrupted_loop_goes_on_with_what_is_still_open():
    resume = ev.Resumption("feeling", {"outcome": "kept"})
    coach = Rehearsal(PROMISES, ev.SessionConfig(EVENING, EARLIER[1:], resume)).begin()

    assert coach.said[-1] == "You made it last week: sleep early."


# Which events count.

STATES = {
    "greeting": Active.GREETING,
    "breathing": Active.BREATHING,
    "resting": Active.RESTING,
    "listening": Active.LISTENING,
    "half heard": Active.LISTENING,
    "answering": Active.LISTENING,
    "listening longer": Active.LISTENING,
    "hearing whether it is right": Active.LISTENING,
    "pausing": Paused.ASKED,
    "paused in a prompt": Paused.ASKED,
    "paused in a breath": Paused.ASKED,
    "paused in a silence": Paused.ASKED,
    "paused in an answer": Paused.ASKED,
    "helping in a pause": Paused.ASKED,
    "in trouble": Paused.FAILURE,
    "waiting in trouble": Paused.FAILURE,
}


def test_the_place_is_the_one_it_is_called(place, at):
    assert at(place).state is STATES.get(place, Active.SPEAKING)


def test_the_places_lie_in_every_state_in_which_a_session_goes_on():
    elsewhere = {Paused.SILENCE, Paused.AFTER_CRISIS}  # see below, and test_crisis
    assert {*STATES.values(), Active.SPEAKING} == {*Active, *Paused} - elsewhere


def test_events_of_an_earlier_turn_change_nothing(place, at):
    coach = at(place)
    state, turn = coach.state, coach.turn
    for event in (
        ev.Spoke(turn - 1, completed=True),
        ev.Heard(turn - 1, "stop", final=True),
        ev.AudioElapsed(turn - 1, 60.0),
        ev.Sentence(turn - 1, 7),
        ev.Cued(turn - 1, 7),
    ):
        assert coach.handle(event) == []
    assert (coach.state, coach.turn) == (state, turn)


def test_a_prompt_that_was_cut_leads_nowhere(place, at):
    coach = at(place)

    assert coach.handle(ev.Spoke(coach.turn, completed=False)) == []


def test_what_is_heard_while_the_coach_speaks_is_nobodys_answer():
    coach = Rehearsal(PROMISES).begin()

    assert coach.handle(ev.Heard(coach.turn, "stop", final=True)) == []
    assert coach.handle(ev.AudioElapsed(coach.turn, 5.0)) == []


def test_what_is_said_while_the_ear_is_open_for_commands_alone_is_not_kept(at):
    coach = at("breathing")
    coach.say("i feel so tired today").say("i'm done").say("really")
    coach.handle(ev.Interrupted())

    assert coach.saved == []


def test_what_is_said_while_the_ear_is_open_for_commands_alone_is_forgotten_at_once(at):
    coach = at("breathing")
    coach.hear("i feel so tired today")
    coach.hear("well", final=False)

    assert coach.session._turn.answer.text == "well"


def test_a_command_stands_when_a_noise_after_it_is_taken_back(at):
    coach = at("breathing")
    coach.hear("pause")
    coach.handle(ev.Heard(coach.turn, "", final=True))
    coach.silence(0.7)

    assert coach.state in Paused


def test_more_time_means_nothing_while_breathing(at):
    assert at("breathing").say("more time").all(fx.CommandAccepted) == []


@pytest.mark.parametrize("words", ["i'm done", "i am done", "that's all"])
def test_a_silence_is_over_in_time_though_an_answer_was_ended_in_it_that_nobody_asked_for(
    at, words
):
    coach = at("resting")
    coach.hear(words)
    coach.silence(0.7)
    assert coach.all(fx.CommandAccepted) == []

    assert coach.spoke().said[-1] == "Take your time. What will you do?"


# What the world is asked to do.


def test_each_prompt_question_and_silence_is_rendered_ahead_in_its_pace():
    practice = practice_of(
        step(say="One. Two."),
        step(ask="And?"),
        step(say="{step-2}, really?"),
        step(say="Slowly.", pace="slow"),
        step(say="Later."),
    )
    coach = Rehearsal(practice)
    begun = coach.handle(ev.Begin())

    assert [effect for effect in begun if isinstance(effect, fx.Prepare)] == [
        fx.Prepare(("One.", "Two."), "meditation"),
        fx.Prepare(("And?",), "question"),
    ]
    coach.spoke().spoke().spoke()
    assert coach.all(fx.Prepare)[2:] == [
        fx.Prepare(("Slowly.",), "slow"),
        fx.Prepare(("Later.",), "meditation"),
    ]


def test_a_prompt_is_spoken_at_the_pace_of_meditation_unless_its_step_says_another():
    coach = Rehearsal(practice_of(step(say="One."), step(say="Two.", pace="slow"))).begin().spoke()

    assert [say.pace for say in coach.all(fx.Say)] == ["question", "meditation", "slow"]


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (step(breathe="coherent", cycles=3), 30.0),
        (step(breathe="coherent", minutes=2), 120.0),
        (step(breathe="coherent", minutes=0.6), 40.0),
        (step(breathe="coherent"), 60.0),
    ],
)
def test_a_breath_lasts_for_its_cycles_or_for_the_whole_breaths_nearest_its_minutes(step, seconds):
    (breathe,) = Rehearsal(practice_of(step)).begin().all(fx.Breathe)

    assert breathe.timeline.seconds == seconds


def test_a_question_is_asked_at_the_pace_of_questions_and_heard_as_what_it_expects():
    the_step = step(name="how", ask="Which?", answer="choice", choices=("tea", "milk"))
    coach = Rehearsal(practice_of(the_step)).begin()
    asked = coach.all(fx.Say)[-1]
    coach.spoke()

    assert (asked.step, asked.pace) == ("how", "question")
    assert coach.effects[-2:] == [
        fx.Chime("open"),
        fx.Listen(asked.turn, "how", "choice", ("tea", "milk")),
    ]


def test_the_ear_is_open_for_commands_while_breath_and_silence_are_led(at):
    for place, kind in (("breathing", fx.Breathe), ("resting", fx.Rest)):
        coach = at(place)
        led = coach.all(kind)[-1]
        assert coach.listening == fx.Listen(led.turn, led.step, "command")


# What holds whatever happens.

PARTS = ("voice", "ear", "microphone", "speaker")
WORDS = (
    *(phrase for command in COMMANDS for phrase in command.phrases[:2]),
    "i will walk", "no i said tea", "yes", "no", "seven", "coach pause", "i see coach resume", "",
    "i want to die", "delete it",
)  # fmt: skip


def anything(chance, coach):
    """Some event that might come now, or might not."""
    turn = coach.turn - (chance.random() < 0.05)
    ended, part = chance.uniform(0, 20), chance.choice(PARTS)
    final, words = chance.random() < 0.7, chance.choice(WORDS)
    heard = ev.Heard(turn, words, final, (), max(0, ended - 1), ended)
    events = {
        ev.Spoke(turn, completed=chance.random() < 0.9): 4,
        heard: 2,
        ev.AudioElapsed(turn, chance.uniform(0, 60)): 2,
        ev.Sentence(turn, 0): 1,
        ev.Cued(turn, chance.randrange(4)): 1,
        ev.Typed(words): 1,
        ev.Commanded(chance.choice((*NAMES, "dance"))): 1,
        ev.Failed(part, "x", "It failed."): 0.5,
        ev.Recovered(part): 0.5,
    }
    return chance.choices(list(events), list(events.values()))[0]


def check(coach, effects, turn, committed):
    """What holds for the effects of any one event; the latest turn afterwards."""
    acknowledged = False
    caring = fx.Care("ended") in effects and coach.state in (State.CLOSING, *Paused)
    for before, effect in zip((None, *effects), effects, strict=False):
        match effect:
            case fx.Say() if caring or effect.step == "care":
                assert not isinstance(before, fx.Save), "nothing of that talk is kept"
            case fx.Say():
                assert isinstance(before, fx.Save), "spoken before it was saved"
                assert (before.turn, before.speaker) == (effect.turn, "coach")
                assert effect.sentences[effect.first :], "nothing to speak"
            case fx.Save(speaker="you"):
                assert not acknowledged, "acknowledged before it was saved"
                assert effect.text
                committed.add(effect.turn)
            case fx.Keep():
                assert effect.turn in committed, "kept before it was saved"
                assert "{" not in effect.text
        if isinstance(effect, fx.Say | fx.Breathe | fx.Rest):
            assert effect.turn > turn
            turn = effect.turn
        if isinstance(effect, fx.Listen):
            assert effect.turn in (turn, turn + 1)
        acknowledged |= isinstance(effect, fx.Say | fx.Breathe | fx.Rest | fx.Keep | fx.Mark)
        if isinstance(before, fx.End):
            assert isinstance(effect, fx.Report)
    return turn


@pytest.mark.parametrize("seed", range(150))
def test_words_are_saved_before_anything_acknowledges_them_whatever_happens(seed):
    chance = random.Random(seed)  # noqa: S311 - the same walk every time
    coach = Rehearsal(PROMISES, ev.SessionConfig(EVENING, EARLIER))
    committed = set()
    turn = check(coach, coach.handle(ev.Begin()), 0, committed)
    for _ in range(120):
        turn = check(coach, coach.handle(anything(chance, coach)), turn, committed)

    ends = [effect for effect in coach.effects if isinstance(effect, fx.End)]
    assert len(ends) == (coach.state is State.ENDED)
    if coach.state is not State.ENDED:
        coach.command("stop")
        if coach.state in Crisis:  # it has asked whether to keep what was said
            coach.command("stop")
        if coach.state is State.CLOSING:
            coach.spoke()
    assert coach.state is State.ENDED
    assert coach.outcome in ("completed", "stopped")


def test_the_ear_is_never_open_while_the_coach_speaks(place, at):
    coach = at(place)
    while coach.state is not State.ENDED:
        coach.until_heard()
        if coach.listening is not None:
            coach.say("skip")
    is_open = False
    for effect in coach.effects:
        assert not (is_open and isinstance(effect, fx.Say))
        is_open = isinstance(effect, fx.Listen) or (is_open and not isinstance(effect, fx.Close))


# No state is a dead end.


@pytest.mark.parametrize("name", NAMES)
def test_after_any_command_by_key_stop_by_voice_ends_the_session(place, at, name):
    coach = at(place).command(name)
    if coach.state is not State.CLOSING:
        coach.until_heard().say("stop")
        assert coach.state is State.CLOSING
    coach.spoke()

    assert (coach.state, coach.outcome) == (State.ENDED, "stopped")


@pytest.mark.parametrize("name", NAMES)
def test_after_any_command_by_voice_stop_by_voice_ends_the_session(place, at, name):
    coach = at(place).until_heard()
    coach.hear(next(c.phrases[0] for c in COMMANDS if c.name == name))
    coach.silence(0.8)
    if coach.state is not State.CLOSING:
        coach.until_heard().say("stop")
        assert coach.state is State.CLOSING
    coach.spoke()

    assert (coach.state, coach.outcome) == (State.ENDED, "stopped")


@pytest.mark.parametrize("name", NAMES)
def test_a_session_that_is_over_or_has_not_begun_obeys_nothing(at, name):
    over = to_the_end(at("saying").command("stop"))

    for coach in (over, Rehearsal(PROMISES)):
        assert coach.command(name).all(fx.CommandAccepted)[-1:] in (
            [],
            [fx.CommandAccepted("stop")],
        )
        assert coach.handle(ev.Typed(name)) == []
        assert coach.handle(ev.AudioElapsed(coach.turn, 90.0)) == []


def test_words_that_are_no_command_of_this_state_lead_nowhere_while_breathing(at):
    coach = at("breathing").say("i'm done").say("resume").say("that's all")
    assert coach.state is Active.BREATHING

    assert coach.say("pause").state in Paused


def test_what_was_not_looked_for_changes_nothing(place, at):
    found = ev.Memory(1, "lesson", "ask early", EVENING - timedelta(days=1))

    assert at(place).handle(ev.Recalled((found,))) == []
