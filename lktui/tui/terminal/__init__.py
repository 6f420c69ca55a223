"""The terminal itself: what it is sent, which is only what differs, what was typed ahead, and when it was closed."""
