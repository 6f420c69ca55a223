"""The Analytics API: what is on the wire, tokens, and the client. The only package that knows httpx and jwt."""

import sys

if "httpx" not in sys.modules:
    # where click is installed httpx loads a command line of its own, which takes as long as all the rest of it
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # the documented way to say: not there
    import httpx  # noqa: F401

    del sys.modules["httpx._main"]
