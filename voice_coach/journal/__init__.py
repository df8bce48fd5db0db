"""The journal: what was said and what is kept, in one SQLite file that belongs to the person.

`journal.Journal` is all that other packages open; the other modules are its parts.
"""
