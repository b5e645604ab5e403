"""Random conversations in both languages, about what the asker sees and about what is hidden."""

from collections.abc import Sequence
from random import Random

from tests.security import names
from tests.security.accounts import Account, once_in
from tests.security.sight import Sight

ZH = (
    "{measure}",
    "{time}{measure}",
    "{customer}{time}{measure}",
    "{place}{time}{measure}",
    "{person}{time}{measure}",
    "{team}本月达成率",
    "{value}客户{time}{measure}",
    "{customer}的订单",
    "介绍一下{customer}",
    "{customer}还欠多少",
    "{customer}的联系人",
    "{person}的客户数",
    "除{place}外{time}{measure}",
    "{time}{measure}最高的{count}个客户",
    "{time}各{dimension}{measure}",
    "{time}各{dimension}{measure}，跟去年同期比",
    "前{count}大客户占{time}{measure}多少",
    "{time}订单数超过{count}的客户有哪些",
    "为什么{time}{measure}降了",
    "{count}0天没下单的客户",
    "去年买过今年没买的客户",
    "买过M40没买过墨盒的客户",
    "{time}5000以上的订单",
    "应收一共多少，逾期多少",
    "按账龄看应收",
    "{customer}和{other}{time}{measure}",
    "{time}到期的合同",
    "评级{value}的{measure}",
    "{order}",
    "{product}{time}销量",
    "客户一共多少家",
    "{time}卖得最多的产品",
    "税号91开头的客户",
)
EN = (
    "{measure}",
    "{measure} {time}",
    "{measure} of {customer} {time}",
    "{measure} in {place} {time}",
    "{measure} by {dimension} {time}",
    "{measure} by {dimension} {time} vs last year",
    "{person}'s {measure} {time}",
    "attainment of {team} this month",
    "tell me about {customer}",
    "orders of {customer} {time}",
    "contacts of {customer}",
    "top {count} customers by {measure} {time}",
    "bottom {count} customers by {measure} {time}",
    "share of the top {count} customers in sales {time}",
    "which customers have orders over {count} {time}",
    "who hasn't ordered in {count}0 days",
    "{measure} excluding {place} {time}",
    "why did {measure} drop {time}",
    "open deals over 1000",
    "customers who bought M40 but not TX-30",
    "total receivable and overdue",
    "receivable by ageing",
    "customers of {person}",
    "sales to {value} customers {time}",
    "{customer} vs {other} sales {time}",
    "order {order}",
    "{product} units {time}",
    "how many customers do we have",
    "tax id of {customer}",
)
TELLING = {
    "zh": (
        "{time}销售额和订单数",
        "为什么{time}销售额降了",
        "{currency}{time}{measure}",
        "{currency}的订单",
        "密{code}{time}{measure}",
        "密{code}的订单",
        "{customer}的电话",
    ),
    "en": (
        "sales and orders {time}",
        "why did sales drop {time}",
        "{measure} in {currency} {time}",
        "orders in {currency}",
        "密{code} {measure} {time}",
        "phone of {customer}",
    ),
}
"""Questions whose answers depend on more than the rows that they are about: asked more often."""
THEN = {
    "zh": (
        "那{place}的呢",
        "按月看",
        "按客户看",
        "跟去年同期比",
        "第二个客户的订单",
        "其中{customer}呢",
        "上个月呢",
        "换成订单数",
        "{customer}呢",
        "按{dimension}看",
        "再前{count}个",
    ),
    "en": (
        "what about {place}?",
        "by month",
        "by customer",
        "vs a year earlier",
        "orders of the second one",
        "the first one",
        "and {customer}?",
        "last month?",
        "change to orders",
        "by {dimension}",
    ),
}
"""What follows in a conversation."""
MEASURES = {
    "zh": "销售额 订单数 销量 净销售额 客单价 退货额 回款 应收 逾期 目标 达成率 商机金额 赢单率"
    " 新客户数 复购率 开票额 拜访次数 投诉数 下单客户数 客户数",
    "en": "sales,orders,units,net sales,average order value,returns,collections,outstanding,"
    "overdue,target,attainment,pipeline,win rate,new customers,repeat rate,visits,buyers,customers",
}
TIMES = {
    "zh": "今年 上季度 本月 上个月 去年 最近90天 9月 本季度",
    "en": "this year,last quarter,this month,last month,last year,past 90 days,in september",
}
CURRENCIES = {"zh": ("美元", "欧元", "日元", "USD"), "en": ("USD", "EUR", "JPY")}
DIMENSIONS = {
    "zh": "客户 区域 城市 行业 级别 渠道 产品 销售 团队 评级 密级 仓库 币种 月",
    "en": "customer,region,city,industry,level,channel,product,rep,team,评级,仓库,currency,month",
}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


CHOICE = "(the first choice)"
"""Stands for the first of the choices that a reply offers."""


def conversation(sight: Sight, seed: int) -> tuple[str, ...]:
    """Gives the questions of a conversation, a third of them about customers that are not seen."""
    random = Random(f"questions {seed}")
    language = random.choice(["zh", "zh", "en"])
    others = ZH if language == "zh" else EN
    first = random.choice(TELLING[language] if once_in(random, 3) else others)
    more = random.choices([*THEN[language], CHOICE, CHOICE], k=random.choice([0, 0, 1, 2]))
    said = Said(sight, random, language)
    return tuple(said.of(template) for template in (first, *more))


def _split(several: str) -> list[str]:
    return several.split("," if "," in several else None)


class Said:
    """Fills templates with names: of customers that there are, or nearly."""

    def __init__(self, sight: Sight, random: Random, language: str) -> None:
        self._sight = sight
        self._random = random
        self._language = language

    def of(self, template: str) -> str:
        """Gives a question."""
        random, language = self._random, self._language
        return template.format(
            measure=random.choice(_split(MEASURES[language])),
            time=random.choice([*_split(TIMES[language]), ""]),
            dimension=random.choice(_split(DIMENSIONS[language])),
            count=random.choice([1, 2, 3, 5]),
            customer=self._customer(),
            other=self._customer(),
            place=random.choice(random.choice(names.PLACES)[:3]) or "Leeds",
            person=self._person(),
            team=random.choice(names.TEAMS),
            value=random.choice((*names.INDUSTRIES, *names.GRADES, "A级", "VIP")),
            order=f"SO{random.randrange(20):03}{random.randrange(3)}",
            code=self._account().customer_id[2:],
            currency=random.choice(CURRENCIES[language]),
            product=random.choice(["M40", "M40 Pro", "TX-30", "墨盒"]),
        ).strip()

    def _person(self) -> str:
        row = self._random.choice(self._sight.company.people)
        name = str(row["name"])
        return self._random.choice([name, name, name[-2:], str(row["user_id"])])

    def _account(self) -> Account:
        sight = self._sight
        some = self._random.choice([sight.visible, sight.visible, sight.hidden])
        return self._random.choice(some or sight.company.accounts)

    def _customer(self) -> str:
        """Gives a customer as people name it: rightly, by sound, misspelt, or by its id."""
        random, account = self._random, self._account()
        called = _called(account)
        way = random.choice(["so", "so", "so", "brand", "alike", "typo", "id", "wide"])
        match way:
            case "so":
                return random.choice(called)
            case "brand":
                return _brand(called[0])
            case "alike":
                return _alike(_brand(called[0]))
            case "typo":
                return _misspelt(random, random.choice(called))
            case "id":
                return account.customer_id
            case _:
                return account.customer_id.lower().translate(WIDE)


def _called(account: Account) -> Sequence[str]:
    row = account.customer
    found = [str(row["name"]), *(str(row[name]) for name in ("short_name",) if row[name])]
    return [*found, *str(row["aliases"] or "").split(";")][: 3 if row["aliases"] else len(found)]


def _brand(name: str) -> str:
    return next((brand for brand in names.BRANDS if brand in name), name)


def _alike(brand: str) -> str:
    """Gives the brand that stands beside one: it sounds or is written like it."""
    if brand not in names.BRANDS:
        return brand
    place = names.BRANDS.index(brand)
    return names.BRANDS[place + 1 if place % 2 == 0 else place - 1]


def _misspelt(random: Random, name: str) -> str:
    place = random.randrange(len(name))
    return random.choice(
        [name[:place] + name[place + 1 :], name[:place] + "x" + name[place + 1 :], name[::-1]]
    )
