"""lktui: a terminal monitor for LiveKit Cloud."""

__version__ = "0.1.0"
