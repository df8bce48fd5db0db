"""`voice-coach models`, from a web site on this machine.

The program has a table of models that tells the checksums of the archives which this site has; a
program in a process of its own is a copy, as it is in a wheel, with this table in it.
"""

import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from threading import Event

import pytest

import voice_coach
from voice_coach.audio.sound import WavWriter
from voice_coach.stt import models
from voice_coach.stt.models import ModelPaths, shipped_model
from voice_coach.tts.base import VoiceSettings

SMALL = "vosk-model-small-en-us-0.15"
LGRAPH = "vosk-model-en-us-0.22-lgraph"
GERMAN = "vosk-model-small-de-0.15"
SHIPPED = "en-us"


@pytest.fixture
def shelf(tmp_path, site, archive, monkeypatch):
    """A folder of what ships that knows the site's archives under three names; the current one."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / SHIPPED).symlink_to(shipped_model().path)
    (shelf / "models.toml").write_text(table_for(site, archive))
    for name in (SMALL, LGRAPH, GERMAN):
        site.files[f"{name}.zip"] = archive
    monkeypatch.setattr(models, "shipped_folder", lambda: shelf)
    monkeypatch.chdir(shelf)
    models._table.cache_clear()
    yield shelf
    models._table.cache_clear()


@pytest.fixture
def program(tmp_path, shelf):
    """A folder with a copy of the package that has that shelf."""
    package = tmp_path / "program" / "voice_coach"
    source = Path(voice_coach.__file__).parent
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__", "models"))
    (package / "models").symlink_to(shelf)
    return package.parent


def table_for(site, archive):
    digest = hashlib.sha256(archive).hexdigest()
    text = (models.shipped_folder() / "models.toml").read_text()
    text = re.sub(r"(?m)^address = .*/", f'address = "{site.address}/', text)
    text = re.sub(r"(?m)^size = .*", f"size = {len(archive)}", text)
    return re.sub(r'(?m)^checksum = "sha256.*', f'checksum = "sha256:{digest}"', text)


@pytest.fixture
def run(run, shelf):
    """Runs `voice-coach` with arguments, where it has that shelf."""
    return run


def rows(run):
    return {row["name"]: row for row in json.loads(run("models", "--json").stdout)}


def in_use(run):
    return [name for name, row in rows(run).items() if row["in_use"]]


def line_of(name, listed):
    (line,) = [line for line in listed.splitlines() if line.startswith(f"{name} ")]
    return line


def succeeded(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def failed(done):
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


# The list.


def test_the_list_tells_what_listens_and_how_to_get_what_is_recommended(run):
    listed = succeeded(run("models"))
    assert line_of(SHIPPED, listed).endswith("larger ones hear people better, in use")
    assert "recommended" in line_of(SMALL, listed)
    assert "9.85 % word errors" in line_of(SMALL, listed)
    assert listed.index(SMALL) < listed.index("For other languages") < listed.index(GERMAN)
    assert listed.endswith("Install one with: voice-coach models install small-en-us\n")


def test_the_list_for_another_language_begins_with_its_models(run, home):
    home.mkdir()
    (home / "settings.toml").write_text('language = "de"\n')
    listed = succeeded(run("models"))
    assert listed.index(GERMAN) < listed.index("For other languages") < listed.index(SMALL)
    assert "install small-de" in listed


def test_a_model_that_was_chosen_by_its_folder_stands_in_the_list(run, tmp_path):
    (tmp_path / "mine").symlink_to(shipped_model().path)
    found = json.loads(run("models", "--json", VOICE_COACH_MODEL=str(tmp_path / "mine")).stdout)
    assert [row["path"] for row in found if row["in_use"]] == [str(tmp_path / "mine")]


def test_the_list_is_there_even_if_what_was_chosen_is_not(run, tmp_path):
    done = run("models", VOICE_COACH_MODEL="small-en-us")
    assert SMALL in succeeded(done)
    assert done.stderr.endswith("Install it with: voice-coach models install small-en-us\n")
    assert "in use" not in done.stdout
    done = run("models", "--home", str(tmp_path / "new"), VOICE_COACH_MODEL="small-en-us")
    assert done.stderr.endswith(f"models install --home {tmp_path / 'new'} small-en-us\n")


# Installing.


def test_a_model_is_installed_by_its_short_name_and_listens_from_then_on(run, home):
    done = run("models", "install", "small-en-us")
    assert succeeded(done).splitlines() == [
        f"{SMALL} is installed in {home / 'models' / SMALL}.",
        f"From now on {SMALL} listens.",
    ]
    steps = [line.split()[0] for line in done.stderr.splitlines()]
    assert steps == ["Downloading", "Checking", "Unpacking"]
    assert in_use(run) == [SMALL]
    assert home.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in home.iterdir()] == ["models"], "no setting is needed for it"


def test_without_a_name_it_is_the_recommended_one(run, home):
    succeeded(run("models", "install"))
    assert [path.name for path in (home / "models").iterdir()] == [SMALL]


@pytest.mark.engine
def test_the_doctor_hears_with_what_was_installed_and_tells_how_before(run):
    def model():
        checks = json.loads(run("doctor", "--json").stdout)["checks"]
        return next(check["detail"] for check in checks if check["name"] == "model")

    assert model().startswith(SHIPPED)
    assert "voice-coach models install" in model()
    run("models", "install")
    assert model() == SMALL


def test_what_is_installed_is_not_installed_again(run, site):
    run("models", "install")
    assert f"{SMALL} is installed already." in succeeded(run("models", "install", SMALL))
    assert len(site.asked) == 1


def test_a_model_that_does_not_come_to_listen_is_told_with_the_reason(run, home):
    run("models", "install", "en-us-lgraph")
    told = succeeded(run("models", "install", "small-en-us"))
    assert f"{LGRAPH} goes on listening. To change that: " in told
    assert told.rstrip().endswith("models use small-en-us")
    told = succeeded(run("models", "install", "small-en-us", VOICE_COACH_MODEL=SHIPPED))
    assert "As long as VOICE_COACH_MODEL is set" in told


def test_a_model_for_another_language_transcribes_and_does_not_listen(run, shelf, spoken, home):
    (home / "models").mkdir(parents=True)
    (home / "models" / GERMAN).symlink_to(shipped_model().path)
    told = succeeded(run("models", "install", "small-de"))
    assert "understands the language de, and the practices are in en" in told
    assert in_use(run) == [SHIPPED]

    with WavWriter(shelf / "entry.wav", 22050) as writer:
        writer.write(spoken.render("i went for a walk", VoiceSettings(rate=150)).samples)
    transcribe = run("transcribe", "entry.wav", "--model", "small-de")
    assert succeeded(transcribe) == "i went for a walk\n"
    for command in (["journal"], ["demo", "--speed", "max"]):
        refused = run(*command, "--microphone", "entry.wav", "--speaker", "none", "--model", GERMAN)
        assert "understands the language de" in failed(refused)
    doctor = run("doctor", "--json", "--model", GERMAN).stdout
    assert "ear.model-language" in [check["code"] for check in json.loads(doctor)["checks"]]


def test_where_no_model_is_recommended_it_says_so(run, home):
    home.mkdir()
    (home / "settings.toml").write_text('language = "sv"\n')
    assert "for the language sv" in failed(run("models", "install"))
    assert "called nonsense" in failed(run("models", "install", "nonsense"))


def test_an_md5_checksum_is_owned_up_to(run, site, home, archive):
    home.mkdir()
    (home / "settings.toml").write_text('language = "de"\n')
    done = run("models", "install")
    assert "Only an MD5 checksum is published" in done.stderr
    assert "MD5 is" in failed(done), "the archive here is another one"
    assert list((home / "models").iterdir()) == []


def test_a_mirror_is_asked_in_place_of_the_models_own_site(run, site):
    site.files = {f"mirror/{name}": data for name, data in site.files.items()}
    assert "404" in failed(run("models", "install"))
    succeeded(run("models", "install", VOICE_COACH_MODEL_SITE=f"{site.address}/mirror"))


@pytest.mark.parametrize("address", ["alphacephei.com", "file:///tmp"])
def test_a_mirror_that_is_no_address_of_the_web_is_refused(run, address):
    told = failed(run("models", "install", VOICE_COACH_MODEL_SITE=address))
    assert told.startswith(f"voice-coach: VOICE_COACH_MODEL_SITE is {address}, and has to begin")


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_download_that_is_broken_off_is_gone_on_with(run, program, home, site, signalled):
    site.hold_after = 1_000_000
    process = subprocess.Popen(
        [sys.executable, "-m", "voice_coach", "models", "install"],
        cwd=program,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    download = ModelPaths(home / "models", SMALL).download.path
    assert site.holds.wait(60)
    wait_until(lambda: download.exists() and download.stat().st_size == 1_000_000)
    process.send_signal(signalled)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.endswith(
        "Interrupted. What has arrived is kept; the same command goes on from there.\n"
    )
    assert line_of(SMALL, run("models").stdout).endswith("1 MB have arrived")
    assert rows(run)[SMALL]["arrived"] == 1_000_000

    site.hold_after = None
    assert "1 MB are here" in run("models", "install").stderr
    assert site.asked[-1]["Range"] == "bytes=1000000-"
    assert [path.name for path in (home / "models").iterdir()] == [SMALL]


def wait_until(holds):
    turn = Event()
    for _ in range(3000):
        if holds():
            return
        turn.wait(0.01)
    raise AssertionError("it never came to that")


# Offering, as scripts/start does.


def test_where_nobody_can_be_asked_an_offer_is_taken_up(run, site):
    done = run("models", "install", "--offer")
    assert f"{SMALL} hears better. It's a download of" in done.stderr
    assert "from 127.0.0.1" in done.stderr
    assert in_use(run) == [SMALL]


@pytest.mark.parametrize(
    ("answer", "installed"), [("\n", True), ("y\n", True), ("n\n", False)], ids=repr
)
def test_someone_at_a_terminal_is_asked_first(program, home, site, answer, installed):
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    done = subprocess.run(
        [sys.executable, "-m", "voice_coach", "models", "install", "--offer"],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=program,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Download it now? [Y/n]" in done.stderr
    assert (home / "models" / SMALL).is_dir() == installed
    assert ("To do it another time: " in done.stderr) != installed
    assert bool(site.asked) == installed


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ("", {"VOICE_COACH_MODEL": SHIPPED}),
        (f'model = "{SHIPPED}"\n', {}),
        ('language = "sv"\n', {}),
    ],
)
def test_nothing_is_offered_to_someone_who_chose_or_for_whom_there_is_nothing(
    run, home, site, settings, environment
):
    home.mkdir()
    (home / "settings.toml").write_text(settings)
    done = run("models", "install", "--offer", **environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert site.asked == []


def test_the_model_that_is_offered_is_for_the_language_of_the_practices(run, home):
    home.mkdir()
    (home / "settings.toml").write_text('language = "de"\n')
    done = run("models", "install", "--offer", VOICE_COACH_MODEL_SITE="http://127.0.0.1:1")
    assert f"{GERMAN} hears better." in done.stderr


def test_nothing_is_offered_where_a_model_is_installed(run, site):
    run("models", "install", "en-us-lgraph")
    done = run("models", "install", "--offer")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_a_connection_an_offer_fails_with_one_line(run, home):
    done = run("models", "install", "--offer", VOICE_COACH_MODEL_SITE="http://127.0.0.1:1")
    assert "127.0.0.1 cannot be reached: Connection refused." in failed(done)
    assert list((home / "models").iterdir()) == []


# Choosing.

SETTINGS = """\
# My settings.
rate = 120      # slowly, please

model = "small-en-us"  # the quick one
# The end.
"""


def test_a_chosen_model_is_written_and_every_other_line_stays(run, home):
    run("models", "install", "small-en-us")
    run("models", "install", "en-us-lgraph")
    (home / "settings.toml").write_text(SETTINGS)
    assert in_use(run) == [SMALL]
    assert succeeded(run("models", "use", "en-us-lgraph")) == f"From now on {LGRAPH} listens.\n"
    written = (home / "settings.toml").read_text()
    assert written == SETTINGS.replace("small-en-us", LGRAPH)
    assert in_use(run) == [LGRAPH]


def test_the_first_setting_is_written_into_a_file_of_its_owners_alone(run, home):
    run("models", "use", SHIPPED)
    path = home / "settings.toml"
    assert tomllib.loads(path.read_text()) == {"model": SHIPPED}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["settings.toml"]


def test_settings_that_are_a_link_stay_one_and_become_the_owners_alone(run, home, tmp_path):
    home.mkdir()
    real = tmp_path / "dotfiles.toml"
    real.write_text("rate = 120\n")
    real.chmod(0o644)
    (home / "settings.toml").symlink_to(real)
    run("models", "use", SHIPPED)
    assert real.read_text() == f'rate = 120\nmodel = "{SHIPPED}"\n'
    assert (home / "settings.toml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600


def test_settings_with_a_fault_are_not_touched(run, home):
    home.mkdir()
    (home / "settings.toml").write_text("rate = fast\n")
    assert "settings.toml" in failed(run("models", "use", SHIPPED))
    assert (home / "settings.toml").read_text() == "rate = fast\n"


def test_a_folder_can_be_chosen_from_anywhere(run, home, shelf):
    (shelf / "mine").symlink_to(shipped_model().path)
    run("models", "use", "mine")
    written = tomllib.loads((home / "settings.toml").read_text())
    assert written == {"model": str(shipped_model().path.resolve())}
    (shelf / "empty").mkdir()
    assert "does not hold a whole speech model" in failed(run("models", "use", "empty"))


def test_a_model_for_another_language_cannot_be_chosen(run, home):
    (home / "models").mkdir(parents=True)
    (home / "models" / GERMAN).symlink_to(shipped_model().path)
    assert "understands the language de" in failed(run("models", "use", "small-de"))
    assert not (home / "settings.toml").exists()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("small-en-us", "voice-coach models install small-en-us"),
        ("small-de", "voice-coach models install small-de"),
        ("nonsense", "no speech model called nonsense"),
    ],
)
def test_what_cannot_be_used_is_not_written(run, home, name, told):
    assert told in failed(run("models", "use", name))
    assert not (home / "settings.toml").exists()


def test_the_environment_that_overrules_the_choice_is_named(run):
    run("models", "install", "small-en-us")
    told = succeeded(run("models", "use", SMALL, VOICE_COACH_MODEL=SHIPPED))
    assert told == f"As long as VOICE_COACH_MODEL is set, the model it names listens: {SHIPPED}.\n"


# Removing.


def test_a_model_is_removed_after_asking_and_what_listens_then_is_told(run, home):
    run("models", "install", "small-en-us")
    done = run("models", "remove", "small-en-us", typed="n\n")
    assert f"Delete {SMALL} (" in done.stdout
    assert "Nothing was deleted." in done.stdout
    assert in_use(run) == [SMALL]
    done = run("models", "remove", "small-en-us", typed="y\n")
    assert f"From now on {SHIPPED} (larger ones hear people better) listens." in succeeded(done)
    assert list((home / "models").iterdir()) == []


def test_removing_the_chosen_model_takes_it_out_of_the_settings(run, home):
    run("models", "install", "small-en-us")
    run("models", "install", "en-us-lgraph")
    (home / "settings.toml").write_text(SETTINGS)
    told = succeeded(run("models", "remove", SMALL, "--yes"))
    assert told.splitlines() == [
        f"{SMALL} is deleted.",
        "The settings named it and name none now.",
        f"From now on {LGRAPH} listens.",
    ]
    written = (home / "settings.toml").read_text()
    assert written == SETTINGS.replace('model = "small-en-us"  # the quick one\n', "")


def test_a_download_that_has_only_begun_can_be_removed(run, home, site):
    site.cut_after = 1_000_000
    assert "broke off" in failed(run("models", "install"))
    succeeded(run("models", "remove", "small-en-us", "--yes"))
    assert list((home / "models").iterdir()) == []


def test_what_is_in_the_way_of_a_model_can_be_removed(run, home):
    (home / "models" / SMALL).mkdir(parents=True)
    assert "voice-coach models remove small-en-us" in failed(run("models", "install"))
    succeeded(run("models", "remove", "small-en-us", "--yes"))
    succeeded(run("models", "install"))


@pytest.mark.parametrize("name", ["small-en-us", "../home", ".", "", "journal.db"])
def test_what_is_no_model_here_is_not_removed(run, home, name):
    home.mkdir()
    (home / "journal.db").write_text("")
    assert "No speech model called" in failed(run("models", "remove", name, "--yes"))
    assert [path.name for path in home.iterdir()] == ["journal.db"]


def test_the_model_that_ships_is_not_removed(run):
    assert "part of the program" in failed(run("models", "remove", SHIPPED, "--yes"))


# What a session needs of all this: nothing.


def test_a_session_that_wants_a_known_model_says_how_to_install_it(run, tmp_path):
    wanted = ("journal", "--microphone", "none.wav", "--speaker", "none", "--model", "small-en-us")
    told = "Install it with: voice-coach models install"
    assert failed(run(*wanted)).endswith(f"{told} small-en-us")
    home = str(tmp_path / "elsewhere")
    assert failed(run(*wanted, "--home", home)).endswith(f"{told} --home {home} small-en-us")


def test_the_home_folder_that_was_named_is_part_of_every_hint(run, tmp_path):
    other = tmp_path / "other"
    run("--home", str(other), "models", "install", "en-us-lgraph")
    told = run("models", "install", "small-en-us", "--home", str(other)).stdout
    assert told.rstrip().endswith(f"models use small-en-us --home {other}")
    assert (other / "models" / SMALL).is_dir()


def test_the_copy_of_the_program_is_what_was_tested(run, program):
    where = "import voice_coach; print(voice_coach.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", where], cwd=program, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(program))
    assert voice_coach.__file__ != done.stdout.strip()
