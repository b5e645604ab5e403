"""What people write in notes, reasons and deal names, in both languages.

`{model}` stands for a product's model, `{n}` for a small number.
"""

from typing import Literal

from crm.demo.rows import ActivityKind

Language = Literal["zh", "en"]
Note = tuple[str, str]

NOTES: dict[Language, dict[ActivityKind, tuple[Note, ...]]] = {
    "zh": {
        "call": (
            ("电话回访", "上批 {model} 使用正常，下个月可能再要 {n} 台。"),
            ("催款电话", "财务说本周走付款流程，约好周五再确认。"),
            ("报价沟通", "客户觉得 {model} 价格偏高，希望再谈 {n} 个点。"),
        ),
        "visit": (
            ("例行拜访", "看了车间，{model} 用得不错，想要样品报价。"),
            ("新项目拜访", "二期产线预计要 {n}0 台 {model}，下月定方案。"),
            ("高层拜访", "总经理关心交期和账期，希望签年度框架。"),
        ),
        "message": (
            ("微信沟通", "发了 {model} 的资料和报价单。"),
            ("确认收货", "客户说已收到货，件数没问题。"),
        ),
        "email": (
            ("发送报价", "{model} 报价已发，有效期 {n} 周。"),
            ("对账单", "上月对账单已发，等对方盖章。"),
        ),
        "ticket": (
            ("技术支持", "{model} 连不上网络，远程改了设置，已解决。"),
            ("安装咨询", "问 {model} 的接线方式，已发说明书。"),
        ),
        "complaint": (
            ("到货破损", "{n} 台 {model} 外箱破损，要求换货。"),
            ("交期投诉", "比约定晚了 {n} 天，产线停了半天。"),
            ("质量投诉", "{model} 用了 {n} 周就报错，要求检测。"),
        ),
        "training": (("操作培训", "现场培训 {n} 人，讲了 {model} 的日常维护。"),),
    },
    "en": {
        "call": (
            ("Check-in call", "The last {model} batch runs well; may need {n} more next month."),
            ("Payment call", "Their accounts team will pay this week; confirm on Friday."),
            ("Price call", "They find {model} expensive and ask for {n} % more discount."),
        ),
        "visit": (
            ("Site visit", "Saw the line; {model} works fine. They want a sample quote."),
            ("New project", "Phase two needs about {n}0 {model}; decision next month."),
            ("Executive visit", "The director cares about lead time and payment terms."),
        ),
        "message": (
            ("Chat", "Sent the {model} data sheet and a quote."),
            ("Delivery confirmed", "Goods arrived, count is right."),
        ),
        "email": (
            ("Quote sent", "Quote for {model}, valid {n} weeks."),
            ("Statement sent", "Last month's statement sent, waiting for confirmation."),
        ),
        "ticket": (
            ("Support", "{model} lost its connection; settings changed remotely, solved."),
            ("Installation question", "Asked how to wire {model}; manual sent."),
        ),
        "complaint": (
            ("Damaged on arrival", "{n} {model} arrived in broken boxes; replacement asked."),
            ("Late delivery", "{n} days late; their line stood still for half a day."),
            ("Quality complaint", "{model} failed after {n} weeks; inspection asked."),
        ),
        "training": (("Operator training", "Trained {n} people on daily care of {model}."),),
    },
}
KIND_WEIGHTS: dict[ActivityKind, float] = {
    "call": 30,
    "visit": 22,
    "message": 18,
    "email": 14,
    "ticket": 9,
    "complaint": 4,
    "training": 3,
}
RETURN_REASONS: dict[Language, tuple[str, ...]] = {
    "zh": ("质量问题", "发错货", "运输破损", "多订", "规格不符"),
    "en": (
        "Defective",
        "Wrong item",
        "Damaged in transit",
        "Ordered too many",
        "Wrong specification",
    ),
}
METHODS: dict[Language, tuple[str, ...]] = {
    "zh": ("银行转账", "银行转账", "银行转账", "承兑汇票", "支付宝"),
    "en": ("Wire transfer", "Wire transfer", "Letter of credit", "Card"),
}
CHANNELS = ("直销", "官网", "代理商", "电话")
OPEN_STAGES = ("初步接洽", "需求确认", "方案报价", "商务谈判")
WON, LOST = "赢单", "输单"
DEAL_NAMES: dict[Language, tuple[str, ...]] = {
    "zh": ("{year} 年设备更新", "{model} 扩容", "二期产线", "年度框架采购", "{model} 替换项目"),
    "en": ("{year} renewal", "{model} rollout", "Second line", "Annual framework", "{model} swap"),
}
CONTRACT_NAMES: dict[Language, str] = {"zh": "{year} 年度 {model} 服务合同", "en": "{model} {year}"}
METRICS = ("active_devices", "pages_printed", "api_calls")
