"""Formulas of measures: names, numbers, + - * / and parentheses, computed on exact decimals."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


class FormulaError(ValueError):
    """The text is not a formula; the message says where and what is allowed."""


@dataclass(frozen=True)
class Formula:
    """One parsed formula and the names in it, in the order in which they occur."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the formula is a single name."""
        return isinstance(self.tree, ast.Name)

    @property
    def is_sum(self) -> bool:
        """Whether parts add up to the whole: only + and - of names."""
        return all(
            isinstance(node, ast.Name | ast.BinOp | ast.Add | ast.Sub | ast.Load)
            for node in ast.walk(self.tree)
        )

    def value(self, values: Mapping[str, Decimal | None]) -> Decimal | None:
        """Gives the formula's value; None where a divisor is zero or an input unknown."""
        return _value(self.tree, values)


def parse(text: str) -> Formula:
    """Gives the formula that `text` says.

    Raises:
        FormulaError: something other than names, numbers, + - * / and parentheses.
    """
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{text!r} is no formula: use names, numbers, + - * / ( ).") from error
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.append(node.id)
        elif isinstance(node, ast.Constant) and type(node.value) not in {int, float}:
            raise FormulaError(f"{text!r}: {node.value!r} is no number.")
        elif not isinstance(node, _ALLOWED):
            raise FormulaError(f"{text!r}: only names, numbers, + - * / ( ) are allowed.")
    return Formula(text, tree, tuple(dict.fromkeys(names)))


_ALLOWED = (ast.BinOp, ast.Constant, ast.Load, ast.Add, ast.Sub, ast.Mult, ast.Div)


def _value(node: ast.expr, values: Mapping[str, Decimal | None]) -> Decimal | None:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if not isinstance(node, ast.BinOp):
        raise FormulaError(ast.dump(node))
    left, right = _value(node.left, values), _value(node.right, values)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Div):
        return left / right if right else None
    if isinstance(node.op, ast.Mult):
        return left * right
    return left + right if isinstance(node.op, ast.Add) else left - right
