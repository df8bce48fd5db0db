"""The home menu: asked and answered by voice in the room, and typed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest

from voice_coach import texts
from voice_coach.app.builtin import breathing, chooser, entry
from voice_coach.app.event_stream import EventRecord
from voice_coach.app.pump import SimulatorPump
from voice_coach.app.runtime import Runtime, RuntimeConfig
from voice_coach.app.simulated_user import SimulatedUser
from voice_coach.audio.simulator import Simulator
from voice_coach.cli.home_menu import choose
from voice_coach.cli.params import Options
from voice_coach.cli.runner import SessionRunner, resume_command
from voice_coach.journal.journal import Journal
from voice_coach.practice.library import Library
from voice_coach.settings import Home, Settings
from voice_coach.stt.listener import InlineListener
from voice_coach.stt.models import shipped_model
from voice_coach.stt.vosk_engine import VoskRecognizer
from voice_coach.texts import playback as playback_texts
from voice_coach.tts.base import VoiceSettings
from voice_coach.tts.cache import CachedSynthesizer

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
RATE = 16000
SILENT = ("--speaker", "none")
ANSWERS = "i stayed quiet\ni will take a slow walk\n"


def options_of(home: Path) -> Options:
    return Options(
        home=Home(home, named=True),
        settings=Settings(),
        events=None,
        keyboard=False,
        captions_asked="none",
    )


class Lobby:
    """The home menu in the virtual room, with a real voice, a real ear and a real journal."""

    def __init__(self, spoken: CachedSynthesizer, journal: Journal, home: Path) -> None:
        self.journal = journal
        self.heard: list[str] = []
        self.asked: list[str] = []
        self._spoken = spoken
        self._home = home

    def ask(self, *lines: str):
        """What comes of these answers: what is to be led, and the session that is gone on with."""
        inbox: SimpleQueue[object] = SimpleQueue()
        simulator = Simulator(rate=RATE, post=inbox.put, start_time=NOW)
        listener = InlineListener(VoskRecognizer(shipped_model(), RATE), inbox.put)
        runtime = Runtime(
            SimulatorPump(inbox, simulator, listener),
            RuntimeConfig(voice=self._spoken, voice_settings=VoiceSettings(), listener=listener),
        )
        left = list(lines)

        def reply(event_record: EventRecord) -> str | None:
            """One line after the other, whatever is asked."""
            return None if event_record["expects"] == "command" else left.pop(0)

        person = SimulatedUser(chooser("?"), self._spoken, simulator.user_player, reply)
        runtime.stream.observers += [self._observe, person.observe]
        session_runner = SessionRunner(runtime, self.journal, options_of(self._home))
        *found, self.minutes = choose(session_runner, Library(self._home / "practices"))
        assert left == [], self.heard
        return found

    def _observe(self, event_record: EventRecord) -> None:
        if event_record["event"] == "heard":
            self.heard.append(str(event_record["text"]))
        if event_record["event"] == "coach.speaking":
            self.asked.append(str(event_record["text"]))


@pytest.fixture
def lobby(spoken, home: Path) -> Iterator[Lobby]:
    with Journal.open(home / "journal.db", clock=lambda: NOW) as journal:
        yield Lobby(spoken, journal, home)


def led(journal: Journal, name: str, outcome: str | None = "completed", *, steps: int = 1) -> str:
    session = journal.begin(name, name.replace("-", " ").capitalize(), "test")
    for _ in range(steps):
        journal.save_turn(
            session, speaker="coach", step="left", text="Hello.",
            started_at=NOW, ended_at=NOW, confidence=None, words=(),
        )  # fmt: skip
    if outcome is not None:
        journal.end(session, outcome)
    return session


# By voice.


def test_a_title_said_aloud_is_enough(lobby) -> None:
    practice, resumed = lobby.ask("let's do small promises")

    assert practice.name == "small-promises"
    assert resumed is None


def test_what_it_should_be_about_is_enough(lobby) -> None:
    practice, _ = lobby.ask("something about my promises")

    assert practice.name == "small-promises"


def test_something_else_please_and_then_the_second_one(lobby) -> None:
    practice, _ = lobby.ask("something else please", "the second one")
    others = lobby.asked[-1]

    assert lobby.heard == ["something else please", "the second one"]
    assert f"There is {practice.title}." in others
    assert lobby.asked[1].count(practice.title) == 0


def test_breathing_and_a_journal_entry_are_a_word_away(lobby) -> None:
    assert lobby.ask("let's breathe")[0].name == "breathe"
    assert lobby.ask("journal entry")[0].name == "journal"


def test_what_it_cannot_do_is_said_and_asked_about_once_more(lobby) -> None:
    practice, _ = lobby.ask("what is the weather like", "surprise me")

    assert sum("I can't do that." in text for text in lobby.asked) == 1
    assert practice.name in Library(lobby._home / "practices").names()


def test_nothing_is_met_with_a_goodbye_and_ends_the_program(lobby) -> None:
    with pytest.raises(SystemExit) as ended:
        lobby.ask("no thanks")

    assert ended.value.code == 0
    assert lobby.asked[-1] == texts.MENU_GOODBYE
    assert lobby.journal.sessions() == []


def test_stop_ends_the_program_at_once(lobby) -> None:
    with pytest.raises(SystemExit) as ended:
        lobby.ask("stop")

    assert ended.value.code == 0
    assert texts.MENU_GOODBYE not in lobby.asked


def test_an_interrupted_session_is_gone_on_with_by_a_word(lobby) -> None:
    session = led(lobby.journal, "choose-again", "interrupted")
    practice, resumed = lobby.ask("go on with it")

    assert "You were in the middle of Choose again earlier today." in lobby.asked[-1]
    assert practice.name == "choose-again"
    assert resumed is not None
    assert resumed.id == session


def test_or_something_new_is_begun(lobby) -> None:
    led(lobby.journal, "choose-again", "interrupted")
    practice, resumed = lobby.ask("something new", "the first one")

    assert practice.name != "choose-again"
    assert resumed is None


# What it is offered for.


def test_what_was_let_be_for_something_else_is_not_asked_about_again(lobby) -> None:
    led(lobby.journal, "choose-again", "interrupted")
    led(lobby.journal, "body-alarm")
    lobby.ask("surprise me")

    assert not any("in the middle of" in text for text in lobby.asked)


def test_a_session_whose_practice_is_not_there_any_more_is_not_offered(lobby) -> None:
    led(lobby.journal, "an-old-one", "interrupted")
    lobby.ask("surprise me")

    assert not any("in the middle of" in text for text in lobby.asked)


def test_a_promise_of_yesterday_is_what_is_proposed_first(lobby, home) -> None:
    with Journal.open(home / "journal.db", clock=lambda: NOW - timedelta(days=1)) as before:
        led(before, "small-promises")
        before.keep("promise", "i will walk", {}, None)
    practice, _ = lobby.ask("the first one")

    assert "In Small promises, we come back to your promise from yesterday." in lobby.asked[-1]
    assert practice.name == "small-promises"


@pytest.mark.parametrize(
    ("practice", "typed"),
    [(entry(None), "practice --resume"), (breathing("box"), "")],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_came_from_no_file_is_gone_on_with_without_a_name(practice, typed, home) -> None:
    told = resume_command(practice, options_of(home))

    assert typed in told
    assert bool(told) == bool(typed)


# What has been, by voice.


SISTER = "i had a long talk with my sister"


def before(home, practice: str, *said: str, days: int) -> str:
    with Journal.open(home / "journal.db", clock=lambda: NOW - timedelta(days=days)) as journal:
        session = led(journal, practice)
        for number, text in enumerate(said, start=2):
            journal.save_turn(
                session, speaker="you", step=f"step-{number}", text=text,
                started_at=NOW, ended_at=NOW, confidence=None, words=(),
            )  # fmt: skip
    return session


def goodbye(lobby: Lobby, *lines: str) -> list[str]:
    """What the coach said until the person wanted nothing more."""
    with pytest.raises(SystemExit) as ended:
        lobby.ask(*lines, "nothing")
    assert ended.value.code == 0
    return lobby.asked


def test_a_day_is_played_on_a_word_and_the_menu_is_there_again(lobby, home) -> None:
    before(home, "evening", SISTER, days=4)
    said = goodbye(lobby, "play me last sunday")

    assert lobby.heard[0] == "play me last sunday"
    assert any(text.startswith("This is Evening, from last Sunday.") for text in said)
    assert any(SISTER in text.lower() for text in said)
    assert said[-1] == texts.MENU_GOODBYE


def test_when_did_i_talk_about_my_sister(lobby, home) -> None:
    before(home, "small-promises", SISTER, days=4)
    before(home, "evening", "it was quiet", days=1)
    said = goodbye(lobby, "when did i talk about my sister", "yes please")

    assert "You did, last Sunday, in Small promises. Shall I play it?" in said
    assert any(SISTER in text.lower() for text in said)


def test_what_is_not_found_is_said_and_the_menu_goes_on(lobby, home) -> None:
    before(home, "evening", "it was quiet", days=1)
    said = goodbye(lobby, "when did i talk about the river")

    assert any(text == playback_texts.FOUND_NOTHING for text in said)


def test_the_letter_and_the_promises_are_told_at_the_menu(lobby, home) -> None:
    with Journal.open(home / "journal.db", clock=lambda: NOW - timedelta(days=1)) as journal:
        journal.keep("letter", "You tried. Rest now.", {}, None)
        journal.keep("promise", "i will walk", {}, None)
    said = goodbye(lobby, "read my letter", "what did i promise")

    assert "This is your letter from yesterday. You tried. Rest now." in said
    assert "You promised, yesterday: i will walk." in said


# Typed, as a whole program.


def sessions(run) -> list[tuple[str, str]]:
    rows = json.loads(run("history", "--json").stdout)
    return [(row["practice"], row["outcome"]) for row in rows]


@pytest.mark.engine
def test_a_journal_entry_can_be_asked_for_and_given(run) -> None:
    done = run("--keyboard", *SILENT, typed="i want to write\ntoday was quiet\n")

    assert done.returncode == 0, done.stderr
    assert sessions(run) == [("journal", "completed")]


@pytest.mark.engine
def test_a_goodbye_is_said_and_nothing_is_kept(run) -> None:
    done = run("--keyboard", *SILENT, "--captions", typed="nothing\n")

    assert done.returncode == 0, done.stderr
    assert texts.MENU_GOODBYE in done.stdout
    assert sessions(run) == []


@pytest.mark.engine
def test_input_that_ends_ends_the_menu(run) -> None:
    assert run("--keyboard", *SILENT, typed="").returncode == 0
    assert sessions(run) == []


@pytest.mark.engine
def test_an_interrupted_session_is_gone_on_with_from_the_menu(run, home) -> None:
    with Journal.open(home / "journal.db", clock=lambda: datetime.now(UTC)) as journal:
        session = led(journal, "choose-again", "interrupted")
    done = run("--keyboard", *SILENT, "--events", "-", typed="continue\n" + ANSWERS)

    assert done.returncode == 0, done.stderr
    (ended,) = json.loads(run("history", "--json").stdout)
    assert (ended["id"], ended["outcome"]) == (session, "completed")


@pytest.mark.engine
def test_braces_in_a_title_are_spoken_and_not_taken_for_placeholders(run, home) -> None:
    (home / "practices").mkdir(parents=True)
    for name in ("small-promises", "where-to-begin"):
        (home / "practices" / f"{name}.toml").write_text(
            'title = "A {strange} title"\nabout = "It has {braces}."\nminutes = 1\n\n'
            '[[step]]\nsay = "Hello."\n'
        )
    done = run("--keyboard", *SILENT, "--captions", typed="nothing\n")

    assert "A (strange) title. It has (braces)." in " ".join(done.stdout.split())


def test_how_am_i_doing_is_answered_aloud_and_then_it_is_asked_again(lobby) -> None:
    for _ in range(2):
        led(lobby.journal, "body-alarm")
    practice, _ = lobby.ask("how am i doing", "surprise me")

    assert [said.replace("surprised", "surprise") for said in lobby.heard] == [
        "how am i doing", "surprise me",
    ]  # fmt: skip
    assert any("you were here twice" in text for text in lobby.asked)
    assert lobby.asked.index("Looking back.") < len(lobby.asked) - 2
    assert practice.name in Library(lobby._home / "practices").names()
