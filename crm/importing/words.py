"""Words that exports use, in both languages, for the contract's choices and currencies."""

from collections.abc import Mapping
from types import MappingProxyType


def _inverted(words: Mapping[str, str]) -> Mapping[str, str]:
    """Gives word -> meaning from meaning -> words separated by blanks (`_` stands for a blank)."""
    return MappingProxyType(
        {
            word.replace("_", " "): meaning
            for meaning, line in words.items()
            for word in (meaning, *line.split())
        }
    )


CHOICE_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "orders.status": _inverted(
            {
                "draft": "草稿 暂存 未提交 draft saved quotation 报价",
                "pending": "待确认 待审核 待处理 待付款 未付款 审核中 处理中 新建 new open on_hold "
                "processing waiting unpaid 挂起",
                "confirmed": "已确认 确认 已审核 审核通过 已付款 待发货 未发货 已生效 "
                "approved paid accepted to_ship released",
                "shipped": "已发货 发货 运输中 部分发货 已出库 配送中 sent dispatched in_transit "
                "partially_shipped",
                "completed": "已完成 完成 交易成功 已签收 已收货 已交付 已结束 已关闭 "
                "complete done closed delivered fulfilled finished received invoiced",
                "cancelled": "已取消 取消 作废 已作废 交易关闭 已撤销 canceled cancel void voided "
                "rejected",
            }
        ),
        "customers.status": _inverted(
            {
                "prospect": "潜在 潜在客户 意向 意向客户 线索 lead potential new",
                "active": "活跃 正常 合作中 已成交 成交客户 在用 启用 customer current enabled",
                "inactive": "不活跃 停用 流失 已流失 冻结 休眠 停止合作 disabled lost churned "
                "closed dormant blocked",
            }
        ),
        "users.role": _inverted(
            {
                "rep": "销售 销售代表 业务员 业务 销售员 客户经理 sales seller salesperson "
                "sales_rep sales_representative account_manager",
                "manager": "经理 主管 销售经理 销售主管 销售总监 总监 组长 lead team_lead "
                "sales_manager supervisor director",
                "finance": "财务 会计 出纳 accounting accountant controller",
                "admin": "管理员 系统管理员 administrator it owner",
            }
        ),
        "activities.kind": _inverted(
            {
                "call": "电话 通话 致电 phone phone_call 回访",
                "visit": "拜访 上门 面谈 到访 会议 meeting on-site onsite",
                "message": "消息 微信 短信 钉钉 飞书 企业微信 wechat sms chat whatsapp",
                "email": "邮件 电子邮件 e-mail mail",
                "ticket": "工单 报修 服务单 support case",
                "complaint": "投诉 客诉 complain",
                "training": "培训 演示 demo workshop",
            }
        ),
    }
)

CURRENCIES: Mapping[str, str] = _inverted(
    {
        "CNY": "¥ rmb 人民币 元 cn¥ cnh",
        "USD": "$ us$ 美元 美金 usd$ dollar dollars",
        "EUR": "€ 欧元 euro euros",
        "GBP": "£ 英镑 pound pounds",
        "HKD": "hk$ 港元 港币",
        "JPY": "日元 yen",
        "TWD": "nt$ 新台币 台币",
        "SGD": "s$ 新加坡元 新元",
        "AUD": "a$ 澳元",
        "CAD": "c$ 加元",
        "KRW": "₩ 韩元",
        "INR": "₹ 卢比",
    }
)

YES = frozenset("true yes y 1 是 有 t on x √ ✓ 主要".split())
NO = frozenset("false no n 0 否 无 f off 非".split())
NOTHING = frozenset(("", "-", "--", "—", "——", "n/a", "na", "null", "none", "nan", "#n/a", "nil"))
"""What exports write into an empty cell; text columns take only the empty one for nothing."""
