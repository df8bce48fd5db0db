"""Where sound and words go with the settings of a person, in sentences to be spoken."""

from voice_coach.protocol.events import Elsewhere
from voice_coach.settings import Settings
from voice_coach.texts import elsewhere as texts
from voice_coach.wyoming.address import ENGINE, Address, is_satellite


def whereabouts(settings: Settings) -> Elsewhere | None:
    """Return where words and sound go beside this machine; None if nowhere.

    Raises `wyoming.address`.
    """
    hears = settings.ear_engine == ENGINE
    speaks = settings.voice_engine == ENGINE
    uris = {
        "ear_uri": settings.ear_uri if hears else None,
        "voice_uri": settings.voice_uri if speaks else None,
        "microphone": settings.microphone if is_satellite(settings.microphone) else None,
        "speaker": settings.speaker if is_satellite(settings.speaker) else None,
    }
    hosts = [Address.parse(uri, name).host for name, uri in uris.items() if uri is not None]
    if not hosts:
        return None
    if settings.allow_public:
        truth = texts.OUTSIDE
    elif hears and speaks:
        truth = texts.BOTH
    else:
        truth = texts.HEARS if hears else texts.SPEAKS if speaks else texts.ROOM
    *others, last = dict.fromkeys(hosts)
    names = texts.NAMES.format(names=f"{', '.join(others)} and {last}")
    told = names if others else texts.NAME.format(name=last)
    return Elsewhere(truth, texts.ANNOUNCED.format(truth=truth, names=told))
