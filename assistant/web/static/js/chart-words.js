/** What a chart shows, in one sentence, for those who do not see it. */
import { isMeasure, shownColumns } from './columns.js';
import { compared, decimal } from './decimal.js';
import { amount, isMoney, visible } from './format.js';
import { words } from './words.js';

/**
 * What, range, highest, lowest and last.
 * @param {{ columns: object[], rows: any[][] }} result @param {import('./format.js').Language} language
 */
export function chartSentence(result, language) {
  const say = words(language);
  const shown = shownColumns(result, language);
  const measure = shown.find(({ column }) => isMeasure(column));
  const rows = measure ? result.rows.filter((row) => row[measure.index] !== null) : [];
  if (!rows.length) return say.none;
  const name = (row) => visible(String(row[shown[0].index] ?? '—'));
  const value = (row) =>
    isMoney(measure.column.unit)
      ? amount(row[measure.index], measure.column.unit, language)
      : measure.cell(row[measure.index]).text;
  const said = (row) => `${name(row)} ${value(row)}`;
  const sorted = [...rows].sort((a, b) => compared(decimal(b[measure.index]), decimal(a[measure.index])));
  const range = say.chartRange(name(rows[0]), name(rows.at(-1)), rows.length);
  return `${say.chartOf(measure.column.label, range)} ${say.chartEnds(said(sorted[0]), said(sorted.at(-1)), said(rows.at(-1)))}`;
}
