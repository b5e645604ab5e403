"""Frames of Feishu's long connection: one small Protocol Buffers message, read and written here.

Feishu documents it by its SDKs alone (`pbbp2.proto` in larksuite/oapi-sdk-go): numbers of a
sequence, of a log and of a service, the method, headers, and a payload. A library with its
generated code would be larger than the whole adapter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

CONTROL, DATA = 0, 1
_NUMBERS, _HEADER, _PAYLOAD = (1, 2, 3, 4), 5, 8
_VARINT, _FIXED64, _BYTES = 0, 1, 2
_LONGEST = 10
"""Bytes of a number."""


@dataclass(frozen=True)
class Frame:
    """What is sent either way."""

    method: int
    service: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    payload: bytes = b""
    sequence: int = 0
    log: int = 0
    rest: bytes = b""
    """Other fields as they came, for an answer carries them back."""

    def answered(self, payload: bytes) -> "Frame":
        """Gives the frame that acknowledges this one."""
        return replace(self, headers={**self.headers, "biz_rt": "0"}, payload=payload)


def written(frame: Frame) -> bytes:
    """Gives a frame as it is sent."""
    numbers = (frame.sequence, frame.log, frame.service, frame.method)
    found = bytearray()
    for name, number in zip(_NUMBERS, numbers, strict=True):
        found += _key(name, _VARINT) + _varint(number)
    for key, value in frame.headers.items():
        found += _bytes(_HEADER, _bytes(1, key.encode()) + _bytes(2, value.encode()))
    return bytes(found + frame.rest + _bytes(_PAYLOAD, frame.payload))


def read(sent: bytes) -> Frame:
    """Gives the frame that was sent.

    Raises:
        ValueError: it is none.
    """
    numbers = dict.fromkeys(_NUMBERS, 0)
    headers: dict[str, str] = {}
    payload, rest = b"", b""
    for name, value, raw in _fields(sent):
        if name in numbers and isinstance(value, int):
            numbers[name] = value
        elif name == _HEADER and isinstance(value, bytes):
            pair = {one: inner for one, inner, _ in _fields(value) if isinstance(inner, bytes)}
            headers[pair.get(1, b"").decode()] = pair.get(2, b"").decode()
        elif name == _PAYLOAD and isinstance(value, bytes):
            payload = value
        else:
            rest += raw
    sequence, log, service, method = numbers.values()
    return Frame(method, service, headers, payload, sequence, log, rest)


def _fields(sent: bytes) -> Iterator[tuple[int, int | bytes, bytes]]:
    """Gives the number, the value and the bytes of each field."""
    at = 0
    while at < len(sent):
        start = at
        key, at = _number(sent, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _number(sent, at)
            case 2:
                length, at = _number(sent, at)
                value, at = sent[at : at + length], at + length
            case 1 | 5 as kind:
                length = 8 if kind == _FIXED64 else 4
                value, at = sent[at : at + length], at + length
            case _:
                raise ValueError("no such kind of field")
        if at > len(sent):
            raise ValueError("cut")
        yield key >> 3, value, sent[start:at]


def _number(sent: bytes, at: int) -> tuple[int, int]:
    """Gives the number that begins at a place, and where it ends."""
    found = 0
    for count, byte in enumerate(sent[at : at + _LONGEST]):
        found |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return found, at + count + 1
    raise ValueError("no number")


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _key(name: int, kind: int) -> bytes:
    return _varint(name << 3 | kind)


def _bytes(name: int, value: bytes) -> bytes:
    return _key(name, _BYTES) + _varint(len(value)) + value
