"""Files with a person's words: private, whole, and never in the place of another."""

import errno
import os

import pytest

from voice_coach.errors import CoachError
from voice_coach.export.exporter import write_all


def code_of(files, *, force=False):
    with pytest.raises(CoachError) as caught:
        write_all(files, force=force)
    return caught.value.code


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_files_and_folders_are_private_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        write_all({tmp_path / "out" / "deep" / "a.md": "words ☾\n"}, force=False)
    finally:
        os.umask(before)

    file = tmp_path / "out" / "deep" / "a.md"
    assert file.read_bytes() == "words ☾\n".encode()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert names(file.parent) == ["a.md"]


def test_a_file_that_is_there_stays_and_nothing_else_is_written(tmp_path):
    (tmp_path / "b.md").write_text("mine")

    assert code_of({tmp_path / "a.md": "new", tmp_path / "b.md": "new"}) == "export.exists"
    assert names(tmp_path) == ["b.md"]
    assert (tmp_path / "b.md").read_text() == "mine"


def test_with_force_it_is_replaced_and_private_from_then_on(tmp_path):
    (tmp_path / "b.md").write_text("mine")
    (tmp_path / "b.md").chmod(0o644)
    write_all({tmp_path / "b.md": "new"}, force=True)

    assert (tmp_path / "b.md").read_text() == "new"
    assert (tmp_path / "b.md").stat().st_mode & 0o777 == 0o600


def test_a_file_that_another_program_makes_meanwhile_stays(tmp_path, monkeypatch):
    from voice_coach.export import exporter

    def write_temporary(folder, data):
        (tmp_path / "b.md").write_text("theirs")
        return written(folder, data)

    written = exporter.write_temporary
    monkeypatch.setattr(exporter, "write_temporary", write_temporary)

    assert code_of({tmp_path / "a.md": "new", tmp_path / "b.md": "new"}) == "export.exists"
    assert names(tmp_path) == ["b.md"]
    assert (tmp_path / "b.md").read_text() == "theirs"


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_written_through_a_link(tmp_path, force):
    target = tmp_path / "target"
    target.write_text("mine")
    (tmp_path / "link").symlink_to(target)
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")

    for name in ("link", "dangling"):
        assert code_of({tmp_path / name: "new"}, force=force) == "export.link"
    assert target.read_text() == "mine"
    assert names(tmp_path) == ["dangling", "link", "target"]


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_or_a_device_is_never_replaced(tmp_path, force):
    assert code_of({tmp_path: "new"}, force=force) == "export.folder"
    os.mkfifo(tmp_path / "pipe")
    assert code_of({tmp_path / "pipe": "new"}, force=force) == "export.folder"


def test_a_place_that_takes_nothing_is_one_error_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("mine")
    files = {tmp_path / "a.md": "new", tmp_path / "file" / "b.md": "new"}
    with pytest.raises(CoachError) as caught:
        write_all(files, force=False)

    assert caught.value.code == "export.unwritable"
    assert str(tmp_path / "file" / "b.md") in caught.value.message
    assert names(tmp_path) == ["file"]


def test_a_full_disk_is_said_to_be_one_and_leaves_nothing(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CoachError) as caught:
        write_all({tmp_path / "a.md": "new"}, force=False)

    assert "Free some space" in caught.value.message
    assert names(tmp_path) == []
