"""The screens: the table of sessions, one session, and what opens above them."""
