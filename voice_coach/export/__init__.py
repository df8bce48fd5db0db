"""Exports of sessions: JSON, which can be imported again, and Markdown, HTML and subtitles to read."""
