"""The registry of custom fields: which ones a table has, their kind, their labels."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

from crm.importing.fields import form
from crm.models import custom_fields

_LABELS: tuple[tuple[str, str, str, str], ...] = (
    ("sub_category", "子类别", "sub-category", "子类 二级类别 二级分类 小类 subcategory"),
    ("segment", "细分", "segment", "客户细分 细分市场 客户类型 customer_segment"),
    ("ship_mode", "装运模式", "ship mode", "运输方式 配送方式 发货方式 shipping_mode shipvia"),
    ("discount", "折扣", "discount", "折扣率 discount_rate"),
    ("profit", "利润", "profit", "毛利 毛利额 gross_profit margin"),
    ("cost", "成本", "cost", "成本价 cost_price unit_cost"),
    ("tax", "税额", "tax", "税 vat tax_amount"),
    ("tax_rate", "税率", "tax rate", ""),
    ("freight", "运费", "freight", "邮费 shipping_fee shipping_cost"),
    ("warehouse", "仓库", "warehouse", "发货仓 仓"),
    ("source", "来源", "source", "客户来源 渠道来源"),
    ("remark", "备注", "remark", "说明 note notes remarks comment comments memo"),
    ("brand", "品牌", "brand", ""),
    ("color", "颜色", "colour", "color"),
    ("size", "尺码", "size", "尺寸"),
    ("specification", "规格", "specification", "规格型号 spec quantityperunit quantity_per_unit"),
    ("supplier", "供应商", "supplier", "vendor"),
    ("batch", "批次", "batch", "批号 lot"),
    ("project", "项目", "project", "项目名称"),
    ("department", "部门", "department", "dept"),
    ("postal_code", "邮编", "postal code", "邮政编码 zip zip_code postalcode postcode"),
    ("address", "地址", "address", "详细地址 street"),
    ("payment_terms", "付款方式", "payment terms", "付款条件 账期 terms"),
    ("priority", "优先级", "priority", "order_priority 订单优先级"),
    ("returned", "退回", "returned", "是否退回 是否退货"),
    ("region_manager", "区域经理", "region manager", "大区经理"),
    ("fax", "传真", "fax", ""),
    ("carrier", "承运商", "carrier", "快递公司 物流公司 shipper"),
    ("tracking_number", "快递单号", "tracking number", "物流单号 运单号"),
)


def labels_of(name: str) -> tuple[str | None, str | None]:
    """Gives the Chinese and the English label of a custom field, None where none is known."""
    known = _known().get(normal(name))
    if known is not None:
        return known[1], known[2]
    chinese = re.search(r"[\u4e00-\u9fff]", name) is not None
    return (name, None) if chinese else (None, name.replace("_", " "))


def canonical_custom_name(header: str) -> str:
    """Gives the name that a mapping should use for a header: one for both languages."""
    known = _known().get(normal(header))
    return header if known is None else known[0]


def normal(word: str) -> str:
    """Gives a header without case, blanks and marks, so that writing variants are equal."""
    return re.sub(r"[\s_\-./()（）]+", "", word).casefold()


def _known() -> Mapping[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for name, chinese, english, more in _LABELS:
        for word in (name, chinese, english, *more.split()):
            found[normal(word)] = (name, chinese, english)
    return MappingProxyType(found)


class Registry:
    """The table `custom_fields` during one import."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(
            sa.select(custom_fields.c.table_name, custom_fields.c.name, custom_fields.c.kind)
        )
        self._stored = {(table, name): kind for table, name, kind in rows}

    def kinds(self) -> Mapping[str, Mapping[str, str]]:
        """Gives the kinds of the fields that are known already, by table and name."""
        found: dict[str, dict[str, str]] = {}
        for (table, name), kind in self._stored.items():
            found.setdefault(table, {})[name] = kind
        return found

    def keep(self, table_name: str, name: str, kind: str) -> None:
        """Stores a field; one that was of another kind is text from now on."""
        old = self._stored.get((table_name, name))
        if old is None:
            chinese, english = labels_of(name)
            values = {"kind": kind, "label_zh": chinese, "label_en": english}
            key = {"table_name": table_name, "name": name}
            self._connection.execute(custom_fields.insert().values(**key, **values))
        elif old != kind:
            self.turn_into_text(table_name, name)
            kind = "text"
        self._stored[table_name, name] = kind

    def turn_into_text(self, table_name: str, name: str) -> None:
        """Makes a field text everywhere, because a value came that is no number."""
        self._connection.execute(
            custom_fields.update()
            .where(custom_fields.c.table_name == table_name, custom_fields.c.name == name)
            .values(kind="text")
        )
        table = form(table_name).table
        if self._connection.dialect.name == "postgresql":
            value = sa.func.to_jsonb(table.c.custom.op("->>")(name))
            changed = sa.func.jsonb_set(table.c.custom, sa.literal([name], ARRAY(sa.Text)), value)
            number = sa.func.jsonb_typeof(table.c.custom.op("->")(name)) == "number"
        else:
            path = f'$."{name}"'
            # As written, with its zeros; `||` takes the mark off that it is JSON.
            value = sa.literal("").op("||")(
                sa.type_coerce(table.c.custom, sa.String).op("->")(path)
            )
            changed = sa.func.json_set(table.c.custom, path, value)
            number = sa.func.json_type(table.c.custom, path).in_(("integer", "real"))
        self._connection.execute(table.update().values(custom=changed).where(number))
