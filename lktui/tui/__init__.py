"""Everything that is on the screen; the only package that knows Textual."""

import os

# Textual draws on a grid of frames, by default 60 a second: a key pressed just after a refresh would wait for the next
# one. It reads this when it is imported.
os.environ.setdefault("TEXTUAL_FPS", "240")
