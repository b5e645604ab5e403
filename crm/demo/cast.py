"""The customers that every demo company has, so that documents and questions can name them."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["ordinary", "owing", "quiet"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A customer of the cast: `owing` ones pay late, `quiet` ones have not ordered for a while."""

    name: str
    short_name: str
    aliases: str
    industry: str
    city: str
    language: Literal["zh", "en"] = "zh"
    role: Role = "ordinary"


CAST = (
    Fixed(
        "青禾电子(苏州)有限公司",
        "青禾电子",
        "青禾;Qinghe Electronics",
        "电子",
        "苏州",
        role="owing",
    ),
    # Two that share a beginning, and a third that is near.
    Fixed("云岭包装(昆明)有限公司", "云岭包装", "Yunling Packaging", "包装", "昆明"),
    Fixed(
        "云岭医疗器械(大理)有限公司", "云岭医疗", "Yunling Medical", "医疗", "大理", role="quiet"
    ),
    Fixed("杭州云栖包装材料有限公司", "云栖包装", "Yunqi Packaging", "包装", "杭州"),
    Fixed("宁波蓝海贸易有限公司", "蓝海贸易", "蓝海;Lanhai Trading", "贸易", "宁波", role="owing"),
    Fixed(
        "广州恒力机电设备有限公司",
        "恒力机电",
        "恒力;Hengli Electromech",
        "机械",
        "广州",
        role="owing",
    ),
    Fixed("岚山贸易(青岛)有限公司", "岚山贸易", "岚山;Lanshan Trading", "贸易", "青岛"),
    Fixed("拓维精密仪器(东莞)有限公司", "拓维精密", "Tuowei Precision", "仪器", "东莞"),
    # Two that sound alike.
    Fixed("瑞丰食品(青岛)有限公司", "瑞丰", "瑞丰食品;Ruifeng Foods", "食品", "青岛"),
    Fixed("深圳睿峰自动化有限公司", "睿峰", "睿峰自动化;Ruifeng Automation", "自动化", "深圳"),
    # Names that hold a word of time or of counting.
    Fixed("明天科技(杭州)有限公司", "明天科技", "Mingtian Technology", "电子", "杭州"),
    Fixed("九月贸易(上海)有限公司", "九月贸易", "Jiuyue Trading", "贸易", "上海"),
    Fixed("武汉今年实业有限公司", "今年实业", "Jinnian Industries", "机械", "武汉"),
    Fixed("广州万单物流有限公司", "万单物流", "Wandan Logistics", "物流", "广州"),
    Fixed("Northgate Foods Ltd", "Northgate Foods", "Northgate;北门食品", "食品", "Bristol", "en"),
    Fixed("Lindqvist AB", "Lindqvist", "林奎斯特", "机械", "Gothenburg", "en", "owing"),
    Fixed(
        "Harbour & Finch Ltd",
        "Harbour & Finch",
        "Harbour and Finch;H&F",
        "贸易",
        "Manchester",
        "en",
    ),
    Fixed("Harbour Marine Pte Ltd", "Harbour Marine", "", "物流", "Singapore", "en"),
    Fixed("Köhlmann Technik GmbH", "Köhlmann Technik", "Köhlmann", "自动化", "Hamburg", "en"),
    Fixed("May Instruments Inc.", "May Instruments", "", "仪器", "Boston", "en"),
    Fixed("Quarter Mile Freight LLC", "Quarter Mile Freight", "QMF", "物流", "Chicago", "en"),
    Fixed("Target Hill Dairy Ltd", "Target Hill Dairy", "", "食品", "Auckland", "en", "quiet"),
)
