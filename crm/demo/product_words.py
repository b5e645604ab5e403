"""What the demo company sells: lines of products, the fixed models and the nouns for the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of product within a line; prices are in CNY."""

    zh: str
    en: str
    unit: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A product that every demo company sells."""

    model: str
    noun: str
    list_price: int
    aliases: str = ""
    pull: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A category with its kinds of product."""

    category: str
    nouns: tuple[Noun, ...]
    fixed: tuple[Fixed, ...] = ()
    weight: float = 1.0

    def noun(self, zh: str) -> Noun:
        """The kind of that Chinese name."""
        return next(noun for noun in self.nouns if noun.zh == zh)


PRINTERS = Line(
    category="打印机",
    weight=1.5,
    nouns=(
        Noun("激光打印机", "Laser Printer", "台", 1500, 9000),
        Noun("标签打印机", "Label Printer", "台", 700, 4200),
        Noun("票据打印机", "Receipt Printer", "台", 450, 1600),
        Noun("便携打印机", "Mobile Printer", "台", 900, 2600),
    ),
    fixed=(
        Fixed("M40", "激光打印机", 2680, pull=5.0),
        Fixed("M40 Pro", "激光打印机", 3480, pull=4.0),
        Fixed("T30", "标签打印机", 1200, pull=6.0),
        Fixed("T30 Plus", "标签打印机", 1580, pull=2.5),
    ),
)
SUPPLIES = Line(
    category="耗材",
    weight=1.4,
    nouns=(
        Noun("硒鼓", "Toner", "支", 120, 620),
        Noun("碳带", "Ribbon", "卷", 25, 110),
        Noun("标签纸", "Label Roll", "卷", 12, 60),
        Noun("清洁套件", "Cleaning Kit", "套", 60, 180),
    ),
    fixed=(
        Fixed("TN40", "硒鼓", 380, aliases="M40 硒鼓;M40 Toner", pull=5.0),
        Fixed("R30", "碳带", 46, aliases="T30 碳带;T30 Ribbon", pull=4.0),
        Fixed("L30", "标签纸", 22, aliases="T30 标签纸;T30 Labels", pull=4.0),
    ),
)
SENSORS = Line(
    category="传感器",
    weight=1.2,
    nouns=(
        Noun("压力传感器", "Pressure Sensor", "只", 180, 1400),
        Noun("温度传感器", "Temperature Sensor", "只", 90, 700),
        Noun("接近传感器", "Proximity Sensor", "只", 80, 460),
        Noun("光电传感器", "Photoelectric Sensor", "只", 120, 980),
    ),
    fixed=(
        Fixed("P12", "压力传感器", 320, aliases="P12 传感器;P12 Sensor", pull=5.0),
        Fixed("P12 Mini", "压力传感器", 260, aliases="P12 Mini 传感器", pull=2.0),
    ),
)
CONTROLLERS = Line(
    category="控制器",
    nouns=(
        Noun("可编程控制器", "Controller", "台", 1200, 9800),
        Noun("伺服驱动器", "Servo Drive", "台", 900, 6400),
    ),
    fixed=(
        Fixed("X200", "可编程控制器", 4200, aliases="X200 控制器", pull=3.0),
        Fixed("X200 Max", "可编程控制器", 5900, aliases="X200 Max 控制器", pull=1.5),
    ),
)
SERVICES = Line(
    category="服务",
    weight=0.45,
    nouns=(
        Noun("维保服务", "Maintenance Plan", "份", 2400, 18000),
        Noun("云管理订阅", "Cloud Subscription", "份", 600, 6000),
        Noun("现场培训", "On-site Training", "次", 2000, 6000),
        Noun("延保", "Extended Warranty", "份", 300, 2400),
    ),
    fixed=(
        Fixed("Care 1", "维保服务", 3600, pull=0.8),
        Fixed("Care 3", "维保服务", 9600, pull=0.5),
        Fixed("Cloud Basic", "云管理订阅", 1200, pull=0.8),
        Fixed("Cloud Pro", "云管理订阅", 3000, pull=0.5),
    ),
)
CORE = (PRINTERS, SUPPLIES, SENSORS, CONTROLLERS, SERVICES)
# Each demo company sells three of these too.
OPTIONAL = (
    Line(
        category="扫描终端",
        nouns=(
            Noun("手持扫描枪", "Handheld Scanner", "把", 260, 2200),
            Noun("数据采集终端", "Mobile Computer", "台", 1800, 5200),
        ),
    ),
    Line(
        category="称重设备",
        nouns=(
            Noun("台秤", "Bench Scale", "台", 480, 3800),
            Noun("地磅", "Floor Scale", "台", 3200, 16000),
        ),
    ),
    Line(
        category="网络设备",
        nouns=(
            Noun("工业网关", "Industrial Gateway", "台", 680, 4600),
            Noun("交换机", "Switch", "台", 320, 5200),
        ),
    ),
    Line(
        category="电源",
        nouns=(
            Noun("不间断电源", "UPS", "台", 780, 8600),
            Noun("开关电源", "Power Supply", "个", 90, 680),
        ),
    ),
    Line(
        category="机器视觉",
        nouns=(
            Noun("面阵相机", "Area Camera", "台", 1900, 9900),
            Noun("工业镜头", "Lens", "只", 420, 3600),
            Noun("环形光源", "Ring Light", "只", 180, 960),
        ),
    ),
    Line(
        category="工控机",
        nouns=(
            Noun("触控一体机", "Panel PC", "台", 2600, 9800),
            Noun("嵌入式工控机", "Box PC", "台", 2200, 8800),
        ),
    ),
    Line(
        category="配件",
        nouns=(
            Noun("打印头", "Print Head", "个", 320, 1900),
            Noun("安装支架", "Mount", "套", 60, 380),
            Noun("连接线缆", "Cable", "根", 18, 160),
        ),
    ),
)
# Models of the other products: LETTER + number, then the bare model and its variants.
LETTERS = "ABCDEFGHJKNSUVWYZ"
VARIANTS = ("Pro", "Plus", "Mini", "Lite", "Max", "Air")
# What is bought along with a model.
COMPANIONS = {
    "M40": ("TN40",),
    "M40 Pro": ("TN40",),
    "T30": ("R30", "L30"),
    "T30 Plus": ("R30", "L30"),
}
