"""`setup` where nobody needs a device: typed, and with recordings in place of them."""

import json

import numpy as np
import pytest

from voice_coach.audio.sound import WavWriter, silence, to_int16
from voice_coach.settings import Home, load_settings, write_devices
from voice_coach.texts import device as device_texts
from voice_coach.tts.base import VoiceSettings

RATE = 16000
PERSON = VoiceSettings(voice="gmw/en-us+f3", rate=150)


@pytest.fixture
def recording(tmp_path, spoken):
    """A recording of a person who says these things, with pauses between."""

    def recording(*said):
        path = tmp_path / "said.wav"
        noise = np.random.default_rng(1)
        with WavWriter(path, RATE) as writer:
            for text in said:
                for part in (spoken.render(text, PERSON).at(RATE), silence(3, RATE)):
                    hiss = 3 * noise.standard_normal(len(part.samples))
                    writer.write(to_int16(part.samples + hiss))
        return str(path)

    return recording


@pytest.fixture
def typed(run, recording):
    """Leads through it with these lines typed: what was printed, and what was said."""

    def typed(*lines):
        files = ("--speaker", "none", "--microphone", recording("i am here and you can hear me"))
        done = run("setup", "--keyboard", *files, "--events", "-", typed="\n".join(lines) + "\n")
        events = [json.loads(line) for line in done.stdout.splitlines()]
        return done, [each["text"] for each in events if each["event"] == "coach.speaking"]

    return typed


def test_it_leads_from_the_speaker_to_the_microphone_and_keeps_both(typed, home):
    done, said = typed("yes", "keep")

    assert done.returncode == 0, done.stderr
    assert device_texts.VERDICTS["good"] in done.stderr + " ".join(said)
    assert said[-1] == device_texts.SETUP_DONE
    settings = load_settings(Home(home))
    assert settings.speaker == "none"
    assert settings.microphone.endswith("said.wav")


def test_enter_is_yes_and_then_keep(typed, home):
    done, said = typed("", "")

    assert (done.returncode, said[-1]) == (0, device_texts.SETUP_DONE)
    assert load_settings(Home(home)).speaker == "none"


def test_it_is_played_back_when_that_is_wanted(typed):
    _, said = typed("yes", "play", "keep")

    at = said.index(device_texts.PLAYING)
    assert said[at + 1] == device_texts.KEEP_IT
    assert said[-1] == device_texts.SETUP_DONE


@pytest.mark.parametrize("lines", [("no",), ("yes", "next"), ("stop",), ("yes", "stop"), ()])
def test_nothing_is_changed_before_both_are_chosen(typed, home, lines):
    write_devices(Home(home), "my headset", "my headset")
    before = (home / "settings.toml").read_text()
    done, _ = typed(*lines)

    assert "Nothing was changed" in done.stderr
    assert (home / "settings.toml").read_text() == before


def test_whoever_stops_has_done_nothing_wrong(typed):
    assert typed("stop")[0].returncode == 0
    assert typed("no")[0].returncode == 1


def test_it_is_led_by_voice(run, recording, home):
    said = recording("yes", "i am here and you can hear me", "keep")
    done = run("setup", "--speaker", "none", "--microphone", said, "--events", "-")

    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    heard = {each["step"]: each["text"] for each in events if each["event"] == "heard"}
    assert heard == {"heard": "yes", "words": "i am here and you can hear me", "keep": "keep"}
    spoken = [each["text"] for each in events if each["event"] == "coach.speaking"]
    assert any("I hear you well." in text for text in spoken), spoken
    assert any("I understood: i am here and you can hear me." in text for text in spoken)
    assert load_settings(Home(home)).microphone == said


def test_no_recording_of_a_trial_is_left(run, recording, home, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    said = recording("yes", "i am here and you can hear me", "keep")
    run("setup", "--speaker", "none", "--microphone", said)

    assert [path.name for path in home.iterdir()] == ["settings.toml"]
    assert [path.name for path in tmp_path.glob("*.wav")] == ["said.wav"]


def test_without_a_trial_the_devices_named_are_taken(run, recording, home):
    said = recording("yes")
    given = ("setup", "--yes", "--speaker", "none", "--microphone", said, "--json")
    told = json.loads(run(*given).stdout)

    assert told == {
        "speaker": "none",
        "microphone": said,
        "interrupt": "no",
        "level": None,
        "settings": str(home / "settings.toml"),
    }
    assert load_settings(Home(home)).speaker == "none"


def test_headphones_are_kept_where_they_are_named_and_forgotten_with_the_devices(
    run, recording, home
):
    devices = ("--speaker", "none", "--microphone", recording("yes"))
    told = run("setup", "--yes", "--headphones", *devices)
    assert device_texts.SETUP_HEADPHONES in told.stdout
    assert load_settings(Home(home)).interrupt == "headphones"

    run("setup", "--yes", *devices)
    assert load_settings(Home(home)).interrupt == "headphones"
    run("setup", "--reset")
    assert load_settings(Home(home)).interrupt == "no"

    (home / "settings.toml").write_text('interrupt = "echo"\n')
    run("setup", "--reset")
    assert load_settings(Home(home)).interrupt == "echo"


def test_nobody_is_asked_about_headphones_where_nothing_sounds(typed):
    _, said = typed("yes", "keep")
    assert device_texts.HEADPHONES not in said


def test_it_can_be_undone_and_every_other_setting_stays(run, home):
    home.mkdir()
    (home / "settings.toml").write_text("# mine\npatience = 2.0\n")
    write_devices(Home(home), "headset", "headset")
    done = run("setup", "--reset")

    assert done.stdout.strip() == device_texts.SETUP_RESET
    assert (home / "settings.toml").read_text() == "# mine\npatience = 2.0\n"


def test_it_says_so_where_the_environment_overrules_it(run, recording, monkeypatch):
    said = recording("yes")
    monkeypatch.setenv("VOICE_COACH_SPEAKER", "none")
    given = ("setup", "--yes", "--speaker", "room.wav", "--microphone", said)

    assert "VOICE_COACH_SPEAKER" in run(*given).stderr


def test_settings_with_a_fault_are_left_as_they_are(run, recording, home):
    home.mkdir()
    (home / "settings.toml").write_text("rate = 'fast'\n")
    done = run("setup", "--yes", "--speaker", "none", "--microphone", recording("yes"))

    assert done.returncode == 1
    assert (home / "settings.toml").read_text() == "rate = 'fast'\n"
