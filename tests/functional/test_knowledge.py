"""`wendan knowledge` as its users run it, with chromadb and the encoder themselves."""

import json
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from knowledge.demo import FOLDER
from tests.functional.running import Wendan
from tests.unit.knowledge import making

ZH, EN = FOLDER / "zh" / "returns.md", FOLDER / "en" / "returns.md"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Wendan:
    """An installation with two policies and one for managers, and nothing else."""
    home = tmp_path_factory.mktemp("knowledge")
    folder = home / "documents"
    making.write(
        folder,
        zh=ZH.read_text(encoding="utf-8"),
        en=EN.read_text(encoding="utf-8"),
        closed="---\nroles: [manager]\n---\n# 折扣权限\n\n销售最低到 95 折。\n",
    )
    wendan = Wendan(home)
    (home / "users.csv").write_text("user_id,name,role\nr,Rep,rep\nm,Boss,manager\n")
    assert wendan.run("import", "users.csv").returncode == 0
    added = wendan.run("knowledge", "add", folder)
    assert added.returncode == 0, added.stderr
    assert added.stdout.startswith("Documents: 3 added.")
    assert added.stderr == ""
    return wendan


def test_adding_again_changes_nothing(filled: Wendan) -> None:
    again = filled.run("knowledge", "add", filled.home / "documents", "--json")
    assert json.loads(again.stdout)["unchanged"] == ["closed.md", "en.md", "zh.md"]


def test_a_question_is_answered_from_a_document_in_either_language(filled: Wendan) -> None:
    assert "验货合格后 5 个工作日内" in filled.run("ask", "退款多久到账").stdout
    assert "within 15 days" in filled.run("ask", "how long do I have for returns?").stdout


def test_lists_and_searches_hold_what_the_user_may_read(filled: Wendan) -> None:
    assert "closed.md" in filled.run("knowledge", "list", "--as", "m").stdout
    assert "closed.md" not in filled.run("knowledge", "list", "--as", "r").stdout
    found = filled.run("knowledge", "search", "最多能打几折", "--as", "r", "--json")
    assert "95 折" not in found.stdout
    assert json.loads(found.stdout)["sure"] is False


def test_readers_get_documents_over_http_and_others_that_there_is_none(filled: Wendan) -> None:
    tokens = {user: filled.run("token", user).stdout.strip() for user in ("m", "r")}
    listed = json.loads(filled.run("knowledge", "list", "--json").stdout)["items"]
    closed = next(one["document_id"] for one in listed if one["path"] == "closed.md")
    with filled.serving() as address:
        whole = _got(f"{address}/api/v1/documents/{closed}", tokens["m"])
        hidden = _got(f"{address}/api/v1/documents/{closed}", tokens["r"])
        missing = _got(f"{address}/api/v1/documents/0000", tokens["r"])
        items = _got(f"{address}/api/v1/documents", tokens["r"])[1]["items"]
    assert whole[1]["passages"][0]["text"] == "销售最低到 95 折。"
    assert hidden[0] == missing[0] == 404
    assert hidden[1]["title"] == missing[1]["title"]
    assert [one["path"] for one in items] == ["en.md", "zh.md"]


def _got(url: str, token: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_refused_document_is_told_with_its_reason_and_the_others_are_in(tmp_path: Path) -> None:
    wendan = Wendan(tmp_path)
    making.write(tmp_path / "d", good="# Good\n\nfine", empty="")
    (tmp_path / "d" / "locked.pdf").write_bytes(making.locked_pdf("pw"))
    ran = wendan.run("knowledge", "add", "d")
    assert ran.returncode == 1
    assert "1 added, 2 refused" in ran.stdout
    assert "refused: locked.pdf is protected by a password; save it without one." in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("add", "nowhere"), "There is no"),
        (("remove", "nothing"), "There is no document 'nothing'"),
        (("reindex",), "There are no documents yet"),
    ],
)
def test_a_failure_is_one_line_that_says_what_to_do(
    arguments: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    ran = Wendan(tmp_path).run("knowledge", *arguments)
    assert ran.returncode == 1
    assert why in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_an_embedding_without_its_address_is_said(tmp_path: Path) -> None:
    ran = Wendan(tmp_path, {"KNOWLEDGE_EMBEDDING": "bge-m3"}).run("knowledge", "list")
    assert ran.returncode == 1
    assert "WENDAN_KNOWLEDGE_EMBEDDING_URL" in ran.stderr


def test_killed_while_adding_the_old_answers_stay(filled: Wendan) -> None:
    making.write(
        filled.home / "more", **{f"d{n}": f"# D{n}\n\n" + f"Text {n}. " * 200 for n in range(6)}
    )
    process = filled.launch("knowledge", "add", "more")
    library = filled.home / "knowledge" / "vectors"
    before = {one.name for one in library.iterdir()}
    limit = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < limit:
        if {one.name for one in library.iterdir()} != before:
            break
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert "验货合格后 5 个工作日内" in filled.run("ask", "退款多久到账").stdout
    assert filled.run("knowledge", "add", "more").returncode == 0
    assert filled.run("knowledge", "remove", filled.home / "more").returncode == 0


def test_the_checkup_counts_documents_and_names_a_changed_embedding(filled: Wendan) -> None:
    assert "documents: 3, found by use-multilingual-3" in filled.run("doctor").stdout
    other = filled.run(
        "doctor", KNOWLEDGE_EMBEDDING="m", KNOWLEDGE_EMBEDDING_URL="http://127.0.0.1:9/v1"
    )
    assert "BROKEN  documents: indexed with use-multilingual-3" in other.stdout
    assert "wendan knowledge reindex" in other.stdout
