"""Parts of customers' names in both languages; the companies are made up."""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


# Two characters make a trade name; chosen so that no pair is a city or province of China.
FIRST_CHARACTERS = _pairs("""
青 Qing 澄 Cheng 沐 Mu 锦 Jin 翠 Cui 霁 Ji 松 Song 柏 Bai 竹 Zhu 枫 Feng 梧 Wu 棠 Tang 岫 Xiu
星 Xing 晨 Chen 曦 Xi 皓 Hao 朗 Lang 禹 Yu 瀚 Han 泓 Hong 淳 Chun 湛 Zhan 溯 Su 琢 Zhuo 璟 Jing
铭 Ming 钧 Jun 锐 Rui 骁 Xiao 鹭 Lu 雁 Yan 隼 Sun 砚 Yan 筑 Zhu 磐 Pan 黎 Li 臻 Zhen 颐 Yi
拾 Shi 望 Wang 凌 Ling
""")
SECOND_CHARACTERS = _pairs("""
禾 he 舟 zhou 帆 fan 屿 yu 泽 ze 澜 lan 峰 feng 岭 ling 野 ye 麓 lu 石 shi 杉 shan 谷 gu 桥 qiao
渡 du 塔 ta 域 yu 衡 heng 策 ce 启 qi 达 da 源 yuan 航 hang 诚 cheng 辰 chen 颂 song 律 lyu 序 xu
木 mu 川 chuan 合 he 印 yin 钰 yu 墨 mo 信 xin 格 ge
""")
# Trade, its English word, the industry it stands for.
TRADES = tuple(
    (zh, en.replace("_", " "), industry)
    for zh, en, industry in (
        line.split()
        for line in """
电子 Electronics 电子
包装 Packaging 包装
医疗 Medical 医疗
贸易 Trading 贸易
机电 Electromech 机械
精密 Precision 机械
物流 Logistics 物流
食品 Foods 食品
纺织 Textiles 纺织
自动化 Automation 自动化
新材 Materials 化工
仪器 Instruments 仪器
科技 Technology 电子
印务 Printing 印刷
家居 Home 家居
汽配 Auto_Parts 汽配
药业 Pharma 医药
光电 Optoelectronics 电子
模具 Tooling 机械
能源 Energy 能源
化工 Chemicals 化工
冷链 Cold_Chain 物流
文具 Stationery 零售
""".strip().splitlines()
    )
)
LEGAL_SHAPES = (
    "{short}({city})有限公司",
    "{short}（{city}）有限公司",
    "{city}{short}有限公司",
    "{city}{short}有限责任公司",
    "{city}{short}股份有限公司",
    "{city}{short}集团有限公司",
)
STEM_HEADS = tuple(
    """
Alder Ash Amber Bram Birch Calder Cedar Clear Copper Dale Drift Elm Ever Fern Glen Granite Grey Hart
Hazel Heron Iron Lark Linden Maple Marsh Moss Oak Otter Pine Raven Rowan Saxon Silver Swan Thorn
Wester Wind Wren Yarrow Quill Tarn Sorrel Juniper Cobble
""".split()
)
STEM_TAILS = tuple(
    """
bridge brook cliff combe croft dale field garth gate grove haven holm hurst leigh mere ridge shaw
stead vale wick wold worth
""".split()
)
FOUNDERS = tuple(
    """
Björnstad Østergren Françoux Nævdal Škorpil Jørgsholm Vanderhoek Castellori Rautavaar Brennecke
Halvardson Tillinger Okonski Wexcombe Dunstaple Achterveld Marchetto Kvistgaard Lövenheim Pellerini
Strömsund Tannhäusler Voigtmar Zellermann Aubrionne Ferrandis Güldenau Hästberg Ilmarin Novakowicz
""".split()
)
SOURCES = ("展会", "转介绍", "官网", "电话开发", "老客户", "Trade fair", "Referral")
