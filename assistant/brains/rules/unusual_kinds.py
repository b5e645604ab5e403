"""Words of one kind of flag, beside a word for orders or flags: 单价异常的订单, "duplicate orders".

No word here says in which direction, how much or when: what says more than the kind is read by
itself, and where it cannot be, the question is not understood.
"""

import re

_ODD = r"(?:unusual|odd|abnormal|suspicious|strange|wrong)"
_FLAGS = r"(?:anomal(?:y|ies)|flags?|errors?|problems?)"
_WRONG = "(?:异常|不正常|不对劲|不对|反常|有问题|离谱)"
_SLIP = "(?:可能|像是|好像|疑似|是不是|会不会)?(?:是)?(?:打|录|输|写|填|搞|敲)错"
_NOT_ALIKE = "(?:对不上|不一致|不相符|不符|对不齐|不相等)"
_TOTAL = "(?:总金额|总额|总价|合计|金额)"
_DO_NOT = "(?:do not|don't|does not|doesn't)"
_NIGHT = "(?:深夜|半夜|大半夜|凌晨)"

KINDS = {
    "duplicate_order": re.compile(
        r"(?:疑似)?重复(?:(?:下单|录单)的?|(?:录入|提交)?的?(?=订单|单子|单|异常|提示))"
        r"|(?:下|录)重(?:复)?了?的?(?=订单|单子|单)|重单(?=异常|提示|[\s？?吗]*$)"
        r"|\bduplicated?(?= orders?\b| flags?\b)|\bduplicates\b"
        r"|(?:that (?:were|was) )?\b(?:entered|placed|keyed in|booked) twice\b"
    ),
    "unusual_discount": re.compile(
        rf"(?:折扣|打折){_WRONG}的?|折扣(?:偏大|过大|太大|太狠|超常)的?|异常折扣的?"
        rf"|\b{_ODD} discounts?\b|\bdiscount {_FLAGS}"
        r"|\b(?:excessive|too large|too deep) discounts?\b"
    ),
    "price_off_list": re.compile(
        rf"(?:单价|价格|售价)(?:{_WRONG}|偏离(?:目录价)?)的?|异常(?:单价|价格)的?"
        rf"|\b{_ODD} (?:unit )?prices?\b|\b(?:unit )?price {_FLAGS}"
        r"|\bprices? (?:far )?off (?:the )?list\b"
    ),
    "amount_spike": re.compile(
        rf"金额(?:{_WRONG}|偏高)的?|\b{_ODD} amounts?\b|\bamount (?:{_FLAGS}|spikes?)"
    ),
    "quantity_typo": re.compile(
        rf"数量(?:{_WRONG}|{_SLIP}|有误|像是有误)了?的?"
        rf"|\bquantity (?:slips?|typos?|{_FLAGS})|\b(?:{_ODD}|mistyped) quantit(?:y|ies)\b"
        r"|\btypos? in (?:the |their )?quantit(?:y|ies)\b"
    ),
    "stuck_state": re.compile(
        r"(?:状态)?(?:被)?卡住了?的?|卡单的?|状态(?:异常|停滞)了?的?|停滞了?的?"
        r"|\bstuck(?: in (?:their|its) state)?\b"
    ),
    "odd_hour": re.compile(
        rf"{_NIGHT}(?:大单|下的?大单|下的?大额订单|大额订单|下的?|异常的?)"
        r"|\bat (?:odd|unusual) hours\b|\bodd[- ]hours?\b"
    ),
    "total_mismatch": re.compile(
        rf"{_TOTAL}(?:和|与|跟|同)?(?:明细|各行|行项目|行金额)?(?:之和|合计)?{_NOT_ALIKE}的?"
        rf"|\btotals? (?:that |which )?{_DO_NOT} (?:match|add up)(?: (?:the|their|its) lines)?"
        rf"|\btotal {_FLAGS}|\b(?:mismatched|{_ODD}) totals?\b|\btotal mismatch(?:es)?\b"
    ),
    "off_rhythm": re.compile(
        rf"(?:节奏|下单频率|下单间隔){_WRONG}的?|(?:偏离|不合|打乱)节奏的?"
        r"|\b(?:off|out of)(?: their| its| the)?(?: usual)? rhythm\b"
    ),
    "unusual_product": re.compile(
        r"(?:首次|第一次)(?:购买|买)(?:的?产品)?就?(?:量|数量)?(?:很大|大量|异常|偏大|过大)的?"
        r"|首购(?:量)?(?:大|异常|偏大)的?"
        r"|\bfirst[- ]time products?(?: in unusual volumes?)?"
    ),
    "overdue_customer": re.compile(
        r"(?:有)?逾期(?:客户|欠款)?(?:还|又|继续|仍)?(?:在)?(?:下单|下的单|订货)?的?(?=异常|提示)"
        r"|\boverdue(?:[- ](?:customers?|debts?))? (?=flags?|anomal)"
    ),
    "unusual_return": re.compile(
        rf"退货{_WRONG}的?|异常退货的?|\b{_ODD} returns?\b|\breturn {_FLAGS}"
    ),
}
