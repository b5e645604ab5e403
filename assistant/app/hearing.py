"""What hears spoken questions, as the settings say."""

from importlib.util import find_spec

from sqlalchemy.engine import Engine

from assistant.settings import Settings
from assistant.voice import Hearing, Recogniser
from assistant.voice.hints import hint_for
from assistant.voice.recogniser import Hint, no_hint
from crm.access import Caller

LOCAL = "faster-whisper:"
ENDPOINT = "openai"
INSTALL = "`make voice` or wendan[voice] installs it; or leave WENDAN_ASR out"


def hearing_for(settings: Settings, engine: Engine) -> Hearing | None:
    """Gives what hears spoken questions; None where voice is not set, or cannot be used."""
    if settings.asr is None or trouble_with(settings) is not None:
        return None
    recogniser = recogniser_for(settings)

    def hint(caller: Caller) -> Hint:
        # A name that no model may see is told no recogniser elsewhere either.
        if settings.llm_hides == "names" and not recogniser.is_here:
            return no_hint
        with engine.connect() as connection:
            return hint_for(connection, caller)

    return Hearing(recogniser, hint)


def recogniser_for(settings: Settings) -> Recogniser:
    """Gives the recogniser that is set; nothing is loaded or sent yet."""
    if settings.asr == ENDPOINT:
        from assistant.voice.endpoint import Endpoint  # noqa: PLC0415  (30 ms, where it is used)

        return Endpoint(
            str(settings.asr_base_url),
            str(settings.asr_model),
            settings.asr_api_key,
            settings.asr_seconds,
            settings.allowed_hosts,
        )
    from assistant.voice.whisper import Whisper  # noqa: PLC0415

    return Whisper(str(settings.asr).removeprefix(LOCAL), seconds=settings.asr_seconds)


def trouble_with(settings: Settings) -> str | None:
    """Gives why voice cannot be used as it is set, and what to do; None where it can.

    Looks at what is set and installed alone: whether the recogniser hears is another question.
    """
    asr = settings.asr or ""
    needs = ["av", "python_multipart"]
    if asr == ENDPOINT:
        needs.append("httpx2")
        for name in ("asr_base_url", "asr_model"):
            if getattr(settings, name) is None:
                return f"WENDAN_ASR is openai: set WENDAN_{name.upper()} too; see docs/voice.md"
    elif asr.startswith(LOCAL) or "/" in asr:
        needs.append("faster_whisper")
    else:
        return (
            f"WENDAN_ASR is {asr!r}: give openai, faster-whisper:base (or another size), or the "
            "path of a model's folder"
        )
    lacking = [name for name in needs if find_spec(name) is None]
    return f"voice needs {lacking[0]}: {INSTALL}" if lacking else None
