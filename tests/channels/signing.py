"""Requests as the chat programs sign them: real payloads, with the vendors' own signing."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

PAYLOADS = Path(__file__).parent / "payloads"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""Slack's own example of a signing secret."""


def payload(name: str) -> Any:
    """Gives a payload: `slack/event_app_mention`."""
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def slack_headers(body: bytes, at_s: float, *, kind: str = "application/json") -> dict[str, str]:
    """Gives the headers that Slack sends with a body."""
    stamp = str(int(at_s))
    signed = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    assert signed is not None
    return {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signed,
    }


def json_body(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def form_body(**fields: str) -> bytes:
    return urlencode(fields).encode()


FORM = "application/x-www-form-urlencoded"
