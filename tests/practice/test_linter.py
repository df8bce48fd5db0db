import pytest

from voice_coach.practice.linter import findings
from voice_coach.practice.parser import parse

HEAD = 'title = "Tea"\nabout = "A cup of tea."\nminutes = 2\n'


def found(*steps):
    text = HEAD + "".join(f"[[step]]\n{step}\n" for step in steps)
    return findings(parse(text, name="tea", file="tea.toml"))


def only(*steps):
    all_of_them = found(*steps)
    assert len(all_of_them) == 1, all_of_them
    return all_of_them[0]


def words(count):
    return " ".join(["tea"] * count)


def test_a_plain_practice_has_no_findings():
    assert found('say = "Here comes tea."', 'ask = "How is it?"\nexample = "it is warm"') == []


def test_a_finding_names_the_step_by_number_and_name():
    loop = 'each = "promise"\n[[step.do]]\nname = "oh"\nsay = "That was good."'

    assert only('say = "Hello."', loop).startswith("step 2.1 (oh): ")
    assert only('say = "That was good."').startswith("step 1: ")


def test_a_sentence_may_have_sixteen_words_and_not_seventeen():
    assert found(f'say = "{words(16)}. {words(16)}."') == []
    assert "17 words" in only(f'say = "{words(17)}."')


def test_a_placeholder_counts_as_one_word():
    ask = 'name = "tea"\nask = "How is it?"\nexample = "it is warm"'

    assert found(ask, f'say = "{words(15)} {{tea}}."') == []
    assert "17 words" in only(ask, f'say = "{words(16)} {{tea}}."')


def test_a_say_holds_no_question():
    assert "Make it an ask" in only('say = "How is the tea? Warm tea is fine."')


def test_a_question_is_the_last_sentence_of_an_ask():
    example = 'example = "it is warm"'

    assert "not the last sentence" in only(f'ask = "How is it? Tell me."\n{example}')
    assert "not the last sentence" in only(f'ask = "Tell me about it."\n{example}')


def test_one_question_is_asked_at_a_time():
    assert "One at a time" in only('ask = "Is it? How is it?"\nexample = "it is warm"')


def test_other_words_may_do_without_a_question_mark():
    assert (
        found('ask = "Is it?"\nanswer = "yes-no"\nagain = "Say yes or no."\nexample = "yes"') == []
    )


@pytest.mark.parametrize("command", ["Stop", "Pause", "I'm done", "Go on", "Back", "Help", "Undo"])
def test_a_command_is_no_sentence_of_its_own(command):
    assert "spoken command" in only(f'say = "This is tea. {command}."')
    assert found(f'say = "When it is cold, {command.lower()}."') == []


@pytest.mark.parametrize("word", ["good", "bad", "should", "always", "never"])
def test_words_that_judge_are_found_as_whole_words(word):
    assert f"“{word}” judges" in only(f'say = "Tea is {word.upper()} for you."')
    assert found(f'say = "Tea is x{word} for you."') == []


@pytest.mark.parametrize(
    "idiom", ["Good morning to you.", "Let it go for good.", "Warm as always, the tea."]
)
def test_an_idiom_judges_nobody(idiom):
    assert found(f'say = "{idiom}"') == []


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("You do not have to drink it.", "You don't have to drink it."),
        ("It is warm.", "It's warm."),
        ("I will wait.", "I'll wait."),
        ("Let us wait.", "Let's wait."),
    ],
)
def test_what_is_said_shorter_is_written_shorter(written, spoken):
    assert "written English" in only(f'say = "{written}"')
    assert found(f'say = "{spoken}"') == []


@pytest.mark.parametrize(
    "whole", ["Leave it as it is.", "Part of it is warm.", "See how it is now."]
)
def test_what_is_not_said_shorter_may_stand(whole):
    assert found(f'say = "{whole}"') == []


def test_the_seconds_of_a_silence_are_not_counted_out():
    assert "for a little while" in only(
        'say = "I\'ll be quiet for fifteen seconds."', "silence = 15"
    )
    assert found('say = "I\'ll be quiet for a little while."', "silence = 15") == []


def test_praise_is_found():
    assert "“well done” praises" in only('say = "Well done with the tea."')


def test_words_that_need_eyes_are_found():
    assert "needs open eyes" in only('say = "Look at the screen for tea."')


def test_an_example_may_judge_because_people_do():
    assert found('ask = "How is it?"\nexample = "it is never good"') == []


@pytest.mark.parametrize(
    "row", ["milk, sugar, lemon, and honey", "milk, sugar, lemon or honey", "a, b, c, d"]
)
def test_four_things_in_a_row_are_too_many(row):
    assert "more than three" in only(f'say = "We have {row}."')


@pytest.mark.parametrize("row", ["milk, sugar or lemon", "milk, sugar, and lemon", "milk or lemon"])
def test_three_things_in_a_row_are_not(row):
    assert found(f'say = "We have {row}."') == []


def test_digits_in_a_row_are_found():
    assert "digits in a row" in only('say = "Count with me: 1, 2, 3."')


def test_choices_of_digits_are_found():
    ask = 'ask = "Which?"\nanswer = "choice"\nchoices = ["1", "2"]\nexample = "the first one"'

    assert "the choices are digits only" in only(ask)


def test_a_choice_that_is_a_command_is_found():
    ask = 'ask = "Which?"\nanswer = "choice"\nchoices = ["tea", "skip"]\nexample = "tea"'

    assert "the choice “skip” is a spoken command" in only(ask)


def test_an_example_with_digits_is_found():
    ask = 'ask = "How many?"\nanswer = "number"\nexample = "about 7"'

    assert "the example has digits" in only(ask)


def test_an_example_that_is_a_command_is_found():
    assert "no answer" in only('ask = "How is it?"\nexample = "go on"')


def test_an_example_that_would_not_be_understood_is_found():
    ask = 'ask = "How many?"\nanswer = "number"\nhigh = 5\nexample = "seven"'

    assert "would not be understood" in only(ask)


def test_a_silence_of_ten_seconds_needs_no_announcement_and_a_longer_one_does():
    assert found('say = "Rest."', "silence = 10") == []
    assert "Announce it" in only('say = "Rest."', "silence = 11")
    assert "Announce it" in only("silence = 11")
    assert found('say = "Be quiet for a while."', "silence = 11") == []


def test_an_announcement_that_may_be_left_out_is_none():
    ask = 'name = "tea"\nask = "How is it?"\nexample = "it is warm"'
    quiet = 'say = "Be quiet for a while."\nwhen = { tea = "said" }'

    assert "Announce it" in only(ask, quiet, "silence = 20")
    assert found(ask, quiet, 'silence = 20\nwhen = { tea = "said" }') == []


def test_silences_of_two_lengths_need_one_announcement():
    quiet = 'say = "Be quiet for a while."'
    short = 'silence = 12\nwhen = { time = "short" }'
    long = 'silence = 30\nwhen = { time = ["enough", "long"] }'

    assert found(quiet, short, long) == []
    assert "12 seconds" in only('say = "Rest."', short)


def test_before_breath_is_held_every_caution_is_spoken():
    box = 'breathe = "box"\ncycles = 4'
    caution = (
        'say = "Leave the holds out when pregnant, driving, or in water. '
        "The same goes for heart, lung, or seizure conditions. "
        "And for high blood pressure, or when holding brings on panic. "
        'If you get dizzy, breathe as you like."'
    )

    assert "pregnant, driving, water" in only(box)
    assert "speaks of: dizzy" in only(caution.replace("dizzy", "tired"), box)
    assert found(caution, box) == []
    assert found('breathe = "extended exhale"\ncycles = 4') == []


def test_further_examples_are_looked_at_like_the_first():
    ask = 'ask = "How many?"\nanswer = "number"\nhigh = 5\nexample = "four"\nexamples = ["{}"]'

    assert found(ask.format("two")) == []
    assert "“seven” would not be understood" in only(ask.format("seven"))
    assert "“skip” is a spoken command" in only(ask.format("skip"))


@pytest.mark.parametrize(("kind", "pause"), [("list", ", "), ("letter", ". ")])
def test_no_piece_of_an_example_is_a_command(kind, pause):
    ask = f'ask = "What else?"\nanswer = "{kind}"\nexample = "{{}}"'

    assert found(ask.format(f"tea{pause}bread")) == []
    assert "spoken command" in only(ask.format(f"tea{pause}help"))


def test_a_choice_from_a_list_is_understood_if_an_example_of_the_list_offers_it():
    values = (
        'name = "values"\nask = "What matters?"\nanswer = "list"\nexample = "tea and bread"\n'
        'examples = ["honesty, family"]'
    )
    which = 'ask = "Which?"\nanswer = "choice"\nchoices_from = "values"\nagain = "Which one?"\n'

    assert found(values, which + 'example = "family"') == []
    assert "would not be understood" in only(values, which + 'example = "quiet"')


def test_a_choice_from_the_answers_of_a_loop_is_one_of_its_examples():
    loop = (
        'rounds = 3\n[[step.do]]\nname = "helper"\nask = "Who else?"\n'
        'example = "my sister"\nexamples = ["an old friend"]'
    )
    which = 'ask = "Which?"\nanswer = "choice"\nchoices_from = "helper"\n'

    assert found(loop, which + 'example = "the old friend"') == []
    assert "would not be understood" in only(loop, which + 'example = "nobody"')


def test_the_question_of_an_order_keeps_the_rules_too():
    values = 'name = "values"\nask = "What?"\nanswer = "list"\nexample = "tea and bread"'

    assert found(values, 'order = "values"\nask = "Rather {one}, or {other}?"') == []
    assert "not the last sentence" in only(
        values, 'order = "values"\nask = "{one}, or {other}? Say one."'
    )


def test_the_words_of_memories_count_as_one_word():
    assert found(f'say = "{words(15)} {{every support}}."') == []
    assert "17 words" in only(f'say = "{words(16)} {{every support}}."')
