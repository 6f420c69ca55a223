from __future__ import annotations

from support.idle import keys_are_done_when_the_loop_says_so

__all__ = ["keys_are_done_when_the_loop_says_so"]
