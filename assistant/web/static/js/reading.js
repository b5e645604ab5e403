/** The reading line: how the question was understood, one chip each. */
import { html, nothing } from '../vendor/lit.js';
import { words } from './words.js';
import './menu.js';

/**
 * Chips; those with other choices open a list when `live`, which only the newest
 * answer is: a choice edits the conversation's last question.
 * @param {{ slot: string, label: string, value: string, assumed: boolean, choices?: object[] }[]} reading
 * @param {{ language: string, live: boolean, ask: (text: string) => void }} options
 */
export function readingLine(reading, { language, live, ask }) {
  if (!reading?.length) return nothing;
  const say = words(language);
  return html`<div class="read" role="group" aria-label=${say.readAs}>
    <span aria-hidden="true">${say.readAs}</span>
    ${reading.map((item) => chip(item, live && item.choices?.length ? { say, ask } : null))}
  </div>`;
}

function chip({ slot, label, value, assumed, choices }, open) {
  const look = `chip ${assumed ? 'assumed' : ''} ${open ? 'open' : ''}`;
  if (!open) return html`<span class=${look} title=${label}>${value}</span>`;
  return html`<wd-menu
    data-slot=${slot}
    .label=${value}
    .look=${look}
    .hint=${`${value}，${open.say.change(label)}`}
    .choices=${choices}
    @chosen=${({ detail }) => open.ask(detail.value)}
  ></wd-menu>`;
}
