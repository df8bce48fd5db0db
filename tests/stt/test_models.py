"""Finding the speech model to hear with."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import voice_coach
from voice_coach.errors import CoachError
from voice_coach.stt.models import (
    check_language,
    find_model,
    installed_models,
    known_models,
    recommended_model,
    shipped_folder,
    shipped_model,
    short_name,
)
from voice_coach.stt.vosk_engine import VoskRecognizer

SMALL = "vosk-model-small-en-us-0.15"
LGRAPH = "vosk-model-en-us-0.22-lgraph"
BIG = "vosk-model-en-us-0.22"
GERMAN = "vosk-model-small-de-0.15"


def install(folder: Path, *names: str) -> Path:
    """Models under these names in a folder; each is the model that ships's files."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(shipped_model().path)
    return folder


def test_without_anything_installed_it_is_the_model_that_ships(tmp_path):
    for nowhere in (tmp_path, tmp_path / "gone"):
        model = find_model(None, nowhere)
        assert model == shipped_model()
        assert model.shipped
        assert model.language == "en-us"


@pytest.mark.engine
def test_the_model_that_ships_can_be_heard_with():
    assert VoskRecognizer(shipped_model(), 16000).is_open is False


def test_an_installed_model_comes_before_the_model_that_ships(tmp_path):
    model = find_model("", install(tmp_path, SMALL))
    assert (model.name, model.path, model.shipped) == (SMALL, tmp_path / SMALL, False)
    assert (model.language, model.licence) == ("en-us", "Apache-2.0")


def test_of_several_installed_models_the_best_known_is_taken(tmp_path):
    install(tmp_path, "a-model-of-my-own", SMALL)
    assert find_model(None, tmp_path).name == SMALL
    install(tmp_path, LGRAPH)
    assert find_model(None, tmp_path).name == LGRAPH
    install(tmp_path, BIG)
    assert find_model(None, tmp_path).name == BIG


def test_an_installed_model_that_is_not_known_comes_before_the_model_that_ships(tmp_path):
    assert find_model(None, install(tmp_path, "a-model-of-my-own")).name == "a-model-of-my-own"


def test_a_model_for_another_language_is_only_taken_when_chosen(tmp_path):
    install(tmp_path, GERMAN)
    assert find_model(None, tmp_path).shipped
    assert find_model(None, tmp_path, language="de").name == GERMAN
    assert find_model("small-de", tmp_path).language == "de"


def test_practices_are_not_heard_with_a_model_for_another_language(tmp_path):
    german = find_model(GERMAN, install(tmp_path, GERMAN))
    assert check_language(german, "de-at") == german
    assert check_language(shipped_model(), "sv") == shipped_model()
    with pytest.raises(CoachError) as caught:
        check_language(german, "en")
    assert caught.value.code == "ear.model-language"
    for words in (GERMAN, "practices are in en", 'language = "de"', "voice-coach models"):
        assert words in caught.value.message


@pytest.mark.parametrize("language", ["en", "en-gb", "EN-US"])
def test_english_is_one_language_wherever_it_is_spoken(tmp_path, language):
    install(tmp_path, SMALL)
    found = find_model(None, tmp_path, language)
    assert found.name == check_language(found, language).name == SMALL


@pytest.mark.parametrize(
    "wanted", [SMALL, "small-en-us-0.15", "small-en-us", "Small-EN-us", f" {SMALL} "]
)
def test_a_model_is_chosen_by_name_before_any_better_one(tmp_path, wanted):
    assert find_model(wanted, install(tmp_path, BIG, SMALL)).name == SMALL


def test_a_name_without_its_version_means_the_model_that_is_called_just_that(tmp_path):
    install(tmp_path, LGRAPH, BIG)
    assert find_model("en-us", tmp_path).name == BIG
    assert find_model("en-us-lgraph", tmp_path).name == LGRAPH


@pytest.mark.parametrize("wanted", ["en-us", " En-US ", "demo-en-us"])
def test_the_model_that_ships_can_be_chosen_by_its_name_and_by_the_one_it_had(tmp_path, wanted):
    assert find_model(wanted, install(tmp_path, SMALL)) == shipped_model()


def test_an_installed_large_model_goes_by_that_name_before_the_one_that_ships(tmp_path):
    install(tmp_path, BIG)
    assert find_model("en-us", tmp_path).name == BIG
    assert find_model("demo-en-us", tmp_path) == shipped_model()


def test_a_model_is_chosen_by_its_folder(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(shipped_model().path, elsewhere)
    model = find_model(str(elsewhere), install(tmp_path / "models", SMALL))
    assert (model.name, model.path, model.shipped) == ("elsewhere", elsewhere, False)


def test_a_model_that_was_unpacked_into_a_folder_of_its_name_is_found_in_it(tmp_path):
    models = tmp_path / "models"
    shutil.copytree(shipped_model().path, models / SMALL / SMALL)

    assert [model.path for model in installed_models(models)] == [models / SMALL / SMALL]
    assert find_model(None, models).language == "en-us"
    assert find_model(str(models / SMALL), tmp_path).path == models / SMALL / SMALL


def test_of_a_folder_of_several_models_one_has_to_be_named(tmp_path):
    models = install(tmp_path, SMALL, BIG)
    with pytest.raises(CoachError) as caught:
        find_model(str(models), tmp_path / "none")

    assert str(models / SMALL) in caught.value.message
    assert str(models / BIG) in caught.value.message


def test_an_archive_is_said_to_be_one_and_not_unknown(tmp_path):
    archive = tmp_path / f"{SMALL}.zip"
    archive.write_bytes(b"PK\x03\x04")
    with pytest.raises(CoachError, match="unpack it"):
        find_model(str(archive), tmp_path / "none")


def test_a_folder_may_be_relative_to_the_home_directory(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    assert find_model("~/mine", tmp_path / "models").path == tmp_path / "mine"


@pytest.mark.engine
def test_a_chosen_folder_that_is_no_model_is_not_passed_over_in_silence(tmp_path):
    (tmp_path / "empty").mkdir()
    model = find_model(str(tmp_path / "empty"), install(tmp_path / "models", SMALL))
    with pytest.raises(CoachError) as caught:
        VoskRecognizer(model, 16000)
    assert caught.value.code == "ear.model-broken"


def test_a_known_model_that_is_not_installed_says_how_to_install_it(tmp_path):
    with pytest.raises(CoachError) as caught:
        find_model("small-en-us-0.15", install(tmp_path, BIG))
    assert caught.value.code == "ear.model-missing"
    assert caught.value.message.endswith("voice-coach models install small-en-us")


@pytest.mark.parametrize("wanted", ["nonsense", "../nonsense", "/no/such/folder"])
def test_an_unknown_model_is_refused_with_those_there_are(tmp_path, wanted):
    with pytest.raises(CoachError) as caught:
        find_model(wanted, install(tmp_path, "mine"))
    assert caught.value.code == "ear.model-unknown"
    for name in (wanted, "mine", "en-us", "voice-coach models lists"):
        assert name in caught.value.message


def test_what_is_not_a_whole_model_does_not_count_as_installed(tmp_path):
    install(tmp_path, "mine", ".half-unpacked")
    (tmp_path / SMALL).mkdir()
    (tmp_path / "archive.zip").write_bytes(b"PK")
    assert [model.name for model in installed_models(tmp_path)] == ["mine"]


def test_a_model_in_the_old_layout_counts_as_installed(tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    for name in ("final.mdl", "mfcc.conf"):
        (old / name).write_bytes(b"x")
    assert [model.name for model in installed_models(tmp_path)] == ["old"]


def test_the_table_of_models_is_whole():
    models = known_models()
    assert len({model.name for model in models}) == len(models) == 13
    assert len({short_name(model.name) for model in models}) == len(models)
    for model in models:
        assert model.address == f"https://alphacephei.com/vosk/models/{model.name}.zip"
        assert model.language
        assert model.licence
        assert model.size > 1_000_000
        kind, _, digits = model.checksum.partition(":")
        assert len(bytes.fromhex(digits)) == {"sha256": 32, "md5": 16}[kind]


def test_one_model_is_recommended_for_each_language():
    languages = [model.language.partition("-")[0] for model in known_models()]
    recommended = [
        model.language.partition("-")[0] for model in known_models() if model.recommended
    ]
    assert sorted(recommended) == sorted(set(languages))
    assert recommended_model("en").name == SMALL
    assert recommended_model("de-at").name == GERMAN
    assert recommended_model("sv") is None


def test_the_models_of_one_language_stand_in_the_order_of_their_error_rates():
    rates = [model.word_error_rate for model in known_models() if model.language == "en-us"]
    assert rates == sorted(rates)


@pytest.mark.program
def test_a_wrong_key_in_the_table_is_refused(tmp_path):
    table = tomllib.loads((shipped_folder() / "models.toml").read_text())
    assert "adress" not in table["model"][0]
    text = (shipped_folder() / "models.toml").read_text().replace("address =", "adress =", 1)
    run = in_package(tmp_path, text, "from voice_coach.stt.models import known_models as k; k()")
    assert run.returncode != 0
    assert "adress" in run.stderr


@pytest.mark.program
def test_inside_an_installed_package_the_models_are_found_beside_it(tmp_path):
    text = (shipped_folder() / "models.toml").read_text()
    show = "from voice_coach.stt.models import shipped_model as d; print(d().path)"
    run = in_package(tmp_path, text, show)
    assert run.stdout.strip() == str(tmp_path / "voice_coach" / "models" / "en-us")


def in_package(folder: Path, table: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script against a copy of the package that has its models inside, as a wheel has."""
    source = Path(voice_coach.__file__).parent
    shutil.copytree(source, folder / "voice_coach", ignore=shutil.ignore_patterns("models"))
    (folder / "voice_coach" / "models").mkdir()
    (folder / "voice_coach" / "models" / "models.toml").write_text(table)
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False
    )
