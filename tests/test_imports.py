"""Every module of ours can be the first to be loaded: no two need each other to be there already.

The tests' processes (`tests.functional.warm_process`) have loaded them all, and would not see it.
"""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
PACKAGES = ("assistant", "crm", "evals", "knowledge", "prompts", "tools")


def test_no_modules_load_each_other() -> None:
    TopologicalSorter(_loaded_by_each(CHECKOUT, PACKAGES)).prepare()


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("import ours.there", "from ours.here import name"),
        ("from ours import there", "try:\n    import ours.here\nexcept ImportError:\n    pass"),
        ("from ours.there import name", "class Loads:\n    from ours import here"),
        ("from ours.there import name", "if name:\n    from ours import here"),
    ],
)
def test_a_circle_of_modules_is_noticed(tmp_path: Path, there: str, back: str) -> None:
    (tmp_path / "ours").mkdir()
    for name, text in (("__init__", ""), ("here", there), ("there", back)):
        (tmp_path / "ours" / f"{name}.py").write_text(text)
    with pytest.raises(CycleError):
        TopologicalSorter(_loaded_by_each(tmp_path, ["ours"])).prepare()


def test_what_is_loaded_later_or_never_makes_no_circle(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    later = "if TYPE_CHECKING:\n    import ours.here\ndef late():\n    import ours.here\n"
    for name, text in (("__init__", "import ours.here"), ("here", "import ours.there")):
        (tmp_path / "ours" / f"{name}.py").write_text(text)
    (tmp_path / "ours" / "there.py").write_text(later)
    TopologicalSorter(_loaded_by_each(tmp_path, ["ours"])).prepare()


def _loaded_by_each(checkout: Path, packages: Iterable[str]) -> dict[str, set[str]]:
    """Gives for each module those that must be whole before it is."""
    files = {
        ".".join(file.relative_to(checkout).with_suffix("").parts).removesuffix(".__init__"): file
        for package in packages
        for file in (checkout / package).rglob("*.py")
    }
    return {
        module: set(_loaded_by(module, ast.parse(file.read_text("utf-8")).body, set(files)))
        for module, file in files.items()
    }


def _loaded_by(module: str, body: list[ast.stmt], ours: set[str]) -> Iterator[str]:
    above = _with_folders(module)
    for statement in _run_at_load(body):
        for name, taken in _named(statement):
            # A package may still be loading its own module, which then takes nothing else from it.
            if (
                name in above
                and name != module
                and any(f"{name}.{one}" not in ours for one in taken)
            ):
                yield name
            for one in (name, *(f"{name}.{one}" for one in taken)):
                if one in ours:
                    yield from (_with_folders(one) & ours) - above


def _run_at_load(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _run_at_load(node.orelse)
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in ("body", "orelse", "finalbody"):
                yield from _run_at_load(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _run_at_load(handler.body)


def _named(statement: ast.Import | ast.ImportFrom) -> list[tuple[str, list[str]]]:
    """Gives the modules of an import, each with the names that are taken from it."""
    names = [alias.name for alias in statement.names]
    if isinstance(statement, ast.Import):
        return [(name, []) for name in names]
    return [(statement.module or "", names)]


def _with_folders(module: str) -> set[str]:
    parts = module.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
