/** The headline figure of an answer, with its change. */
import { html, nothing } from '../vendor/lit.js';
import { exact, percent } from './format.js';
import { words } from './words.js';
import './copying.js';

/**
 * @param {object} headline as the reply carries it
 * @param {{ language: string, opened: boolean, turn: () => void }} options `opened`: the exact value stands below
 */
export function figure(headline, { language, opened, turn }) {
  const say = words(language);
  const whole = exactText(headline);
  const rounds = !headline.text.includes(bare(whole));
  const spoken = html`<span aria-hidden="true">${headline.text}</span
    ><span class="sr">${rounds ? `${headline.text}，${say.exact} ${whole}` : headline.text}</span>`;
  const shown = rounds
    ? html`<button class="fig" title=${whole} aria-expanded=${opened} @click=${turn}>${spoken}</button>`
    : html`<span class="fig">${headline.text}</span>`;
  return html`<div class="fig-row">
      ${shown}${headline.label ? html`<span class="lab">${headline.label}</span>` : nothing}${delta(headline.change, say)}
    </div>
    ${opened ? html`<p class="exact">${say.exact} ${whole} <wd-copy .text=${headline.exact} .language=${language}></wd-copy></p>` : nothing}`;
}

/** Without ¥ and without zeros at the end: what a text that rounds nothing contains. @param {string} whole */
const bare = (whole) =>
  whole
    .replace(/^¥/, '')
    .replace(/(\.\d*?)0+(?=%?$)/, '$1')
    .replace(/\.(?=%?$)/, '');

/** The exact value with its unit. @param {{ exact: string, unit: ?string }} headline */
export function exactText({ exact: digits, unit }) {
  return unit === 'ratio' ? percent(digits) : exact(digits, unit);
}

/** A change with its arrow, which is spoken as a word. @param {?object} change @param {object} say */
export function delta(change, say) {
  if (!change) return nothing;
  const arrow = { up: '▲', down: '▼' }[change.direction];
  return html`<span class="delta ${change.tone}"
      >${arrow ? html`<span aria-hidden="true">${arrow} </span><span class="sr">${say[change.direction]} </span>` : nothing}${change.text}
      ${change.amount_text ? html`<small>${say.brand === '问单' ? `（${change.amount_text}）` : `(${change.amount_text})`}</small>` : nothing}</span
    >
    ${change.versus ? html`<span class="lab">${say.versus(change.versus)}</span>` : nothing}`;
}
