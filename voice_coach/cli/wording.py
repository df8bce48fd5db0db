"""How the command line counts."""


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun: "1 session", "2 sessions"."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"
