"""Prompts: what they say, and that none changes without a new version."""

import tomllib
from pathlib import Path

import pytest

from prompts import Prompt, prompts, render

HERE = Path(__file__).parent
VALUES = {
    "plan": {
        "measures": "sales 销售额; orders 订单数",
        "dimensions": "region 区域; month 月",
        "earlier": "- The question before was this call.",
        "examples": "- Questions like it, with the calls that were right.",
    }
}


@pytest.mark.parametrize("one", prompts(), ids=lambda one: one.name)
def test_a_prompt_says_what_its_golden_file_says(one: Prompt) -> None:
    golden = HERE / f"{one.name}.txt"
    assert render(one.name, **VALUES[one.name]) == golden.read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("one", prompts(), ids=lambda one: one.name)
def test_a_prompt_that_changes_gets_a_new_version(one: Prompt) -> None:
    """Give it the next version, and add a line here: every text that ever was has its own."""
    known = tomllib.loads((HERE / "versions.toml").read_text(encoding="utf-8"))[one.name]
    assert known.get(str(one.version)) == one.digest, (
        f"prompts/{one.name}.md, version {one.version}, is {one.digest}"
    )
    assert len(set(known.values())) == len(known)
    assert one.version == max(map(int, known))


def test_a_prompt_is_not_rendered_with_other_variables() -> None:
    with pytest.raises(ValueError, match="takes dimensions"):
        render("plan", measures="sales")
