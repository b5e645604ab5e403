"""What exports call tables and columns, in both languages."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from crm.importing.registry import normal

_TABLES: Mapping[str, str] = {
    "users": "employee employees staff salesperson salespeople salesreps user users sales_team "
    "员工 销售人员 业务员 用户 销售员 人员",
    "customers": "customer customers client clients account accounts company companies "
    "客户 客户资料 客户信息 客户档案 客户表",
    "contacts": "contact contacts 联系人",
    "products": "product products item items goods sku article articles material "
    "产品 商品 物料 货品 产品资料 商品信息 产品表",
    "orders": "order orders salesorder salesorders sales_order order_header orderheader "
    "销售订单 订单 订单主表 订单表 订单头",
    "order_lines": "order_line orderline order_detail orderdetail order_details orderdetails "
    "orderitems order_items orderitem salesorderdetail sales_order_lines order_products "
    "订单明细 订单行 销售明细 订单子表 订单商品",
    "returns": "return returns refund refunds creditnotes 退货 退货单 退款 退货明细",
    "payments": "payment payments receipts receipt 回款 收款 收款单 回款记录",
    "invoices": "invoice invoices 发票 开票 开票记录",
    "contracts": "contract contracts agreement 合同",
    "opportunities": "opportunity opportunities deal deals 商机 机会",
    "activities": "activity activities visits calls 活动 跟进 跟进记录 拜访 拜访记录",
    "usage": "usage 用量 使用量",
    "targets": "target targets quota quotas 目标 销售目标 业绩目标",
    "rates": "rate rates exchange_rates fx fx_rates 汇率 汇率表 牌价",
}

_COLUMNS: Mapping[str, str] = {
    "users.user_id": "employee_id emp_id staff_id 员工编号 员工id 工号 用户id",
    "users.name": "full_name employee_name 姓名 员工姓名 员工",
    "users.role": "角色",
    "users.team": "department group 部门 团队 小组 组",
    "users.email": "mail e-mail 邮箱 电子邮件",
    "users.manager_id": "mgr_id manager reports_to supervisor_id boss_id 上级 上级id 经理id 主管",
    "customers.customer_id": "cust_id client_id customer_no customer_number customer_code "
    "account_id account_no buyer_id 客户id 客户编号 客户编码 客户代码 客户号 会员编号 会员id",
    "customers.name": "customer_name client_name company_name customer client company account_name "
    "account buyer buyer_name sold_to 客户名称 客户名 客户 公司名称 公司 购货单位 买方 买家 会员 "
    "单位名称 往来单位 客户简称 会员名称",
    "customers.industry": "sector 行业 所属行业",
    "customers.level": "customer_level grade tier 客户等级 客户级别 等级 级别",
    "customers.country": "nation 国家 国家/地区",
    "customers.region": "area territory sales_region 区域 大区 地区 销售区域",
    "customers.province": "state state/province 省 省份 省/自治区 省市 州",
    "customers.city": "town 城市 市 所在城市",
    "customers.phone": "telephone tel mobile phone_number 电话 联系电话 手机 手机号",
    "customers.tax_id": "vat_number tax_number 税号 纳税人识别号 统一社会信用代码",
    "customers.owner_id": "owner account_manager 负责人 客户经理 归属销售",
    "customers.created_at": "created created_on registration_date 创建时间 建档日期 注册时间",
    "customers.status": "customer_status 客户状态",
    "contacts.name": "contact_name contact contact_person 联系人 联系人姓名",
    "contacts.title": "contact_title job_title position 职务 职位",
    "contacts.phone": "telephone tel mobile 电话 手机",
    "contacts.email": "mail e-mail 邮箱",
    "products.product_id": "sku stock_code item_id item_no item_code product_no product_code "
    "article_no material_no asin barcode part_number 产品id 产品编号 产品编码 产品代码 商品id "
    "商品编号 商品编码 商品代码 货号 物料编码 物料号 存货编码 款号",
    "products.name": "product_name item_name description item_description product_description "
    "product item article title 产品名称 产品名 产品 商品名称 商品名 商品 品名 货品名称 物料名称 "
    "存货名称 物料描述 宝贝标题",
    "products.model": "model_no model_number 型号 产品型号 规格型号",
    "products.category": "category_name product_category product_line product_type 类别 产品类别 "
    "商品类别 分类 产品分类 商品分类 品类 大类 产品线 一级类目 类目",
    "products.unit": "uom unit_of_measure 单位 计量单位",
    "products.list_price": "standard_price catalog_price msrp unit_price price 标价 目录价 原价 "
    "建议零售价",
    "orders.order_id": "order_no order_number order_code invoice_no invoice_number invoice_id "
    "invoice sales_order so_number document_no receipt_no transaction_id bill_no order 订单id "
    "订单编号 订单号 订单编码 销售单号 单据编号 单据号 单号 发票号 流水号 交易号 出库单号",
    "orders.ordered_at": "order_date date invoice_date sale_date sales_date transaction_date "
    "purchase_date document_date posting_date order_time created_at ordered_on 订单日期 下单日期 "
    "下单时间 日期 订购日期 销售日期 单据日期 开单日期 成交日期 交易日期 订单时间 购买日期 "
    "付款时间 订单创建时间 出库日期 业务日期",
    "orders.status": "order_status state 订单状态 状态 单据状态 交易状态",
    "orders.owner_id": "salesperson sales_rep rep seller salesman employee_id emp_id sales_person "
    "account_manager 销售员 业务员 销售 销售代表 销售人员 负责人 客户经理 导购 经手人",
    "orders.channel": "sales_channel order_channel 渠道 销售渠道 订单渠道 平台",
    "orders.currency": "currency_code curr 币种 货币 币别",
    "orders.amount_given": "order_amount order_total total total_amount total_price grand_total "
    "订单金额 订单总额 总金额 总价 合计",
    "orders.due_date": "payment_due payment_due_date 应收日期 到期日 付款到期日 应付日期 到期日期",
    "orders.shipped_at": "ship_date shipping_date shipped_date shipped_on dispatch_date 发货日期 "
    "发货时间 出货日期",
    "orders.delivered_at": "delivery_date delivered_date delivered_on arrival_date 送达日期 "
    "签收时间 到货日期 交货日期 签收日期",
    "orders.source_system": "source_system 来源系统",
    "orders.ship_country": "ship_country delivery_country shipping_country 收货国家",
    "orders.ship_region": "ship_region delivery_region shipping_region 收货区域",
    "orders.ship_province": "ship_province ship_state shipping_state 收货省份 收货省",
    "orders.ship_city": "ship_city delivery_city shipping_city 收货城市 收货市",
    "order_lines.line_no": "line line_number item_no line_item row_no 行号 项次 行项目 序号",
    "order_lines.quantity": "qty count units pieces amount_of_units pcs sold_quantity "
    "quantity_sold 数量 销售数量 销量 件数 台数 购买数量 订购数量 出库数量",
    "order_lines.unit_price": "price unitprice sale_price selling_price price_each 单价 售价 "
    "销售单价 价格 成交价 含税单价 实际单价",
    "order_lines.amount": "line_total line_amount sales revenue total net_amount extended_price "
    "sales_amount total_amount total_price subtotal turnover value gross_amount 销售额 金额 "
    "销售金额 成交金额 小计 总价 总金额 合计 价税合计 行金额 实付金额 含税金额 订单金额 营业额",
    "returns.order_id": "original_order original_order_no original_invoice 原订单号 原单号 "
    "原订单编号",
    "returns.reason": "return_reason refund_reason 退货原因 退款原因",
    "returns.amount": "refund refund_amount return_amount 退款金额 退货金额",
    "returns.returned_at": "return_date refund_date date 退货日期 退款日期 退货时间",
    "payments.amount": "paid payment_amount 回款金额 收款金额 金额",
    "payments.paid_at": "payment_date date 回款日期 收款日期 日期",
    "payments.method": "payment_method 付款方式 收款方式",
    "invoices.amount": "invoice_amount 开票金额 发票金额 金额",
    "invoices.issued_at": "invoice_date date 开票日期 发票日期",
    "invoices.number": "invoice_no invoice_number 发票号 发票号码",
    "targets.month": "period 月份 月",
    "targets.amount": "target quota 目标 目标金额 销售目标",
    "rates.currency": "currency_code curr 币种 货币 币别",
    "rates.date": "rate_date 日期 汇率日期",
    "rates.rate": "exchange_rate fx_rate 汇率 牌价 中间价",
    "activities.kind": "type activity_type 类型 活动类型 跟进方式",
    "activities.occurred_at": "date time activity_date 日期 时间 跟进时间",
    "activities.body": "notes content description 内容 备注",
    "contracts.start_date": "start begin from 开始日期 生效日期",
    "contracts.end_date": "end expiry expiry_date until 结束日期 到期日期 截止日期",
    "contracts.name": "contract_name title 合同名称",
    "opportunities.stage": "status 阶段 商机阶段",
    "opportunities.name": "opportunity_name title deal_name 商机名称",
    "opportunities.expected_close": "close_date expected_close_date 预计成交日期",
}
"""Words by table and column; the column's own name needs no mention. Earlier words fit better."""

RETURN_WORDS = tuple(
    word.replace("_", " ")
    for word in (
        "退货 退货单 退款 退回 红字 红冲 冲销 销售退货 已退货 已退款 return returned refund "
        "refunded credit credit_note creditnote cancellation"
    ).split()
)
"""What a column of kinds or statuses says of a return."""

PLACES = ("country", "region", "province", "city")


@cache
def table_words() -> Mapping[str, str]:
    """Gives normal word -> table."""
    found = {
        normal(word): table for table, line in _TABLES.items() for word in (table, *line.split())
    }
    return MappingProxyType(found)


@cache
def column_words(path: str) -> tuple[str, ...]:
    """Gives the normal words for a `table.column`, best first."""
    own = path.rpartition(".")[2]
    return tuple(normal(word) for word in (own, *_COLUMNS.get(path, "").split()))
