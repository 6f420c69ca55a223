"""Where the tests find what they share."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "pty"))  # the terminal, which the benchmarks use too
