"""Requests as the chat programs sign them: real payloads, with the vendors' own signing."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
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


FEISHU_KEY, FEISHU_TOKEN = "test key", "rvaYgkND1GOiu5MM0E1rncYC6PLtF7JV"
"""The key of Feishu's own example, and the token in its payloads."""


def feishu_body(found: Any, key: str = FEISHU_KEY) -> bytes:
    """Gives a body as Feishu encrypts it."""
    padder, start = PKCS7(128).padder(), b"0123456789abcdef"
    padded = padder.update(json_body(found)) + padder.finalize()
    cipher = Cipher(algorithms.AES256(hashlib.sha256(key.encode()).digest()), modes.CBC(start))
    sealing = cipher.encryptor()
    sealed = start + sealing.update(padded) + sealing.finalize()
    return json_body({"encrypt": base64.b64encode(sealed).decode()})


def feishu_headers(body: bytes, at_s: float, key: str = FEISHU_KEY) -> dict[str, str]:
    """Gives the headers that Feishu sends with a body."""
    stamp, nonce = str(int(at_s)), "5b6d2f"
    made = hashlib.sha256(f"{stamp}{nonce}{key}".encode() + body).hexdigest()
    return {
        "content-type": "application/json",
        "x-lark-request-timestamp": stamp,
        "x-lark-request-nonce": nonce,
        "x-lark-signature": made,
    }


FORM = "application/x-www-form-urlencoded"

DINGTALK_SECRET = "SEC-of-the-app"


def dingtalk_headers(at_s: float, *, is_click: bool = False) -> dict[str, str]:
    """Gives the headers that DingTalk sends with a message, or a click; no body is in them."""
    stamp, secret = str(int(at_s * 1000)), DINGTALK_SECRET.encode()
    text = stamp if is_click else f"{stamp}\n{DINGTALK_SECRET}"
    made = base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()
    if is_click:
        return {"x-ddpaas-signature-timestamp": stamp, "x-ddpaas-signature": made}
    return {"content-type": "application/json", "timestamp": stamp, "sign": made}


WECOM_TOKEN, WECOM_CORP = "QDG6eK", "wx5823bf96d3bd56c7"
WECOM_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
"""Those of WeCom's own example."""


def wecom_sealed(text: str, receiver: str = WECOM_CORP) -> str:
    """Gives a text as WeCom seals it."""
    key, padder = base64.b64decode(f"{WECOM_KEY}="), PKCS7(256).padder()
    whole = b"0123456789abcdef" + len(text.encode()).to_bytes(4, "big")
    padded = padder.update(whole + text.encode() + receiver.encode()) + padder.finalize()
    sealing = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(sealing.update(padded) + sealing.finalize()).decode()


def wecom_query(sealed: str, at_s: float) -> dict[str, str]:
    """Gives what stands behind the question mark of WeCom's requests."""
    stamp, nonce = str(int(at_s)), "1372623149"
    made = hashlib.sha1("".join(sorted((WECOM_TOKEN, stamp, nonce, sealed))).encode())
    return {"msg_signature": made.hexdigest(), "timestamp": stamp, "nonce": nonce}


def wecom_body(sealed: str) -> bytes:
    return f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def wecom_opened(sealed: str) -> str:
    """Gives what an AI bot has sealed."""
    key = base64.b64decode(f"{WECOM_KEY}=")
    opening = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
    unpadder = PKCS7(256).unpadder()
    padded = opening.update(base64.b64decode(sealed)) + opening.finalize()
    whole = unpadder.update(padded) + unpadder.finalize()
    length = int.from_bytes(whole[16:20], "big")
    assert len(whole) == 20 + length  # no receiver is in it
    return whole[20:].decode()


def wecom_xml(**fields: str) -> str:
    """Gives the text from WeCom's example, with other fields."""
    root = ET.fromstring((PAYLOADS / "wecom/app_text.xml").read_text(encoding="utf-8"))
    found = {one.tag: one.text or "" for one in root} | fields
    inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in found.items())
    return f"<xml>{inner}</xml>"
