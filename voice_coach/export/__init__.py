"""Handing over: sessions as files a person can read, print, keep elsewhere, or bring back.

`format` is the JSON that can be taken in again, `markdown`, `page` and `subtitles` are for reading,
and `files` puts any of them on the disk.
"""
