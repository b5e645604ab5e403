/** A drafted message: as it would be sent, with what is still to be filled in marked, and its facts. */
import { html, nothing } from '../vendor/lit.js';
import { words } from './words.js';
import './copying.js';

/** Blanks stand in brackets, as the reply names them. @param {string} text @param {string[]} blanks */
function marked(text, blanks) {
  const forms = blanks.flatMap((blank) => [`【${blank}】`, `[${blank}]`]);
  const parts = [];
  let rest = text;
  while (rest) {
    const found = forms
      .map((form) => ({ form, at: rest.indexOf(form) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at)[0];
    if (!found) return [...parts, rest];
    parts.push(rest.slice(0, found.at), html`<mark>${found.form}</mark>`);
    rest = rest.slice(found.at + found.form.length);
  }
  return parts;
}

/** @param {any} draft @param {'zh' | 'en'} language */
export function drafted(draft, language) {
  const say = words(language);
  const whole = draft.subject ? `${draft.subject}\n\n${draft.text}` : draft.text;
  const facts = draft.facts.map(
    ({ label, text, source }) =>
      html`<dt>${label}</dt>
        <dd title=${source}>${text}</dd>`,
  );
  return html`<section class="letter" aria-label=${say.draft}>
    <p class="letter-head"><span>${say.channels[draft.channel]} · ${draft.customer}</span>
      <wd-copy .text=${whole} .language=${language}></wd-copy></p>
    ${draft.subject ? html`<p class="letter-subject">${marked(draft.subject, draft.blanks)}</p>` : nothing}
    <p class="letter-text" lang=${draft.language}>${marked(draft.text, draft.blanks)}</p>
    ${facts.length ? html`<p class="lab">${say.basis}</p><dl class="letter-facts">${facts}</dl>` : nothing}
  </section>`;
}
