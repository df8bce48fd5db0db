"""Files and folders of the owner alone, and files that are replaced whole."""

import os
import stat
from contextlib import contextmanager
from pathlib import Path

import pytest

from voice_coach.private_files import (
    make_private_file,
    make_private_folder,
    open_temporary,
    private_opener,
    replace_file,
    restrict_files,
    restrict_folder,
    write_temporary,
)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture(params=[0, 0o777])
def odd_umask(request):
    """A umask that takes nothing away, and one that takes everything."""
    with umask(request.param):
        yield


@pytest.mark.usefixtures("odd_umask")
def test_folders_that_are_missing_are_made_for_the_owner_alone(tmp_path):
    make_private_folder(tmp_path / "a" / "b")

    assert mode_of(tmp_path / "a") == mode_of(tmp_path / "a" / "b") == 0o700


def test_a_folder_that_exists_keeps_its_mode_and_may_be_a_link(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "link").symlink_to(tmp_path)
    make_private_folder(tmp_path / "link")

    assert mode_of(tmp_path) == 0o755


def test_a_file_in_the_place_of_a_folder_is_told_and_stays(tmp_path):
    (tmp_path / "a").write_text("mine")
    for folder in (tmp_path / "a", tmp_path / "a" / "b"):
        with pytest.raises(NotADirectoryError):
            make_private_folder(folder)

    assert (tmp_path / "a").read_text() == "mine"


@pytest.mark.usefixtures("odd_umask")
def test_an_empty_file_is_made_for_the_owner_alone(tmp_path):
    make_private_file(tmp_path / "a")

    assert mode_of(tmp_path / "a") == 0o600


def test_a_file_that_exists_stays_as_it_is_or_is_told(tmp_path):
    path = tmp_path / "a"
    path.write_text("mine")
    path.chmod(0o644)
    make_private_file(path)
    with pytest.raises(FileExistsError):
        make_private_file(path, exist_ok=False)

    assert (path.read_text(), mode_of(path)) == ("mine", 0o644)


def test_a_new_file_is_private_from_its_first_byte(tmp_path):
    with umask(0), open(tmp_path / "a", "wb", opener=private_opener) as file:
        assert mode_of(tmp_path / "a") == 0o600
        file.write(b"words")


@pytest.mark.usefixtures("odd_umask")
def test_a_temporary_file_is_hidden_and_of_the_owner_alone(tmp_path):
    descriptor, path = open_temporary(tmp_path)
    os.close(descriptor)

    assert (path.parent, path.name[0], mode_of(path)) == (tmp_path, ".", 0o600)


def test_two_files_of_one_name_stand_side_by_side(tmp_path):
    first, second = (write_temporary(tmp_path, b"words", prefix="a-", suffix=".txt") for _ in "ab")

    assert first != second
    assert {path.name[:2] for path in (first, second)} == {"a-"}
    assert first.read_bytes() == second.read_bytes() == b"words"


def test_a_file_gets_other_contents_and_is_private_from_then_on(tmp_path):
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o644)
    replace_file(path, b"new")

    assert (path.read_bytes(), mode_of(path)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_where_the_disk_fails_the_old_contents_stay_and_nothing_beside_them(
    tmp_path, monkeypatch, name
):
    def fail(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "a"
    path.write_text("old")
    monkeypatch.setattr(os, name, fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_others_may_do_is_taken_away_and_what_is_missing_is_no_matter(tmp_path):
    file = tmp_path / "a"
    file.touch()
    file.chmod(0o664)
    tmp_path.chmod(0o755)
    restrict_files([tmp_path / "missing", file])
    restrict_folder(tmp_path / "missing")
    restrict_folder(tmp_path)

    assert (mode_of(file), mode_of(tmp_path)) == (0o600, 0o700)


def test_what_only_its_owner_can_read_keeps_its_mode(tmp_path):
    file = tmp_path / "a"
    file.touch()
    file.chmod(0o400)
    restrict_files([file])

    assert mode_of(file) == 0o400
