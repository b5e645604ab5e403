"""Whether a question that the brain did not understand may be answered from documents.

A quoted passage in place of a figure would be a wrong answer. So the documents are asked only where
the question asks how, whether, when or for a rule, and neither names a time nor asks for rows, a
number or a sum.
"""

import re
from dataclasses import dataclass

from assistant.brains.rules.outcome import NotUnderstood, Outcome
from assistant.conversation.tooling import search_knowledge
from knowledge.failures import KnowledgeError
from knowledge.search import Found
from tools.base import ToolContext

_ASKED = re.compile(
    r"\s*(?:文档|资料|知识库|documents?|docs?)\s*[:：]\s*(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL
)
_ASKS = re.compile(
    r"怎么|怎样|如何|咋|能不能|可不可以|可以|能否|是否|要不要|会不会|还能|吗|是什么|是啥|什么是|有什么|多久"
    r"|多长|几天|什么时候|何时|哪里|在哪|谁|算不算|行不行|要什么|哪些情况|多少天|几年|多大|多宽|怎办"
    r"|政策|规定|制度|流程|条款|保修|质保|手册|话术|步骤|规格|参数|须知|标准"
    r"|\b(?:how (?:do|does|to|can|should|long|soon|often|loud|big|wide|fast|wide)|can|could|may|do"
    r"|does|is|are|am|will|should|must|what|when|where|who|which|why|polic(?:y|ies)|warranty"
    r"|guarantee|procedure|steps|terms|manual|playbook|guide|rules?|tips|spec(?:s|ification)?)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"多少(?:家|个|单|台|钱的|客户|订单|人|次|件|笔|元)|几(?:家|单|台|笔|个客户)|名单|列表|列出|明细|记录"
    r"|排名|排行|最高|最低|最多的|最少的|前十|合计|总共|一共|平均|占比|同比|环比|增长|趋势|销售额|销量|业绩"
    r"|毛利|利润|成本|单子|捞出来|调出来|拉一下|查一下|的客户(?:有哪些|是谁)?$|没(?:买|下单|来)过|呢\s*$"
    r"|\b(?:how many (?:orders|customers|invoices|units|deals|returns|visits|of)|list|show|total"
    r"|average|sum|count|top \d*|ranking|rank|share of|trend|sales|revenue|profits?|margins?|costs?"
    r"|orders|units|number of|per (?:customer|rep|month|quarter|region)|never|has ?n[o']t"
    r"|have ?n[o']t|ordered|(?:who|which customers?|customers? (?:who|that))"
    r" (?:has|have|is|are|bought))\b",
    re.IGNORECASE,
)
_WHAT_TO_DO = re.compile(r"怎么办|怎么应对|如何应对|怎么处理|该怎么")
LONGEST = 300
NOTHING = Found()


@dataclass(frozen=True)
class Lookup:
    """What to look up in the documents; `plainly` where they were asked for by name."""

    text: str
    plainly: bool = False
    by_model: bool = False
    """Whether these are a model's words for what was asked."""


@dataclass(frozen=True)
class Searched:
    """What the documents hold of a question."""

    wanted: Lookup
    found: Found = NOTHING
    failed: bool = False
    """Whether they cannot be searched now."""

    @property
    def is_sure(self) -> bool:
        """Whether a passage may be quoted as the answer."""
        return self.found.sure


def searched(wanted: Lookup | None, tools: ToolContext) -> Searched | None:
    """Gives what is found in the documents; None where there is nothing to look up, or nowhere."""
    if wanted is None or not are_there(tools) or tools.knowledge is None:
        return None
    try:
        return Searched(wanted, search_knowledge(tools, tools.knowledge, wanted.text))
    except KnowledgeError:
        return Searched(wanted, failed=True)


def are_there(tools: ToolContext) -> bool:
    """Whether there are documents at all, whoever may read them."""
    return tools.knowledge is not None and tools.knowledge.library.exists()


def lookup(text: str, missed: Outcome) -> Lookup | None:
    """Gives what to look up for a question that was not understood; None where it asks for data."""
    if not isinstance(missed, NotUnderstood):
        return None
    if found := _ASKED.fullmatch(text):
        return Lookup(found["rest"].strip()[:LONGEST], plainly=True)
    return Lookup(text) if _ASKS.search(text) and _may_be(text, missed) else None


def model_lookup(words: str | None, text: str, missed: Outcome) -> Lookup | None:
    """Gives what to look up where a model says under which words; None where data is asked for."""
    if not words or not isinstance(missed, NotUnderstood) or not _may_be(text, missed):
        return None
    return Lookup(words[:LONGEST], by_model=True)


def _may_be(text: str, missed: NotUnderstood) -> bool:
    """Whether a question that was not understood need not be one about data."""
    if len(text) > LONGEST or _COUNTS.search(text):
        return False
    if missed.lacking not in {None, "measure"} or missed.bad_periods:
        return False
    known = missed.known
    timed = known is not None and (known.period or known.compare)
    return not timed or _WHAT_TO_DO.search(text) is not None
