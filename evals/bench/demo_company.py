"""The demo company, imported, and forty questions about it."""

from pathlib import Path

from crm.demo import company, write_folder
from evals.bench.big_company import TODAY
from evals.bench.process import Home

SEED = 1
ASKER = "U12"
"""The demo's admin, who sees everything."""

QUESTIONS = (
    "last quarter's sales",
    "总销售额",
    "上季度各区域销售额",
    "sales by region this year",
    "top 10 customers this year",
    "今年销售额最高的5个客户",
    "top 5 products by units last quarter",
    "今年卖得最好的产品",
    "monthly sales this year",
    "今年每月订单数",
    "本季度销售额同比",
    "sales this quarter vs last year",
    "上个月销售额环比",
    "orders last month",
    "上周的订单",
    "orders over 50000 last month",
    "new customers this year",
    "今年新增客户",
    "average order value by quarter this year",
    "今年客单价",
    "outstanding by customer top 10",
    "应收一共多少",
    "how much is overdue?",
    "按账龄看应收",
    "collections last month",
    "今年每月回款额",
    "return rate by category this year",
    "今年退货额最高的产品",
    "attainment by rep this month",
    "本月各销售的达成率",
    "units by category last quarter",
    "各城市销售额前十",
    "sales by rep this quarter",
    "pipeline by stage",
    "赢单率",
    "repeat rate this year",
    "complaints by month this year",
    "今年拜访次数",
    "cancelled orders last quarter",
    "net sales this year",
)


def demo_home(folder: Path) -> Home:
    """Gives an installation that holds the demo company."""
    write_folder(company(seed=SEED, today=TODAY), folder / "demo-files")
    home = Home(folder / "demo")
    home.run("import", folder / "demo-files")
    return home
