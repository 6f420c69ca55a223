"""lktui itself, with its arguments, but allowed to ask more often than it should."""

from __future__ import annotations

import sys
from unittest.mock import patch

from lktui.__main__ import main

with patch("lktui.config.checks.FLOOR", 0.2):
    sys.exit(main())
