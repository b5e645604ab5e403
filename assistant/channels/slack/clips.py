"""Audio clips in Slack: the words that Slack wrote down, or the file that it keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from assistant.actions.channel import NotEver, NotNow

HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
"""Where Slack keeps files. The bot's token is shown nowhere else, whatever a message says."""
TIMEOUT_S = 15.0


@dataclass(frozen=True)
class Clip:
    """What somebody said: its words where Slack has all of them, else where the file is."""

    words: str
    address: str


def clip_of(event: Mapping[str, Any]) -> Clip | None:
    """Gives the one clip of a message; None where other files, or several, are with it."""
    files = cast("list[Mapping[str, Any]]", event.get("files") or [])
    if len(files) != 1:
        return None
    file = files[0]
    # A clip is labelled as a video by some of Slack's programs.
    if file.get("subtype") != "slack_audio" and not str(file.get("mimetype")).startswith("audio/"):
        return None
    told = cast("Mapping[str, Any]", file.get("transcription") or {})
    preview = cast("Mapping[str, Any]", told.get("preview") or {})
    whole = told.get("status") == "complete" and not preview.get("has_more")
    words = str(preview.get("content") or "").strip() if whole else ""
    return Clip(words, str(file.get("url_private_download") or file.get("url_private") or ""))


def fetched(
    address: str, token: str, most_bytes: int, transport: httpx.BaseTransport | None = None
) -> bytes:
    """Gives a file, or a piece of it that is longer than `most_bytes`.

    Raises:
        NotNow: Slack cannot be reached, or does not give it now.
        NotEver: it is none of Slack's, or gone, or the app may not read files.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in HOSTS or "@" in parts.netloc:
        raise NotEver("no file of Slack")
    head = {"Authorization": f"Bearer {token}"}
    found = bytearray()
    try:
        with (
            httpx.Client(transport=transport, timeout=TIMEOUT_S, follow_redirects=False) as client,
            client.stream("GET", address, headers=head) as response,
        ):
            for piece in response.iter_bytes():
                found += piece
                if len(found) > most_bytes:
                    break
    except httpx.HTTPError as error:
        raise NotNow("unreachable") from error
    if response.status_code >= 500 or response.status_code == 429:
        raise NotNow(str(response.status_code))
    # Without the scope files:read Slack leads to its login page.
    if not response.is_success or "text/html" in response.headers.get("content-type", ""):
        raise NotEver("no file")
    return bytes(found)
