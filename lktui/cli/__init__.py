"""The command line; each command is a module of its own, and imports what only it needs when it runs."""
