"""What the lines around a table, and those in its place, say of a state: pure, so that no wording needs a screen."""
