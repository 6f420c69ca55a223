"""What was seen, kept in SQLite: sessions, details, a sample of every poll; the only package that knows sqlite3.

`archive.py` is its face to an event loop; nothing else in here may be called from one.
"""
