"""Endurance runs: sessions that are killed again and again, and sessions for hours."""
