/** The page's own words in both languages (look.md, section 8). Answers bring theirs along. */

const ZH = {
  brand: '问单', newChat: '新对话', recent: '最近', noRecent: '还没有问过', more: '更多', close: '关闭', cancel: '取消',
  rail: '导航', lane: '对话', dark: '深色', light: '浅色', otherLanguage: 'English', switchPerson: '换个人问', leave: '退出',
  roles: { rep: '销售', manager: '销售经理', finance: '财务', admin: '管理员' },
  whoTitle: '以谁的身份问？',
  whoLead: '演示公司里每个人看到的客户不同，同一个问题的答案也不同。选一个人开始，随时可以换。',
  noTeam: '公司', customers: (n) => `${n} 家客户`, tokenTitle: '登录', tokenLead: '粘贴你的访问令牌。它只留在这个标签页里，关掉就没了。管理员用 wendan token 签发。',
  tokenLabel: '访问令牌', tokenGo: '进入', tokenEmpty: '先粘贴令牌。', tokenBad: '这个令牌不能用。', expired: '登录已过期，请重新进入。',
  emptyTitle: '想知道什么？', placeholder: '问订单、客户、回款……', composer: '问题', send: '发送', starters: '可以这样问',
  readAs: '按这样算', change: (label) => `换一个：${label}`, asking: '在查…', slow: '还在查，比平时久', newest: '有新回答 ↓',
  offline: '没有网络，没有发送。问题还在输入框里。', offlineNow: '没有网络。上面是之前的回答。', unsent: '未发送', sendNow: '现在发送', busy: '上一个问题还在查。',
  failed: '没查成：', kept: '你的问题还在。', retry: '再试一次', unreachable: '没有连上服务器。', unknownFault: '服务器没有给出原因。', broken: '回答没有传完。', cancelled: '已取消。',
  checked: '数字已核对', unmatched: (good, all) => `${all} 个数字里 ${good} 个核对上`, rows: (n) => `${n} 行`, orders: (n) => `${n} 单`,
  asOf: (when) => `数据截至 ${when}`, staleAt: (label, when) => `${label}停在 ${when}`, seconds: (n) => `${n} 秒`, receipt: '凭据', showTable: '看表格', showChart: '看图',
  exact: '精确值', rounded: '约数', copy: '复制', copied: '已复制', versus: (base) => `比${base}`, up: '上升', down: '下降', flat: '持平', fresh: '新增', none: '无数据',
  total: '合计', moreRows: (n) => `再看 ${n} 行`, fewerRows: '收起', cutRows: (shown, all, totals) => `显示前 ${shown} 行，共 ${all} 行${totals ? `，合计按 ${all} 行算` : ''}`,
  sortedHere: (n) => `，只在取回的 ${n} 行里排序`, moreOf: (name) => `${name} 的其他列`, point: '个百分点', unitsOf: { orders: '单', units: '件', customers: '家', products: '种', deals: '个', returns: '笔', payments: '笔', invoices: '张', contracts: '份', activities: '次', people: '人', days: '天' },
  allMatch: (n) => `正文 ${n} 个数字，都与查询结果一致`, someMatch: (good, all) => `正文 ${all} 个数字，${good} 个与查询结果一致`, noFigures: '正文里没有数字',
  meaning: '「已核对」是说正文的数字和查询结果一致，不是说源系统里的数据一定对。',
  definition: '口径', period: '期间', against: '对比', scope: '范围', data: '数据', usage: '用量', query: '查询', until: '至', days: (n) => `${n} 天`, allTime: '全部数据', openPeriod: (start, end) => (start ? `${start} 起` : `截至 ${end}`),
  wholeRows: (n) => `${n} 行结果，没有截断`, cutResult: (shown, all) => `取回 ${shown} 行，共 ${all} 行`, updated: (label, when) => `${label} ${when} 更新`, old: '已过期',
  byRules: '规则解析', byModel: (model) => `模型 ${model ?? ''}`.trim(), tokens: (n) => `${n} token`, free: '¥0',
  wrong: '哪里不对？', disputes: { period: '期间不对', definition: '口径不对', customer: '客户不对', figure: '数字和系统不一致' },
  otherFigure: '系统里是多少？', otherFigureSend: '记下', noted: '已记下，管理员会看到这条和它的凭据。', notNoted: '没记下，再点一次。', changeNow: '现在就可以换：', notThis: '不是这家', closest: '可以问这些',
  chartOf: (what, range) => `${what}，${range}。`, chartEnds: (high, low, last) => `最高 ${high}，最低 ${low}，最后 ${last}。`, chartRange: (first, last, n) => `${first} 到 ${last}，${n} 项`, chartFault: '图没画出来，下面是同样的数据。',
};

/** @type {typeof ZH} */
const EN = {
  brand: 'Wendan', newChat: 'New conversation', recent: 'Recent', noRecent: 'Nothing asked yet', more: 'More', close: 'Close', cancel: 'Cancel',
  rail: 'Navigation', lane: 'Conversation', dark: 'Dark', light: 'Light', otherLanguage: '中文', switchPerson: 'Switch person', leave: 'Log out',
  roles: { rep: 'Sales rep', manager: 'Sales manager', finance: 'Finance', admin: 'Admin' },
  whoTitle: 'Whom do you ask as?',
  whoLead: 'Everyone in the demo company sees other customers, so the same question has other answers. Pick a person to start; you can switch at any time.',
  noTeam: 'Company', customers: (n) => (n === 1 ? '1 customer' : `${n} customers`), tokenTitle: 'Log in', tokenLead: 'Paste your access token. It stays in this tab only and is gone when you close it. An admin issues one with wendan token.',
  tokenLabel: 'Access token', tokenGo: 'Enter', tokenEmpty: 'Paste a token first.', tokenBad: 'This token does not work.', expired: 'Your login has expired. Please enter again.',
  emptyTitle: 'What do you want to know?', placeholder: 'Ask about orders, customers, payments…', composer: 'Question', send: 'Send', starters: 'You can ask',
  readAs: 'Read as', change: (label) => `Change: ${label}`, asking: 'Looking it up…', slow: 'Still looking, longer than usual', newest: 'New answer ↓',
  offline: 'No network, nothing was sent. Your question is still in the box.', offlineNow: 'No network. The answers above are from before.', unsent: 'Not sent', sendNow: 'Send now', busy: 'The last question is still being looked up.',
  failed: 'No answer: ', kept: ' Your question is kept.', retry: 'Try again', unreachable: 'The server could not be reached.', unknownFault: 'The server gave no reason.', broken: 'The answer did not arrive whole.', cancelled: 'Cancelled.',
  checked: 'Figures checked', unmatched: (good, all) => `${good} of ${all} figures checked`, rows: (n) => (n === '1' ? '1 row' : `${n} rows`), orders: (n) => (n === '1' ? '1 order' : `${n} orders`),
  asOf: (when) => `data as of ${when}`, staleAt: (label, when) => `${label} stopped at ${when}`, seconds: (n) => `${n} s`, receipt: 'Receipt', showTable: 'Table', showChart: 'Chart',
  exact: 'Exact', rounded: 'Rounded', copy: 'Copy', copied: 'Copied', versus: (base) => `vs ${base}`, up: 'up', down: 'down', flat: 'flat', fresh: 'new', none: 'no data',
  total: 'Total', moreRows: (n) => `Show ${n} more ${n === 1 ? 'row' : 'rows'}`, fewerRows: 'Show fewer', cutRows: (shown, all, totals) => `First ${shown} rows of ${all}${totals ? `; the total counts all ${all}` : ''}`,
  sortedHere: (n) => `; sorted within the ${n} rows fetched`, moreOf: (name) => `More columns of ${name}`, point: 'pp', unitsOf: { days: 'days' },
  allMatch: (n) => (n === 1 ? 'The figure in the text stands in the result' : `All ${n} figures in the text stand in the result`), someMatch: (good, all) => `${good} of ${all} figures in the text stand in the result`, noFigures: 'No figures in the text',
  meaning: '"Checked" means that the words match the query, not that the source system is right.',
  definition: 'Definition', period: 'Period', against: 'against', scope: 'Scope', data: 'Data', usage: 'Usage', query: 'Query', until: 'to', days: (n) => (n === 1 ? '1 day' : `${n} days`), allTime: 'All data', openPeriod: (start, end) => (start ? `from ${start}` : `until ${end}`),
  wholeRows: (n) => `${n === '1' ? '1 row' : `${n} rows`}, not cut`, cutResult: (shown, all) => `${shown} rows fetched of ${all}`, updated: (label, when) => `${label}, updated ${when}`, old: 'out of date',
  byRules: 'Parsed by rules', byModel: (model) => `Model ${model ?? ''}`.trim(), tokens: (n) => `${n} tokens`, free: '¥0',
  wrong: 'What is wrong?', disputes: { period: 'Wrong period', definition: 'Wrong definition', customer: 'Wrong customer', figure: 'Differs from our system' },
  otherFigure: 'What does your system say?', otherFigureSend: 'Note it', noted: 'Noted. An admin will see this with its receipt.', notNoted: 'Not noted. Please click again.', changeNow: 'You can change it now:', notThis: 'Not this one', closest: 'Questions I can answer',
  chartOf: (what, range) => `${what}, ${range}.`, chartEnds: (high, low, last) => `Highest ${high}, lowest ${low}, last ${last}.`, chartRange: (first, last, n) => `${first} to ${last}, ${n} items`, chartFault: 'The chart could not be drawn; the same data stands below.',
};

/** The words of a language. @param {string} language "zh", "zh-CN" or anything else for English */
export function words(language) {
  return language.startsWith('zh') ? ZH : EN;
}
