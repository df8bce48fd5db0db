import os
import re
from itertools import chain
from pathlib import Path

import pytest

from voice_coach.errors import CoachError
from voice_coach.nlu.text import sentences
from voice_coach.practice.library import MAX_BYTES, Library, name_of, read_file
from voice_coach.practice.linter import MAX_WORDS, findings
from voice_coach.practice.question import understand
from voice_coach.practice.schema import PLACEHOLDERS_OF_A_LOOP, PLACEHOLDERS_OF_A_PAIR, every_step
from voice_coach.practice.steps import Breathe, Say, Silence, every_question

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "voice_coach" / "practices" / "en"
NAMES = sorted(path.stem for path in PACKAGE.glob("*.toml"))
EXPECTED = {
    "small-promises",
    "emotional-check-in",
    "compassion-letter",
    "body-alarm",
    "before-a-performance",
    "choose-again",
}
FROM_MEMORY = ("count", "recurring", "earlier", "change")
BEYOND_THE_SOURCES = ("morning", "evening", "safety-plan")
OWN = """\
title = "Tea"
about = "A cup of tea."
minutes = 1

[[step]]
say = "There is tea."
"""


def folder_with(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(call, *arguments):
    with pytest.raises(CoachError) as caught:
        call(*arguments)
    return caught.value


def practice(name, own=Path("/nonexistent")):
    return Library(own).load(name)


def prompts(step):
    return list(step.prompts().values())


# The practices of the package.


def test_the_library_holds_the_practices_it_has_to(tmp_path):
    assert set(Library(tmp_path).names()) >= EXPECTED


def test_every_practice_of_the_package_can_be_read(tmp_path):
    practices, errors = Library(tmp_path).all()

    assert [error.message for error in errors] == []
    assert [found.name for found in practices] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_keeps_the_writing_rules(name):
    assert findings(practice(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_a_practice_is_longer_than_fourteen_words(name):
    steps = every_step(practice(name).steps)
    spoken = chain.from_iterable(sentences(text) for step in steps for text in prompts(step))

    words = [(len(re.sub(r"\{[^}]*\}", "answer", part).split()), part) for part in spoken]

    assert [part for count, part in words if count > MAX_WORDS] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_speech_model_knows_every_word_of_the_examples_and_choices(name):
    listed = (ROOT / "models" / "en-us" / "graph" / "words.txt").read_text(encoding="utf-8")
    known = {line.split()[0] for line in listed.splitlines()}
    said = [
        text
        for step in every_question(practice(name).steps)
        for text in (*step.all_examples(), *step.choices)
    ]

    assert sorted({word for text in said for word in re.findall(r"[^\s,.]+", text)} - known) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_understood_as_an_answer_and_a_story_has_three_words(name):
    for step in every_question(practice(name).steps):
        for example in step.all_examples():
            if step.choices_from is None:  # else it depends on the list, and `findings` looks there
                assert understand(step, example) is not None, step.name
            assert step.answer != "text" or len(example.split()) >= 3, step.name
            assert example == example.lower().strip(), step.name


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_question_has_other_words_for_those_who_did_not_follow(name):
    closed = [
        step
        for step in every_question(practice(name).steps)
        if step.answer in ("number", "choice", "yes-no")
    ]

    assert [step.name for step in closed if step.again is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_practice_speaks_of_was_asked_in_it_or_comes_from_memory(name):
    steps = list(every_step(practice(name).steps))
    asked = {step.name for step in every_question(practice(name).steps)}
    known = {*asked, *PLACEHOLDERS_OF_A_LOOP, *PLACEHOLDERS_OF_A_PAIR, *FROM_MEMORY}
    spoken = [
        found
        for step in steps
        for text in (*prompts(step), *step.kept_texts().values())
        for found in re.findall(r"\{([^}]*)\}", text)
    ]

    assert [word for word in spoken if word not in known and " " not in word] == []
    assert {word.split()[0] for word in spoken if " " in word} <= {"its", "every"}


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_begins_with_arriving_and_ends_with_a_word(name):
    steps = practice(name).steps

    assert isinstance(steps[0], Say)
    assert isinstance(steps[-1], Say)
    assert any(isinstance(step, Silence | Breathe) for step in steps[:5])


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_says_where_its_idea_comes_from_and_how_it_is_found(name):
    told = practice(name)

    if name not in BEYOND_THE_SOURCES:
        assert re.fullmatch(r"\d{3}_[0-9a-f]{16}\.txt", told.source)
    assert told.tags
    assert len(sentences(told.about)) == 1


# Finding them.


def test_a_practice_is_found_in_any_case_with_spaces_or_hyphens(tmp_path):
    library = Library(tmp_path)

    for spoken in ("small-promises", "Small Promises", " small_promises ", "small promises."):
        assert library.load(spoken).name == "small-promises"


def test_an_unknown_practice_is_answered_with_the_nearest_and_with_all(tmp_path):
    error = refusal(Library(tmp_path).load, "small promise")

    assert error.code == "practice.unknown"
    assert "Did you mean small-promises?" in error.message
    assert "before-a-performance, body-alarm, body-scan, choose-again" in error.message


def test_a_name_like_no_other_is_not_answered_with_a_guess(tmp_path):
    error = refusal(Library(tmp_path).load, "xyzzy")

    assert "Did you mean" not in error.message
    assert "choose-again" in error.message


def test_a_users_practice_stands_beside_those_of_the_package(tmp_path):
    library = Library(folder_with(tmp_path, **{"My tea": OWN}))

    assert "my-tea" in library.names()
    assert set(library.names()) > EXPECTED
    assert library.load("my tea").title == "Tea"


def test_a_users_practice_of_the_same_name_wins(tmp_path):
    library = Library(folder_with(tmp_path, **{"choose-again": OWN}))

    assert library.load("choose again").title == "Tea"
    assert [found.title for found in library.all()[0] if found.name == "choose-again"] == ["Tea"]


def test_a_broken_file_is_reported_and_the_others_still_load(tmp_path):
    library = Library(folder_with(tmp_path, broken=OWN + 'sya = "?"\n', tea=OWN))

    practices, errors = library.all()

    assert [error.code for error in errors] == ["practice.key"]
    assert f"{tmp_path / 'broken.toml'}, line 7" in errors[0].message
    assert {found.name for found in practices} == {*NAMES, "tea"}
    assert refusal(library.load, "broken").code == "practice.key"


def test_two_files_that_come_to_the_same_name_are_reported(tmp_path):
    library = Library(folder_with(tmp_path, **{"my tea": OWN, "my-tea": OWN}))

    practices, errors = library.all()

    assert [error.code for error in errors] == ["practice.twice"]
    assert [found.name for found in practices].count("my-tea") == 1


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    own = folder_with(tmp_path)
    (own / "notes.txt").write_text("no practice")
    (own / ".#tea.toml").write_text("an editor's lock")

    practices, errors = Library(own).all()

    assert errors == []
    assert [found.name for found in practices] == NAMES


def test_a_practices_folder_that_is_a_file_hides_nothing(tmp_path):
    (tmp_path / "practices").write_text("")

    practices, errors = Library(tmp_path / "practices").all()

    assert [error.code for error in errors] == ["practice.file"]
    assert [found.name for found in practices] == NAMES


def test_a_language_without_practices_has_only_the_users_own(tmp_path):
    assert Library(folder_with(tmp_path, tee=OWN), language="xx").names() == ["tee"]


def test_a_name_is_made_of_small_letters_with_hyphens():
    assert name_of("  What do_I   need? ") == "what-do-i-need"


# Reading one file.


def test_a_practice_is_read_from_a_file_anywhere(tmp_path):
    path = tmp_path / "Quiet Tea.toml"
    path.write_text("\ufeff" + OWN, encoding="utf-8")  # as some editors begin a file

    assert read_file(path).name == "quiet-tea"


def test_a_missing_file_is_told(tmp_path):
    error = refusal(read_file, tmp_path / "none.toml")

    assert error.code == "practice.file"
    assert f"There is no file {tmp_path / 'none.toml'}" in error.message


def test_a_folder_is_no_practice(tmp_path):
    error = refusal(read_file, tmp_path)

    assert error.code == "practice.file"
    assert "is a folder" in error.message


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")

    assert "not an ordinary file" in refusal(read_file, tmp_path / "pipe.toml").message


def test_a_file_the_system_will_not_open_is_told_with_its_reason(tmp_path):
    (tmp_path / "tea").write_text(OWN)

    error = refusal(read_file, tmp_path / "tea" / "tea.toml")

    assert error.code == "practice.file"
    assert "can not be read: Not a directory" in error.message


def test_a_megabyte_is_read_and_one_byte_more_is_refused(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text(OWN + "#" * (MAX_BYTES - len(OWN)))
    assert read_file(path).title == "Tea"

    path.write_text(OWN + "#" * (MAX_BYTES - len(OWN) + 1))
    error = refusal(read_file, path)

    assert error.code == "practice.large"
    assert str(path) in error.message


def test_a_file_that_is_not_utf_8_names_the_line_of_the_first_wrong_byte(tmp_path):
    path = tmp_path / "tea.toml"
    path.write_bytes(OWN.replace("cup of tea", "café").encode("latin-1"))

    error = refusal(read_file, path)

    assert error.code == "practice.encoding"
    assert f"In {path}, line 2" in error.message
