"""Whole sessions at a terminal by typing alone, and the single keys that are commands there."""

import json
import os
import signal
import subprocess
import time

import pytest

from voice_coach.cli.params import with_forms

TYPED = ("--keyboard", "--speaker", "none")
PLAIN = (*TYPED, "--captions", "plain")
SPACE, LEFT, RIGHT, ESCAPE, ENTER = " ", "\x1b[D", "\x1b[C", "\x1b", "\n"
CONTROL_C, CONTROL_D, CONTROL_Z, BACKSPACE = "\x03", "\x04", "\x1a", "\x7f"

QUESTION = "What do you drink on days like this one, when nothing at all has to be done by you?"
TEA = """
title = "Tea"
about = "A cup of tea."
minutes = 1

[[step]]
name = "look"
say = "Look at the cup. There is steam above it, and it is warm in your hands. You can wait for it."

[[step]]
name = "drink"
ask = "QUESTION"
example = "tea"
keep = "win"

[[step]]
name = "breath"
breathe = "extended exhale"
cycles = 4

[[step]]
name = "quiet"
silence = 60

[[step]]
name = "more"
ask = "Is there more?"
answer = "yes-no"
example = "yes"
""".replace("QUESTION", QUESTION)


@pytest.fixture
def tea(home):
    """A practice in which there is something of everything."""
    (home / "practices").mkdir(parents=True)
    (home / "practices" / "tea.toml").write_text(TEA)


@pytest.fixture
def at_tea(tea, at_terminal):
    """Someone at a terminal for whom the practice has just begun."""

    def begin(*options: str, **how):
        terminal = at_terminal("practice", "tea", *(options or PLAIN), **how)
        terminal.until("Welcome.")
        terminal.press(ENTER)
        terminal.until("Look at the cup.")
        return terminal

    return begin


def commands_in(events) -> list[str]:
    told = [json.loads(line) for line in events.read_text().splitlines()]
    return [event_record["name"] for event_record in told if event_record["event"] == "command"]


def said(run) -> list[str]:
    turns = json.loads(run("show", "--json").stdout)["turns"]
    return [turn["text"] for turn in turns if turn["speaker"] == "you"]


def test_a_session_is_led_by_typing_alone(at_tea, run) -> None:
    terminal = at_tea()
    terminal.press(RIGHT)
    terminal.until("Listening.")
    terminal.press("i drink tee")
    terminal.until("tee")
    terminal.press(f"{BACKSPACE}a, 茶, thé\n")
    terminal.until("breath 1: out, 6 seconds")
    terminal.press(RIGHT)
    terminal.until("(silence, 60 seconds)")
    terminal.press(RIGHT)
    terminal.until("Is there more?")
    terminal.press("what can i say\n")
    terminal.until("Delete that, and undo.")
    terminal.press(ENTER)
    terminal.until("Listening.")
    terminal.press("no\n")
    terminal.until("That's all for now.")

    assert terminal.end() == 0
    assert said(run) == ["i drink tea, 茶, thé", "no"]
    assert terminal.modes == terminal.found


def test_plain_captions_are_lines_and_nothing_else(at_tea) -> None:
    terminal = at_tea()
    terminal.press(f"{RIGHT}")
    terminal.until("Listening.")
    terminal.press("tea\n")
    terminal.until("breath 1: out")
    terminal.press(ESCAPE)
    terminal.end()

    lines = terminal.shown.split("\r\n")
    assert all(line.isprintable() for line in lines)
    assert lines[lines.index("(skip)") : -2] == [
        "(skip)",
        f"Coach: {QUESTION}",
        "Listening.",
        "You: tea",
        "(kept as win)",
        "breath 1: in, 4 seconds",
        "breath 1: out, 6 seconds",
        "(stop)",
        "Coach: Let your breath come and go as it likes.",
        "We'll stop here.",
        "Nothing you said leaves this machine.",
        "Come back whenever you like.",
    ]


def test_single_keys_act_while_the_coach_speaks_and_are_told_once(at_tea, tmp_path) -> None:
    events = tmp_path / "events.jsonl"
    terminal = at_tea(*PLAIN, "--events", str(events))
    terminal.press(SPACE)
    terminal.until("Coach: Paused.")
    terminal.press(SPACE)
    terminal.until("Coach: Look at the cup.")
    terminal.press(LEFT)
    terminal.until("Coach: Look at the cup.")
    terminal.press(RIGHT)
    terminal.until("Coach: What do you drink")
    terminal.press(ESCAPE)
    terminal.until("We'll stop here.")
    terminal.press(CONTROL_C)
    terminal.end()

    assert commands_in(events) == ["pause", "resume", "repeat", "skip", "stop"]
    assert terminal.shown.count("Space pauses and goes on") == 1
    assert terminal.modes == terminal.found


def test_an_arrow_that_comes_in_two_parts_over_a_slow_line_does_not_stop(at_tea) -> None:
    terminal = at_tea()
    terminal.press("\x1b[")
    time.sleep(0.3)
    terminal.press("C")
    terminal.until("(skip)")
    terminal.press(CONTROL_C)
    terminal.end()

    assert "(stop)" not in terminal.shown


def test_after_a_pause_a_silence_has_what_was_left_of_it_where_nobody_listens(
    at_tea, tmp_path
) -> None:
    events = tmp_path / "events.jsonl"
    terminal = at_tea(*PLAIN, "--events", str(events))
    for shown in ("What do you drink", "breath 1: in", "(silence, 60 seconds)"):
        terminal.press(RIGHT)
        terminal.until(shown)
    time.sleep(1.5)
    terminal.press(SPACE)
    terminal.until("Paused.")
    terminal.press(SPACE)
    terminal.until("(silence, ")
    terminal.press(CONTROL_C)
    terminal.end()

    told = [json.loads(line) for line in events.read_text().splitlines()]
    first, second = (each["seconds"] for each in told if each["event"] == "silence")
    assert first == 60
    assert second <= 59


def test_words_that_are_typed_early_are_neither_lost_nor_taken_for_keys(at_tea, tmp_path) -> None:
    events = tmp_path / "events.jsonl"
    terminal = at_tea(*PLAIN, "--events", str(events))
    for letter in "skip it":  # with the first of which nothing is skipped
        terminal.press(letter)
        terminal.until(letter)
    terminal.press(ENTER)
    terminal.until("What do you drink")
    for letter in "rose hip":
        terminal.press(letter)
        terminal.until(letter)
    terminal.press(f"{LEFT}s\n")
    terminal.until("(kept as win)")
    terminal.press(CONTROL_C)
    terminal.end()

    assert commands_in(events) == ["skip"]
    assert "You: rose hips\r\n" in terminal.shown


def test_what_is_typed_while_nothing_is_asked_is_told_not_to_be_kept(at_tea, run) -> None:
    terminal = at_tea()
    terminal.press("it smells of home\n")
    terminal.until("(not kept: nothing was asked)")
    terminal.press(RIGHT)
    terminal.until("Listening.")
    terminal.press("tea\n")
    terminal.until("(kept as win)")
    terminal.press(CONTROL_C)
    terminal.end()

    assert terminal.shown.count("not kept") == 1
    assert said(run) == ["tea"]


def test_lines_that_are_pasted_are_one_answer(at_tea, run) -> None:
    terminal = at_tea()
    terminal.press(RIGHT)
    terminal.until("Listening.")
    terminal.press("milk,\n  sugar\nand tea\n")
    terminal.until("breath 1")
    terminal.press(CONTROL_C)
    terminal.end()

    assert said(run) == ["milk, sugar and tea"]


def test_live_captions_show_what_is_typed_below_what_is_said(at_tea, run) -> None:
    terminal = at_tea(*TYPED)
    terminal.press(SPACE)
    terminal.until("Paused.")
    terminal.press(SPACE)
    terminal.until("Look at the cup.")
    terminal.press(RIGHT)
    terminal.until("   You  ")
    terminal.press("tea" * 30)
    terminal.until("…ea" + "tea" * 10)
    terminal.press(ENTER)
    terminal.until("kept as win")
    terminal.press(CONTROL_C)

    assert terminal.end() == 130
    assert said(run) == ["tea" * 30]
    assert terminal.modes == terminal.found


def test_the_home_menu_and_a_talk_about_danger_are_typed(at_terminal, tea) -> None:
    terminal = at_terminal(*PLAIN, "--home", os.environ["VOICE_COACH_HOME"], LANG="en_IE.UTF-8")
    terminal.until("Welcome.")
    terminal.press(ENTER)
    terminal.until("Listening.")
    terminal.press("tea\n")
    terminal.until("Look at the cup.")
    terminal.press("i want to kill myself\n")
    terminal.until("112, Emergency number")
    terminal.until("I have stopped here.")
    terminal.press(ENTER)
    terminal.until("Listening.")
    terminal.press("stop\n")
    terminal.until("The number is")
    terminal.press(CONTROL_C)

    assert terminal.end() == 0  # it was ending already
    assert terminal.modes == terminal.found


@pytest.mark.parametrize("how", ["key", "SIGTERM", "twice"])
def test_the_terminal_is_left_as_it_was_found_whatever_ends_the_program(at_tea, how) -> None:
    terminal = at_tea()
    assert terminal.modes != terminal.found
    if how == "key":
        terminal.press(CONTROL_C)
    else:
        terminal.program.send_signal(signal.SIGTERM)
    if how == "twice":
        terminal.program.send_signal(signal.SIGTERM)

    assert terminal.end() in {130, -signal.SIGTERM}
    assert terminal.modes == terminal.found


def test_a_terminal_that_hangs_up_ends_the_session_with_what_was_said_saved(at_tea, run) -> None:
    terminal = at_tea()
    terminal.press(RIGHT)
    terminal.until("Listening.")
    terminal.press("tea\n")
    terminal.until("breath 1")
    terminal.hang_up()
    terminal.program.wait(30)

    assert said(run) == ["tea"]
    (row,) = json.loads(run("history", "--json").stdout)
    assert row["outcome"] in {"interrupted", "stopped"}


def test_the_shell_gets_its_terminal_while_the_program_is_suspended(at_tea) -> None:
    shell = ("sh", "-c", 'set -m; "$@"; echo asleep; read line; fg', "sh")
    terminal = at_tea(shell=shell)
    terminal.press("te")
    terminal.until("You: te")
    terminal.press(CONTROL_Z)
    terminal.until("asleep")
    assert terminal.modes == terminal.found

    terminal.press(ENTER)
    terminal.until("You: te")  # is shown again
    assert terminal.modes != terminal.found
    terminal.press(f"{BACKSPACE}{BACKSPACE}stop\n")
    terminal.until("We'll stop here.")
    terminal.press(CONTROL_C)
    terminal.end()
    assert terminal.modes == terminal.found


def test_a_simple_terminal_is_given_lines_and_gives_lines(at_tea, run) -> None:
    terminal = at_tea(*TYPED, TERM="dumb")
    assert terminal.modes == terminal.found
    terminal.press("skip\n")
    terminal.until("Listening.")
    terminal.press("tea\n")
    terminal.until("breath 1: in, 4 seconds")
    terminal.press("stop\n")
    terminal.until("We'll stop here.")
    terminal.press(CONTROL_C)
    terminal.end()

    assert said(run) == ["tea"]
    assert "\x1b" not in terminal.shown


def test_typing_is_seen_where_the_captions_go_somewhere_else(at_terminal, tea, run) -> None:
    terminal = at_terminal("practice", "tea", *TYPED, "--events", "-", stdout=subprocess.DEVNULL)
    terminal.press("skip")
    terminal.until("You: skip")
    terminal.press(f"\n{CONTROL_D}")

    assert terminal.end() == 0
    assert terminal.modes == terminal.found


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("practice --captions plain tea", "practice --captions=plain tea"),
        ("practice --captions tea", "practice --captions=auto tea"),
        ("--captions practice tea", "--captions=auto practice tea"),
        ("practice tea --captions", "practice tea --captions=auto"),
        ("practice --captions --keyboard", "practice --captions=auto --keyboard"),
        ("practice --captions=live tea", "practice --captions=live tea"),
        ("search -- --captions plain", "search -- --captions plain"),
    ],
)
def test_the_form_of_captions_may_be_left_out_before_any_word(given, told) -> None:
    assert with_forms(given.split()) == told.split()


@pytest.mark.engine
def test_captions_are_printed_in_the_form_that_was_asked_for(run) -> None:
    typed = {"typed": "i stayed quiet\ni will walk\n"}
    plain = run("practice", "--captions", "plain", "choose-again", *TYPED, **typed)
    assert "You: I will walk" in plain.stdout.splitlines()
    before = run("--captions", "practice", "choose-again", *TYPED, **typed)
    assert "   You  I will walk" in before.stdout.splitlines()
    assert run("practice", "choose-again", *TYPED, "--no-captions", **typed).stdout == ""
    wrong = run("practice", "choose-again", "--captions=loud", *TYPED)
    assert wrong.returncode == 2
    assert "'plain'" in wrong.stderr


@pytest.mark.engine
def test_the_form_of_captions_can_be_set(run, home) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('captions = "plain"\n')
    typed = {"typed": "i stayed quiet\ni will walk\n"}
    done = run("practice", "choose-again", *TYPED, "--captions", **typed)
    assert "You: I will walk" in done.stdout.splitlines()


@pytest.mark.engine
def test_bells_and_silences_are_told(run) -> None:
    done = run("breathe", "natural", "--minutes", "2", *PLAIN)
    assert done.stdout.splitlines().count("(bell: a minute has passed)") == 2
