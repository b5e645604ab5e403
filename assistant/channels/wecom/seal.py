"""What WeCom seals: AES-256-CBC, with who it is for inside ("Encryption and decryption")."""

import base64
import binascii

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

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
