"""Which names stand in a question: the contract's "Names", and places in both languages."""

from collections.abc import Generator

import pytest
from sqlalchemy.engine import Connection, Engine

from crm.access import Caller, caller_named, operator
from crm.database import writing
from crm.models import custom_fields, customers, table_state
from crm.names import Name, NameIndex, NameSpan, versions
from crm.text import fold
from tests.unit.crm.small_company import Row, customer, fill


@pytest.fixture
def company(sqlite_engine: Engine) -> Generator[Connection]:
    with writing(sqlite_engine) as connection:
        fill(connection)
    with sqlite_engine.connect() as connection:
        yield connection


@pytest.fixture
def index(company: Connection) -> NameIndex:
    return NameIndex.build(company)


def _spans(index: NameIndex, text: str, caller: Caller | None = None) -> tuple[NameSpan, ...]:
    return index.find(fold(text).text, caller or operator())


def _meanings(index: NameIndex, text: str, caller: Caller | None = None) -> list[tuple[str, ...]]:
    """Gives what each firm name in `text` is to be understood as: dimension and stored values."""
    return [
        (name.dimension, *name.values)
        for span in _spans(index, text, caller)
        if not span.weak and not span.partial
        for name in span.readings
    ]


def _pieces(index: NameIndex, text: str, caller: Caller | None = None) -> list[list[str]]:
    """Gives the entities that each piece of a name in `text` may belong to."""
    return [
        [value for name in span.names for value in name.values]
        for span in _spans(index, text, caller)
        if span.partial
    ]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("青禾电子(苏州)有限公司的订单", "C001"),
        ("青禾电子（苏州）有限公司", "C001"),
        ("青禾电子上季度买了多少", "C001"),
        ("雲嶺醫療的銷售額", "C003"),
        ("northgate foods ltd", "C004"),
        ("NORTHGATE FOODS sales", "C004"),
        ("Northgate-Foods's orders", "C004"),
        ("North gate foods", "C004"),
        ("Muller & Sohne", "C005"),
        ("mueller and soehne gmbh", "C005"),
        ("宁波海达仪器", "C006"),
        ("海达仪器的应收", "C006"),
        ("明天科技", "C007"),
        ("mingtian tech", "C007"),
        ("novak as", "C009"),
        ("Novak Alpha", "C009"),
        ("nvk", "C009"),
        ("c009", "C009"),
        ("17450上个月", "C17450"),
    ],
)
def test_a_company_is_found_by_every_writing_of_its_names(
    index: NameIndex, text: str, entity: str
) -> None:
    assert _meanings(index, text) == [("customer", entity)]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("M40卖了多少", "P1"),
        ("卖了多少台m40", "P1"),
        ("m 40", "P1"),
        ("Ｍ４０激光打印机", "P1"),
        ("M40 Pro", "P2"),
        ("m-40pro销量", "P2"),
        ("M40PRO", "P2"),
        ("z7.5", "P3"),
        ("z75", "P4"),
        ("tx30-1", "P5"),
        ("TX 30 1", "P5"),
        ("tx301", "P5"),
        ("p3", "P3"),
    ],
)
def test_a_product_is_found_by_every_writing_of_its_model_and_names(
    index: NameIndex, text: str, entity: str
) -> None:
    assert _meanings(index, text) == [("product", entity)]


@pytest.mark.parametrize(
    "text",
    [
        "M400",
        "XM40",
        "1.17450",
        "17,450",
        "17450.5",
        "12-17450",
        "Z7, 5",
        "z7 5.1",
        "M,40",
        "blue & sky",
        "全国销售额",
        "northgateway foods",
        "两万单物流",
    ],
)
def test_a_piece_of_a_longer_word_or_number_is_no_name(index: NameIndex, text: str) -> None:
    assert _meanings(index, text) == []


def test_two_names_beside_each_other_are_both_found_where_they_stand(index: NameIndex) -> None:
    text = fold("M40和M40 Pro在宁波").text
    found = [(span.text, text[span.start : span.end]) for span in index.find(text, operator())]
    assert found == [("m40", "m40"), ("m40 pro", "m40 pro"), ("宁波", "宁波")]


def test_what_is_written_exactly_so_comes_before_other_writings_of_it(index: NameIndex) -> None:
    assert _meanings(index, "blue-sky") == [("product", "P5")]
    assert _meanings(index, "blue sky") == [("product", "P6")]
    assert _meanings(index, "bluesky") == [("product", "P6"), ("product", "P5")]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("新加坡的销售额", ("city", "Singapore")),
        ("Ningbo", ("city", "宁波")),
        ("寧波市", ("city", "宁波")),
        ("Ningbo city", ("city", "宁波")),
        ("Suzhou", ("city", "宿州")),
        ("廣州", ("city", "广州市")),
        ("浙江", ("province", "浙江", "浙江省")),
        ("Zhejiang", ("province", "浙江", "浙江省")),
        ("zhejiang province", ("province", "浙江", "浙江省")),
        ("安徽", ("province", "安徽省")),
        ("德国", ("province", "Germany")),
        ("汉堡", ("city", "Hamburg")),
        ("美国", ("country", "United States")),
        ("USA", ("country", "United States")),
        ("华东区", ("region", "华东")),
        ("East China", ("region", "华东")),
        ("south central china", ("region", "中南")),
        ("overseas", ("region", "海外")),
    ],
)
def test_a_place_is_found_in_either_language(
    index: NameIndex, text: str, meaning: tuple[str, ...]
) -> None:
    assert meaning in _meanings(index, text)


def test_two_cities_that_share_their_pinyin_are_asked_about(index: NameIndex) -> None:
    assert _meanings(index, "Suzhou sales") == [("city", "宿州"), ("city", "苏州")]


def test_a_place_is_understood_before_a_company_of_that_name(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(
            customers.insert(),
            [
                customer(1, "Singapore", city="Singapore", province="Singapore"),
                customer(2, "新加坡有限公司", aliases="新加坡"),
            ],
        )
        index = NameIndex.build(connection)
    (span,) = _spans(index, "新加坡")
    assert [(name.dimension, name.values) for name in span.names] == [
        ("city", ("Singapore",)),
        ("province", ("Singapore",)),
        ("customer", ("C002",)),
    ]
    assert [name.dimension for name in span.readings] == ["city"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("打印机类", ("category", "打印机")),
        ("直销渠道", ("channel", "直销")),
        ("承兑汇票的回款", ("method", "承兑汇票")),
        ("因为发错货的退货", ("reason", "发错货")),
        ("方案报价阶段", ("stage", "方案报价")),
        ("展会来的商机", ("lead_source", "展会")),
        ("金牌客户", ("customers:等级", "金牌")),
        ("从东莞仓发的", ("orders:warehouse", "东莞仓")),
        ("一组的业绩", ("team", "一组")),
    ],
)
def test_a_value_of_a_column_is_a_name(
    index: NameIndex, text: str, meaning: tuple[str, ...]
) -> None:
    assert _meanings(index, text) == [meaning]


def test_a_value_that_questions_are_about_is_weak_and_a_trade_is_not(
    sqlite_engine: Engine,
) -> None:
    with writing(sqlite_engine) as connection:
        rows = [customer(n, f"Acme {n}", city=value) for n, value in enumerate(("公司", "电子"))]
        connection.execute(customers.insert(), rows)
        index = NameIndex.build(connection)
    assert _meanings(index, "公司的电子") == [("city", "电子")]


def test_stored_writings_of_one_value_are_one_name(index: NameIndex) -> None:
    assert _meanings(index, "online orders") == [("channel", "On-line", "online")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A级客户", "a"),
        ("level A", "a"),
        ("tell us", "us"),
        ("明天的订单", "明天"),
        ("Target", "target"),
    ],
)
def test_a_name_that_is_an_everyday_word_is_weak(index: NameIndex, text: str, word: str) -> None:
    assert [span.text for span in _spans(index, text) if span.weak] == [word]
    assert _meanings(index, text) == []


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("云岭的订单", ["C002", "C003"]),
        ("青禾的订单", ["C001"]),
        ("northgate sales", ["C004"]),
        ("target hill", ["C008"]),
        ("宁波海达的订单", ["C006"]),
        ("怀瑾的业绩", ["U3", "U2"]),
        ("Soren's customers", ["U4"]),
    ],
)
def test_the_beginning_of_names_offers_all_of_them(
    index: NameIndex, text: str, entities: list[str]
) -> None:
    assert _pieces(index, text) == [entities]


@pytest.mark.parametrize(
    "text",
    ["云", "电子", "医疗", "foods", "dairy", "青", "gmbh", "有限公司", "武汉今年的订单", "宁波海"],
)
def test_a_word_of_the_trade_is_no_piece_of_a_name(index: NameIndex, text: str) -> None:
    assert _pieces(index, text) == []


def test_a_full_name_comes_before_the_pieces_of_others(sqlite_engine: Engine) -> None:
    with writing(sqlite_engine) as connection:
        connection.execute(
            customers.insert(),
            [customer(1, "云岭包装", aliases="云岭"), customer(2, "云岭医疗")],
        )
        index = NameIndex.build(connection)
    assert _meanings(index, "云岭") == [("customer", "C001")]
    assert _pieces(index, "云岭") == []


def test_a_piece_of_too_many_names_names_nobody(sqlite_engine: Engine) -> None:
    tails = "包装 医疗 电子 食品 机电 贸易 物流 纺织 化工 仪器 文具 汽配 能源".split()
    with writing(sqlite_engine) as connection:
        rows = [customer(n, f"云岭{tail}") for n, tail in enumerate(tails)]
        connection.execute(customers.insert(), rows)
        index = NameIndex.build(connection)
    assert _pieces(index, "云岭") == []


def test_nobody_finds_what_lies_outside_of_the_own_customers(
    index: NameIndex, company: Connection
) -> None:
    rep = caller_named(company, "U3")
    seen = ["云岭包装", "宿州", "代理商", "承兑汇票", "展会", "东莞仓", "周怀瑾", "二组", "M40"]
    hidden = ["青禾电子", "苏州", "直销", "发错货", "袁怀瑾", "一组", "17450", "银牌", "中南"]
    assert [text for text in seen + hidden if _meanings(index, text, rep)] == seen
    assert _pieces(index, "云岭的订单", rep) == [["C002"]]
    assert _pieces(index, "怀瑾", rep) == [["U3"]]
    assert index.nearest("青禾电器", rep) == ()


def test_a_manager_finds_what_the_people_below_have(index: NameIndex, company: Connection) -> None:
    manager = caller_named(company, "U1")
    seen = ["青禾电子", "海达仪器", "袁怀瑾", "何听澜", "销售部", "二组", "发错货"]
    hidden = ["云岭包装", "周怀瑾", "展会", "陈立夏", "17450"]
    assert [text for text in seen + hidden if _meanings(index, text, manager)] == seen


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("青和电子", "青禾电子(苏州)有限公司"),
        ("northgat food", "Northgate Foods Ltd"),
        ("袁怀谨", "袁怀瑾"),
        ("M40 Prx", "M40 Pro 激光打印机"),
        ("汉堡区", "Hamburg"),
    ],
)
def test_a_wrong_writing_gets_the_nearest_name(index: NameIndex, text: str, label: str) -> None:
    assert label in [name.label for name in index.nearest(fold(text).text, operator())]


def test_suggestions_are_few_of_one_kind_where_asked_and_none_for_nonsense(
    index: NameIndex,
) -> None:
    assert len(index.nearest("云岭", operator(), limit=1)) == 1
    found: tuple[Name, ...] = index.nearest("m40", operator(), dimension="product")
    assert {name.dimension for name in found} == {"product"}
    assert index.nearest("zzzzqqqq", operator()) == ()


def test_a_field_of_ids_or_free_text_holds_no_names(sqlite_engine: Engine) -> None:
    rows = [customer(n, f"Acme {n}", custom={"code": f"code{n}"}) for n in range(30)]
    with writing(sqlite_engine) as connection:
        connection.execute(customers.insert(), rows)
        connection.execute(
            custom_fields.insert(), {"table_name": "customers", "name": "code", "kind": "text"}
        )
        index = NameIndex.build(connection)
    assert _meanings(index, "code7") == []


def test_the_version_changes_with_the_tables_that_names_come_from(
    index: NameIndex, company: Connection
) -> None:
    assert index.version == versions(company) == (("users", 3),)
    company.execute(table_state.update().values(version=4))
    assert versions(company) != index.version


def test_an_empty_database_has_no_names(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection:
        index = NameIndex.build(connection)
    assert _spans(index, "上季度M40在苏州卖了多少") == ()
    assert index.nearest("m40", operator()) == ()


def test_names_are_the_same_on_both_databases(engine: Engine) -> None:
    with writing(engine) as connection:
        fill(connection)
        index = NameIndex.build(connection)
    assert _meanings(index, "金牌客户从东莞仓发的M40 Pro") == [
        ("customers:等级", "金牌"),
        ("orders:warehouse", "东莞仓"),
        ("product", "P2"),
    ]


def _index_of(engine: Engine, *rows: Row) -> NameIndex:
    with writing(engine) as connection:
        connection.execute(customers.insert(), list(rows))
    with engine.connect() as connection:
        return NameIndex.build(connection)


def test_a_part_of_the_world_is_its_countries_on_file(sqlite_engine: Engine) -> None:
    index = _index_of(
        sqlite_engine,
        customer(1, "Acme", None, province="Germany", city="Hamburg"),
        customer(2, "Beta", None, province="Sweden"),
        customer(3, "Gamma", None, province="江苏"),
    )
    assert _meanings(index, "european customers") == [("province", "Germany", "Sweden")]
    assert _meanings(index, "scandinavia") == [("province", "Sweden")]
    assert _meanings(index, "africa") == []
    (europe,) = _spans(index, "Europe")
    assert europe.names[0].label == "Europe (Germany, Sweden)"


def test_a_region_on_file_is_no_sum_of_countries(sqlite_engine: Engine) -> None:
    index = _index_of(
        sqlite_engine,
        customer(1, "Acme", None, country="Germany", region="欧洲"),
        customer(2, "Beta", None, country="Sweden", region="北欧"),
    )
    assert _meanings(index, "europe") == [("region", "欧洲")]
    assert _meanings(index, "nordics") == [("region", "北欧")]
    assert _meanings(index, "scandinavia") == [("country", "Sweden")]
