"""Where customers are: cities with their province (abroad: the country) and region."""

from dataclasses import dataclass

REGIONS = ("华东", "华南", "华北", "华中", "西南", "东北", "西北", "海外")
DOMESTIC_REGIONS = REGIONS[:-1]
REGION_WEIGHTS = {
    "华东": 36,
    "华南": 22,
    "华北": 14,
    "华中": 10,
    "西南": 10,
    "东北": 4,
    "西北": 4,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A city. `legal` is how companies there end their names."""

    city: str
    province: str
    region: str
    english: str
    legal: str = "Co., Ltd."


_CHINA = """
华东 上海 上海 Shanghai
华东 苏州 江苏 Suzhou
华东 南京 江苏 Nanjing
华东 无锡 江苏 Wuxi
华东 杭州 浙江 Hangzhou
华东 宁波 浙江 Ningbo
华东 合肥 安徽 Hefei
华东 厦门 福建 Xiamen
华东 青岛 山东 Qingdao
华南 广州 广东 Guangzhou
华南 深圳 广东 Shenzhen
华南 东莞 广东 Dongguan
华南 佛山 广东 Foshan
华南 南宁 广西 Nanning
华北 北京 北京 Beijing
华北 天津 天津 Tianjin
华北 石家庄 河北 Shijiazhuang
华北 太原 山西 Taiyuan
华中 武汉 湖北 Wuhan
华中 长沙 湖南 Changsha
华中 郑州 河南 Zhengzhou
西南 成都 四川 Chengdu
西南 重庆 重庆 Chongqing
西南 昆明 云南 Kunming
西南 大理 云南 Dali
西南 贵阳 贵州 Guiyang
东北 沈阳 辽宁 Shenyang
东北 大连 辽宁 Dalian
东北 长春 吉林 Changchun
西北 西安 陕西 Xi'an
西北 兰州 甘肃 Lanzhou
"""

_ABROAD = """
Singapore|Singapore|Pte Ltd
Hamburg|Germany|GmbH
Munich|Germany|GmbH
Gothenburg|Sweden|AB
Stockholm|Sweden|AB
Copenhagen|Denmark|ApS
Bristol|United Kingdom|Ltd
Manchester|United Kingdom|Ltd
Rotterdam|Netherlands|BV
Milan|Italy|S.r.l.
Warsaw|Poland|Sp. z o.o.
Boston|United States|Inc.
Chicago|United States|LLC
Austin|United States|Inc.
Toronto|Canada|Inc.
Sydney|Australia|Pty Ltd
Auckland|New Zealand|Ltd
Osaka|Japan|K.K.
Bangkok|Thailand|Co., Ltd.
Ho Chi Minh City|Vietnam|Co., Ltd.
Kuala Lumpur|Malaysia|Sdn Bhd
Dubai|United Arab Emirates|LLC
"""


def _chinese(line: str) -> Place:
    region, city, province, english = line.split()
    return Place(city=city, province=province, region=region, english=english)


def _foreign(line: str) -> Place:
    city, country, legal = line.split("|")
    return Place(city=city, province=country, region="海外", english=city, legal=legal)


CHINA = tuple(_chinese(line) for line in _CHINA.strip().splitlines())
ABROAD = tuple(_foreign(line) for line in _ABROAD.strip().splitlines())
BY_CITY = {place.city: place for place in CHINA + ABROAD}
IN_REGION = {
    region: tuple(place for place in CHINA if place.region == region) for region in DOMESTIC_REGIONS
}
