"""A company of a few rows whose names are alike, for the tests of names."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy.engine import Connection

from crm.models import (
    custom_fields,
    customers,
    opportunities,
    orders,
    payments,
    products,
    returns,
    table_state,
    users,
)

Row = Mapping[str, object]

PEOPLE: tuple[Row, ...] = (
    {"user_id": "U1", "name": "何听澜", "role": "manager", "team": "销售部", "manager_id": None},
    {"user_id": "U2", "name": "袁怀瑾", "role": "rep", "team": "一组", "manager_id": "U1"},
    {"user_id": "U3", "name": "周怀瑾", "role": "rep", "team": "二组", "manager_id": None},
    {"user_id": "U4", "name": "Soren Yelverton", "role": "rep", "team": "二组", "manager_id": "U1"},
    {"user_id": "U9", "name": "陈立夏", "role": "admin", "team": None, "manager_id": None},
)


def customer(number: int, name: str, owner: str | None = "U2", **more: object) -> Row:
    """Gives a row of customers."""
    columns = ("short_name", "aliases", "region", "province", "city", "country", "level", "custom")
    given = {column: more.get(column) for column in columns}
    return {"customer_id": f"C{number:03}", "name": name, "owner_id": owner, **given}


COMPANIES: tuple[Row, ...] = (
    customer(1, "青禾电子(苏州)有限公司", province="江苏", city="苏州", region="华东", level="A"),
    customer(2, "云岭包装有限公司", "U3", short_name="云岭包装", city="宿州", province="安徽省"),
    customer(3, "云岭医疗股份有限公司", short_name="云岭医疗", city="宁波", province="浙江"),
    customer(4, "Northgate Foods Ltd", short_name="Northgate Foods", city="Singapore"),
    customer(5, "Müller & Söhne GmbH", "U4", province="Germany", city="Hamburg", region="海外"),
    customer(6, "宁波海达仪器有限公司", "U4", city="宁波", province="浙江省", level="B"),
    customer(7, "明天科技有限公司", short_name="明天科技", aliases="明天;Mingtian Tech"),
    customer(8, "Target Hill Dairy Ltd", "U3", aliases="Target", country="United States"),
    customer(9, "Novak A/S", "U3", aliases="Novak Alpha；NVK", custom={"等级": "金牌"}),
    customer(10, "武汉今年实业有限公司", city="武汉"),
    customer(11, "万单物流"),
    customer(17450, "17450", None, region="中南", custom={"等级": "银牌"}),
)
GOODS: tuple[Row, ...] = tuple(
    {"product_id": number, "name": name, "model": model, "category": category, "aliases": aliases}
    for number, name, model, category, aliases in (
        ("P1", "M40 Laser Printer", "M40", "打印机", "M40 激光打印机"),
        ("P2", "M40 Pro 激光打印机", "M40 Pro", "打印机", None),
        ("P3", "Scale Z7.5", "Z7.5", "称重设备", None),
        ("P4", "Scale Z75", "Z75", "称重设备", None),
        ("P5", "TX-30-1 Sensor", "TX-30-1", "传感器", "Blue-Sky"),
        ("P6", "TX Controller", None, "控制器", "Blue Sky"),
    )
)
_DAY = datetime(2026, 5, 1)  # noqa: DTZ001 - business time has no offset


def _order(number: int, customer: str, **more: object) -> Row:
    amounts = {"amount": Decimal(1), "units": Decimal(1), "line_count": 0}
    amounts |= {"paid": Decimal(number == 2), "invoiced": Decimal(0)}
    values = {"channel": None, "ship_city": None, "custom": None, **more}
    plain = {"ordered_at": _DAY, "status": "confirmed", "currency": "CNY", **amounts}
    return {"order_id": f"O{number}", "customer_id": customer, **plain, **values}


def fill(connection: Connection) -> None:
    """Puts the company into an empty database."""
    bought = (
        _order(1, "C001", channel="直销", ship_city="广州市"),
        _order(2, "C002", channel="代理商", custom={"warehouse": "东莞仓"}),
        _order(3, "C002", channel="On-line"),
        _order(4, "C001", channel="online"),
    )
    connection.execute(users.insert(), PEOPLE)
    connection.execute(customers.insert(), COMPANIES)
    connection.execute(products.insert(), GOODS)
    connection.execute(orders.insert(), bought)
    connection.execute(
        payments.insert(),
        {"payment_id": "R1", "order_id": "O2", "amount": 1, "paid_at": _DAY, "method": "承兑汇票"},
    )
    connection.execute(
        returns.insert(),
        {
            "return_id": "T1",
            "customer_id": "C001",
            "currency": "CNY",
            "amount": 1,
            "returned_at": _DAY,
            "reason": "发错货",
        },
    )
    connection.execute(
        opportunities.insert(),
        {"opportunity_id": "D1", "customer_id": "C002", "stage": "方案报价", "lead_source": "展会"},
    )
    connection.execute(
        custom_fields.insert(),
        [
            {"table_name": "customers", "name": "等级", "kind": "text"},
            {"table_name": "orders", "name": "warehouse", "kind": "text"},
        ],
    )
    connection.execute(table_state.insert(), {"table_name": "users", "as_of": _DAY, "version": 3})
