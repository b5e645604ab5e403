/** What stands in one cell of a table. */
import { html, nothing } from '../vendor/lit.js';
import { isFresh } from './columns.js';
import { cutName } from './format.js';
import { words } from './words.js';

/**
 * @param {import('./columns.js').Shown} shown @param {any[]} row
 * @param {{ columns: import('./columns.js').Column[], language: string, exact: boolean }} options
 *   `exact`: amounts to the cent instead of rounded
 */
export function cellContent(shown, row, { columns, language, exact }) {
  const say = words(language);
  const value = row[shown.index] ?? null;
  if (value === null && !(shown.column.role === 'change_rate' && isFresh(columns, row, shown.index))) {
    return html`<span aria-hidden="true">—</span><span class="sr">${say.none}</span>`;
  }
  const cell = shown.cell(value);
  if (cell.tone) return changed(cell, say);
  if (shown.numeric)
    return html`<span title=${cell.exact ?? nothing}>${exact && cell.exact ? cell.exact : cell.text}</span>`;
  return ['name', 'text'].includes(shown.column.type) ? named(cell.text) : cell.text;
}

/** A change with its arrow; the arrow is spoken as a word. */
function changed({ text, exact, tone, arrow }, say) {
  const way = arrow
    ? html`<span aria-hidden="true">${arrow === 'up' ? '▲' : '▼'} </span
        ><span class="sr">${say[arrow]} </span>`
    : nothing;
  return html`<span class="delta ${tone}" title=${exact ?? nothing}>${way}${text}</span>`;
}

/** A long name is cut in the middle; whole on hover, on focus and when read aloud. @param {string} name */
function named(name) {
  const short = cutName(name);
  if (short === name) return name;
  return html`<span class="cut-name" tabindex="0" title=${name}
    ><span class="short" aria-hidden="true">${short}</span
    ><span class="whole" aria-hidden="true">${name}</span><span class="sr">${name}</span></span
  >`;
}
