/** Head, body and foot of a table. */
import { html, nothing } from '../vendor/lit.js';
import { cellContent } from './cell.js';
import { isMeasure } from './columns.js';
import { icons } from './icons.js';
import { isPhone } from './part.js';
import { words } from './words.js';

/**
 * @typedef {object} Look how all rows of a table are shown
 * @property {import('./columns.js').Shown[]} shown all columns
 * @property {import('./columns.js').Shown[]} front those on the row
 * @property {import('./columns.js').Shown[]} behind those behind it
 * @property {?((row: any[]) => number)} bars the length of the bar under a name, in percent
 * @property {import('./columns.js').Column[]} columns as they were sent
 * @property {import('./format.js').Language} language
 * @property {boolean} exact
 */

/**
 * A heading that sorts by its column: numbers downward first, all else upward.
 * @param {import('./columns.js').Shown} one @param {?{ index: number, descending: boolean }} order that holds now
 * @param {{ exact: boolean, sort: (by: { index: number, descending: boolean }) => void }} options
 */
export function headCell(one, order, { exact, sort }) {
  const way = order?.index !== one.index ? 'none' : order.descending ? 'descending' : 'ascending';
  const descending = way === 'none' ? one.numeric : way === 'ascending';
  const arrow =
    way === 'none'
      ? nothing
      : html`<span class="sorted" aria-hidden="true">${way === 'descending' ? '↓' : '↑'}</span>`;
  const unit = one.unit && !exact ? html`<span class="unit">${one.unit}</span>` : nothing;
  return html`<th scope="col" class=${one.numeric ? 'num' : ''} aria-sort=${way}>
    <button @click=${() => sort({ index: one.index, descending })}>
      <span>${one.column.label}</span>${unit}${arrow}
    </button>
  </th>`;
}

/**
 * One row, and below it what stands behind it when open. On a phone a tap anywhere on it opens it.
 * @param {any[]} row @param {Look} look @param {{ open: boolean, turn: (row: any[]) => void }} options
 */
export function bodyRow(row, look, { open, turn }) {
  const [first, ...rest] = look.front;
  const tapped = (event) => look.behind.length && isPhone() && !event.target.closest('button') && turn(row);
  return html`<tr class=${open ? 'has-behind' : ''} @click=${tapped}>
      <th scope="row" class=${kindOf(first)}>${lead(row, first, look, { open, turn })}</th>
      ${rest.map((one) => html`<td class=${kindOf(one)}>${cellContent(one, row, look)}</td>`)}
    </tr>
    ${open ? behindRow(row, look) : nothing}`;
}

/** Rank, name with its bar, and the button that opens the row. */
function lead(row, first, look, { open, turn }) {
  const rank = look.shown.find(({ column }) => column.role === 'rank');
  const bar = look.bars ? html`<i class="bar" .style=${`width:${look.bars(row)}%`}></i>` : nothing;
  const label = words(look.language).moreOf(String(row[first.index] ?? '—'));
  return html`<div class="lead">
    ${rank ? html`<span class="rank">${row[rank.index]}</span>` : nothing}
    <div class="lead-name">${cellContent(first, row, look)}${bar}</div>
    ${
      look.behind.length
        ? html`<button
            class="more-toggle"
            aria-expanded=${open}
            aria-label=${label}
            @click=${() => turn(row)}
          >
            ${icons.turn}
          </button>`
        : nothing
    }
  </div>`;
}

function behindRow(row, look) {
  const term = (one) =>
    html`<dt>${one.column.label} ${look.exact ? '' : one.unit}</dt>
      <dd>${cellContent(one, row, look)}</dd>`;
  return html`<tr class="behind">
    <td colspan=${look.front.length}><dl>${look.behind.map(term)}</dl></td>
  </tr>`;
}

/**
 * The total, and what was cut.
 * @param {{ totals: ?any[], truncated: boolean, row_count: number, rows: any[][] }} result @param {Look} look
 * @param {{ visible: number, sortedHere: number }} options `sortedHere`: rows the reader's order covers, 0 if none was chosen
 */
export function footRows({ totals, truncated, row_count: all }, look, { visible, sortedHere }) {
  const say = words(look.language);
  if (!totals && !truncated) return nothing;
  const [, ...rest] = look.front;
  const cell = (one) =>
    html`<td class=${one.numeric ? 'num' : ''}>
      ${(totals[one.index] ?? null) === null ? nothing : cellContent(one, totals, look)}
    </td>`;
  const total = totals
    ? html`<tr>
        <th scope="row">${say.total}</th>
        ${rest.map(cell)}
      </tr>`
    : nothing;
  const note =
    say.cutRows(visible, all.toLocaleString('en-US'), Boolean(totals)) +
    (sortedHere ? say.sortedHere(sortedHere) : '');
  return html`<tfoot>
    ${total}${
      truncated
        ? html`<tr class="cut">
            <td colspan=${look.front.length}>${note}</td>
          </tr>`
        : nothing
    }
  </tfoot>`;
}

/**
 * How long the bar under each name is, or null where bars mean nothing.
 * @param {import('./columns.js').Shown[]} shown @param {any[][]} rows @returns {Look['bars']}
 */
export function barsOf(shown, rows) {
  const measure = shown.find(({ column }) => isMeasure(column));
  if (
    !measure ||
    rows.length < 2 ||
    severalCurrencies(shown, rows) ||
    !['name', 'text'].includes(shown[0].column.type)
  )
    return null;
  const size = (row) => Number(row[measure.index] ?? 0);
  const most = Math.max(...rows.map(size));
  if (!(most > 0) || rows.some((row) => size(row) < 0)) return null;
  return (row) => Math.round((size(row) / most) * 100);
}

/** Amounts of different currencies are not measured against each other. */
function severalCurrencies(shown, rows) {
  const currency = shown.find(({ column }) => column.name === 'currency');
  return Boolean(currency) && new Set(rows.map((row) => row[currency.index])).size > 1;
}

/** The class of a cell: numbers stand right, names may wrap, ids and dates never. @param {import('./columns.js').Shown} shown */
function kindOf({ numeric, column }) {
  return numeric ? 'num' : ['name', 'text'].includes(column.type) ? 'name' : '';
}
