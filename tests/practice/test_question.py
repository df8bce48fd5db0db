import pytest

from voice_coach import texts
from voice_coach.nlu.text import sentences
from voice_coach.practice.question import AskAgain, LetGo, Question, Settled
from voice_coach.testing import step

PROMISE = step(name="promise", ask="What is your promise?", confirm=True)
NUMBER = step(name="before", ask="How strong?", answer="number", high=5)
CHOICE = step(name="outcome", ask="Which?", answer="choice", choices=("kept", "let go"))
FITS = step(name="fits", ask="Does it fit?", answer="yes-no")


def ask(step, again=None):
    return Question(step, step.ask, again)


def test_an_answer_that_is_understood_settles_the_question():
    assert ask(NUMBER).hear("about a three", 4) == Settled(3.0, 4)
    assert ask(CHOICE).hear("the last one", 5) == Settled("let go", 5)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (NUMBER, texts.AGAIN_NUMBER.format(low=0, high=5)),
        (CHOICE, texts.AGAIN_CHOICE.format(choices="kept and let go")),
        (FITS, texts.AGAIN_YES_NO),
        (step(name="list", ask="Which?", answer="list"), texts.AGAIN_TEXT),
    ],
)
def test_what_was_not_understood_is_asked_once_more_in_other_words(step, words):
    assert ask(step).hear("...", 2) == AskAgain(sentences(words))


def test_the_practice_may_have_its_own_other_words():
    assert ask(NUMBER, "From zero to five?").hear("a lot", 2) == AskAgain(("From zero to five?",))


def test_then_skip_is_offered_and_then_the_question_is_let_go():
    question = ask(NUMBER)
    question.hear("a lot", 2)

    assert question.hear("really a lot", 3) == AskAgain(sentences(texts.OFFER_SKIP))
    assert question.hear("ever so much", 4) == LetGo()


def test_an_answer_still_counts_after_it_was_asked_again():
    question = ask(NUMBER)
    question.hear("a lot", 2)
    question.hear("really a lot", 3)

    assert question.hear("five", 4) == Settled(5.0, 4)


def test_what_would_cost_something_is_said_back_first():
    question = ask(PROMISE)
    asked = question.hear("i will walk", 2)

    assert asked == AskAgain(("I heard: i will walk.", "Is that right?"))
    assert (question.name, question.expects, question.choices) == (
        "promise/confirm",
        "yes-no",
        (),
    )


def test_yes_settles_what_was_said_in_its_own_turn():
    question = ask(PROMISE)
    question.hear("i will walk", 2)

    assert question.hear("yes that's right", 3) == Settled("i will walk", 2)


def test_no_takes_it_back_and_asks_afresh():
    question = ask(PROMISE)
    question.hear("i will talk", 2)

    assert question.hear("no", 3) == AskAgain((texts.ASK_AFTER_NO,), undo=2)
    assert (question.name, question.expects) == ("promise", "text")
    assert question.hear("i will walk", 4).prompt[0] == "I heard: i will walk."
    assert question.hear("yes", 5) == Settled("i will walk", 4)


@pytest.mark.parametrize(
    "correction",
    [
        "no i said i will walk",
        "No, I said i will walk",
        "nope i meant i will walk",
        "not quite i said i will walk",
        "no it's i will walk",
    ],
)
def test_no_i_said_corrects_it_and_is_said_back_again(correction):
    question = ask(PROMISE)
    question.hear("i will talk", 2)
    asked = question.hear(correction, 3)

    assert asked.prompt[0] == "I heard: i will walk."
    assert (asked.undo, asked.corrected) == (2, "i will walk")
    assert question.hear("yes", 4) == Settled("i will walk", 3)


def test_a_typed_correction_keeps_its_capital_letters():
    question = ask(PROMISE)
    question.hear("call anna", 2)

    assert question.hear("No, I said: call Anna in Berlin", 3).corrected == "call Anna in Berlin"


@pytest.mark.parametrize(
    "plain_no", ["no it is not", "no it's not right", "no it is wrong", "No. It's not."]
)
def test_it_is_not_is_a_no_and_no_correction(plain_no):
    question = ask(PROMISE)
    question.hear("i will talk", 2)

    assert question.hear(plain_no, 3) == AskAgain((texts.ASK_AFTER_NO,), undo=2)


def test_a_correction_of_a_closed_question_must_be_understood_too():
    question = ask(step(name="before", ask="How strong?", answer="number", confirm=True))
    assert question.hear("nine", 2).prompt[0] == "I heard: 9."

    assert question.hear("no i said five", 3).prompt[0] == "I heard: 5."
    assert question.hear("no i said rather little", 4) == AskAgain((texts.ASK_AFTER_NO,), undo=3)


def test_nonsense_for_a_confirmation_is_asked_again_and_in_the_end_keeps_the_answer():
    question = ask(PROMISE)
    question.hear("i will walk", 2)

    assert question.hear("the weather", 3) == AskAgain(sentences(texts.AGAIN_YES_NO))
    assert question.hear("the weather", 4) == AskAgain(sentences(texts.OFFER_SKIP))
    assert question.hear("the weather", 5) == Settled("i will walk", 2)


def test_the_prompt_is_always_what_is_asked_at_present():
    question = ask(PROMISE)
    assert question.prompt == ("What is your promise?",)
    question.hear("i will walk", 2)
    assert question.prompt == ("I heard: i will walk.", "Is that right?")
    question.hear("the weather", 3)
    assert question.prompt == ("I heard: i will walk.", "Is that right?")
    question.hear("no", 4)
    assert question.prompt == ("What is your promise?",)


def test_what_was_hardly_heard_is_said_back_before_it_is_kept():
    fear = step(name="fear", ask="What is it that you fear?")
    question = ask(fear)
    asked = question.hear("the two of the morning", 2, confidence=0.5)

    words = texts.CONFIRM_UNSURE.format(heard="the two of the morning")
    assert asked == AskAgain(sentences(words))
    corrected = question.hear("no i said the talk of the morning", 3)
    assert corrected == AskAgain(
        sentences(texts.CONFIRM.format(heard="the talk of the morning")),
        2,
        "the talk of the morning",
    )
    assert question.hear("yes", 4) == Settled("the talk of the morning", 3)


def test_what_would_be_mostly_other_words_is_asked_for_once_more_and_not_kept():
    question = ask(step(name="fear", ask="What is it that you fear?"))
    assert question.hear("the of them", 2, confidence=0.2) == AskAgain(
        sentences(texts.HARDLY_HEARD), undo=2
    )
    assert question.hear("a late bus", 3, confidence=0.9) == Settled("a late bus", 3)


def test_nobody_is_asked_more_than_once_to_say_it_again():
    question = ask(step(name="fear", ask="What is it that you fear?"))
    question.hear("the of them", 2, confidence=0.2)

    said_back = question.hear("the of then", 3, confidence=0.2)
    assert said_back == AskAgain(sentences(texts.CONFIRM_UNSURE.format(heard="the of then")))


@pytest.mark.parametrize(("count", "confidence"), [(13, 0.5), (31, 0.2)])
def test_a_long_answer_is_kept_as_it_was_heard(count, confidence):
    said = " ".join(["so"] * count)
    entry = step(name="entry", ask="How was it?")
    assert ask(entry).hear(said, 2, confidence) == Settled(said, 2)


def test_a_yes_is_not_said_back_and_what_was_typed_or_heard_well_is_neither():
    assert ask(FITS).hear("yes", 2, confidence=0.5) == Settled("yes", 2)
    assert ask(NUMBER).hear("three", 2, confidence=0.7) == Settled(3.0, 2)
    assert ask(NUMBER).hear("three", 2) == Settled(3.0, 2)
