"""Name parts of colleagues and contacts, none of a person known to us; `字 pinyin` pairs."""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    words = text.split()
    return tuple(zip(words[::2], words[1::2], strict=True))


SURNAMES = _pairs("""
陈 chen 林 lin 周 zhou 吴 wu 徐 xu 孙 sun 胡 hu 朱 zhu 高 gao 何 he 郭 guo 罗 luo 梁 liang 宋 song
郑 zheng 谢 xie 韩 han 唐 tang 冯 feng 于 yu 董 dong 萧 xiao 程 cheng 曹 cao 袁 yuan 邓 deng 许 xu
傅 fu 沈 shen 曾 zeng 彭 peng 吕 lyu 苏 su 卢 lu 蒋 jiang 蔡 cai 贾 jia 丁 ding 魏 wei 薛 xue 叶 ye
""")
GIVEN_NAMES = _pairs("""
思远 siyuan 若溪 ruoxi 嘉宁 jianing 明澈 mingche 语桐 yutong 景行 jingxing 知夏 zhixia 亦辰 yichen
清越 qingyue 书白 shubai 安然 anran 子衿 zijin 怀瑾 huaijin 沐阳 muyang 予墨 yumo 星野 xingye
佳禾 jiahe 文璟 wenjing 乐遥 leyao 承泽 chengze 雨眠 yumian 静姝 jingshu 启航 qihang 映雪 yingxue
一鸣 yiming 晓岚 xiaolan 泊言 boyan 芷晴 zhiqing 牧之 muzhi 澄心 chengxin 立夏 lixia 听澜 tinglan
""")
FIRST_NAMES = tuple(
    """
Alice Amara Anton Astrid Beatrix Callum Carmen Daniel Edith Elias Freya Gareth Hannah Ingrid Jasper
Katja Leon Maren Milo Nadia Oscar Petra Quentin Rosa Soren Tessa Ulrich Vera Wesley Yara Zoe
""".split()
)
LAST_NAMES = tuple(
    """
Abernell Ashdowne Barlowe Brackwater Calloway Dunmarsh Eastlake Fairholt Garrowby Hallbeck Hollins
Ivarsson Kesterman Lockridge Marwood Nettlefold Oakeshott Pemberly Quarles Rainsford Silverton
Thackeray Underhay Vossberg Whitlow Wyndale Yelverton
""".split()
)
TITLES = {
    "zh": ("采购经理", "财务主管", "设备工程师", "仓库主管", "总经理", "IT 主管"),
    "en": (
        "Purchasing Manager",
        "Finance Lead",
        "Plant Engineer",
        "Warehouse Lead",
        "Managing Director",
        "IT Lead",
    ),
}
