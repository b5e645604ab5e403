"""Recordings for tests, made here: a tone in each of the containers that people's programs send."""

import io
import math
import struct
import wave
from functools import cache

import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

RATE = 16_000
CONTAINERS = {
    "webm": ("webm", "libopus", 48_000),
    "ogg": ("ogg", "libopus", 48_000),
    "m4a": ("mp4", "aac", 44_100),
    "mp3": ("mp3", "libmp3lame", 44_100),
    "flac": ("flac", "flac", 16_000),
    "aac": ("adts", "aac", 44_100),
    "amr": ("amr", "libopencore_amrnb", 8_000),
}
"""How a browser, Feishu, an iPhone, …, WeCom and DingTalk send what was said."""


@cache
def wav(seconds: float = 1.0, rate: int = RATE) -> bytes:
    """Gives a tone as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(_tone(int(seconds * rate), rate))
    return file.getvalue()


@cache
def recording(kind: str, seconds: float = 1.0) -> bytes:
    """Gives a tone in a container."""
    container, codec, rate = CONTAINERS[kind]
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate)
        stream.layout = "mono"  # type: ignore[attr-defined]
        frame = AudioFrame(format="s16", layout="mono", samples=int(seconds * rate))
        frame.sample_rate = rate
        frame.planes[0].update(_tone(int(seconds * rate), rate))
        resampler = av.AudioResampler(
            format=stream.codec_context.format,  # type: ignore[attr-defined]
            layout="mono",
            rate=rate,
            frame_size=stream.codec_context.frame_size or 160,  # type: ignore[attr-defined]
        )
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(part))  # type: ignore[attr-defined]
        out.mux(stream.encode(None))  # type: ignore[attr-defined]
    return file.getvalue()


@cache
def silent_video() -> bytes:
    """Gives a video without sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            out.mux(stream.encode(VideoFrame(64, 64, "yuv420p")))
        out.mux(stream.encode(None))
    return file.getvalue()


def _tone(samples: int, rate: int) -> bytes:
    values = (int(9000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(samples))
    return struct.pack(f"<{samples}h", *values)
