"""`wendan eval` as a user runs it, on one company: against the baseline that is shipped."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.case import SORTS, Case, cases
from tests.functional.running import Wendan


def _every(name: str) -> list[Case]:
    return [case for sort in SORTS for case in cases(name, sort)]


ASKED = "third"
EVERY = _every(ASKED)


@dataclass(frozen=True)
class Ran:
    """One whole run, and the reports that it wrote."""

    process: subprocess.CompletedProcess[str]
    page: str
    report: str

    @property
    def everything(self) -> str:
        return self.process.stdout + self.process.stderr + self.page + self.report


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("eval")
    page, report = home / "report.html", home / "report.json"
    process = Wendan(home).run("eval", "--set", ASKED, "--html", page, "--json", report)
    return Ran(process, page.read_text(encoding="utf-8"), report.read_text(encoding="utf-8"))


def test_nothing_falls_below_the_baseline_and_hardly_anything_is_wrong(ran: Ran) -> None:
    assert ran.process.returncode == 0, ran.process.stdout + ran.process.stderr


def test_every_case_is_counted_once_in_all_three_reports(ran: Ran) -> None:
    blocks = {block["title"]: block for block in json.loads(ran.report)["blocks"]}
    counted = [
        sum(line[part].values())
        for line in blocks["cases"]["lines"]
        for part in ("open", "held_back")
    ]
    assert sum(counted) == len(EVERY)
    for name in (f"{ASKED} questions", f"{ASKED} dialogues", "asked 8 times", "risk and coverage"):
        assert name in ran.process.stdout
        assert name in ran.page


def test_what_is_held_back_is_not_shown(ran: Ran) -> None:
    hidden = [case for case in EVERY if case.held_back]
    said = {turn.text for case in EVERY if not case.held_back for turn in case.turns}
    for case in hidden:
        assert f'"{case.id}"' not in ran.report
        assert f"{case.id} (" not in ran.process.stdout
        for turn in case.turns:
            # A text that an open case asks too may be shown; a word of two letters stands anywhere.
            assert turn.text in said or len(turn.text) < 8 or turn.text not in ran.everything


def test_below_a_baseline_the_run_fails_and_the_baseline_stays(wendan: Wendan) -> None:
    baseline, report = wendan.home / "baseline.json", wendan.home / "report.json"
    beyond = {"right": 1.1, "wrong": 0.0}
    baseline.write_text(json.dumps({"second": {"questions": {"held_back": beyond}}}), "utf-8")
    asked = ("eval", "--set", "second", "--held-back", "--json", report)
    found = wendan.run(*asked, "--baseline", baseline, "--raise")
    assert found.returncode == 1, found.stderr
    assert "FAILED second questions, held back: " in found.stdout
    after = json.loads(baseline.read_text("utf-8"))["second"]
    assert after["questions"] == {"held_back": beyond}
    assert after["dialogues"].keys() == {"held_back"}
    held_back = {case.id for case in _every("second") if case.held_back}
    missed = {
        miss["case"].split("~")[0] for miss in json.loads(report.read_text("utf-8"))["misses"]
    }
    assert missed <= held_back


def test_a_real_data_set_without_its_file_is_left_out_with_the_reason(
    wendan: Wendan, tmp_path: Path
) -> None:
    found = wendan.run("eval", "--set", "northwind", "--data", tmp_path)
    assert found.returncode == 1
    assert "left out northwind: no northwind/northwind.sqlite in " in found.stdout
    assert "FAILED nothing was asked" in found.stdout


@pytest.mark.parametrize("arguments", [("--set", "nowhere"), ("--open", "--held-back")])
def test_wrong_use_ends_with_2(wendan: Wendan, arguments: tuple[str, ...]) -> None:
    assert wendan.run("eval", *arguments).returncode == 2


def test_what_is_no_baseline_ends_with_1_and_says_so(wendan: Wendan) -> None:
    baseline = wendan.home / "baseline.json"
    baseline.write_text('{"demo": 3}', "utf-8")
    found = wendan.run("eval", "--set", "demo", "--baseline", baseline)
    assert found.returncode == 1
    assert "is no baseline" in found.stderr
