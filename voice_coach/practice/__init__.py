"""The practice language: reading, checking and interpreting practice files."""
