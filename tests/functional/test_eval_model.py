"""`wendan eval --model`: what a language model makes of the cases that the rules leave."""

from pathlib import Path

from tests.functional.running import Wendan
from tests.functional.scripted_model import Calls, figures, scripted_model


def ran(home: Path, *plans: Calls) -> tuple[int, str]:
    with scripted_model() as script:
        script.does(*plans)
        model = {"LLM_BASE_URL": script.base_url, "LLM_MODEL": "scripted"}
        found = Wendan(home, model).run(
            "eval", "--model", "--set", "third", "--open", "--most", "2"
        )
    return found.returncode, found.stdout + found.stderr


def test_a_model_that_declines_is_honest_beside_the_rules(tmp_path: Path) -> None:
    status, said = ran(tmp_path, Calls("unanswerable", {"words": ["it"]}), figures("profit"))
    assert status == 0, said
    assert "What scripted makes of what the rules do not understand" in said
    assert "questions reached the model, 0 of its plans were answered" in said


def test_without_a_model_it_is_said_how_to_set_one(tmp_path: Path) -> None:
    found = Wendan(tmp_path).run("eval", "--model")
    assert found.returncode == 1
    assert "make eval-model" in found.stderr
