/** A result as a table: ten rows at first, sortable, with its total and what was cut. */
import { html, nothing } from '../vendor/lit.js';
import { cellContent } from './cell.js';
import { isMeasure, ordered, parted, shownColumns, standingOrder } from './columns.js';
import { icons } from './icons.js';
import { isPhone, Part } from './part.js';
import { words } from './words.js';

const ROWS_AT_FIRST = 10;

class ResultTable extends Part {
  static properties = { result: {}, language: {}, heading: {}, all: { state: true }, exact: { state: true }, order: { state: true }, opened: { state: true } };

  constructor() {
    super();
    this.heading = '';
    this.all = false;
    this.exact = false;
    /** @type {?{ index: number, descending: boolean }} chosen by the reader */
    this.order = null;
    this.opened = new Set();
  }

  render() {
    const { result, language } = this;
    const shown = shownColumns(result, language);
    const { front, behind } = parted(shown, isPhone() ? 3 : 5);
    const order = this.order ?? standingOrder(shown, result.rows);
    const rows = this.sorted(shown);
    const visible = this.all ? rows : rows.slice(0, ROWS_AT_FIRST);
    const bars = this.bars(shown, result.rows);
    return html`<div class="rows ${bars ? 'with-bars' : ''}" tabindex="0" role="group" aria-label=${this.heading}>
        <table>
          <caption class="sr">${this.heading}</caption>
          <thead><tr>${front.map((one) => this.head(one, order))}</tr></thead>
          <tbody>${visible.map((row) => this.row(row, front, behind, { rank: rankOf(shown, row), bars }))}</tbody>
          ${this.foot(front, visible.length)}
        </table>
      </div>${this.tools(rows.length, visible.length, shown)}`;
  }

  /** @param {import('./columns.js').Shown[]} shown the rows in the reader's order */
  sorted(shown) {
    const { rows } = this.result;
    const by = this.order && shown.find(({ index }) => index === this.order.index);
    if (!by) return rows;
    return [...rows].sort((a, b) => ordered(by, a[by.index] ?? null, b[by.index] ?? null, this.order.descending));
  }

  /** @param {import('./columns.js').Shown} one @param {?{ index: number, descending: boolean }} order */
  head(one, order) {
    const way = order?.index === one.index ? (order.descending ? 'descending' : 'ascending') : 'none';
    const turn = () => {
      const descending = way === 'none' ? one.numeric : way === 'ascending';
      this.order = { index: one.index, descending };
    };
    const arrow = way === 'none' ? nothing : html`<span class="sorted" aria-hidden="true">${way === 'descending' ? '↓' : '↑'}</span>`;
    const unit = one.unit && !this.exact ? html`<span class="unit">${one.unit}</span>` : nothing;
    return html`<th scope="col" class=${one.numeric ? 'num' : ''} aria-sort=${way}>
      <button @click=${turn}><span>${one.column.label}</span>${unit}${arrow}</button></th>`;
  }

  row(row, front, behind, { rank, bars }) {
    const open = this.opened.has(row);
    const [first, ...rest] = front;
    const turn = () => this.turnRow(row);
    const turnByTap = (event) => behind.length && isPhone() && !event.target.closest('button') && turn();
    return html`<tr class=${open ? 'has-behind' : ''} @click=${turnByTap}>
        <th scope="row" class=${kindOf(first)}><div class="lead">${rank === null ? nothing : html`<span class="rank">${rank}</span>`}<div class="lead-name">${this.content(first, row)}
          ${bars ? html`<i class="bar" .style=${`width:${bars(row)}%`}></i>` : nothing}</div>${behind.length ? this.opener(String(row[first.index] ?? '—'), open, turn) : nothing}</div></th>
        ${rest.map((column) => this.cell(column, row))}</tr>
      ${open ? this.behind(row, front, behind) : nothing}`;
  }

  behind(row, front, behind) {
    return html`<tr class="behind"><td colspan=${front.length}><dl>${behind.map((column) => html`<dt>${column.column.label} ${this.exact ? '' : column.unit}</dt>
      <dd>${this.content(column, row)}</dd>`)}</dl></td></tr>`;
  }

  /** Shows or hides the columns that stand behind a row. */
  turnRow(row) {
    this.opened = new Set(this.opened);
    if (!this.opened.delete(row)) this.opened.add(row);
  }

  opener(name, open, turn) {
    return html`<button class="more-toggle" aria-expanded=${open} aria-label=${words(this.language).moreOf(name)} @click=${turn}>${icons.turn}</button>`;
  }

  cell(column, row) {
    return html`<td class=${kindOf(column)}>${this.content(column, row)}</td>`;
  }

  content(one, row) {
    return cellContent(one, row, { columns: this.result.columns, language: this.language, exact: this.exact });
  }

  foot(front, visible) {
    const { totals, truncated, row_count: all, rows } = this.result;
    const say = words(this.language);
    if (!totals && !truncated) return nothing;
    const sum = totals && html`<tr>${front.map((one, place) => (place
      ? html`<td class=${one.numeric ? 'num' : ''}>${totals[one.index] === null || totals[one.index] === undefined ? nothing : this.content(one, totals)}</td>`
      : html`<th scope="row">${say.total}</th>`))}</tr>`;
    const note = say.cutRows(visible, all.toLocaleString('en-US'), Boolean(totals)) + (this.order ? say.sortedHere(rows.length) : '');
    return html`<tfoot>${sum || nothing}${truncated ? html`<tr class="cut"><td colspan=${front.length}>${note}</td></tr>` : nothing}</tfoot>`;
  }

  tools(all, visible, shown) {
    const say = words(this.language);
    const more = all > ROWS_AT_FIRST
      ? html`<button class="link" aria-expanded=${this.all} @click=${() => { this.all = !this.all; }}>${this.all ? say.fewerRows : say.moreRows(all - visible)}</button>` : nothing;
    const rounds = shown.some(({ unit, numeric }) => numeric && /[万亿KM]/.test(unit));
    const exact = rounds
      ? html`<button class="link" aria-pressed=${this.exact} @click=${() => { this.exact = !this.exact; }}>${say.exact}</button>` : nothing;
    return more === nothing && exact === nothing ? nothing : html`<div class="table-tools">${more}${exact}</div>`;
  }

  /** The length of the bar under a name, or null where bars mean nothing. */
  bars(shown, rows) {
    const measure = shown.find(({ column }) => isMeasure(column));
    if (!measure || shown[0].numeric || ['id', 'date', 'period'].includes(shown[0].column.type) || rows.length < 2) return null;
    const most = Math.max(...rows.map((row) => Number(row[measure.index] ?? 0)));
    if (!(most > 0) || rows.some((row) => Number(row[measure.index] ?? 0) < 0)) return null;
    return (row) => Math.round((Number(row[measure.index] ?? 0) / most) * 100);
  }
}

/** @param {import('./columns.js').Shown[]} shown @param {any[]} row */
function rankOf(shown, row) {
  const rank = shown.find(({ column }) => column.role === 'rank');
  return rank ? row[rank.index] : null;
}

/** The class of a cell: numbers stand right, names may wrap, ids and dates never. @param {import('./columns.js').Shown} shown */
function kindOf({ numeric, column }) {
  return numeric ? 'num' : ['name', 'text'].includes(column.type) ? 'name' : '';
}

customElements.define('wd-table', ResultTable);
