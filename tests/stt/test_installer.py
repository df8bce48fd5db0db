"""Installing a speech model, from a real web site on this machine."""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import resource
import socket
import stat
import tempfile
from email.message import Message
from io import BytesIO
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from voice_coach import download
from voice_coach.errors import CoachError
from voice_coach.stt.installer import install
from voice_coach.stt.models import (
    KnownModel,
    ModelPaths,
    find_model,
    installed_models,
    remove,
    shipped_model,
    unfinished_downloads,
)
from voice_coach.stt.vosk_engine import VoskRecognizer

NAME = "vosk-model-small-en-us-0.15"
NOBODY = 65534


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def model(site, archive):
    """A model that the site has."""
    site.files[f"{NAME}.zip"] = archive
    return known(archive, site)


def known(archive, site, kind="sha256"):
    return KnownModel(
        name=NAME,
        language="en-us",
        address=f"{site.address}/{NAME}.zip",
        licence="Apache-2.0",
        size=len(archive),
        checksum=f"{kind}:{hashlib.new(kind, archive).hexdigest()}",
    )


def refused(model, folder, **how):
    """The code of the error that installing ends with, and what it says."""
    with pytest.raises(CoachError) as caught:
        install(model, folder, **how)
    assert not (folder / NAME).exists()
    return caught.value.code, caught.value.message


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def cut_off(site, model, folder, after=1_000_000):
    site.cut_after = after
    code, _ = refused(model, folder)
    site.cut_after = None
    return code


# What is installed.


@pytest.mark.engine
def test_a_model_is_installed_and_can_be_heard_with(model, folder):
    assert install(model, folder) == folder / NAME
    assert VoskRecognizer(find_model(None, folder), 16000).is_open is False
    assert left(folder) == [NAME]


def test_what_is_installed_is_what_was_packed_and_for_its_owner_alone(model, folder):
    install(model, folder)
    original = shipped_model().path
    for path in original.rglob("*"):
        copy = folder / NAME / path.relative_to(original)
        assert copy.is_dir() if path.is_dir() else copy.read_bytes() == path.read_bytes()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in (folder, *folder.rglob("*")) if p.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_a_model_that_is_there_stays_as_it_is_and_nothing_is_asked_for(model, folder, site):
    install(model, folder)
    install(model, folder)
    assert len(site.asked) == 1


def test_each_step_is_told_from_its_beginning_to_its_end(model, folder, archive):
    told = []
    install(model, folder, lambda *step: told.append(step))
    ends = {step: (done, total) for step, done, total in told}
    unpacked = sum(
        path.stat().st_size for path in shipped_model().path.rglob("*") if path.is_file()
    )
    assert told[0] == ("download", 0, len(archive))
    assert list(ends) == ["download", "check", "unpack"]
    assert ends["download"] == ends["check"] == (len(archive), len(archive))
    assert ends["unpack"] == (unpacked, unpacked)


def test_a_request_tells_nothing_but_what_is_asked_for(model, folder, site):
    install(model, folder)
    (asked,) = site.asked
    host = site.address.removeprefix("http://")
    assert asked == {
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Host": host,
        "User-Agent": "voice-coach",
    }


def test_another_site_may_have_the_archive(model, folder, site):
    site.files[f"mirror/{NAME}.zip"] = site.files.pop(f"{NAME}.zip")
    assert refused(model, folder)[0] == "model.server"
    install(model, folder, site=f"{site.address}/mirror/")
    assert left(folder) == [NAME]


def test_an_md5_checksum_serves_where_no_other_is_published(site, archive, folder):
    site.files[f"{NAME}.zip"] = archive
    install(known(archive, site, "md5"), folder)
    assert left(folder) == [NAME]


@pytest.mark.parametrize("top", ["", "another-name/"])
def test_the_model_is_found_in_its_archive_wherever_it_lies(top, site, archive, folder):
    site.files[f"{NAME}.zip"] = data = repacked(archive, lambda name: top + name)
    install(known(data, site), folder)
    assert (folder / NAME / "am" / "final.mdl").is_file()
    assert left(folder) == [NAME]


# Going on with a download.


def test_a_download_that_was_cut_off_goes_on_where_it_stopped(model, folder, site, archive):
    assert cut_off(site, model, folder) == "model.truncated"
    assert unfinished_downloads(folder) == {NAME: 1_000_000}
    assert installed_models(folder) == ()
    told = []
    install(model, folder, lambda *step: told.append(step))
    assert site.asked[-1]["Range"] == "bytes=1000000-"
    assert site.asked[-1]["If-Range"] == '"one"'
    assert site.sent == [1_000_000, len(archive) - 1_000_000]
    assert told[0] == ("download", 1_000_000, len(archive))
    assert left(folder) == [NAME]


def test_a_connection_that_breaks_off_says_how_much_is_there_and_how_to_go_on(model, folder, site):
    site.cut_after = 1_000_000
    code, spoken = refused(model, folder)
    assert code == "model.truncated"
    assert f"1.0 of {model.size / 1e6:.1f} MB" in spoken
    assert "the same command goes on" in spoken


def test_a_file_the_server_has_changed_is_fetched_from_the_beginning(model, folder, site, archive):
    site.files[f"{NAME}.zip"] = b"x" * len(archive)
    cut_off(site, model, folder)
    site.files[f"{NAME}.zip"] = archive
    site.headers = {"ETag": '"two"'}
    install(model, folder)
    assert site.sent[-1] == len(archive)


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(model, folder, site, archive):
    site.ranges = False
    cut_off(site, model, folder)
    install(model, folder)
    assert site.sent == [1_000_000, len(archive)]


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_what_a_server_gives_no_good_name_to_is_gone_on_with_and_left_to_the_checksum(
    headers, model, folder, site, archive
):
    site.headers = headers
    cut_off(site, model, folder)
    install(model, folder)
    assert "If-Range" not in site.asked[-1]
    assert site.sent[-1] == len(archive) - 1_000_000


def test_the_date_of_the_file_serves_where_there_is_no_name(model, folder, site):
    site.headers = {"Last-Modified": "Tue, 24 Nov 2026 12:00:00 GMT"}
    cut_off(site, model, folder)
    install(model, folder)
    assert site.asked[-1]["If-Range"] == "Tue, 24 Nov 2026 12:00:00 GMT"


def test_an_archive_that_has_arrived_whole_is_not_asked_for_again(model, folder, site, archive):
    folder.mkdir()
    ModelPaths(folder, NAME).download.path.write_bytes(archive)
    install(model, folder)
    assert site.asked == []


def test_more_than_the_whole_archive_is_fetched_again(model, folder, archive):
    folder.mkdir()
    ModelPaths(folder, NAME).download.path.write_bytes(archive + b"more")
    told = []
    install(model, folder, lambda *step: told.append(step))
    assert told[0] == ("download", 0, len(archive))
    assert left(folder) == [NAME]


def test_a_server_whose_file_is_shorter_than_what_has_arrived_is_asked_for_all(
    model, folder, site, archive
):
    cut_off(site, model, folder)
    site.files[f"{NAME}.zip"] = archive[:500]
    assert refused(model, folder)[0] == "model.size"
    assert "Range" not in site.asked[-1]


def test_what_a_killed_program_left_is_cleared_away(model, folder):
    work = ModelPaths(folder, NAME).work / "am"
    work.mkdir(parents=True)
    (work / "final.mdl").write_bytes(b"half")
    install(model, folder)
    assert left(folder) == [NAME]


def test_two_programs_do_not_install_the_same_model_at_once(model, folder, site):
    folder.mkdir()
    with ModelPaths(folder, NAME).download.path.open("wb") as suspended:
        suspended.write(b"what the other has fetched")
        suspended.flush()
        fcntl.flock(suspended, fcntl.LOCK_EX)
        code, spoken = refused(model, folder)
    assert code == "model.busy"
    assert NAME in spoken
    assert site.asked == []
    assert unfinished_downloads(folder) == {NAME: 26}


# What is refused before anything is unpacked.


def test_a_wrong_checksum_is_told_and_nothing_stays(model, folder, site, archive):
    site.files[f"{NAME}.zip"] = archive[:-1] + b"x"
    code, spoken = refused(model, folder)
    assert code == "model.checksum"
    assert "SHA256" in spoken
    assert left(folder) == []


def test_a_file_of_another_length_is_not_even_fetched(model, folder, site):
    site.files[f"{NAME}.zip"] = b"<html>Please log in</html>"
    code, spoken = refused(model, folder)
    assert code == "model.size"
    assert "26 bytes" in spoken
    assert left(folder) == []


def test_a_body_without_a_length_may_be_too_short_as_well(model, folder, site):
    site.length = False
    assert cut_off(site, model, folder) == "model.truncated"
    install(model, folder)
    assert left(folder) == [NAME]


def test_an_archive_that_is_not_there_is_told_with_its_address(model, folder, site):
    site.files.clear()
    code, spoken = refused(model, folder)
    assert code == "model.server"
    assert "404" in spoken
    assert model.address in spoken
    assert left(folder) == []


def test_without_a_connection_it_says_so_at_once_and_leaves_nothing(model, folder):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    code, spoken = refused(model, folder, site=f"http://127.0.0.1:{port}")
    assert code == "model.offline"
    assert "127.0.0.1 cannot be reached: Connection refused." in spoken
    assert left(folder) == []


def test_a_name_nobody_knows_is_no_connection_either(model, folder, no_sockets):
    assert refused(model, folder, site="http://no-such-host.invalid")[0] == "model.offline"
    no_sockets.unlink()  # it was looked for, as it should be


def test_a_server_that_never_answers_is_given_up(model, folder, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        code, spoken = refused(model, folder, site=f"http://127.0.0.1:{port}")
    assert code == "model.offline"
    assert "no answer in" in spoken


def test_a_server_that_falls_silent_is_given_up_and_what_arrived_is_kept(
    model, folder, site, monkeypatch
):
    monkeypatch.setattr(download, "PATIENCE_SECONDS", 0.2)
    site.hold_after = 500_000
    assert refused(model, folder)[0] == "model.truncated"
    assert unfinished_downloads(folder) == {NAME: 500_000}


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "file:///etc"])
def test_nothing_but_the_web_is_asked(address, model, folder):
    assert refused(model, folder, site=address)[0] == "model.offline"


def test_a_redirection_is_followed(model, folder, site, archive):
    site.files["elsewhere.zip"] = archive
    site.moved[f"{NAME}.zip"] = f"{site.address}/elsewhere.zip"
    install(model, folder)
    assert left(folder) == [NAME]


def test_a_redirection_does_not_lead_out_of_an_encrypted_connection():
    request, there = Request("https://here.invalid/a"), "http://there.invalid/a"
    with pytest.raises(HTTPError, match="unprotected"):
        download._Redirects().redirect_request(request, BytesIO(), 302, "", Message(), there)
    there = "https://there.invalid/a"
    followed = download._Redirects().redirect_request(request, BytesIO(), 302, "", Message(), there)
    assert followed.full_url == there


# What is not safe to unpack.


def repacked(archive, rename=lambda name: f"{NAME}/{name}", add=lambda zipped: None):
    """The archive with other names, and with something more in it."""
    packed = BytesIO()
    with ZipFile(BytesIO(archive)) as before, ZipFile(packed, "w", ZIP_STORED) as after:
        for info in before.infolist():
            inside = info.filename.removeprefix(f"{NAME}/")
            if inside:
                after.writestr(rename(inside), before.read(info))
        add(after)
    return packed.getvalue()


def added(name, kind=stat.S_IFREG, data=b"evil"):
    """Adds one entry of a kind to an archive; `{outside}` in its name is a folder elsewhere."""

    def add(zipped, outside):
        info = ZipInfo("placeholder")
        info.filename = name.format(outside=outside)
        info.external_attr = (kind | 0o777) << 16
        zipped.writestr(info, data)

    return add


UNSAFE = {
    "climbs": (added("../evil"), "'../evil' leads out of the folder"),
    "climbs from within": (added(f"{NAME}/../../evil"), "leads out of the folder"),
    "is absolute": (added("{outside}/evil"), "leads out of the folder"),
    "climbs on Windows": (added("..\\evil"), "leads out of the folder"),
    "has a drive": (added("C:evil"), "leads out of the folder"),
    "hides its name": (added("a\x1b[2Jb"), "leads out of the folder"),
    "is a link": (added(f"{NAME}/link", stat.S_IFLNK, b"/etc"), "is a link or a device"),
    "is a device": (added(f"{NAME}/device", stat.S_IFBLK), "is a link or a device"),
    "is a pipe": (added(f"{NAME}/pipe", stat.S_IFIFO), "is a link or a device"),
    "is there twice": (added(f"{NAME}/am/final.mdl"), "is there twice"),
    "is in a file": (added(f"{NAME}/am/final.mdl/evil"), "is there twice"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("how", UNSAFE)
def test_an_archive_is_not_unpacked_if_an_entry(how, site, archive, folder, tmp_path):
    add, why = UNSAFE[how]
    site.files[f"{NAME}.zip"] = data = repacked(archive, add=lambda zipped: add(zipped, tmp_path))
    before = sorted(tmp_path.rglob("*"))
    code, spoken = refused(known(data, site), folder)
    assert code == "model.archive"
    assert why in spoken
    assert "\x1b" not in spoken
    assert left(folder) == []
    assert sorted(tmp_path.rglob("*")) == [*before, folder]


def test_an_archive_that_would_grow_without_measure_is_not_unpacked(site, archive, folder):
    packed = BytesIO(archive)
    with ZipFile(packed, "a") as zipped:
        zipped.writestr(f"{NAME}/zeros", bytes(12 * len(archive)), compress_type=ZIP_DEFLATED)
    site.files[f"{NAME}.zip"] = data = packed.getvalue()
    told = []
    with pytest.raises(CoachError, match="would grow") as caught:
        install(known(data, site), folder, lambda step, *_: told.append(step))
    assert caught.value.code == "model.archive"
    assert "unpack" not in told
    assert left(folder) == []


def test_an_archive_of_too_many_entries_is_not_unpacked(site, folder):
    packed = BytesIO()
    with ZipFile(packed, "w") as zipped:
        for number in range(10_001):
            zipped.writestr(str(number), b"")
    site.files[f"{NAME}.zip"] = data = packed.getvalue()
    code, spoken = refused(known(data, site), folder)
    assert (code, "10001 entries" in spoken) == ("model.archive", True)


@pytest.mark.parametrize("method", [12, 14], ids=["bzip2", "lzma"])
def test_an_archive_packed_in_another_way_is_not_unpacked(method, site, folder):
    packed = BytesIO()
    with ZipFile(packed, "w", method) as zipped:
        zipped.writestr("a", b"packed")
    site.files[f"{NAME}.zip"] = data = packed.getvalue()
    code, spoken = refused(known(data, site), folder)
    assert (code, "packed in a way no model is" in spoken) == ("model.archive", True)


def test_an_archive_that_wants_a_password_is_not_unpacked(site, archive, folder):
    flags = rb"(?s)(PK\x01\x02....)\0"  # of every entry, in the archive's own list of them
    site.files[f"{NAME}.zip"] = data = re.sub(flags, b"\\1\x01", archive)
    code, spoken = refused(known(data, site), folder)
    assert (code, "packed in a way no model is" in spoken) == ("model.archive", True)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda archive: b"no archive at all",
        lambda archive: archive[:-100],
        lambda archive: archive.replace(archive[5000:5100], bytes(100), 1),
    ],
    ids=["no archive", "cut off", "holes"],
)
def test_a_damaged_archive_is_told_and_nothing_stays(damaged, site, archive, folder):
    site.files[f"{NAME}.zip"] = data = damaged(archive)
    code, spoken = refused(known(data, site), folder)
    assert code == "model.archive"
    assert "damaged" in spoken
    assert left(folder) == []


def test_an_archive_without_a_model_is_told_and_nothing_stays(site, folder):
    packed = BytesIO()
    with ZipFile(packed, "w") as zipped:
        zipped.writestr(f"{NAME}/README", b"soon")
    site.files[f"{NAME}.zip"] = data = packed.getvalue()
    code, spoken = refused(known(data, site), folder)
    assert code == "model.archive"
    assert "no speech model" in spoken
    assert left(folder) == []


# A full disk, and folders that cannot be used.


@contextlib.contextmanager
def files_no_longer_than(size):
    """What the kernel answers to a longer one is what it answers when a quota is used up."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_fills_up_while_downloading_keeps_what_has_arrived(model, folder, site):
    with files_no_longer_than(300_000):
        code, spoken = refused(model, folder)
    assert code == "disk.full"
    assert "voice-coach models remove small-en-us" in spoken
    assert unfinished_downloads(folder) == {NAME: 300_000}
    install(model, folder)
    assert site.asked[-1]["Range"] == "bytes=300000-"
    assert left(folder) == [NAME]


def test_a_disk_that_fills_up_while_unpacking_keeps_the_archive_and_no_half_model(
    site, archive, folder
):
    packed = BytesIO(archive)
    with ZipFile(packed, "a") as zipped:
        zipped.writestr(f"{NAME}/large", bytes(2 * len(archive)), compress_type=ZIP_DEFLATED)
    site.files[f"{NAME}.zip"] = data = packed.getvalue()
    with files_no_longer_than(len(data)):
        code, _ = refused(known(data, site), folder)
    assert code == "disk.full"
    assert unfinished_downloads(folder) == {NAME: len(data)}
    assert not ModelPaths(folder, NAME).work.exists()
    install(known(data, site), folder)
    assert len(site.asked) == 1
    assert left(folder) == [NAME]


def test_a_disk_without_room_for_it_is_told_before_anything_is_fetched(site, folder):
    huge = KnownModel(
        name=NAME, language="en-us", address=site.address, licence="", size=10**17, checksum="md5:"
    )
    code, spoken = refused(huge, folder)
    assert code == "disk.full"
    assert "MB are free" in spoken
    assert site.asked == []
    assert left(folder) == []


def test_something_else_in_the_models_place_is_left_alone(model, folder, site):
    (folder / NAME).mkdir(parents=True)
    (folder / NAME / "notes").write_text("mine")
    with pytest.raises(CoachError, match="voice-coach models remove small-en-us") as caught:
        install(model, folder)
    assert caught.value.code == "model.folder"
    assert (folder / NAME / "notes").read_text() == "mine"
    assert site.asked == []


def test_a_file_in_place_of_the_models_folder_is_told(model, folder):
    folder.write_text("")
    assert refused(model, folder)[0] == "model.folder"
    for find in (lambda: installed_models(folder), lambda: find_model(None, folder)):
        with pytest.raises(CoachError) as caught:
            find()
        assert caught.value.code == "model.folder"
        assert str(folder) in caught.value.message


@pytest.fixture
def closed():
    """A folder of models that cannot be read, even if the tests are run by root."""
    with tempfile.TemporaryDirectory() as outer:
        Path(outer).chmod(0o755)
        inner = Path(outer) / "models"
        inner.mkdir(mode=0o000)
        rights = os.geteuid()
        if rights == 0:
            os.seteuid(NOBODY)
        try:
            yield inner
        finally:
            os.seteuid(rights)
            inner.chmod(0o700)


def test_a_folder_that_cannot_be_read_is_told_and_not_taken_for_an_empty_one(closed, model):
    for use in (lambda: find_model(None, closed), lambda: install(model, closed)):
        with pytest.raises(CoachError) as caught:
            use()
        assert caught.value.code == "model.folder"
        assert os.strerror(errno.EACCES) in caught.value.message
        assert str(closed) in caught.value.message


def test_a_model_that_cannot_be_read_is_told_and_not_passed_over(closed):
    with pytest.raises(CoachError) as caught:
        find_model(None, closed.parent)
    assert caught.value.code == "model.folder"
    assert str(closed) in caught.value.message


# Removing.


def test_a_model_is_removed_with_everything_that_was_left_beside_it(model, folder, site):
    install(model, folder)
    places = ModelPaths(folder, NAME)
    for path in (places.download.path, places.download.validator):
        path.write_text("left")
    places.work.mkdir()
    (folder / "another").mkdir()
    remove(places)
    assert left(folder) == ["another"]


def test_a_download_that_has_only_begun_is_removed(model, folder, site):
    cut_off(site, model, folder)
    remove(ModelPaths(folder, NAME))
    assert left(folder) == []


def test_of_a_link_only_the_link_is_removed(folder, tmp_path):
    folder.mkdir()
    (folder / NAME).symlink_to(shipped_model().path)
    remove(ModelPaths(folder, NAME))
    assert left(folder) == []
    assert (shipped_model().path / "am" / "final.mdl").is_file()
