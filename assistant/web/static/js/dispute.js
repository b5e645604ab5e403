/** "What is wrong?": a complaint becomes an entry with its receipt. */
import { html, nothing } from '../vendor/lit.js';
import { Part } from './part.js';
import { words } from './words.js';

/** Which part of the reading each complaint is about. */
const SLOTS = {
  period: ['period'],
  definition: ['measure'],
  customer: ['entity', 'scope', 'filter'],
  figure: [],
};

class Dispute extends Part {
  static properties = {
    turn: {},
    live: { type: Boolean },
    server: {},
    kind: { state: true },
    outcome: { state: true },
  };

  constructor() {
    super();
    /** @type {?string} */
    this.kind = null;
    /** @type {?('noted'|'notNoted')} */
    this.outcome = null;
  }

  willUpdate(changed) {
    if (!changed.has('turn')) return;
    this.kind = null;
    this.outcome = null;
  }

  render() {
    const say = words(this.turn.reply.language);
    return html`<h3>${say.wrong}</h3>
      <div class="acts">
        ${Object.entries(say.disputes).map(([kind, label]) => html`<button class="btn quiet" aria-pressed=${this.kind === kind} @click=${() => this.picked(kind)}>${label}</button>`)}
      </div>
      ${this.kind === 'figure' && this.outcome !== 'noted' ? this.otherFigure(say) : nothing}
      <p class="noted" role="status">${this.outcome ? say[this.outcome] : ''}</p>
      ${this.outcome === 'noted' && this.live ? this.corrections(say) : nothing}`;
  }

  otherFigure(say) {
    const send = (event) => {
      event.preventDefault();
      this.send('figure', event.target.elements.note.value.trim());
    };
    return html`<form @submit=${send}>
      <label for="other-figure">${say.otherFigure}</label>
      <input id="other-figure" name="note" autocomplete="off" maxlength="200" /><button class="btn">
        ${say.otherFigureSend}
      </button>
    </form>`;
  }

  /** Other readings that can be had at once. */
  corrections(say) {
    const choices = (this.turn.reply.reading ?? [])
      .filter(({ slot }) => SLOTS[this.kind].includes(slot))
      .flatMap((item) => item.choices ?? []);
    if (!choices.length) return nothing;
    return html`<p class="noted">${say.changeNow}</p>
      <div class="acts">
        ${choices.map(({ label, value }) => html`<button class="btn quiet" @click=${() => this.tell('ask', value)}>${label}</button>`)}
      </div>`;
  }

  /** @param {string} kind */
  async picked(kind) {
    this.kind = kind;
    this.outcome = null;
    if (kind !== 'figure') return this.send(kind, '');
    await this.updateComplete;
    this.querySelector('input')?.focus();
  }

  /** @param {string} kind @param {string} note */
  async send(kind, note) {
    try {
      await this.server.dispute(this.turn.reply.turn_id, kind, note);
      this.outcome = 'noted';
    } catch {
      this.outcome = 'notNoted';
    }
  }
}

customElements.define('wd-dispute', Dispute);
