"""There is no default secret: none in the settings, none in the source, none in a new database."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import Engine

from assistant.settings import PREFIX, Settings
from crm.models import (
    api_tokens,
    binding_codes,
    bindings,
    metadata,
    service_accounts,
    users,
)
from tests.security.doors import PACKAGES
from tests.security.figures import Figures

CHECKOUT = Path(__file__).parents[2]
SECRET = re.compile(
    r"(?:^|_)(?:secret|password|passwd|passphrase|token|api_?key|private_?key|pin|salt)$"
)
"""Names of what gets somebody in."""
LOOKS_SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|wendan_(?=[\w-]*[A-Z\d])[\w-]{20}|xox[abp]-|eyJ[\w-]{20,}\."
    r"|AKIA[0-9A-Z]{16}"
)


def given(source: str) -> Iterator[tuple[int, str]]:
    """Gives where a module gives a text to something that is called like a secret: line, name."""
    for node in ast.walk(ast.parse(source)):
        for name, value in _pairs(node):
            if value is not None and _is_text(value) and SECRET.search(name.lower()):
                yield value.lineno, name


def _is_text(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Constant)
        and isinstance(value.value, str | bytes)
        and bool(value.value)
    )


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Gives the names that a node gives values to."""
    if isinstance(node, ast.Assign):
        yield from ((_name(target), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign):
        yield _name(node.target), node.value
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.arguments):
        plain = [*node.posonlyargs, *node.args]
        yield from zip((one.arg for one in reversed(plain)), reversed(node.defaults), strict=False)
        yield from zip((one.arg for one in node.kwonlyargs), node.kw_defaults, strict=True)


def _name(target: ast.expr) -> str:
    return target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")


def modules() -> list[Path]:
    return [path for name in PACKAGES for path in (CHECKOUT / name).rglob("*.py")]


def test_no_setting_that_is_a_secret_has_a_default(figures: Figures) -> None:
    secrets = [
        name
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation) or SECRET.search(name)
    ]
    assert "llm_api_key" in secrets
    figures.count("settings that are secrets, without a default", len(secrets))
    assert [name for name in secrets if getattr(Settings(), name) is not None] == []


def test_a_setting_called_like_a_secret_is_kept_as_one() -> None:
    loose = [
        name
        for name, field in Settings.model_fields.items()
        if SECRET.search(name) and "SecretStr" not in str(field.annotation)
    ]
    assert loose == []
    shown = repr(Settings(llm_api_key=SecretStr("hush")))
    assert "hush" not in shown


def test_no_module_gives_a_secret_a_value_of_its_own() -> None:
    found = {path: list(given(path.read_text("utf-8"))) for path in modules()}
    assert {path: where for path, where in found.items() if where} == {}


@pytest.mark.parametrize(
    "source",
    [
        'PASSWORD = "admin"',
        'class A:\n    api_key: str = "x"',
        'def f(token="x"): ...',
        'def f(*, secret: str = "x"): ...',
        'f(password="x")',
        'self.signing_secret = b"x"',
    ],
)
def test_a_secret_in_the_source_is_found_however_it_is_written(source: str) -> None:
    assert list(given(source))


def test_no_file_of_the_product_holds_what_looks_like_a_secret() -> None:
    kept = [
        path
        for name in (*PACKAGES, "docs", "scripts")
        for path in (CHECKOUT / name).rglob("*")
        if path.suffix in {".py", ".toml", ".md", ".js", ".html", ".json", ".csv", ".sh", ""}
        and path.is_file()
    ]
    assert len(kept) > 300
    assert [path for path in kept if LOOKS_SECRET.search(path.read_text("utf-8", "replace"))] == []


def test_nobody_gets_into_a_new_database(engine: Engine) -> None:
    with engine.connect() as connection:
        for table in (users, api_tokens, service_accounts, bindings, binding_codes):
            assert connection.execute(sa.select(table)).all() == []
    words = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if SECRET.search(column.name)
    ]
    assert words == [], "a secret is kept as its hash, never as it is"
    assert PREFIX == "WENDAN_"
