"""A simulated LiveKit Cloud project: a pure world, and a server that shows it as the Analytics API would."""
