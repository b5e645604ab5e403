"""Recordings of all kinds become sound; what is none is refused with a reason."""

import struct

import pytest

from assistant.voice import MOST_BYTES, MOST_S, NotHeard, sound_of
from assistant.voice.failures import NO_SOUND, NOTHING, TOO_LARGE, TOO_LONG, UNREADABLE, Trouble
from tests.recordings import CONTAINERS, recording, silent_video, wav


@pytest.mark.parametrize("kind", sorted(CONTAINERS))
def test_a_recording_of_each_program_becomes_the_same_kind_of_sound(kind: str) -> None:
    sound = sound_of(recording(kind))
    assert sound.seconds == pytest.approx(1.0, abs=0.15)
    loudest = max(abs(one) for (one,) in struct.iter_unpack("<h", sound.samples))
    assert loudest > 3000
    assert sound_of(sound.wav).samples == sound.samples


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
LYING = bytearray(wav())
LYING[24:28] = struct.pack("<I", 1)  # one sample a second: hours of sound


@pytest.mark.parametrize(
    ("sent", "trouble"),
    [
        (b"", UNREADABLE),
        (b"hello, this is no recording", UNREADABLE),
        (PLAYLIST, UNREADABLE),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", UNREADABLE),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, UNREADABLE),
        (b"OggS" + b"\0" * 2000, UNREADABLE),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", UNREADABLE),
        (recording("webm")[:400], UNREADABLE),
        (recording("m4a")[:300], UNREADABLE),
        (silent_video(), NO_SOUND),
        (wav(0.1), NOTHING),
        (wav(MOST_S + 5, 8000), TOO_LONG),
        (bytes(LYING), TOO_LONG),
        (b"RIFF" + bytes(MOST_BYTES), TOO_LARGE),
    ],
    ids=(
        "nothing",
        "text",
        "play list",
        "list of files",
        "picture",
        "ogg",
        "riff",
        "half a webm",
        "half an m4a",
        "silent video",
        "a tenth of a second",
        "too long",
        "lying",
        "too large",
    ),
)
def test_what_is_no_recording_is_refused_with_its_reason(sent: bytes, trouble: Trouble) -> None:
    with pytest.raises(NotHeard) as refused:
        sound_of(sent)
    assert refused.value.trouble == trouble


def test_a_recording_that_was_cut_or_scratched_anywhere_ends_in_sound_or_a_reason() -> None:
    heard = refused = 0
    for kind in CONTAINERS:
        whole = recording(kind)
        for at in range(3, len(whole), max(1, len(whole) // 6)):
            scratched = whole[:at] + bytes(byte ^ 0x5A for byte in whole[at : at + 40])
            for sent in (whole[:at], scratched + whole[at + 40 :]):
                try:
                    heard += sound_of(sent).seconds > 0
                except NotHeard:
                    refused += 1
    assert heard
    assert refused
