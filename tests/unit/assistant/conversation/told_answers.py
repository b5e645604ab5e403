"""Sentences as a language model words answers about the demo company; all of them are true."""

TRUE: dict[str, tuple[str, ...]] = {
    "今年各区域销售额": (
        "华东销售额最高，达 ¥2,769.6万，其次是海外，¥2,576.0万。",
        "今年以来，华东以 ¥2,769.6万居首，西北最低，仅 ¥247.7万。",
        "华东（¥2,769.6万）高于海外（¥2,576.0万）。",
        "华东约 2,770万元，另外海外还有 USD 52.2万。",
        "华东销售额最高，约两千七百七十万元。",
    ),
    "Sales by region last quarter": (
        "华东 leads with CNY 8.50M, followed by 海外 at CNY 7.94M.",
        "In Q3 2026, 华东 was the highest at CNY 8.50M and 东北 the lowest at CNY 704,670.59.",
        "华东 (CNY 8.5 million) is ahead of 海外 (CNY 7.9 million).",
        "The largest region is 华东, with sales of CNY 8,496k, while 东北 is last at CNY 705k.",
    ),
    "今年每月销售额": (
        "9月最高，¥1,080.5万，2月最低，¥405.5万。",
        "销售额从1月的 ¥747.5万升至9月的 ¥1,080.5万。",
        "2月的销售额最低，为 ¥405.5万；9月达到最高点 ¥1,080.5万。",
    ),
    "Sales by month this year": (
        "Sales peaked in September at CNY 10.81M.",
        "Sales rose from CNY 7.47M in January to CNY 10.81M in September.",
        "Sep was the highest with CNY 10.81M, and Feb the lowest with CNY 4.06M.",
    ),
    "上季度销售额同比": (
        "上季度人民币销售额 ¥2,835.8万，同比增长 25.4%。",
        "人民币销售额 ¥2,835.8万，比去年同期的 ¥2,260.6万增加 ¥575.2万（+25.4%）。",
        "美元销售额 USD 15.9万，同比增长 51.3%，去年同期为 USD 10.5万。",
    ),
    "Sales last quarter vs the quarter before": (
        "Sales rose 4.3% to CNY 28.36M from CNY 27.20M in the period before.",
        "Sales of CNY 28.36M were up 4.3% on the period before.",
        "Sales in CNY were CNY 28.36M, a 4.3% increase on the period before.",
        "USD sales grew 19.5% to USD 159,154.07.",
    ),
    "宁波上季度各级别销售额占比": (
        "A 占 75.9%，销售额 ¥97.8万，超过一半；C 占 13.9%。",
        "销售额合计 ¥128.9万，其中 A 最高，占 75.9%，B 最低，占比 10.2%。",
    ),
    "宁波上季度各产品销售额和订单数": (
        "L30 标签纸销售额最高，¥24.8万，订单数 29 单。",
        "宁波销售额合计 ¥128.9万，订单数 58 单，其中 L30 标签纸 ¥24.8万。",
        "T30 Label Printer 排第三，销售额 ¥10.2万，订单数 21 单。",
        "共 41 个产品，L30 标签纸销售额最高，为 ¥248,365.45。",
    ),
    "上季度各区域销售额同比": (
        "西南增长最快，同比增长 100.3%，达 ¥297.0万。",
        "华北同比下降 10.1%，从 ¥187.1万降至 ¥168.2万。",
        "西南翻倍，从 ¥148.2万增至 ¥297.0万。",
        "华东增加 ¥120.9万，增长 16.6%，销售额 ¥849.6万最高。",
    ),
    "今年各渠道订单数": (
        "官网最多，1,843 单，其次是电话 1,102 单，直销最少，1,036 单。",
        "订单数合计 5,062 单，官网居首，1,843 单。",
        "官网订单数一千八百四十三单，排第一。",
        "官网1,843单，电话1,102单，代理商1,081单，直销1,036单，总计5,062单。",
        "官网、电话和代理商的订单数分别为 1,843 单、1,102 单和 1,081 单。",
    ),
    "Orders by channel last quarter": (
        "官网 brought the most orders, 574 orders, then 直销 with 334 orders.",
        "Total orders were 1,556 orders; 代理商 came last with 319 orders.",
    ),
    "宁波上季度销售额前3的客户": (
        (
            "前3名是宁波淳序精密股份有限公司（¥44.9万）、朗信家居(宁波)有限公司（¥27.1万）"
            "和宁波曦航化工有限公司（¥25.7万）。"
        ),
        (
            "宁波上季度销售额前3的客户是宁波淳序精密股份有限公司、朗信家居(宁波)有限公司和"
            "宁波曦航化工有限公司，销售额分别为¥44.9万、¥27.1万和¥25.7万。"
        ),
        "宁波淳序精密股份有限公司以 ¥44.9万居首，其次是朗信家居(宁波)有限公司，¥27.1万。",
    ),
    "Which 3 customers in 宁波 bought most last quarter?": (
        (
            "宁波淳序精密股份有限公司 bought most, ¥449,491,"
            " followed by 朗信家居(宁波)有限公司 with ¥271,141.30."
        ),
        (
            "The top three customers are 宁波淳序精密股份有限公司 (¥449k),"
            " 朗信家居(宁波)有限公司 (¥271k) and 宁波曦航化工有限公司 (¥257k)."
        ),
    ),
    "Sales in 宁波 by quarter this year": (
        "Q2 was the highest at ¥1.35M and Q1 the lowest at ¥646,572.29.",
        "Q1 and Q2 had sales of ¥646,572.29 and ¥1.35M, respectively.",
        "Total sales in 宁波 were ¥4.05M, with the peak of ¥1.35M in Q2.",
    ),
    "Orders last quarter vs a year earlier": (
        "There were 1,556 orders, up 22.1% from 1,274 orders a year earlier.",
        "Orders increased by 282 orders (+22.1%) year on year, to 1,556 orders.",
    ),
    "上季度订单数环比": (
        "订单数 1,556 单，环比增长 6.9%，增加 101 单。",
        "订单数从上一期的 1,455 单增至 1,556 单。",
    ),
    "Why did orders fall last month?": (
        "Orders fell 20.4% to 468 orders, from 588 orders in the period before.",
        "The decline was mainly in 华东, down 47 orders to 124 orders.",
        "TN40 Toner fell by 35 orders, T30 Label Printer by −32 orders.",
    ),
    "Top 5 reps by orders this year": (
        "袁怀瑾 leads with 1,054 orders, followed by 吕启航 with 974 orders.",
        "吕启航 is second with 974 orders, and 蒋予墨 is third with 868 orders.",
    ),
    "今年各级别下单客户数同比": (
        "C 下单客户数最多，125 家，同比增长 7.8%；B 同比下降 2.0%，为 98 家。",
        "下单客户数合计 267 家，同比增加 11 家，去年同期 256 家。",
    ),
}
"""By the question, as the operator of the demo company asks it on 2026-11-21."""

FALSE: dict[str, tuple[str, ...]] = {
    "今年各渠道订单数": (
        "官网、电话和代理商的订单数分别为 1,843 单、1,081 单和 1,102 单。",
        "官网和电话的订单数分别为 1,843 单。",
        "官网 1,843 单，电话 1,102 单，总计 5,062 单。",
        "官网、电话和代理商最高，分别为 1,843 单、1,102 单和 1,081 单。",
        "官网和电话分别为 1,843 单，1,102 单，直销。",
    ),
    "今年各区域销售额": (
        "华东占海外的 ¥2,576.0万",
        "西北和华东最高，¥2,769.6万。",
        "销售额最高的是海外，华东 ¥2,769.6万。",
        "除华东外，海外最高，¥2,576.0万。",
        "华东 ¥2,769.6万，最高的是海外。",
        "前3名是华东、海外、华南，¥1,311.5万。",
        "前2名是海外、华东，¥2,769.6万。",
        "前3名区域 ¥2,769.6万",
        "华东以外 ¥2,769.6万",
        "华东 ¥2,769.6万，是海外的两倍。",
        "合计 ¥2,769.6万。",
        "华东最低的是 ¥2,769.6万，最高",
        "各区域 ¥2,769.6万",
        "海外 ¥2,769.6万 华东",
        "华东的 2,769.6万单。",
        "今年10月华东 ¥2,769.6万",
        "上季度华东 ¥2,769.6万。",
        "华东增长 ¥2,769.6万",
        "华东同比 ¥2,769.6万",
        "华东利润 ¥2,769.6万",
        "华东退货额 ¥2,769.6万",
        "9个区域，华东最高，¥2,769.6万",
        "8个区域，华东 ¥2,769.6万",
        "海外 USD 52.2万，最高。",
        "海外最高，USD 52.2万。",
        "销售额 ¥2,769.6万来自华东和海外。",
        "华东销售额为2026 万",
        "从华东到海外，¥2,576.0万",
        "华东 -¥2,769.6万",
        "华东 ¥2,769.6万 - 海外",
        "1. 华东 ¥2,769.6万",
        "# 华东 ¥2,769.6万",
        "华东 ¥2,769.6万 http://a.b",
        "华东 ¥2,769.6万 www.evil.example",
        "华东 ¥2,769.6万 a@b.com",
    ),
    "Sales by region last quarter": (
        "华东 leads all with a third of sales, CNY 8.50M.",
        "Most of sales, CNY 8.50M, came from 华东.",
        "华东 CNY 8.50M is more than 海外 and 华南 combined.",
        "A quarter of sales came from 华东, CNY 8.50M.",
        "华东 and 海外 lead with CNY 7.94M.",
        "Led by 海外, 华东 made CNY 8.50M.",
        "In 2025, 华东 made CNY 8.50M.",
        "Sales in 华东 up to CNY 8.50M.",
        "华东 was first in Q3 2025 at CNY 8.50M.",
        "海外 is ahead of 华东 at CNY 8.50M.",
        "The top two are 华东 and 华南 at CNY 3.96M.",
        "May was CNY 8.50M in 华东.",
        "华东 CNY 8.50M, the highest was 海外.",
        "The highest was 海外, 华东 at CNY 8.50M.",
        "over CNY 8.50M in 华东",
    ),
    "上季度各区域销售额同比": (
        "西南增长 ¥297.0万。",
        "西南 ¥297.0万，去年同期。",
        "西南从 ¥297.0万增至 ¥148.2万。",
        "华北增长最快，¥168.2万。",
        "销售额增长 100.3%，西南 ¥297.0万。",
        "华东增长最快，同比增长 16.6%。",
        "华东增长最多，¥849.6万",
        "海外增长最多，增长 27.4%",
        "华东下降最多，¥849.6万",
        "西南比去年同期低 100.3%",
        "西南比去年同期高 100.3%",
        "与去年同期的 ¥297.0万相比，西南",
        "西南去年 ¥297.0万",
        "环比增长 100.3%，西南 ¥297.0万",
        "去年同期，西南 ¥297.0万。",
        "2025年第三季度，西南 ¥297.0万。",
    ),
    "宁波上季度各产品销售额和订单数": (
        "L30 标签纸订单数 ¥24.8万。",
        "L30 标签纸销售额 29 单。",
        "L30 标签纸 29 单，T30 Label Printer 29 单",
        "L30 标签纸 最高，29 个客户",
        "宁波 58 单，L30 标签纸 ¥128.9万",
        "共 40 个产品，T30 Label Printer ¥10.2万",
        "杭州 ¥128.9万",
        "客单价 ¥24.8万，L30 标签纸",
        "各产品 ¥128.9万",
        "每个产品销售额 ¥128.9万，58 单",
        "各产品中，L30 标签纸最高，¥24.8万",
    ),
    "Why did orders fall last month?": (
        "华东 was the main driver, orders 124 orders.",
        "The decline was mainly in 海外, down 13 orders.",
        "Orders fell 20.4% to 588 orders.",
        "Orders fell mainly due to 华东, down 47 orders.",
        "华东 fell by 20.4% to 468 orders.",
        "In 华东, orders fell 20.4%.",
        "Orders fell by 47 orders in 华东 to 468 orders.",
        "华南 fell more than 华东, by 24 orders",
        "华东 orders were 124 orders, above 华南.",
    ),
}
"""Sentences that are wrong, or say more than the rows; each of words and figures that are there."""
