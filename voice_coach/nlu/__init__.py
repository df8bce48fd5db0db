"""Spoken English to values. Pure; it knows no practice."""
