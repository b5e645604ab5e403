/** The answer card: figure, sentence, one visual, receipt line, next questions. */
import { html, nothing } from '../vendor/lit.js';
import { briefed } from './brief.js';
import { drafted } from './draft.js';
import { figure } from './figure.js';
import { footLine } from './foot.js';
import { markdown } from './markdown.js';
import { isPhone, Part } from './part.js';
import { readingLine } from './reading.js';
import { words } from './words.js';
import './action.js';
import './chart.js';
import './exporting.js';
import './table.js';

/** Notices that have a place of their own; the others stand under the sentence. */
const PLACED = ['deciding', 'matched', 'stale', 'truncated'];

class Answer extends Part {
  static properties = {
    turn: {},
    reply: {},
    live: { type: Boolean },
    today: {},
    exports: {},
    server: {},
    receiptOpen: { type: Boolean },
    other: { state: true },
    opened: { state: true },
  };

  constructor() {
    super();
    /** The form that is not shown at first, chart or table, is wanted. */
    this.other = false;
    this.opened = false;
  }

  willUpdate(changed) {
    if (changed.has('reply')) this.said = markdown(this.reply.text ?? '');
    if (changed.has('reply')) this.saidNodes = [...this.said.childNodes];
  }

  render() {
    const { reply, live } = this;
    const ask = (text) => this.tell('ask', text);
    return html`${readingLine(reply.reading, { language: reply.language, live, ask })} ${this.card()}
    ${reply.suggestions?.length ? this.next(ask) : nothing}`;
  }

  card() {
    const { reply } = this;
    const foot =
      reply.results?.length || reply.checked?.figures
        ? footLine(reply, {
            today: this.today,
            open: this.receiptOpen,
            form: this.forms(),
            turn: () => {
              this.other = !this.other;
            },
            show: (from) => this.tell('receipt', { turn: this.turn, from }),
          })
        : nothing;
    return html`<div class="card ${foot === nothing ? 'padded' : ''} ${reply.headline ? '' : 'fig-less'}">
      ${this.matched()}
      ${
        reply.headline
          ? figure(reply.headline, {
              language: reply.language,
              opened: this.opened,
              turn: () => {
                this.opened = !this.opened;
              },
            })
          : nothing
      }
      ${reply.actions?.length && !reply.note ? nothing : html`<div class="say ${reply.draft ? 'of-letter' : reply.brief ? 'of-brief' : ''}">${this.saidNodes}</div>`}
      ${this.asides((kind) => kind === 'deciding')}
      ${reply.actions?.length ? this.actions() : nothing}
      ${this.asides((kind) => !PLACED.includes(kind))}
      ${reply.choices?.length ? this.choices() : nothing}
      ${this.made() ?? this.visual()}${foot}
    </div>`;
  }

  /** What must not hide behind a tap. @param {(kind: string) => boolean} chosen */
  asides(chosen) {
    return (this.reply.notices ?? [])
      .filter(({ kind }) => chosen(kind))
      .map(({ text }) => html`<p class="aside">${text}</p>`);
  }

  /** What was written rather than looked up: its rows are in the receipt. */
  made() {
    const { reply } = this;
    if (reply.draft) return drafted(reply.draft, reply.language);
    if (reply.brief) return briefed(reply.brief, reply.quotes ?? []);
    if (reply.note) return nothing;
    return reply.batch ? this.files() : null;
  }

  /** The messages of a batch, to take along for a mail merge. */
  files() {
    const { reply } = this;
    return reply.batch.drafts.length && this.server
      ? html`<p class="lab"><wd-export .server=${{ exported: (turn, _, format) => this.server.letters(turn, format) }}
          .turnId=${reply.turn_id} .language=${reply.language}></wd-export></p>`
      : nothing;
  }

  /** A name used because it sounds or looks alike, and the way back from it. */
  matched() {
    const { reply, live } = this;
    const entity = (reply.reading ?? []).find(
      ({ slot, assumed, choices }) => slot === 'entity' && assumed && choices?.length,
    );
    const back =
      live && entity
        ? html`<wd-menu
            .label=${words(reply.language).notThis}
            look="link"
            .choices=${entity.choices}
            @chosen=${({ detail }) => this.tell('ask', detail.value)}
          ></wd-menu>`
        : nothing;
    return (reply.notices ?? [])
      .filter(({ kind }) => kind === 'matched')
      .map(({ text }) => html`<div class="note"><span>${text}</span>${back}</div>`);
  }

  /** What waits for approval says all that the text says. */
  actions() {
    const { reply, server } = this;
    return reply.actions.map(
      (action) => html`<wd-action
        .action=${action}
        .server=${server}
        .language=${reply.language}
      ></wd-action>`,
    );
  }

  choices() {
    const one = ({ label, value, hint }) => {
      const inner = html`<span>${label}</span>${hint ? html`<small>${hint}</small>` : nothing}`;
      return html`<li>
        ${
          this.live
            ? html`<button class="choice" @click=${() => this.tell('ask', value)}>${inner}</button>`
            : html`<div class="choice">${inner}</div>`
        }
      </li>`;
    };
    return html`<ul class="choices">
      ${this.reply.choices.map(one)}
    </ul>`;
  }

  /** Whether it is a trend: its chart stands alone, its table one tap away. */
  get isTrend() {
    const [first] = this.reply.results;
    return (
      Boolean(this.reply.chart) &&
      ['period', 'date'].includes(
        first?.columns.find(({ role, type }) => role === 'dimension' || type !== 'number')?.type,
      )
    );
  }

  /** Rows that say more than the headline does. */
  get hasRows() {
    const { results, headline } = this.reply;
    return results?.some(({ rows }) => rows.length > 1 || (rows.length === 1 && !headline)) ?? false;
  }

  /** The one other form a reader may turn to: "table", "chart" or null. */
  forms() {
    if (!this.reply.chart || !this.hasRows || (!isPhone() && !this.isTrend)) return null;
    return this.isTrend !== this.other ? 'table' : 'chart';
  }

  visual() {
    const { reply } = this;
    const form = this.forms();
    const chart =
      reply.chart && (form === 'table' || form === null)
        ? html`<wd-chart
            .spec=${reply.chart}
            .result=${reply.results[0]}
            .language=${reply.language}
          ></wd-chart>`
        : nothing;
    const tables =
      this.hasRows && (form === 'chart' || form === null)
        ? reply.results.map((result, index) => this.table(result, index))
        : nothing;
    return html`${chart}${tables}`;
  }

  table(result, index) {
    const { reply } = this;
    if (!result.rows.length || (reply.digest && isOneFigure(result))) return nothing;
    const heading = result.title ?? result.columns.map(({ label }) => label).join(' · ');
    const title = reply.results.length > 1 ? html`<p class="table-title">${heading}</p>` : nothing;
    return html`${title}<wd-table
        .result=${result}
        .language=${reply.language}
        .heading=${heading}
        .exports=${this.exports}
        .turnId=${reply.turn_id}
        .index=${index}
      ></wd-table>`;
  }

  next(ask) {
    const { reply } = this;
    return html`<div class="acts" role="group" aria-label=${words(reply.language).closest}>
      ${reply.suggestions.slice(0, 3).map(({ label, value }) => html`<button class="btn quiet" @click=${() => ask(value)}>${label}</button>`)}
    </div>`;
  }
}

/** Whether a table would only say again what the sentence says. */
function isOneFigure({ rows, columns }) {
  return rows.length === 1 && columns.every(({ role }) => role === 'measure');
}

customElements.define('wd-answer', Answer);
