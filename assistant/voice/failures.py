"""Why a recording became no words: each in both languages, with what to do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """One reason. `passes`: it is not the recording's fault, and the same may be heard later."""

    code: str
    zh: str
    en: str
    passes: bool = False


class NotHeard(Exception):
    """A recording became no words. `cause` is for those who run the service: never its content."""

    def __init__(self, trouble: Trouble, cause: str = "") -> None:
        super().__init__(trouble.code)
        self.trouble = trouble
        self.cause = cause


UNREADABLE = Trouble(
    "E-AUDIO",
    "这段录音打不开。请发 m4a、mp3、wav、ogg、webm、mp4、aac、flac 或 amr 格式的录音，或者打字。",
    "This recording cannot be read. Send m4a, mp3, wav, ogg, webm, mp4, aac, flac or amr, or type.",
)
NO_SOUND = Trouble(
    "E-AUDIO",
    "这个文件里没有声音。请重新录一段，或者打字。",
    "There is no sound in this file. Record it again, or type.",
)
TOO_LONG = Trouble(
    "E-AUDIO-LONG",
    "录音太长了，最多 60 秒。请说短一点。",
    "The recording is too long: 60 seconds at most. Please say less.",
)
TOO_LARGE = Trouble(
    "E-AUDIO-LONG",
    "录音文件太大了，最多 12 MB。请说短一点。",
    "The recording is too large: 12 MB at most. Please say less.",
)
NOTHING = Trouble(
    "E-NO-SPEECH",
    "没听到说话。请离话筒近一点再说一次，或者打字。",
    "No words were heard. Speak closer to the microphone, or type.",
)
AWAY = Trouble(
    "E-RECOGNISER",
    "语音识别现在用不了。请打字，或者稍后再说一次。",
    "Speech recognition does not work just now. Type, or say it again later.",
    passes=True,
)
BUSY = Trouble(
    "E-RECOGNISER-BUSY",
    "现在用语音的人太多。请过几秒再说一次，或者打字。",
    "Too many recordings are being heard just now. Say it again in a few seconds, or type.",
    passes=True,
)
