"""`voice-coach voices`, from a web site on this machine.

Its table has the voice that hibari brings along under the names of those it can download, so that
what is installed really speaks.
"""

import hashlib
import json
import tomllib
from importlib.resources import files

import pytest
from msgspec import structs

from voice_coach.audio.sound import read_wav
from voice_coach.tts import voices

pytest.importorskip("hibari")


@pytest.fixture(scope="module")
def heart():
    """The bytes of the voice that hibari brings along."""
    return (files("hibari") / "assets" / "hibari.onnx").read_bytes()


@pytest.fixture(autouse=True)
def table(site, heart, monkeypatch):
    """The table of voices, with addresses of the site."""
    table = voices._table()
    known = tuple(
        voice
        if voice.is_bundled
        else structs.replace(
            voice,
            address=f"{site.address}/{voice.name}.onnx",
            size=len(heart),
            checksum=f"sha256:{hashlib.sha256(heart).hexdigest()}",
        )
        for voice in table.voice
    )
    site.files |= {f"{voice.name}.onnx": heart for voice in known}
    monkeypatch.setattr(voices, "_table", lambda: structs.replace(table, voice=known))
    monkeypatch.delenv("VOICE_COACH_VOICE_SITE", raising=False)
    monkeypatch.delenv("VOICE_COACH_VOICE_ENGINE")


def succeeded(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def failed(done):
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def rows(run):
    return {row["name"]: row for row in json.loads(run("voices", "--json").stdout)}


def in_use(run):
    return [name for name, row in rows(run).items() if row["in_use"]]


def settings(home):
    return tomllib.loads((home / "settings.toml").read_text())


# The list.


def test_the_list_tells_what_is_here_what_can_be_had_and_how(run):
    listed = succeeded(run("voices"))
    here, _, missing = listed.partition("Voices to download")

    assert "heart   hibari   en-us" in here
    assert "system  pyttsx3" in here
    assert "emma    hibari   en-gb  8 MB  a woman, British" in missing
    assert missing.endswith("voices install emma\n")


def test_as_json_it_tells_whence_a_voice_comes(run, site):
    found = rows(run)

    assert found["emma"]["address"] == f"{site.address}/emma.onnx"
    assert found["emma"]["licence"] == "Apache-2.0"
    assert [name for name, row in found.items() if row["installed"]] == ["heart", "system"]


# Installing.


def test_a_voice_is_installed_and_it_is_told_how_to_have_it_speak(run, home):
    done = run("voices", "install", "Emma")

    assert succeeded(done).splitlines()[0] == (
        f"emma is installed in {home / 'voices' / 'hibari' / 'emma.onnx'}."
    )
    assert done.stdout.splitlines()[1].endswith("voices use emma")
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["Downloading", "Checking"]
    assert rows(run)["emma"]["installed"]
    assert not (home / "settings.toml").exists(), "what speaks stays as it was"


def test_what_is_installed_is_not_downloaded_again(run, site):
    run("voices", "install", "emma")

    assert "emma is installed already." in succeeded(run("voices", "install", "emma"))
    assert "heart is installed already." in succeeded(run("voices", "install", "heart"))
    assert len(site.asked) == 1


def test_a_mirror_can_be_named(run, site):
    site.files = {f"mirror/{name}": data for name, data in site.files.items()}
    mirror = f"{site.address}/mirror"

    assert "404" in failed(run("voices", "install", "emma"))
    succeeded(run("voices", "install", "emma", VOICE_COACH_VOICE_SITE=mirror))


def test_what_has_arrived_of_a_voice_is_told_and_can_be_removed(run, home, site):
    site.cut_after = 3_000_000
    assert "broke off after 3.0 of 7.9 MB" in failed(run("voices", "install", "emma"))
    assert "3 MB have arrived" in succeeded(run("voices"))

    succeeded(run("voices", "remove", "emma", "--yes"))
    assert list((home / "voices" / "hibari").iterdir()) == []


@pytest.mark.parametrize("name", ["nobody", "../emma"])
def test_a_voice_nobody_knows_is_told(run, name):
    assert f"No voice called {name} is known here" in failed(run("voices", "install", name))


# Choosing.


def test_a_chosen_voice_is_written_and_every_other_line_stays(run, home):
    run("voices", "install", "emma")
    (home / "settings.toml").write_text("# Mine.\nrate = 120  # slowly\n")

    assert succeeded(run("voices", "use", "emma")) == "From now on emma speaks.\n"
    written = (home / "settings.toml").read_text()
    assert written.startswith("# Mine.\nrate = 120  # slowly\n")
    assert tomllib.loads(written) == {"rate": 120, "voice": "emma"}
    assert in_use(run) == ["emma"]


@pytest.mark.engine
def test_the_systems_voices_can_be_chosen_by_their_own_names(run, home):
    assert in_use(run) == ["heart"]
    succeeded(run("voices", "use", "system"))
    assert (settings(home), in_use(run)) == ({"voice_engine": "pyttsx3"}, ["system"])
    succeeded(run("voices", "use", "gmw/en-us+f3"))
    assert settings(home) == {"voice_engine": "pyttsx3", "voice": "gmw/en-us+f3"}
    assert in_use(run) == ["gmw/en-us+f3"]
    succeeded(run("voices", "use", "heart"))
    assert (settings(home), in_use(run)) == ({"voice": "heart"}, ["heart"])


@pytest.mark.engine
def test_one_that_is_not_here_cannot_be_chosen(run, home):
    assert failed(run("voices", "use", "emma")).endswith("voice-coach voices install emma")
    assert "There is no voice called nobody. " in failed(run("voices", "use", "nobody"))
    assert not (home / "settings.toml").exists()


# Removing.


def test_a_voice_is_removed_after_asking_and_what_speaks_then_is_told(run, home):
    run("voices", "install", "emma")
    run("voices", "use", "emma")

    done = run("voices", "remove", "emma", typed="n\n")
    assert "Delete emma (8 MB in " in done.stdout
    assert in_use(run) == ["emma"]
    done = run("voices", "remove", "emma", typed="y\n")
    assert succeeded(done).partition("[y/N]: ")[2].splitlines() == [
        "emma is deleted.",
        "The settings named it and name none now.",
        "From now on heart speaks.",
    ]
    assert settings(home) == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("heart", "part of its engine"),
        ("system", "part of its engine"),
        ("emma", "No voice called emma"),
        ("../../journal", "No voice called ../../journal"),
    ],
)
def test_what_is_no_file_here_is_not_removed(run, name, told):
    assert told in failed(run("voices", "remove", name, "--yes"))


# Hearing.


@pytest.mark.engine
def test_each_voice_that_is_here_says_a_sentence(run, tmp_path):
    run("voices", "install", "emma")
    done = run("voices", "try", "--speaker", str(tmp_path / "heard.wav"))

    assert succeeded(done) == "This is heart.\nThis is emma.\nThis is system.\n"
    assert 9 < read_wav(tmp_path / "heard.wav").seconds < 40
