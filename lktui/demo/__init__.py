"""A simulated LiveKit Cloud project: a pure world, and a server that shows it as the Analytics API would."""

HOST = "127.0.0.1"  # it can be reached from this machine alone
WAITING = 64  # connections that are not yet accepted
