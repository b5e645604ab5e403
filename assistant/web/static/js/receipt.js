/** The receipt: how an answer was made, and what to do when it is wrong. */
import { html, nothing } from '../vendor/lit.js';
import { exactText } from './figure.js';
import { icons } from './icons.js';
import { asOf, period, seconds } from './moment.js';
import { Part } from './part.js';
import { words } from './words.js';
import './copying.js';
import './dispute.js';
import './verifying.js';

class Receipt extends Part {
  static properties = { turn: {}, live: { type: Boolean }, today: {}, server: {}, admin: { type: Boolean } };

  render() {
    const { reply } = this.turn;
    const say = words(reply.language);
    const results = reply.results ?? [];
    const queries = results.filter(({ sql }) => sql);
    return html`<div class="receipt" lang=${reply.language === 'zh' ? 'zh-CN' : 'en'}>
      <header>
        <h2 tabindex="-1" id="receipt-title">${say.receipt}</h2>
        <button class="link" @click=${() => this.tell('receipt-close')}>${say.close}</button>
      </header>
      ${verdict(reply, say)}
      ${reply.verified ? html`<p class="verified">${icons.check}<span>${say.verifiedReply}</span></p>` : nothing}
      <dl>
        ${results.map((result) => this.made(result, say))} ${row(say.scope, reply.scope?.text)}
        ${row(say.data, this.data(reply, say))}
        ${reply.headline ? row(say.exact, html`${exactText(reply.headline)}<wd-copy .text=${reply.headline.exact} .language=${reply.language}></wd-copy>`) : nothing}
        ${row(say.usage, usage(reply, say))}
      </dl>
      ${
        queries.length
          ? html`<h3>${say.query}</h3>
              ${queries.map(({ sql }) => html`<pre tabindex="0">${sql}</pre>`)}`
          : nothing
      }
      ${this.admin ? html`<wd-verifying .turn=${this.turn} .server=${this.server}></wd-verifying>` : nothing}
      <wd-dispute .turn=${this.turn} .live=${this.live} .server=${this.server}></wd-dispute>
    </div>`;
  }

  /** @param {object} result its definition and periods */
  made(result, say) {
    const { language } = this.turn.reply;
    const against = result.compare_period
      ? html`<br />${say.against} ${period(result.compare_period, language)}`
      : nothing;
    return html`${row(say.definition, result.definition)}
    ${row(say.period, html`${result.period ? period(result.period, language) : say.allTime}${against}`)}`;
  }

  data({ results, sources }, say) {
    const told = (results ?? []).map(({ rows, row_count: all, truncated }) =>
      truncated
        ? say.cutResult(rows.length.toLocaleString('en-US'), all.toLocaleString('en-US'))
        : say.wholeRows(all.toLocaleString('en-US')),
    );
    const from = (sources ?? []).map(
      (source) =>
        html`<br />${say.updated(source.label, asOf(source.as_of, this.today))}${source.stale ? html` <span class="late">${say.old}</span>` : nothing}`,
    );
    return html`${told.join(' · ')}${from}`;
  }
}

/** @param {string} term @param {unknown} value nothing is shown for a value that is not there */
function row(term, value) {
  return value
    ? html`<dt>${term}</dt>
        <dd>${value}</dd>`
    : nothing;
}

function verdict({ checked, quotes }, say) {
  if (quotes?.length) return html`<p class="verdict ok"><b>${say.quoted}</b></p>`;
  if (!checked?.figures) return html`<p class="verdict">${say.noFigures}</p>`;
  const whole = checked.matched >= checked.figures;
  return html`<p class="verdict ${whole ? 'ok' : 'off'}">
      <b>${whole ? say.allMatch(checked.figures) : say.someMatch(checked.matched, checked.figures)}</b>
    </p>
    <p class="meaning">${say.meaning}</p>`;
}

/** Rules cost nothing; what a model costs is told where its price is set. */
function usage({ brain, model, worded_by: author, usage: used, timings_ms: timings }, say) {
  const tokens = (used?.prompt_tokens ?? 0) + (used?.completion_tokens ?? 0);
  const took = seconds(timings?.total);
  return [
    brain === 'llm' ? say.byModel(model) : say.byRules,
    author && say.wordedBy(author),
    say.tokens(tokens.toLocaleString('en-US')),
    used?.cost ? `${used.currency} ${used.cost}` : null,
    brain === 'llm' || tokens ? null : say.free,
    took && say.seconds(took),
  ]
    .filter(Boolean)
    .join(' · ');
}

customElements.define('wd-receipt', Receipt);
