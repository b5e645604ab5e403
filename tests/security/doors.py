"""Finds where the product makes statements of its own, by reading its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.models import CANONICAL

PACKAGES = ("assistant", "crm", "evals", "knowledge", "prompts", "tools")
MAKERS = frozenset(
    "select exists text literal_column table union union_all intersect except_ lambda_stmt".split()
)
"""What of SQLAlchemy makes a statement that reads, or a part of one."""
ALWAYS = frozenset({"select", "exec_driver_sql", "raw_connection", "cursor", "from_statement"})
"""Methods that make or run one, whatever they are called on."""
ALL_SEEING = frozenset({"operator", "Caller"})
"""What gives somebody who sees everything, or whatever is written."""
DRIVERS = frozenset({"sqlite3", "psycopg", "duckdb"})
"""What runs statements without SQLAlchemy."""
VIEWS = frozenset({"view", "View"})
"""What gives a statement that has a scope: `reader.view.select(…)`, `View(caller).select(…)`."""
BUSINESS = frozenset(table.name for table in CANONICAL)
ALL_TABLES = frozenset({"metadata", "table_named", "ROOTS"})
"""Names by which any table can be had."""


@dataclass(frozen=True)
class Door:
    """A function that makes statements."""

    place: str
    """`crm/query/reading.py Reading._cut`; a module's own lines have no second part."""
    statements: int
    callers: int
    """How often it makes somebody who sees everything, or a caller of its own."""
    tables: frozenset[str]
    """The business tables that it names."""


def doors(root: Path) -> Iterator[Door]:
    """Gives all functions that make statements, other than by a View."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            yield from doors_of(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def doors_of(path: str, source: str) -> Iterator[Door]:
    """Gives the functions of one module that make statements, or callers."""
    tree = ast.parse(source)
    known = Imports.of(tree)
    for name, nodes in _functions(tree):
        made = sum(known.makes(node) for node in nodes)
        callers = sum(_calls(node, known.callers) or _changes_rights(node) for node in nodes)
        if made or callers:
            named = {one.id for one in nodes if isinstance(one, ast.Name)} & known.tables
            yield Door(f"{path} {name}".strip(), made, callers, frozenset(named))


@dataclass(frozen=True)
class Imports:
    """By which names a module knows what matters here."""

    sqlalchemy: frozenset[str]
    """SQLAlchemy's modules."""
    makers: frozenset[str]
    """Functions that make statements."""
    callers: frozenset[str]
    """What makes callers."""
    tables: frozenset[str]
    """Business tables."""

    @classmethod
    def of(cls, tree: ast.Module) -> "Imports":
        """Gives the names that a module imports."""
        found: dict[str, set[str]] = {kind: set() for kind in ("module", "maker", "who", "table")}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                named = (a for a in node.names if a.name.split(".")[0] == "sqlalchemy")
                found["module"] |= {alias.asname or "sqlalchemy" for alias in named}
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    kind = _kind(node.module or "", alias.name)
                    found.setdefault(kind, set()).add(alias.asname or alias.name)
        return cls(*(frozenset(found[kind]) for kind in ("module", "maker", "who", "table")))

    def makes(self, node: ast.AST) -> bool:
        """Whether a node makes a statement or a caller, or brings in what runs statements."""
        if isinstance(node, ast.Import):
            return any(alias.name.split(".")[0] in DRIVERS for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            return module.split(".")[0] in DRIVERS or module.startswith("sqlalchemy.orm")
        if not isinstance(node, ast.Call):
            return False
        if isinstance(node.func, ast.Attribute):
            return self._is_maker(node.func)
        return _calls(node, self.makers)

    def _is_maker(self, method: ast.Attribute) -> bool:
        receiver = method.value
        if isinstance(receiver, ast.Name) and receiver.id in self.sqlalchemy:
            return method.attr in MAKERS
        return method.attr in ALWAYS and not _is_view(receiver)


def _functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    """Gives each function with its nodes, and last the module with those of no function."""
    rest = list[ast.AST]()
    waiting: list[tuple[str, ast.AST]] = [("", node) for node in tree.body]
    while waiting:
        prefix, node = waiting.pop()
        if isinstance(node, ast.ClassDef):
            waiting += [(f"{prefix}{node.name}.", child) for child in node.body]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", list(ast.walk(node))
        else:
            rest += ast.walk(node)
    yield "", rest


def _kind(module: str, name: str) -> str:
    """Gives what an imported name is to the search; nothing where it is of no interest."""
    if module.startswith("sqlalchemy"):
        return "maker" if name in MAKERS else "module"
    if module == "crm.access" and name in ALL_SEEING:
        return "who"
    return "table" if module.startswith("crm.") and name in BUSINESS | ALL_TABLES else ""


def _calls(node: ast.AST, names: frozenset[str]) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in names


def _changes_rights(node: ast.AST) -> bool:
    """Whether a node makes a copy of something with other rights: `replace(caller, owners=…)`."""
    if not isinstance(node, ast.Call):
        return False
    called = (
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    )
    return called == "replace" and any(one.arg in {"owners", "role"} for one in node.keywords)


def _is_view(receiver: ast.expr) -> bool:
    called = receiver.func if isinstance(receiver, ast.Call) else receiver
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in VIEWS
