"""Voices for Piper, which people bring along. Piper is GPL-3.0: nothing here imports it unasked."""
