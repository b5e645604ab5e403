"""Words of everyday speech and business, which alone are nobody's name."""

PLAIN = frozenset(
    # function words, question words, time
    """
    a an the of in on at by to for from with and or not no yes is are was were be been do does did
    it its us we our my me you your he she they them his her their this that these those what which
    who whom whose when where why how much many more most less least few all any some each every
    per as if so than then there here now up down out over under above below between since until
    till about into only also just very can could will would shall should may might must let give
    get show tell list find make made go went one two three four five six seven eight nine ten
    first second third last next new old best worst top bottom high low big small good bad other
    today yesterday tomorrow day days week weeks month months quarter quarters year years january
    february march april june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday spring
    summer autumn fall winter date time early late past ago daily weekly monthly yearly annual hi
    hello hey thanks thank please ok okay wise counted often busy always usually together enough
    actually really maybe perhaps quite rather still already again almost nearly exactly roughly
    everything everyone everybody something someone anything anyone nothing nobody none without
    within across along among against through toward towards behind beside besides beyond except
    instead including included excluding excluded whether though although because since while
    今天 昨天 明天 后天 前天 今年 去年 明年 前年 本月 上月 下月 这月
    本周 上周 下周 本季 上季 本年
    上半年 下半年 年初 年底 月初 月底 最近 近期 以来 至今 目前 现在 当前
    春天 夏天 秋天 冬天 周一
    周末 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一 十二
    多少 什么 哪些 哪个 哪家 怎么
    怎样 如何 为何 几个 几家 我们 你们 他们 它们 大家 自己 这个 那个
    这些 那些 所有 全部 其他 其它
    全国 全球 全公司 前五 前十 第一 第二 第三 最大 最小 最高 最低 最好
    最差 最多 最少 大于 小于 超过
    不足 以上 以下 之间 没有 不是 还有 以及 或者 如果 可以 请问 你好
    谢谢 给我 一下 看看 按月 按周
    """.split()
)
"""Never a name by themselves: what is called so needs a neighbour that says what it is."""

QUESTION = frozenset(
    """
    sale sales revenue turnover order orders ordered unit units quantity amount amounts value
    price prices average total totals sum count number share growth rate ratio percent margin
    profit cost target targets attainment budget forecast plan return returns returned refund
    payment payments paid collected collection invoice invoices invoiced receivable receivables
    outstanding overdue due debt balance contract contracts deal deals opportunity pipeline
    customer customers client clients account accounts buyer buyers company companies product
    products item items goods model models category categories type types brand brands line level
    levels grade status stage channel channels region regions area areas province provinces city
    cities country countries team teams rep reps owner owners manager managers person people
    staff industry industries sector comparison compare versus trend trends breakdown ranking
    detail details report summary history overview names change changes increase decrease drop
    rise real same list
    销售 销量 业绩 订单 客户 公司 产品 商品 型号 品类 类别 区域 地区 城市 省份 国家 行业 团队
    部门 人员 金额 数量 单价 均价 总额 合计 合同 商机 回款 应收 欠款 逾期 退货 退款 发票 开票
    付款 支付 目标 达成 增长 下降 同比 环比 占比 排名 趋势 明细 对比 比较 分析 报表 渠道 来源
    状态 级别 等级 阶段 利润 毛利 成本 发货 交付 投诉 拜访 活动 联系 负责 经理 新增 复购 全球
    """.split()
)
"""What questions are about; weak as a name like the plain words."""

TRADE = frozenset(
    """
    pay billed credit won lost open closed pending draft cancelled confirmed shipped completed
    delivered active inactive prospect corporation firm firms group holding holdings enterprise
    enterprises business lines series class market markets store stores shop shops trade trading
    import export foods food drinks dairy beverage bakery farm farms tooling tools tool machinery
    machine machines mechanical engineering instruments instrument printing print printer
    printers packaging paper stationery books medical medicine health healthcare pharma
    pharmaceutical biotech care dental lab labs laboratory laboratories electronics electronic
    electric electrical energy power solar battery auto automotive parts motor motors vehicle
    vehicles logistics freight shipping transport delivery express marine harbour harbor home
    house furniture garden textile textiles fashion clothing apparel shoes chemical chemicals
    materials material steel metal metals plastic plastics glass wood rubber construction
    building builders properties property estate hotel hotels travel media design studio studios
    creative digital data software systems system solution solutions technology technologies tech
    computer computers network networks mobile smart cloud service services consulting
    consultants partners partner associates agency advisory management capital finance financial
    bank insurance investment investments fund retail wholesale supply supplies supplier
    suppliers distribution distributors outlet equipment devices device components component
    controls control automation robotics scientific science research education school university
    global world international national domestic overseas european american asian chinese china
    pacific atlantic north south east west northern southern eastern western central union royal
    united general standard premier classic modern advanced universal quality super plus mini
    light lite basic office online direct laser label scanner sensor sensors controller
    controllers industrial commercial professional visits calls complaints tickets activities
    activity white black blue green yellow pink gold silver orange purple large medium limited
    incorporated warehouse source currency cold chain precision optics optical optoelectronics
    photonics technik electromech mould moulds mold molds foundry works mill mills mile miles
    park bay land sea sky tree fire water air sushi coffee tea wine bread fish fruit flower
    dollar dollars yuan euro euros main head part full free
    完成 库存 仓库 服务 售后 电话 邮件 培训 总监 老板 同事 老客 活跃 流失 取消 确认 草稿 中国
    国际 国内 海外 环球 世界 亚洲 欧洲 集团 控股 股份 有限 企业 实业 工业 商业 商贸 贸易 进出
    科技 技术 智能 信息 网络 软件 数据 数码 通信 通讯 电子 电气 电器 电力 能源 新能 光伏 机械
    机电 设备 仪器 仪表 自动 精密 工具 五金 模具 汽车 汽配 零件 配件 轴承 医疗 医药 制药 药业
    生物 健康 器械 食品 饮料 乳业 餐饮 农业 粮油 酒业 纺织 服装 服饰 鞋业 家居 家具 家电 日用
    百货 零售 批发 超市 商场 便利 印刷 包装 纸业 文具 办公 图书 传媒 广告 文化 教育 学校 旅游
    酒店 物流 运输 航运 快递 供应 供应链 建筑 建设 工程 地产 物业 材料 新材 建材 钢铁 金属 化工
    塑料 印务 冷链 光电 橡胶 玻璃 陶瓷 环保 水务 金融 投资 银行 保险 证券 咨询 管理 打印 扫描
    标签 耗材 传感 控制 工控 称重
    """.split()
)
"""Words of companies' trades: a value of a column may be called so, but no company alone."""

BUSINESS = QUESTION | TRADE
"""No piece of a name: they stand in too many, or mean something else in a question."""
