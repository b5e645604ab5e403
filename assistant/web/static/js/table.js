/** A result as a table: ten rows at first, sortable, with its total and what was cut. */
import { html, nothing } from '../vendor/lit.js';
import { ordered, parted, shownColumns, standingOrder } from './columns.js';
import { isPhone, Part } from './part.js';
import { barsOf, bodyRow, footRows, headCell } from './rows.js';
import { words } from './words.js';
import './exporting.js';

const ROWS_AT_FIRST = 10;
const COLUMNS = { phone: 3, wide: 5 };

class ResultTable extends Part {
  static properties = {
    result: {},
    language: {},
    heading: {},
    exports: {},
    turnId: {},
    index: {},
    all: { state: true },
    exact: { state: true },
    order: { state: true },
    opened: { state: true },
  };

  constructor() {
    super();
    this.heading = '';
    /** @type {?import('./server.js').Server} where to export from, for those who may */
    this.exports = null;
    /** All rows are shown, not only the first ten. */
    this.all = false;
    /** Amounts are shown to the cent. */
    this.exact = false;
    /** @type {?{ index: number, descending: boolean }} chosen by the reader */
    this.order = null;
    /** @type {Set<any[]>} rows whose other columns are shown */
    this.opened = new Set();
  }

  render() {
    const { result, language, exact } = this;
    const shown = shownColumns(result, language);
    const { front, behind } = parted(shown, isPhone() ? COLUMNS.phone : COLUMNS.wide);
    const order = this.order ?? standingOrder(shown, result.rows);
    const rows = this.sorted(shown);
    const visible = this.all ? rows : rows.slice(0, ROWS_AT_FIRST);
    const bars = barsOf(shown, result.rows);
    const look = { shown, front, behind, bars, language, exact, columns: result.columns };
    const turn = (row) => this.turnRow(row);
    const sortedHere = this.order ? rows.length : 0;
    return html`<div
        class="rows ${bars ? 'with-bars' : ''}"
        tabindex="0"
        role="group"
        aria-label=${this.heading}
      >
        <table>
          <caption class="sr">
            ${this.heading}
          </caption>
          <thead>
            <tr>
              ${front.map((one) => headCell(one, order, { exact, sort: (by) => this.sort(by) }))}
            </tr>
          </thead>
          <tbody>
            ${visible.map((row) => bodyRow(row, look, { open: this.opened.has(row), turn }))}
          </tbody>
          ${footRows(result, look, { visible: visible.length, sortedHere })}
        </table>
      </div>
      ${this.tools(rows.length - visible.length, shown)}`;
  }

  /** The rows in the reader's order. @param {import('./columns.js').Shown[]} shown */
  sorted(shown) {
    const { order, result } = this;
    const by = order && shown.find(({ index }) => index === order.index);
    if (!by) return result.rows;
    const money = shown.find(({ column }) => column.name === 'currency')?.index ?? -1;
    const currencies = [...new Set(result.rows.map((row) => row[money]))]; // never sorted among each other
    return [...result.rows].sort(
      (a, b) =>
        currencies.indexOf(a[money]) - currencies.indexOf(b[money]) ||
        ordered(by, a[by.index] ?? null, b[by.index] ?? null, order.descending),
    );
  }

  /** @param {{ index: number, descending: boolean }} by */
  sort(by) {
    this.order = by;
  }

  /** Shows or hides the columns that stand behind a row. @param {any[]} row */
  turnRow(row) {
    this.opened = new Set(this.opened);
    if (!this.opened.delete(row)) this.opened.add(row);
  }

  /** @param {number} hidden rows @param {import('./columns.js').Shown[]} shown */
  tools(hidden, shown) {
    const say = words(this.language);
    const turnAll = () => (this.all = !this.all);
    const turnExact = () => (this.exact = !this.exact);
    const rounds = shown.some(({ unit, numeric }) => numeric && /[万亿KM]/.test(unit));
    const more =
      hidden || this.all
        ? html`<button class="link" aria-expanded=${this.all} @click=${turnAll}>
            ${this.all ? say.fewerRows : say.moreRows(hidden)}
          </button>`
        : nothing;
    const exact = rounds
      ? html`<button class="link" aria-pressed=${this.exact} @click=${turnExact}>${say.exact}</button>`
      : nothing;
    const files = this.exports
      ? html`<wd-export
          .server=${this.exports}
          .turnId=${this.turnId}
          .index=${this.index}
          .language=${this.language}
        ></wd-export>`
      : nothing;
    return [more, exact, files].every((one) => one === nothing)
      ? nothing
      : html`<div class="table-tools">${more}${exact}${files}</div>`;
  }
}

customElements.define('wd-table', ResultTable);
