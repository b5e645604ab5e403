"""What the people, customers, places and values of the random companies are called."""

BRANDS = tuple(
    """
    瑞丰 瑞峰 锐锋 云岭 云领 蓝海 南海 兰海 青禾 清和 海达 海大 明远 鸣远 天启 天琪 华盛 华晟 金石
    锦石 嘉禾 佳和 远航 元航 星辰 新辰 宏图 鸿途 长青 常青 博雅 伯雅 启明 齐鸣 万象 万祥 安泰 安太
    凌云 灵韵 德润 得润 汇通 惠通 千帆 前帆 景行 静行 Northgate Norgate Brightwell Britewell Halden
    Holden Kestrel Castrel Müller Mueller Ostermann Østermann
    """.split()
)
"""Each beside those that sound or are written like it; a company's customers have one each."""

PEOPLE = tuple(
    """
    袁怀瑾 周怀瑾 袁怀景 何听澜 何亭岚 陈立夏 陈丽霞 沈知予 沈之语 Yelverton Yelvington Soren Sören
    """.split()
)
TEAMS = ("一组", "二组", "华南组", "Alpha")
TRADES = ("电子", "包装", "医疗", "仪器", "贸易")
LATIN_TRADES = ("Foods", "Trading", "Tools")
KINDS_OF_FIRM = ("有限公司", "股份有限公司", "")

PLACES = (
    ("宁波", "浙江", "华东", "中国"),
    ("杭州市", "浙江省", "华东", "中国"),
    ("苏州", "江苏", "华东", "中国"),
    ("宿州", "安徽", "华东", "中国"),
    ("大连", "辽宁", "东北", "中国"),
    ("成都", "四川", "西南", "中国"),
    ("昆明", "云南", "西南", "中国"),
    ("广州", "广东", "华南", "中国"),
    ("西安", "陕西", "西北", "中国"),
    ("Hamburg", None, "欧洲", "Germany"),
    ("Leeds", "Yorkshire", "欧洲", "United Kingdom"),
    ("Singapore", None, "海外", "Singapore"),
)
"""City, province, region and country."""

INDUSTRIES = ("汽车", "食品", "教育", "纺织", "航运", "healthcare")
LEVELS = ("A", "B", "C", "VIP")
CHANNELS = ("直销", "代理商", "online", "展销会")
SYSTEMS = ("erp-7", "shopfront")
METHODS = ("承兑汇票", "电汇", "现金")
REASONS = ("发错货", "破损", "不合规格")
STAGES = ("报价", "谈判", "赢单", "won", "输单", "lost")
SOURCES = ("展会", "转介绍", "官网")
TITLES = ("采购经理", "厂长", "head buyer")
METRICS = ("logins", "seats")
GRADES = ("金牌", "银牌", "铜牌", "黑名单", "钻石")
DEPOTS = ("东莞仓", "保税仓", "rotterdam depot")
PRODUCTS = (
    ("PR01", "M40 打印机", "M40", "打印机"),
    ("PR02", "M40 Pro 打印机", "M40 Pro", "打印机"),
    ("PR03", "TX-30 Sensor", "TX-30", "传感器"),
    ("PR04", "墨盒", None, "耗材"),
)
"""Id, name, model and category: the one thing of business that everybody knows."""
