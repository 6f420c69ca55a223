"""The table of sessions: its rows, how it keeps its place, the picture that stands still, and the walks through it."""
