"""Voice: a recording becomes the words that were said, which are then asked like typed ones.

A recording is decoded (`recording.py`), a recogniser writes down what it hears (`endpoint.py`: any
server with OpenAI's interface for it; `whisper.py`: on this machine), helped by the names that the
asker may see (`hints.py`). Nothing of the recording is kept or logged.
"""

from assistant.voice.failures import NotHeard, Trouble
from assistant.voice.hearing import Hearing
from assistant.voice.recogniser import Recogniser
from assistant.voice.recording import MOST_BYTES, MOST_S, Sound, sound_of

__all__ = [
    "MOST_BYTES",
    "MOST_S",
    "Hearing",
    "NotHeard",
    "Recogniser",
    "Sound",
    "Trouble",
    "sound_of",
]
