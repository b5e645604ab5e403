"""`wendan customer` as it is run: nothing is erased by accident, nothing comes back by itself."""

from zipfile import ZipFile

from tests.functional.running import Wendan

SALES = "今年销售额"


def test_a_customer_is_erased_only_when_it_is_meant(demo_wendan: Wendan) -> None:
    refused = demo_wendan.run("customer", "erase", "C0007")
    assert refused.returncode == 1
    assert "Give --yes" in refused.stderr
    assert demo_wendan.run("customer", "erased").stdout == ""
    unknown = demo_wendan.run("customer", "erase", "C9999", "--yes")
    assert "no customer 'C9999'" in unknown.stderr


def test_a_customer_is_given_out_erased_and_lifted(demo_wendan: Wendan) -> None:
    given = demo_wendan.run("customer", "export", "C0007")
    assert given.returncode == 0, given.stderr
    file = demo_wendan.home / "customer-C0007.zip"
    assert file.stat().st_mode & 0o077 == 0
    with ZipFile(file) as archive:
        name = archive.read("customers.csv").decode("utf-8-sig").splitlines()[1].split(",")[1]
    assert "is there already" in demo_wendan.run("customer", "export", "C0007").stderr
    demo_wendan.run("teach", "老主顾", "--customer", "C0007")
    before = demo_wendan.run("ask", SALES).stdout.splitlines()[1]
    done = demo_wendan.run("customer", "erase", "C0007", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("C0007 is erased and named Erased ")
    assert demo_wendan.run("ask", SALES).stdout.splitlines()[1] == before
    for words in (name, "老主顾"):
        assert "没听懂" in demo_wendan.run("ask", f"{words}{SALES}").stdout
    assert "老主顾" not in (demo_wendan.home / "words.toml").read_text("utf-8")
    assert demo_wendan.run("customer", "erased").stdout.startswith("C0007\tErased ")
    assert demo_wendan.run("audit", "verify").returncode == 0
    assert demo_wendan.run("customer", "lift", "C0007").returncode == 0
    assert demo_wendan.run("customer", "lift", "C0007").returncode == 1
