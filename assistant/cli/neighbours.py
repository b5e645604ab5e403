"""Whether the services that an installation calls do answer: its login, model and collector."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.brains.planning import Planner
from assistant.channels.connections import is_listening
from assistant.channels.contract import Adapter, Fetched
from assistant.channels.inbox import standing
from assistant.channels.listed import CONSOLES, PROGRAMS
from assistant.cli import opening, posting
from assistant.cli.failures import CommandFailed
from assistant.cli.finding import Finding
from assistant.jobs import moments
from assistant.settings import Settings

LATE = timedelta(minutes=5)
"""After which nobody seems to answer what waits."""


def login(settings: Settings) -> Iterator[Finding]:
    """Tells whether the keys of the own login can be had, where there is one."""
    if settings.jwt_jwks_url is None:
        return
    from assistant.identity.fetching import fetching
    from assistant.identity.keys import parsed

    where = f"keys at {settings.jwt_jwks_url}"
    try:
        count = len(dict(parsed(fetching(settings.jwt_jwks_url, allowed=settings.allowed_hosts)())))
    except (OSError, ValueError) as error:
        text = f"the {where} cannot be used ({error}): see WENDAN_JWT_JWKS_URL, and that it answers"
        yield Finding("broken", "login", text)
        return
    yield Finding("ok", "login", f"{count} {where}, for tokens of {settings.jwt_issuer}")


def models(settings: Settings) -> Iterator[Finding]:
    """Asks each language model an easy question, where one is set."""
    try:
        first, other = opening.first_planner(settings), opening.fallback_planner(settings)
    except CommandFailed as error:
        yield Finding("broken", "model", str(error))
        return
    if first is None:
        yield Finding("ok", "model", "none set: the rules answer alone")
        return
    yield _model(first, str(settings.llm_base_url), settings)
    if other is not None:
        yield _model(other, str(settings.llm_fallback_base_url or settings.llm_base_url), settings)


def _model(planner: Planner, address: str, settings: Settings) -> Finding:
    from assistant.brains.llm.rehearsal import QUESTION, rehearsed
    from assistant.brains.planning import Failure

    planned, right = rehearsed(planner, settings.clock().today())
    asked = f"{planned.model} at {address}"
    if planned.failure is not None and planned.failure is not Failure.NONSENSE:
        text = f"{asked} does not answer ({planned.cause}): check address, key and model"
        return Finding("broken", "model", text)
    tokens = f"{planned.spent.prompt} + {planned.spent.completion} tokens"
    if not right:
        text = f"{asked} answers, but does not plan {QUESTION!r} by a right tool call ({tokens})"
        return Finding("broken", "model", f"{text}: use one that can call tools")
    return Finding(
        "ok", "model", f"{asked} plans {QUESTION!r} rightly ({tokens}); {_sees(settings)}"
    )


def _sees(settings: Settings) -> str:
    """Gives what leaves the house for the model."""
    seen = {"questions": "sees questions, no row", "rows": "sees questions and their rows"}
    hidden = ", with signs for names" if settings.llm_hides == "names" else ""
    return seen[settings.llm_sees] + hidden


def mail(settings: Settings) -> Iterator[Finding]:
    """Tells whether the mail server lets us in, where one is set."""
    found = posting.mail(settings, None)
    if found is None:
        text = "no mail server is set: drafts are copied, reminders are only listed"
        yield Finding("ok", "mail", text)
        return
    where = f"the mail server {found.mailbox.host}, port {found.mailbox.port}"
    trouble = found.trouble()
    if trouble is not None:
        text = f"{where} cannot be used ({trouble}): see WENDAN_SMTP_HOST and the others"
        yield Finding("broken", "mail", text)
        return
    yield Finding("ok", "mail", f"{where} lets us in, as {found.mailbox.sender}")


def voice(settings: Settings) -> Finding:
    """Has the recogniser hear a moment of silence, where one is set."""
    if settings.asr is None:
        return Finding("ok", "voice", "none set: questions are typed; see docs/voice.md")
    from assistant.app.hearing import recogniser_for, trouble_with
    from assistant.voice import NotHeard, Sound
    from assistant.voice.recogniser import no_hint

    if trouble := trouble_with(settings):
        return Finding("broken", "voice", trouble)
    found = recogniser_for(settings)
    try:
        found.words(Sound(bytes(32_000)), "en", no_hint)
    except NotHeard as why:
        text = f"{found.name} does not hear ({why.cause}): see WENDAN_ASR and docs/voice.md"
        return Finding("broken", "voice", text)
    where = "stay on this machine" if found.is_here else "leave this machine"
    return Finding("ok", "voice", f"{found.name} answers; recordings {where}")


def collector(settings: Settings) -> Iterator[Finding]:
    """Tells whether spans can be sent, where there is a collector for them."""
    if settings.traces_url is None:
        return
    try:
        trouble = opening.trouble_with_collector(settings)
    except CommandFailed as error:
        yield Finding("broken", "traces", str(error))
        return
    where = f"the collector at {settings.traces_url}"
    if trouble is not None:
        text = f"{where} takes no spans ({trouble}): see WENDAN_TRACES_URL"
        yield Finding("broken", "traces", f"{text}, and OTEL_EXPORTER_OTLP_HEADERS if it has a key")
        return
    content = "with questions and replies" if settings.traces_content else "without any content"
    yield Finding("ok", "traces", f"{where} takes spans, {content}")


def chats(settings: Settings) -> Iterator[Finding]:
    """Tells of each chat program that is set whether it lets us in, and what to click if not."""
    wanted = [one for one in PROGRAMS if one.is_wanted(settings)]
    if not wanted:
        yield Finding("ok", "chats", "no chat program is set: docs/channels")
    for one in wanted:
        if missing := one.missing(settings):
            said = "; ".join(f"WENDAN_{name.upper()}: {CONSOLES[name]}" for name in missing)
            yield Finding("broken", one.name, f"set also {said}")
        elif not one.is_installed():
            yield Finding("broken", one.name, f"needs {one.package}: `make channels` installs it")
        elif trouble := one.adapter(settings).trouble():
            yield Finding("broken", one.name, f"{trouble} ({one.page})")
        else:
            adapter = one.adapter(settings)
            # Who fetches answers has nothing that could be asked before somebody writes.
            asked = "is set" if isinstance(adapter, Fetched) else "lets us in"
            yield Finding("ok", one.name, f"{asked}; {_comes(adapter)}")


def _comes(adapter: Adapter) -> str:
    """Gives which way messages come."""
    if is_listening(adapter):
        return "messages come over a connection that `wendan serve` opens"
    return f"its requests belong to https://…/channels/{adapter.door}"


def inbox_of(settings: Settings, connection: Connection) -> Iterator[Finding]:
    """Tells of each chat program that is set whether messages wait, or could not be answered."""
    since = moments(settings.clock().stamp)() - LATE
    for one in PROGRAMS:
        found = standing(connection, one.name, since)
        if found.late:
            text = f"{found.late:,} messages wait: run `wendan serve` or `wendan worker`"
            yield Finding("note", one.name, text)
        if found.failed:
            text = (
                f"{found.failed:,} messages of the last day could not be answered; their answers "
                "stand on the page"
            )
            yield Finding("note", one.name, text)
