"""Fetches a page of sessions with httpx and prints it: the least that `lktui sessions --json` could do."""

import os

import httpx

address = f"{os.environ['LKTUI_SERVER_URL']}/api/project/{os.environ['LIVEKIT_PROJECT_ID']}/sessions"
answer = httpx.get(
    address, params={"limit": 100, "page": 0}, headers={"Authorization": f"Bearer {os.environ['TOKEN']}"}
)
answer.raise_for_status()
print(answer.text)
