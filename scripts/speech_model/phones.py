"""The phones of the model, and how each engine's own names map to them.

The set is that of the CMU Pronouncing Dictionary, with two more that synthesizers tell apart: AX,
the unstressed vowel (AH0 in the dictionary), and DX, the flap in "better".
"""

SILENCE = "SIL"

PHONES: tuple[str, ...] = (
    "AA", "AE", "AH", "AX", "AO", "AW", "AY", "B", "CH", "D", "DX", "DH", "EH", "ER", "EY", "F",
    "G", "HH", "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T",
    "TH", "UH", "UW", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip

NUMBER: dict[str, int] = {SILENCE: 0} | {phone: n for n, phone in enumerate(PHONES, start=1)}
"""A phone's number in the network: it has the outputs 2n (entering it) and 2n+1 (staying)."""

OUTPUTS = 2 * len(NUMBER)

_ESPEAK = {
    "n": "N", "s": "S", "t": "T", "I": "IH", "k": "K", "d": "D", "r": "R", "@": "AX", "l": "L",
    "m": "M", "E": "EH", "z": "Z", "p": "P", "3": "ER", "aI": "AY", "a": "AE", "eI": "EY",
    "b": "B", "f": "F", "I#": "IH", "N": "NG", "i:": "IY", "i": "IY", "v": "V", "V": "AH",
    "S": "SH", "oU": "OW", "0": "AA", "w": "W", "u:": "UW", "t#": "DX", "I2": "IH", "g": "G",
    "@L": "AX L", "dZ": "JH", "h": "HH", "a#": "AX", "3:": "ER", "j": "Y", "tS": "CH",
    "A@": "AA R", "T": "TH", "aU": "AW", "D": "DH", "o@": "AO R", "O:": "AO", "U": "UH",
    "e@": "EH R", "aa": "AE", "r-": "R", "O2": "AO", "O@": "AO R", "i@": "IY AX", "i@3": "IH R",
    "t2": "T", "OI": "OY", "Z": "ZH", "A:": "AA", "U@": "UH R", "@2": "AX", "@-": "AX",
    "aI3": "AY ER", "aI@": "AY AX", "n-": "AX N", "?": "T", "O": "AO", "@5": "UH", "tU": "T UH",
    "x": "K", "e": "EY", "o": "OW", "u": "UW", "l#": "L", "z/": "Z", "s/": "S", "d#": "D",
    "I3": "IH", "m-": "AX M", "_:": SILENCE, "_": SILENCE, "_!": SILENCE, "_|": SILENCE,
    ";": "", "": "",
}  # fmt: skip

_BRITISH = _ESPEAK | {
    # No r is spoken after a vowel unless another follows, and then espeak names it by itself.
    "A@": "AA", "O@": "AO", "o@": "AO", "e@": "EH AX", "i@": "IH AX", "i@3": "IH AX",
    "U@": "UH AX", "3:": "ER", "3": "AX", "aI3": "AY AX", "aU@": "AW AX", "aa": "AA",
}  # fmt: skip

_FESTIVAL = {phone.lower(): phone for phone in PHONES} | {
    "pau": SILENCE, "h#": SILENCE, "brth": SILENCE, "ssil": SILENCE, "#": SILENCE, "ix": "IH",
    "el": "AX L", "em": "AX M", "en": "AX N", "axr": "ER", "hv": "HH", "nx": "N",
}  # fmt: skip


def of_espeak(name: str, *, british: bool = False) -> list[str]:
    """The phones for one of espeak-ng's phoneme names; none for those that only mark something.

    Raises:
        KeyError: It names a sound that English does not have.
    """
    return (_BRITISH if british else _ESPEAK)[name].split()


def of_festival(name: str) -> list[str]:
    """Return the phones for one of the names that flite and festival use.

    Raises:
        KeyError: It is none of theirs.
    """
    return _FESTIVAL[name].split()


def of_cmudict(pronunciation: list[str]) -> tuple[str, ...]:
    """The phones of a pronunciation in the CMU Pronouncing Dictionary, which marks stress."""
    return tuple("AX" if sound == "AH0" else sound.rstrip("012") for sound in pronunciation)
