"""The journal: what was said and what is kept, in one SQLite file that belongs to the person.

`store.Journal` is the whole room: it writes, reads and searches. The other modules are its parts.
"""
