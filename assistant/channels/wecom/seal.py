"""What WeCom seals: AES-256-CBC, with who it is for inside ("Encryption and decryption")."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from assistant.channels.contract import Refused

WINDOW_S = 3600
"""WeCom delivers again for 15 s; an older request is a replay. The inbox knows the others."""
KEY = 32
"""Bytes of a key, and of a block that is filled up."""
HEAD = 20
"""Bytes before the text: 16 by chance, and 4 with its length."""


def key_of(encoded: str) -> bytes:
    """Gives the key of an EncodingAESKey; empty where it is none."""
    try:
        found = base64.b64decode(f"{encoded}=", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return found if len(found) == KEY else b""


def unsealed(key: bytes, sealed: str, receiver: str) -> bytes:
    """Gives what was sealed for a receiver.

    Raises:
        ValueError: it was not; whatever is wrong, nothing more is said.
    """
    try:
        cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        opening, padding = cipher.decryptor(), PKCS7(KEY * 8).unpadder()
        padded = opening.update(base64.b64decode(sealed, validate=True)) + opening.finalize()
        whole = padding.update(padded) + padding.finalize()
    except ValueError:
        raise ValueError("not sealed for us") from None
    end = HEAD + int.from_bytes(whole[16:HEAD], "big")
    if len(whole) < HEAD or whole[end:] != receiver.encode():
        raise ValueError("not sealed for us")
    return whole[HEAD:end]


@dataclass(frozen=True)
class Seal:
    """What WeCom and we know of one address."""

    token: str
    key: bytes
    receiver: str

    def opened(self, query: Mapping[str, str], text: str, now_s: float) -> bytes:
        """Gives what was sealed for us, once it is known who sealed it, and when.

        Raises:
            KeyError: the query holds no signature.
            ValueError: it was not sealed for us.
            Refused: the signature is bad or old.
        """
        made = self.signature(query["timestamp"], query["nonce"], text)
        if not hmac.compare_digest(made.encode(), query["msg_signature"].encode()):
            raise Refused(401, "bad signature")
        if abs(now_s - int(query["timestamp"])) > WINDOW_S:
            raise Refused(401, "old signature")
        return unsealed(self.key, text, self.receiver)

    def sealed(self, text: bytes) -> str:
        """Gives a text sealed for whoever has the key."""
        padder = PKCS7(KEY * 8).padder()
        length = len(text).to_bytes(4, "big")
        whole = secrets.token_bytes(16) + length + text + self.receiver.encode()
        padded = padder.update(whole) + padder.finalize()
        sealing = Cipher(algorithms.AES256(self.key), modes.CBC(self.key[:16])).encryptor()
        return base64.b64encode(sealing.update(padded) + sealing.finalize()).decode()

    def signature(self, stamp: str, nonce: str, text: str) -> str:
        """Gives what WeCom and we sign a sealed text with."""
        parts = "".join(sorted((self.token, stamp, nonce, text))).encode()
        return hashlib.sha1(parts).hexdigest()  # noqa: S324  (WeCom's choice; it is encrypted too)
