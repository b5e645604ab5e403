/** The receipt line below an answer: checked, rows, as of when, the way to the receipt. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { asOf, seconds } from './moment.js';
import { words } from './words.js';

/**
 * @param {object} reply
 * @param {{ today: ?string, open: boolean, form: ?('table'|'chart'), turn: () => void, show: (from: HTMLElement) => void }} options
 *   `form`: the other form that a tap shows
 */
export function footLine(reply, { today, open, form, turn, show }) {
  const say = words(reply.language);
  const stale = (reply.sources ?? []).filter((source) => source.stale);
  const facts = [rowsOf(reply, say), stale.length ? null : freshness(reply, today, say)].filter(Boolean);
  return html`<div class="foot ${stale.length ? 'stale-line' : ''} ${form ? 'two' : ''}">
    ${verdict(reply.checked, say)}
    ${stale.map((source) => html`<span class="stale">! ${say.staleAt(source.label, asOf(source.as_of, today))}</span>`)}
    <span>${facts.join(' · ')}${took(reply, say, facts.length)}</span>
    <span class="foot-links"
      >${form ? html`<button class="link" @click=${turn}>${form === 'table' ? say.showTable : say.showChart}</button>` : nothing}
      <button class="link" aria-expanded=${open} @click=${({ currentTarget }) => show(currentTarget)}>
        ${say.receipt}
      </button></span
    >
  </div>`;
}

/** A mark only where there is something to check: one that is always there says nothing. */
function verdict(checked, say) {
  if (!checked?.figures) return nothing;
  if (checked.matched < checked.figures)
    return html`<span class="unmatched">! ${say.unmatched(checked.matched, checked.figures)}</span>`;
  return html`<span class="ok">${icons.check}${say.checked}</span>`;
}

function rowsOf({ results }, say) {
  const [first] = results ?? [];
  if (!first?.row_count) return null;
  const count = first.row_count.toLocaleString('en-US');
  return first.columns.some(({ name, type }) => name === 'order_id' && type === 'id')
    ? say.orders(count)
    : say.rows(count);
}

/** The oldest source counts: an answer is as fresh as its stalest part. */
function freshness({ sources }, today, say) {
  const oldest = (sources ?? [])
    .map((source) => source.as_of)
    .filter(Boolean)
    .sort()[0];
  return oldest ? say.asOf(asOf(oldest, today)) : null;
}

/** @param {number} before how many facts stand before it */
function took({ timings_ms: timings }, say, before) {
  const total = seconds(timings?.total);
  return total ? html`<span class="took">${before ? ' · ' : ''}${say.seconds(total)}</span>` : nothing;
}
