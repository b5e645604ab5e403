/** How the columns of a result are shown: order, unit, sign, what stands behind the row. */
import { amountScale, change, count, exact, isMoney, placesOf, points, scaled, share, visible } from './format.js';
import { decimal, compared } from './decimal.js';
import { words } from './words.js';

/**
 * @typedef {object} Column one column as the server sent it (see the reply's `columns`)
 * @property {string} name @property {string} label @property {string} type @property {?string} unit
 * @property {string} [role] @property {string} [direction]
 *
 * @typedef {object} Shown one column ready to be shown
 * @property {Column} column @property {number} index its place in the rows
 * @property {boolean} numeric @property {string} unit stands after the heading
 * @property {(value: any) => { text: string, exact?: string, tone?: string, arrow?: string }} cell
 */

const isNumeric = (column) => column.type === 'number';

/** Columns that carry the main figure of a row. @param {Column} column */
export const isMeasure = (column) => isNumeric(column) && (column.role ?? 'measure') === 'measure';

/** @param {Column} column whether a rise of it is good, bad or neither @param {'up'|'down'|'flat'} direction */
function toneOf(column, direction) {
  if (direction === 'flat' || !['up', 'down'].includes(column.direction ?? '')) return 'neutral';
  return column.direction === direction ? 'good' : 'bad';
}

/** @param {Column} column @param {any[]} values all of its values @param {import('./format.js').Language} language */
function cellOf(column, values, language) {
  if (!isNumeric(column)) return { unit: '', cell: (value) => ({ text: spoken(column, value) }) };
  if (column.role === 'change_rate') return { unit: '', cell: (value) => rateCell(column, value, language) };
  const signed = column.role === 'change';
  if (column.unit === 'pp')
    return { unit: words(language).point, cell: (value) => pointsCell(column, value) };
  if (column.unit === 'ratio') {
    return {
      unit: '',
      cell: (value) => ({
        text: signed ? `${points(value)} ${words(language).point}` : share(value),
        exact: exact(value, null),
      }),
    };
  }
  return isMoney(column.unit)
    ? moneyCell(column, values, language, signed)
    : countCell(column, values, language, signed);
}

/** @param {Column} column @param {any} value */
function spoken(column, value) {
  const text = visible(String(value));
  return column.type === 'date'
    ? text
        .replace('T', ' ')
        .replace(/ 00:00(:00)?$/, '')
        .slice(0, 16)
    : text;
}

function rateCell(column, value, language) {
  const { text, direction } = change(value, language);
  return {
    text,
    arrow: direction === 'flat' ? undefined : direction,
    tone: toneOf(column, direction),
    exact: value === null ? undefined : exact(value, null),
  };
}

function pointsCell(column, value) {
  const text = points(value);
  const direction = { '+': 'up', '−': 'down' }[text[0]] ?? 'flat';
  return {
    text,
    arrow: direction === 'flat' ? undefined : direction,
    tone: toneOf(column, direction),
    exact: exact(value, null),
  };
}

function moneyCell(column, values, language, signed) {
  if (/price/.test(column.name)) return { unit: '', cell: (value) => ({ text: exact(value, column.unit) }) };
  const scale = amountScale(values, column.unit, language);
  return {
    unit: scale.unit,
    cell: (value) => ({
      text: scaled(value, scale, signed),
      exact: (signed && Number(value) > 0 ? '+' : '') + exact(value, column.unit),
    }),
  };
}

function countCell(column, values, language, signed) {
  const said = words(language).unitsOf[column.unit ?? ''] ?? '';
  const unit = column.label.endsWith(said) ? '' : said; // 健康分 is in 分 already
  const places = placesOf(values);
  const text = (value) => (signed && Number(value) > 0 ? '+' : '') + count(value, places);
  return { unit, cell: (value) => ({ text: text(value), exact: exact(value, null) }) };
}

/**
 * All columns of a result in the order shown; ids that stand beside their name come last.
 * @param {{ columns: Column[], rows: any[][], totals?: ?any[] }} result
 * @param {import('./format.js').Language} language @returns {Shown[]}
 */
export function shownColumns({ columns, rows, totals }, language) {
  const all = columns.map((column, index) => {
    const values = [...rows, ...(totals ? [totals] : [])].map((row) => row[index] ?? null);
    return { column, index, numeric: isNumeric(column), ...cellOf(column, values, language) };
  });
  const named = (column) =>
    columns.some(({ name, type }) => type === 'name' && `${name.replace(/_?name$/, '')}_id` === column.name);
  const late = ({ column }) =>
    ['rank', 'key'].includes(column.role ?? '') || (column.type === 'id' && named(column));
  return [...all.filter((one) => !late(one)), ...all.filter(late)];
}

/** How much a column is wanted where few fit: the first always, then the first measure. */
const WANTED_BY_ROLE = { change_rate: 45, share: 44, previous: 20, change: 19, key: 1, rank: -1 };
const WANTED_BY_TYPE = { name: 30, number: 28, date: 26, text: 10, id: 5 };

/** @param {Shown[]} shown @returns {(one: Shown) => number} */
function wanted(shown) {
  const main = shown.find(({ column }) => isMeasure(column));
  return (one) => {
    const place = shown.indexOf(one);
    if (place === 0) return 100;
    if (one === main) return 50;
    if (one.column.role === 'dimension') return 60 - place / 100; // what tells rows apart
    if (one.column.unit === 'pp') return 45;
    return (WANTED_BY_ROLE[one.column.role ?? ''] ?? WANTED_BY_TYPE[one.column.type] ?? 0) - place / 100;
  };
}

/**
 * Parts the columns into those on the row and those behind it.
 * @param {Shown[]} shown @param {number} room how many fit
 */
export function parted(shown, room) {
  const weight = wanted(shown);
  const ranked = [...shown].sort((a, b) => weight(b) - weight(a));
  const chosen = new Set(ranked.slice(0, room));
  return {
    front: shown.filter((one) => chosen.has(one)),
    behind: shown.filter((one) => !chosen.has(one) && one.column.role !== 'rank'),
  };
}

/**
 * Whether a row without a relative change is new: something now, nothing before.
 * @param {Column[]} columns @param {any[]} row @param {number} index of the change_rate column
 */
export function isFresh(columns, row, index) {
  const before = (role) =>
    columns
      .slice(0, index)
      .map((column) => column.role)
      .lastIndexOf(role);
  const [now, then] = [row[before('measure')], row[before('previous')]];
  return before('previous') < 0 || (Boolean(Number(now ?? 0)) && !Number(then ?? 0));
}

/** Compares two values of a column; what is unknown comes last either way. */
export function ordered(shown, a, b, descending) {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const way = shown.numeric ? compared(decimal(a), decimal(b)) : String(a).localeCompare(String(b), 'zh-CN');
  return descending ? -way : way;
}

/**
 * The order in which the rows already stand, as far as it can be seen.
 * @param {Shown[]} shown @param {any[][]} rows @returns {?{ index: number, descending: boolean }}
 */
export function standingOrder(shown, rows) {
  if (rows.length < 2) return null;
  for (const one of shown.filter(
    ({ numeric, column }) => numeric || column.type === 'date' || column.type === 'period',
  )) {
    for (const descending of [true, false]) {
      const steps = rows
        .slice(1)
        .map((row, at) => ordered(one, rows[at][one.index], row[one.index], descending));
      if (steps.every((step) => step <= 0) && steps.some((step) => step < 0))
        return { index: one.index, descending };
    }
  }
  return null;
}
