"""Exports of sessions: JSON, which can be imported again; Markdown, HTML and subtitles to read."""
