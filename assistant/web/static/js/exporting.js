/** From a table to a file, for those who may take raw rows out. */
import { html } from '../vendor/lit.js';
import { Part } from './part.js';
import { Problem } from './server.js';
import { words } from './words.js';

const FORMATS = { csv: 'CSV', xlsx: 'XLSX' };

class Exporting extends Part {
  static properties = { server: {}, turnId: {}, index: {}, language: {}, said: { state: true } };

  constructor() {
    super();
    this.said = '';
  }

  render() {
    const say = words(this.language);
    const link = (format) =>
      html`<button class="link" aria-label=${say.exportAs(FORMATS[format])} @click=${() => this.take(format)}>
        ${FORMATS[format]}
      </button>`;
    return html`${link('csv')}${link('xlsx')}<span role="status" class="lab">${this.said}</span>`;
  }

  /** Fetches the file and hands it to the browser. @param {'csv'|'xlsx'} format */
  async take(format) {
    const say = words(this.language);
    this.said = say.exporting;
    try {
      const { name, file, rows, found } = await this.server.exported(this.turnId, this.index, format);
      save(name, file);
      this.said = say.exported(rows, found);
    } catch (problem) {
      this.said = (problem instanceof Problem && problem.detail) || say.unreachable;
    }
  }
}

/** @param {string} name @param {Blob} file */
export function save(name, file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

customElements.define('wd-export', Exporting);
