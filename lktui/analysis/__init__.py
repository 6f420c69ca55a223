"""What the data says, pure: no I/O, no clock, no screen; whoever needs it calls it."""
