"""Opens what the commands work with: settings, database, desk."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli import posting
from assistant.cli.failures import CommandFailed

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Engine

    from assistant.brains.llm.endpoint import Endpoint
    from assistant.brains.planning import Planner
    from assistant.brains.wording import Writer
    from assistant.desk import Desk
    from assistant.settings import Settings
    from assistant.teaching import House
    from assistant.token_budget import Price, TokenBudget
    from assistant.tracing import Recorder
    from knowledge.base import KnowledgeBase

WITHOUT_TRACING = (
    "WENDAN_TRACES_URL needs OpenTelemetry: wendan[tracing] installs it; or leave the setting out."
)


def product_version() -> str:
    """Gives the version of this installation."""
    from importlib.metadata import version

    return version("wendan")


def settings(*, home: Path | None = None) -> "Settings":
    """Gives the settings; `home` is the home if none is set."""
    from assistant.settings import Settings

    return Settings.load(Path.cwd(), home=home)


def database(chosen: "Settings") -> "Engine":
    """Gives the database, ready: made or upgraded where it was not.

    Raises:
        crm.database.DatabaseError: it cannot be used.
        OSError: the home cannot be made.
    """
    from crm.database import connect
    from crm.schema import prepare

    chosen.home.mkdir(parents=True, exist_ok=True)
    engine = connect(chosen.database)
    prepare(engine)
    finish_restore(chosen, engine)
    finish_lessons(chosen, engine)
    return engine


def finish_restore(chosen: "Settings", engine: "Engine") -> None:
    """Ends a restore that was killed (see `crm.backups.workplace`); nearly always there is none."""
    if (chosen.home / "restoring").is_dir():
        from crm.backups.workplace import finish

        finish(engine, chosen.home)


def finish_lessons(chosen: "Settings", engine: "Engine") -> None:
    """Ends lessons that were killed (see `assistant.teaching.pending`); mostly there is none."""
    if any(chosen.home.glob(".*.next")):
        from assistant.teaching.pending import finish

        finish(engine, chosen.home)


def desk(
    chosen: "Settings",
    engine: "Engine",
    *,
    recorder: "Recorder | None" = None,
    demo: bool = False,
) -> "Desk":
    """Gives the desk that answers questions about that database."""
    from assistant.desk import Desk
    from assistant.teaching import House
    from crm.periods import CALENDAR, load_calendar

    clock = chosen.clock()
    fiscal_start = chosen.fiscal_start_month
    calendar = load_calendar(chosen.home / CALENDAR, fiscal_start_month=fiscal_start)
    house = House(chosen.home, calendar)
    if house.words.exists():
        _tell_if_broken(house, clock.today())
    return Desk(
        engine,
        catalog=house,
        today=clock.today,
        now=clock.now,
        currency=chosen.currency,
        calendar=calendar,
        patience_s=chosen.query_seconds,
        planner=planner(chosen),
        writer=writer(chosen),
        model_first=chosen.brain == "llm",
        hides=chosen.llm_hides == "names",
        tokens=budget(chosen),
        documents=documents(chosen),
        recorder=recorder,
        quiet=chosen.quiet_hours,
        timezone=clock.timezone,
        sends=posting.sends(chosen, demo=demo),
    )


def refuse_half_a_voice(chosen: "Settings") -> None:
    """Does nothing if no voice is set, or one that can be used.

    Raises:
        CommandFailed: something that it needs is not set, or not installed.
    """
    if chosen.asr is None:
        return
    from assistant.app.hearing import trouble_with

    if trouble := trouble_with(chosen):
        raise CommandFailed(f"{trouble}.")


def recorder(chosen: "Settings", engine: "Engine") -> "Recorder | None":
    """Gives what records the spans of turns; None where no collector is set.

    Raises:
        CommandFailed: one is set, and what it needs is not installed.
    """
    if chosen.traces_url is None:
        return None
    try:
        from assistant.tracing.otel import recorder_for
    except ImportError as error:
        raise CommandFailed(WITHOUT_TRACING) from error
    from assistant.tracing.statements import watch

    watch(engine)
    return recorder_for(
        chosen.traces_url,
        chosen.allowed_hosts,
        version=product_version(),
        with_content=chosen.traces_content,
    )


def trouble_with_collector(chosen: "Settings") -> str | None:
    """Gives why no span can be sent; None where they can, or no collector is set.

    Raises:
        CommandFailed: what it needs is not installed.
    """
    if chosen.traces_url is None:
        return None
    try:
        from assistant.tracing.otel import trouble
    except ImportError as error:
        raise CommandFailed(WITHOUT_TRACING) from error
    return trouble(chosen.traces_url, chosen.allowed_hosts)


def planner(chosen: "Settings") -> "Planner | None":
    """Gives the language model that plans what the rules do not read; None without one.

    Raises:
        CommandFailed: one is wanted, and it is not said where it is.
    """
    from importlib.util import find_spec

    from assistant.brains.planning import LatePlanner

    if chosen.brain == "rules":
        return None
    if chosen.llm_base_url is None or chosen.llm_model is None:
        if chosen.brain == "llm":
            raise CommandFailed(
                "WENDAN_BRAIN is llm: set WENDAN_LLM_BASE_URL and WENDAN_LLM_MODEL too, "
                "or WENDAN_BRAIN=rules."
            )
        return None
    if lacking := [name for name in ("langchain", "langchain_openai") if find_spec(name) is None]:
        raise CommandFailed(
            f"The language model needs {lacking[0]}: `make llm` or wendan[llm] installs it; "
            "or set WENDAN_BRAIN=rules."
        )
    return LatePlanner(chosen.llm_model, lambda: _made(_endpoint(chosen)))


def fallback_planner(chosen: "Settings") -> "Planner | None":
    """Gives the language model that is asked where the first fails, alone; None without one."""
    from assistant.brains.planning import LatePlanner

    if chosen.llm_fallback_model is None or planner(chosen) is None:
        return None
    return LatePlanner(chosen.llm_fallback_model, lambda: _made(_fallback(chosen)))


def first_planner(chosen: "Settings") -> "Planner | None":
    """Gives the first language model without the one that is asked where it fails.

    Raises:
        CommandFailed: one is wanted, and it is not said where it is.
    """
    return planner(chosen.model_copy(update={"llm_fallback_model": None}))


def writer(chosen: "Settings") -> "Writer | None":
    """Gives the language model that words answers; None where it may see no rows."""
    from assistant.brains.wording import LateWriter

    if chosen.llm_sees != "rows" or planner(chosen) is None:
        return None

    def made() -> "Writer":
        from assistant.brains.llm.endpoint import writer_at

        return writer_at(_endpoint(chosen))

    return LateWriter(str(chosen.llm_model), made)


def _made(endpoint: "Endpoint") -> "Planner":
    from assistant.brains.llm.endpoint import planner_at

    return planner_at(endpoint)


def _endpoint(chosen: "Settings") -> "Endpoint":
    from assistant.brains.llm.endpoint import Endpoint

    return Endpoint(
        str(chosen.llm_base_url),
        str(chosen.llm_model),
        chosen.llm_api_key,
        chosen.llm_seconds,
        chosen.allowed_hosts,
        _fallback(chosen) if chosen.llm_fallback_model is not None else None,
    )


def _fallback(chosen: "Settings") -> "Endpoint":
    """Gives the second model; the first one's key is sent to no other address."""
    from assistant.brains.llm.endpoint import Endpoint

    elsewhere = chosen.llm_fallback_base_url is not None
    return Endpoint(
        str(chosen.llm_fallback_base_url or chosen.llm_base_url),
        str(chosen.llm_fallback_model),
        chosen.llm_fallback_api_key if elsewhere else chosen.llm_api_key,
        chosen.llm_seconds,
        chosen.allowed_hosts,
    )


def budget(chosen: "Settings") -> "TokenBudget":
    """Gives what questions may take of the language model."""
    from assistant.token_budget import Limits, TokenBudget

    money = Limits(
        chosen.llm_question_cost or None,
        chosen.llm_user_cost_per_day or None,
        chosen.llm_cost_per_day or None,
    )
    return TokenBudget(
        chosen.llm_question_tokens,
        chosen.llm_user_tokens_per_day or None,
        chosen.llm_tokens_per_day or None,
        _price(chosen),
        money,
    )


def _price(chosen: "Settings") -> "Price | None":
    """Gives what the model costs; None where that is not set."""
    from assistant.token_budget import Price

    prompt, completion = chosen.llm_prompt_price, chosen.llm_completion_price
    if prompt is None or completion is None:
        return None
    cached = chosen.llm_cached_price
    return Price(
        prompt, completion, prompt if cached is None else cached, chosen.llm_price_currency
    )


def documents(chosen: "Settings") -> "KnowledgeBase":
    """Gives the documents of the home; nothing is read or imported before they are used.

    Raises:
        CommandFailed: the embedding is a model without an address.
    """
    from knowledge.base import opened
    from knowledge.embedding import SHIPPED, Endpoint

    embedding = None
    if chosen.knowledge_embedding != SHIPPED:
        if chosen.knowledge_embedding_url is None:
            raise CommandFailed(
                f"WENDAN_KNOWLEDGE_EMBEDDING is {chosen.knowledge_embedding!r}: give its address "
                "as WENDAN_KNOWLEDGE_EMBEDDING_URL, such as http://127.0.0.1:8000/v1."
            )
        key = chosen.knowledge_embedding_key
        secret = key.get_secret_value() if key is not None else None
        embedding = Endpoint(chosen.knowledge_embedding_url, chosen.knowledge_embedding, secret)
    return opened(chosen.home, embedding=embedding, server=chosen.knowledge_server)


def _tell_if_broken(house: "House", today: "date") -> None:
    """Says that the words of the home are left out: without them less is understood, no more."""
    from crm.vocabulary import VocabularyError

    try:
        house.read({}, today)
    except VocabularyError as error:
        print(f"wendan: {error} Until then it is left out.", file=sys.stderr)


def refuse_without_rows(engine: "Engine") -> None:
    """Does nothing if there is something to ask about.

    Raises:
        CommandFailed: nothing has been imported yet.
    """
    import sqlalchemy as sa

    from crm.models import table_state

    with engine.connect() as connection:
        if connection.execute(sa.select(table_state.c.version).limit(1)).first() is None:
            raise CommandFailed(
                "There is nothing to ask about yet. Load your files with `wendan import PATH`, "
                "or try the demo company: `wendan demo`."
            )


def tell_of_waiting() -> None:
    """Says that a command waits for another one, which may take minutes."""
    print(
        "wendan: Another import, erasure or restore is at work on this database. This one begins "
        "when that has ended; Ctrl-C gives it up.",
        file=sys.stderr,
    )
