"""Voice Coach: an offline, hands-free companion for guided reflection and breathing."""

__version__ = "0.1.0"
