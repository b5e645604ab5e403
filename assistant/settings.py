"""The settings of contract section 5, from `WENDAN_` variables and `wendan.toml`.

A variable wins over the file in the current directory, and that one over the file in the home.
This is the only module that reads the environment and the clock. It is plain pydantic: the library
pydantic-settings would add a tenth of a second to every command.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import tomli
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails

from assistant.actions.mailbox import MailSettings
from assistant.outgoing import encrypted, is_this_machine, origins, refusal
from assistant.quiet import USUAL, QuietHours
from crm.database import sqlite_url

PREFIX = "WENDAN_"
FILE = "wendan.toml"
DATABASE = "wendan.db"
_DEAREST = Decimal(1_000_000)


def _callable(value: str, info: ValidationInfo) -> str:
    allowed: tuple[str, ...] = info.data.get("allowed_hosts", ())
    if reason := refusal(value, allowed):
        raise ValueError(reason)
    return value


def _http(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")):
        raise ValueError("give an address that begins with https:// or http://")
    return value


Address = Annotated[str, AfterValidator(_callable)]
"""What this service may call: see `assistant/outgoing.py`."""
HttpAddress = Annotated[Address, AfterValidator(_http)]


class SettingsError(Exception):
    """A setting is unknown or makes no sense; one line each that names it and says what would."""


@dataclass(frozen=True)
class Clock:
    """The time in the business time zone, and the business date."""

    timezone: ZoneInfo
    fixed: date | None = None

    def now(self) -> datetime:
        """Gives the time in the business time zone, to the second, without an offset."""
        found = datetime.now(self.timezone)  # noqa: TID251  (the clock that is handed around)
        return found.replace(tzinfo=None, microsecond=0)

    def stamp(self) -> float:
        """Gives the seconds since 1970, for what other machines date."""
        return datetime.now(UTC).timestamp()  # noqa: TID251  (the clock that is handed around)

    def today(self) -> date:
        """Gives the business date."""
        return self.fixed or self.now().date()


def _expanded(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, str) else value


def _iso(value: object) -> object:
    # pydantic alone would take a bare number too, as seconds since 1970.
    return date.fromisoformat(value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


def _quiet(value: object) -> object:
    return QuietHours.of(value) if isinstance(value, str) else value


class Settings(MailSettings):
    """All settings. Those of later versions are known and checked already, and not used yet.

    A field's description says, for error messages, what would be accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Annotated[Path, BeforeValidator(_expanded)] = Field(
        default_factory=lambda: Path.home() / ".wendan", description="a folder"
    )
    database_url: str | None = None
    """An empty one is SQLite in the home: see `database`."""
    today: Annotated[date | None, BeforeValidator(_iso)] = Field(
        default=None, description="a date such as 2026-11-21"
    )
    timezone: ZoneInfo = Field(
        default=ZoneInfo("Asia/Shanghai"), description="a time zone such as Asia/Shanghai"
    )
    currency: str = Field(
        default="CNY", pattern="^[A-Z]{3}$", description="a currency code such as CNY"
    )
    fiscal_start_month: int = Field(default=1, ge=1, le=12, description="a month, 1 to 12")
    export_rows: int = Field(
        default=200_000, ge=1, le=1_000_000, description="a number of rows, 1 to 1000000"
    )
    quiet_hours: Annotated[QuietHours, BeforeValidator(_quiet)] = Field(
        default=USUAL, description="hours such as 21:00-08:00, or none"
    )
    brain: Literal["rules", "llm", "auto"] = Field(default="auto", description="rules, llm or auto")

    # Limits, see docs/limits.md; 0 is none.
    questions_per_minute: int = Field(
        default=60, ge=0, le=100_000, description="a number, 0 for no limit"
    )
    requests_per_minute: int = Field(
        default=1200, ge=0, le=1_000_000, description="a number, 0 for no limit"
    )
    failed_tokens_per_minute: int = Field(
        default=20, ge=0, le=100_000, description="a number, 0 for no limit"
    )
    questions_at_once: int = Field(default=8, ge=1, le=32, description="a number, 1 to 32")
    query_seconds: float = Field(
        default=20, gt=0, le=3600, description="a number of seconds, up to 3600"
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_listed)] = (
        Field(default=(), description="addresses of proxies, such as 10.0.0.5, 10.1.0.0/16")
    )
    metrics_token: SecretStr | None = Field(
        default=None, min_length=16, description="a text of 16 characters or more"
    )

    # Which addresses may be called: see assistant/outgoing.py. Stands before all of them.
    allowed_hosts: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        default=(), description="hosts, such as 169.254.10.2"
    )

    jwt_issuer: str | None = Field(default=None, description="the `iss` of your login's tokens")
    jwt_audience: str | None = Field(default=None, description="the `aud` that stands for Wendan")
    jwt_jwks_url: Annotated[Address, AfterValidator(encrypted)] | None = Field(
        default=None, description="the https address of its keys (http on this machine only)"
    )
    jwt_claim: str = Field(
        default="sub", min_length=1, description="the claim that names the user, such as sub"
    )
    jwt_names: Literal["user_id", "email"] = Field(
        default="user_id", description="user_id or email"
    )
    jwt_skew_s: int = Field(default=60, ge=0, le=300, description="seconds, 0 to 300")

    # The sites whose pages may hold the widget (docs/channels/widget.md).
    widget_origins: Annotated[
        tuple[str, ...], BeforeValidator(_listed), AfterValidator(origins)
    ] = Field(default=(), description="origins, such as https://portal.example.com")

    # The documents (docs/knowledge.md).
    knowledge_embedding: str = Field(default="use", description="use, or the name of a model")
    knowledge_embedding_url: HttpAddress | None = None
    knowledge_embedding_key: SecretStr | None = None
    knowledge_server: HttpAddress | None = None
    """A chromadb server; an empty one keeps the vectors in the home."""

    # Where spans of turns go (docs/observability.md); without an address none are recorded.
    traces_url: HttpAddress | None = None
    traces_content: bool = Field(default=False, description="true or false")

    # The language model that plans what the rules do not read; without one the rules are alone.
    llm_base_url: HttpAddress | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_fallback_model: str | None = None
    """Asked where the first one fails; at the same address and with its key, or at its own."""
    llm_fallback_base_url: HttpAddress | None = None
    llm_fallback_api_key: SecretStr | None = None
    llm_seconds: float = Field(
        default=20, gt=0, le=600, description="a number of seconds, up to 600"
    )
    llm_question_tokens: int = Field(
        default=20_000, ge=1_000, le=10_000_000, description="a number of tokens, from 1000"
    )
    llm_user_tokens_per_day: int = Field(
        default=500_000, ge=0, description="a number of tokens, 0 for no limit"
    )
    llm_tokens_per_day: int = Field(
        default=5_000_000, ge=0, description="a number of tokens, 0 for no limit"
    )

    # What it costs: prices of a million tokens, and limits in their currency; 0 is none.
    llm_prompt_price: Decimal | None = Field(
        default=None, ge=0, le=_DEAREST, description="a price of a million tokens, such as 0.15"
    )
    llm_completion_price: Decimal | None = Field(
        default=None, ge=0, le=_DEAREST, description="a price of a million tokens, such as 0.60"
    )
    llm_cached_price: Decimal | None = Field(
        default=None, ge=0, le=_DEAREST, description="a price of a million tokens, such as 0.075"
    )
    llm_price_currency: str = Field(
        default="USD", pattern="^[A-Z]{3}$", description="a currency code such as USD"
    )
    llm_question_cost: Decimal = Field(
        default=Decimal(0), ge=0, le=_DEAREST, description="an amount, 0 for no limit"
    )
    llm_user_cost_per_day: Decimal = Field(
        default=Decimal(0), ge=0, le=_DEAREST, description="an amount, 0 for no limit"
    )
    llm_cost_per_day: Decimal = Field(
        default=Decimal(0), ge=0, le=_DEAREST, description="an amount, 0 for no limit"
    )

    llm_sees: Literal["questions", "rows"] = Field(
        default="questions", description="questions or rows"
    )
    llm_hides: Literal["nothing", "names"] = Field(
        default="nothing", description="nothing or names"
    )

    # The chat programs (docs/channels) and voice (docs/voice.md); `_LATER` are not used yet.
    analytics_url: str | None = None
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_base_url: Address | None = None
    dingtalk_client_id: str | None = None
    dingtalk_client_secret: SecretStr | None = None
    dingtalk_mode: Literal["stream", "http"] = Field(default="stream", description="stream or http")
    dingtalk_callback_url: Address | None = None
    dingtalk_base_url: Address | None = None
    wecom_bot_token: SecretStr | None = None
    wecom_bot_aes_key: SecretStr | None = None
    wecom_bot_id: str | None = None
    wecom_bot_secret: SecretStr | None = None
    wecom_corp_id: str | None = None
    wecom_agent_id: int | None = Field(default=None, description="a number")
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: SecretStr | None = None
    wecom_base_url: Address | None = None
    wecom_ws_url: Address | None = None
    feishu_app_id: str | None = None
    feishu_app_secret: SecretStr | None = None
    feishu_encrypt_key: SecretStr | None = None
    feishu_verification_token: SecretStr | None = None
    feishu_base_url: Address | None = None
    asr: str | None = Field(
        default=None, description="openai, faster-whisper:base, or a model's folder"
    )
    asr_base_url: HttpAddress | None = None
    asr_api_key: SecretStr | None = None
    asr_model: str | None = None
    asr_seconds: float = Field(default=30, gt=0, le=300, description="a number of seconds to 300")

    @property
    def database(self) -> str:
        """Gives the database's URL: the one that is set, else SQLite in the home."""
        return self.database_url or sqlite_url(self.home / DATABASE)

    def clock(self) -> Clock:
        """Gives the clock that everything is told the time by."""
        return Clock(self.timezone, self.today)

    def unused(self) -> tuple[str, ...]:
        """Gives the variables that are set and that this version does not use yet."""
        found = sorted(name for name in self.model_fields_set if name.startswith(_LATER))
        return tuple(PREFIX + name.upper() for name in found)

    @classmethod
    def load(cls, folder: Path, *, home: Path | None = None) -> Self:
        """Gives the settings of this process.

        Args:
            folder: where `wendan.toml` is looked for, before the home.
            home: the home if none is set.

        Raises:
            SettingsError: a name is unknown or a value makes no sense.
        """
        variables = _ours(os.environ)  # noqa: TID251  (here, and nowhere else)
        _refuse_unknown(variables, place="", prefix=PREFIX)
        default = {} if home is None else {"home": home}
        found = {**default, **_read(folder / FILE), **variables}
        there = cls._parsed(found).home / FILE
        return cls._parsed({**_read(there), **found})

    @classmethod
    def _parsed(cls, values: Mapping[str, object]) -> Self:
        try:
            found = cls.model_validate(values)
        except ValidationError as error:
            lines = dict.fromkeys(map(_sentence, error.errors()))
            raise SettingsError("\n".join(lines)) from None
        _refuse_half_a_login(found)
        _refuse_half_a_price(found)
        _refuse_half_a_fallback(found)
        _refuse_half_a_mailbox(found)
        return found


_LATER = ("analytics_",)


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    """Gives the variables of ours that are set, named as our fields are."""
    ours = {name: value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    return {name[len(PREFIX) :].lower(): value for name, value in ours.items() if value}


def _read(file: Path) -> dict[str, object]:
    """Gives what a settings file says; nothing if there is none."""
    try:
        found: dict[str, object] = tomli.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomli.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file} cannot be read: {error}. Correct or remove it.") from error
    _refuse_unknown(found, place=f"{file}: ", prefix="")
    return found


def _refuse_unknown(names: Iterable[str], *, place: str, prefix: str) -> None:
    known = list(Settings.model_fields)
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        written = [prefix + (n.upper() if prefix else n) for n in (name, *near)]
        meant = f"did you mean {written[1]}?" if near else "remove it."
        raise SettingsError(f"{place}{written[0]} is not a setting; {meant}")


def _refuse_half_a_login(found: Settings) -> None:
    """Does nothing if the login's three settings are there, or none: two would check too little."""
    three = ("jwt_issuer", "jwt_audience", "jwt_jwks_url")
    missing = [name for name in three if getattr(found, name) is None]
    if missing and len(missing) < len(three):
        names = " and ".join(PREFIX + name.upper() for name in missing)
        raise SettingsError(f"{names} must be set too, for signed tokens of your own login.")


def _refuse_half_a_price(found: Settings) -> None:
    """Does nothing if both prices are there, or none, and no limit is in money without them."""
    prices = ("llm_prompt_price", "llm_completion_price")
    limits = ("llm_cached_price", "llm_question_cost", "llm_user_cost_per_day", "llm_cost_per_day")
    missing = [name for name in prices if getattr(found, name) is None]
    wanted = len(missing) < len(prices) or any(getattr(found, name) for name in limits)
    if missing and wanted:
        names = " and ".join(PREFIX + name.upper() for name in missing)
        raise SettingsError(f"{names} must be set too, for what the language model costs.")


def _refuse_half_a_fallback(found: Settings) -> None:
    """Does nothing if a second language model has a name, and its key an address of its own."""
    if found.llm_fallback_model is None and found.llm_fallback_base_url is not None:
        raise SettingsError(f"{PREFIX}LLM_FALLBACK_MODEL must be set too: which model is there.")
    if found.llm_fallback_api_key is not None and found.llm_fallback_base_url is None:
        raise SettingsError(
            f"{PREFIX}LLM_FALLBACK_BASE_URL must be set too: at {PREFIX}LLM_BASE_URL"
            f" {PREFIX}LLM_API_KEY counts."
        )


def _refuse_half_a_mailbox(found: Settings) -> None:
    """Does nothing if the settings of the mail server go together, or there are none."""
    lacking = found.half_a_mailbox(this_machine=is_this_machine(found.smtp_host or ""))
    if lacking is not None:
        raise SettingsError(f"{PREFIX}{lacking}")


def _sentence(error: ErrorDetails) -> str:
    """Gives one line: the setting, its value (never a secret's), and what would be accepted."""
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    said = f"{PREFIX}{name.upper()} (in {FILE}: {name})"
    if (
        name.endswith(("_url", "_server")) and error["type"] == "value_error"
    ):  # it may hold a password
        return f"{said} {error['msg'].removeprefix('Value error, ')}."
    secret = "SecretStr" in str(field.annotation)
    value = "does not fit" if secret else f"is {str(error['input'])!r}"
    return f"{said} {value}; give {field.description or 'a text'}."
