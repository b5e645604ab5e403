"""How colleagues call people and teams."""

import pytest

from crm.names.persons import nicknames, romanised, team_names


def test_a_chinese_person_is_called_by_the_given_name_and_by_the_family_name() -> None:
    assert {"嘉宁", "小吴", "老吴", "吴总"} <= {*nicknames("吴嘉宁")}


@pytest.mark.parametrize(("person", "never"), [("于星野", "小于"), ("周知夏", "周总")])
def test_what_is_a_word_of_its_own_is_nobody(person: str, never: str) -> None:
    assert never not in {*nicknames(person)}


def test_a_name_is_written_in_latin_letters_in_either_order() -> None:
    assert {"wu jianing", "jianing wu", "jianing"} <= {*romanised("吴嘉宁")}
    assert {"ouyang xiu"} <= {*romanised("欧阳修")}
    assert not [*romanised("Edith Yelverton")]


def test_a_team_is_called_by_its_number_and_by_who_leads_it() -> None:
    found = {*team_names("销售一部", ("郭静姝",))}
    assert {"一部", "郭静姝组", "静姝团队", "郭总团队"} <= found
    assert "edith's team" in {*team_names("国际业务部", ("edith yelverton",))}
