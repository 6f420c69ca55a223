"""The Analytics API: what is on the wire, tokens, and the client. The only package that knows httpx and jwt."""
