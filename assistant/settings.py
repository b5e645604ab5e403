"""The settings of contract section 5, from `WENDAN_` variables and `wendan.toml`.

A variable wins over the file in the current directory, and that one over the file in the home.
This is the only module that reads the environment and the clock. It is plain pydantic: the library
pydantic-settings would add a tenth of a second to every command.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from crm.database import sqlite_url

PREFIX = "WENDAN_"
FILE = "wendan.toml"
DATABASE = "wendan.db"

HttpAddress = Annotated[str, Field(pattern=r"^https?://\S+$")]
Address = Annotated[str, Field(pattern=r"^(https?|wss?)://\S+$")]


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

    def today(self) -> date:
        """Gives the business date."""
        return self.fixed or self.now().date()


def _expanded(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, str) else value


def _iso(value: object) -> object:
    # pydantic alone would take a bare number too, as seconds since 1970.
    return date.fromisoformat(value) if isinstance(value, str) else value


class Settings(BaseModel):
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
    brain: Literal["rules", "llm", "auto"] = Field(default="auto", description="rules, llm or auto")

    # The documents (docs/knowledge.md).
    knowledge_embedding: str = Field(default="use", description="use, or the name of a model")
    knowledge_embedding_url: HttpAddress | None = None
    knowledge_embedding_key: SecretStr | None = None
    knowledge_server: HttpAddress | None = None
    """A chromadb server; an empty one keeps the vectors in the home."""

    # Not used yet: the analytics replica and the language model.
    analytics_url: str | None = None
    llm_base_url: Address | None = None
    llm_api_key: SecretStr | None = None
    llm_model: str | None = None
    llm_sees: Literal["questions", "rows"] = Field(
        default="questions", description="questions or rows"
    )

    # Not used yet: the channels and speech.
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_base_url: Address | None = None
    dingtalk_client_id: str | None = None
    dingtalk_client_secret: SecretStr | None = None
    dingtalk_mode: Literal["stream", "http"] = Field(default="stream", description="stream or http")
    dingtalk_base_url: Address | None = None
    wecom_bot_token: SecretStr | None = None
    wecom_bot_aes_key: SecretStr | None = None
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
    asr: str | None = None
    asr_base_url: Address | None = None
    asr_api_key: SecretStr | None = None
    asr_model: str | None = None

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
            return cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_sentence, error.errors()))) from None


_LATER = ("analytics_", "llm_", "slack_", "dingtalk_", "wecom_", "feishu_", "asr")


def _ours(environment: Mapping[str, str]) -> dict[str, str]:
    """Gives the variables of ours that are set, named as our fields are."""
    ours = {name: value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    return {name[len(PREFIX) :].lower(): value for name, value in ours.items() if value}


def _read(file: Path) -> dict[str, object]:
    """Gives what a settings file says; nothing if there is none."""
    try:
        found: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
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


def _sentence(error: ErrorDetails) -> str:
    """Gives one line: the setting, its value (never a secret's), and what would be accepted."""
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    secret = "SecretStr" in str(field.annotation)
    value = "does not fit" if secret else f"is {str(error['input'])!r}"
    address = name.endswith(("_url", "_server"))
    likely = "an address such as https://example.com" if address else "a text"
    wanted = field.description or likely
    return f"{PREFIX}{name.upper()} (in {FILE}: {name}) {value}; give {wanted}."
