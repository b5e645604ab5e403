"""Frames of Feishu's long connection: read and written as its SDKs do, whatever comes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.feishu.frames import DATA, Frame, read, written

PING = bytes.fromhex("0800100018212000" + "2a0c0a047479706512" + "0470696e67" + "4200")
"""A ping to the service 33, as Google's own library writes it, and an empty payload."""
NUMBERS = st.integers(0, 2**64 - 1)


def test_a_ping_is_written_as_by_the_library_of_protocol_buffers() -> None:
    frame = Frame(0, 33, {"type": "ping"})
    assert written(frame) == PING
    assert read(PING) == frame


@given(
    numbers=st.tuples(NUMBERS, NUMBERS, st.integers(0, 2**31), st.sampled_from([0, 1])),
    headers=st.dictionaries(st.text(max_size=9), st.text(max_size=300), max_size=3),
    payload=st.binary(max_size=400),
)
def test_what_is_written_is_read(
    numbers: tuple[int, int, int, int], headers: dict[str, str], payload: bytes
) -> None:
    sequence, log, service, method = numbers
    frame = Frame(method, service, headers, payload, sequence, log)
    assert read(written(frame)) == frame


def test_an_answer_carries_back_what_is_not_known_here() -> None:
    other = b"\x32\x01a\x4a\x02id"
    frame = read(written(Frame(DATA, headers={"message_id": "m"}, payload=b"{}")) + other)
    assert frame.rest == other
    again = read(written(frame.answered(b"[]")))
    assert (again.rest, again.payload, again.headers["message_id"]) == (other, b"[]", "m")


@given(sent=st.binary(max_size=60))
def test_what_is_no_frame_is_refused(sent: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(read(sent), Frame)


@pytest.mark.parametrize("sent", [b"\x42\x05ab", b"\x08", b"\x0b", b"\xff" * 11])
def test_a_cut_frame_is_none(sent: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut|number|kind"):
        read(sent)
