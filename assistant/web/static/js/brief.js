/** What to know before a visit, on one screen: sections side by side, then the playbooks' passages. */
import { html, nothing } from '../vendor/lit.js';

/** @param {any} brief @param {any[]} quotes */
export function briefed(brief, quotes) {
  const section = ({ title, lines, name }) =>
    html`<section class="brief-part ${name === 'talk' ? 'of-talk' : ''}">
      <h3>${title}</h3>
      <ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
    </section>`;
  const passage = ({ headings, text, path }) =>
    html`<blockquote><p><strong>${headings.at(-1)}</strong></p><p>${text}</p><footer>${path}</footer></blockquote>`;
  return html`<article class="brief" aria-label=${brief.customer}>
    <p class="brief-head">${brief.customer}</p>
    <div class="brief-parts">${brief.sections.map(section)}</div>
    ${quotes.length ? html`<section class="brief-part of-playbook"><h3>${brief.playbook}</h3>${quotes.map(passage)}</section>` : nothing}
  </article>`;
}
