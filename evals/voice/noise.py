"""Noise laid over a recording, the same each time."""

import array
import math
import random
import sys

from assistant.voice import Sound

LOUDEST = 32_767


def with_noise(sound: Sound, decibels: float, seed: int) -> Sound:
    """Gives a sound in noise, so many decibels softer than it: 20 is a quiet room, 5 a street."""
    samples = array.array("h", sound.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    power = sum(one * one for one in samples) / max(1, len(samples))
    spread = math.sqrt(power / 10 ** (decibels / 10))
    chance = random.Random(seed)  # noqa: S311  (noise, not a secret)
    noisy = (round(one + chance.gauss(0, spread)) for one in samples)
    found = array.array("h", (max(-LOUDEST, min(LOUDEST, one)) for one in noisy))
    if sys.byteorder == "big":
        found.byteswap()
    return Sound(found.tobytes())
