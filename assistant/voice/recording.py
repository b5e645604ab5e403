"""A recording as it comes: known by its first bytes, decoded to 16 kHz in one channel.

Only the reader for what the first bytes say is opened. FFmpeg left to guess would also read play
lists, which name files and addresses to fetch. Pictures of a video are not decoded.
"""

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.voice.failures import NO_SOUND, NOTHING, TOO_LARGE, TOO_LONG, UNREADABLE, NotHeard

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

MOST_BYTES = 12 * 1024 * 1024
"""A minute of sound as a browser or a phone records it, uncompressed."""
MOST_S = 60.0
LEAST_S = 0.3
"""A tap on the button, and no word."""
RATE = 16_000
DECODING_S = 10.0
"""What decoding may take; a minute takes a fraction of a second."""
MOST_FRAME_S = 5.0
"""How long a single frame may be: none of these codecs has longer ones than a second."""
_CODECS = frozenset(
    "aac aac_latm alac amrnb amrwb flac mp3 mp3float opus libopus vorbis gsm".split()
    + "pcm_s16le pcm_s16be pcm_s24le pcm_s32le pcm_u8 pcm_f32le pcm_alaw pcm_mulaw".split()
)


@dataclass(frozen=True)
class Sound:
    """Sound as recognisers take it: 16-bit samples of one channel, 16,000 a second."""

    samples: bytes

    @property
    def seconds(self) -> float:
        """Gives how long it is."""
        return len(self.samples) / (2 * RATE)

    @cached_property
    def wav(self) -> bytes:
        """Gives it as a WAV file."""
        import wave  # noqa: PLC0415

        file = io.BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(RATE)
            written.writeframes(self.samples)
        return file.getvalue()


def sound_of(recording: bytes) -> Sound:
    """Gives the sound of a recording.

    Raises:
        NotHeard: it is none, holds no sound, or is longer than `MOST_S` or `MOST_BYTES`.
    """
    if len(recording) > MOST_BYTES:
        raise NotHeard(TOO_LARGE)
    reader = reader_for(recording)
    if reader is None:
        raise NotHeard(UNREADABLE, "no known kind of recording")
    samples = bytearray()
    for part in _decoded(recording, reader):
        samples += part
        if len(samples) > MOST_S * RATE * 2:
            raise NotHeard(TOO_LONG)
    if len(samples) < LEAST_S * RATE * 2:
        raise NotHeard(NOTHING)
    return Sound(bytes(samples))


def reader_for(recording: bytes) -> str | None:
    """Gives the name of FFmpeg's reader for a recording, by its first bytes."""
    if recording[:4] == b"RIFF" and recording[8:12] == b"WAVE":
        return "wav"
    if recording[4:8] == b"ftyp":
        return "mov"
    known = {
        b"#!AMR": "amr",
        b"OggS": "ogg",
        b"\x1a\x45\xdf\xa3": "matroska",
        b"fLaC": "flac",
        b"ID3": "mp3",
    }
    found = next((name for start, name in known.items() if recording.startswith(start)), None)
    if found is None and recording[:1] == b"\xff" and len(recording) > 1:
        # Frames with no header before them: of AAC (ADTS, layer 0), or of MP3.
        second = recording[1]
        found = "aac" if second & 0xF6 == 0xF0 else "mp3" if second & 0xE0 == 0xE0 else None
    return found


def _decoded(recording: bytes, reader: str) -> Iterator[bytes]:
    """Gives the samples piece by piece; whoever asks may stop at any."""
    # Of the extra `voice`; 0.1 s, which only a recording needs.
    from av import open as open_recording  # noqa: PLC0415
    from av.error import FFmpegError  # noqa: PLC0415

    try:
        with open_recording(io.BytesIO(recording), mode="r", format=reader) as container:
            yield from _samples(container)
    except (FFmpegError, ValueError, OverflowError, MemoryError) as error:
        raise NotHeard(UNREADABLE, type(error).__name__) from None


def _samples(container: "InputContainer") -> Iterator[bytes]:
    from av.audio.resampler import AudioResampler  # noqa: PLC0415

    if not container.streams.audio:
        raise NotHeard(NO_SOUND)
    stream = container.streams.audio[0]
    if stream.codec_context.name not in _CODECS:
        raise NotHeard(UNREADABLE, "codec")
    declared = (container.duration or 0) / 1_000_000
    if declared > MOST_S + 1:  # what it says may be wrong, but then it is not to be believed
        raise NotHeard(TOO_LONG)
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    until = time.monotonic() + DECODING_S
    for frame in container.decode(stream):
        if time.monotonic() > until or frame.samples > MOST_FRAME_S * max(frame.sample_rate, 1):
            raise NotHeard(UNREADABLE, "takes too long")
        yield from map(_raw, resampler.resample(frame))
    yield from map(_raw, resampler.resample(None))


def _raw(frame: "AudioFrame") -> bytes:
    return bytes(frame.planes[0])[: 2 * frame.samples]
