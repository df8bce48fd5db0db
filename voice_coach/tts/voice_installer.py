"""Installing voices: one file each, downloaded, checked, and put in its place in one step."""

from pathlib import Path

from voice_coach.download import Progress, PublishedFile, disk_errors, downloaded
from voice_coach.errors import Command
from voice_coach.private_files import make_private_folder
from voice_coach.tts.voices import KnownVoice, folder_error, partial_voice, voice_path


def install_voice(
    voice: KnownVoice,
    folder: Path,
    on_progress: Progress = lambda _step, _done, _total: None,
    site: str | None = None,
) -> Path:
    """Install a voice that is published, and return its file; one that is there stays as it is.

    `folder` is the one of all engines' voices. `site` is an address under which the file stands
    under its own name, in place of the voice's own.

    Raises what `downloaded` raises, of the kind `voice`; `voice.folder` if the folder cannot be
    written.
    """
    path, partial = voice_path(folder, voice.engine, voice.name), partial_voice(folder, voice)
    address = f"{site.rstrip('/')}/{voice.address.rpartition('/')[2]}" if site else voice.address
    published = PublishedFile(
        "voice",
        voice.name,
        address,
        voice.size,
        voice.checksum,
        Command("voices remove"),
        voice.name,
    )
    with disk_errors(published, partial, lambda error: folder_error(path.parent, error)):
        make_private_folder(path.parent)
        if not path.is_file():
            with downloaded(published, partial, on_progress):
                partial.path.replace(path)
            partial.forget()
    return path
