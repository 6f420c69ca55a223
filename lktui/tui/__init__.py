"""Everything that is on the screen; the only package that knows Textual."""
