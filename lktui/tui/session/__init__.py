"""One session: its views, what they show, and what is said of it. Loaded once the first screen is there."""
