/** The conversation inside a host's page: the lane and its receipt, without rail and Today. */
import { html, nothing } from '../vendor/lit.js';
import { Conversation } from './conversation.js';
import { tab } from './keeping.js';
import { language } from './look.js';
import { Part } from './part.js';
import { Server } from './server.js';
import { Host } from './widget-host.js';
import { words } from './words.js';
import './chat.js';
import './receipt.js';

/** Waits between attempts to reach a server that is away: twice as long each time, up to the last. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

class Widget extends Part {
  static properties = { me: { state: true }, shown: { state: true }, fault: { state: true } };

  constructor() {
    super();
    this.me = null;
    /** @type {?{ turn: object, from: HTMLElement }} the turn whose receipt is open, and what opened it */
    this.shown = null;
    this.fault = '';
    this.host = new Host({ opened: () => this.opened() });
    this.server = new Server(null, () => this.host.token());
    this.conversation = new Conversation(this.server);
    this.conversation.addEventListener('change', () => this.changed());
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = words(language()).brand;
    addEventListener('keydown', (event) => this.escaped(event));
    this.host.tell('ready');
    this.greet();
  }

  /** Finds out who asks, as often as it takes while the server is away, and shows what was asked before. */
  async greet(wait = FIRST_WAIT_MS) {
    const say = words(language());
    clearTimeout(this.later);
    try {
      this.me = await this.server.me(language());
      this.fault = '';
      const left = tab.get('conversation');
      if (left) await this.conversation.resume(left).catch((problem) => this.lost(problem));
      await this.toComposer();
    } catch (problem) {
      const away = problem.status === 0 || problem.status >= 500;
      this.fault = away ? say.widgetAway : problem.status === 401 ? say.widgetToken : problem.detail;
      if (away) this.later = setTimeout(() => this.greet(Math.min(wait * 2, LONGEST_WAIT_MS)), wait);
    }
  }

  /** An earlier conversation that is not there for whoever asks now is let go of. @param {{ status: number }} problem */
  lost(problem) {
    if (problem.status !== 404) throw problem;
    tab.set('conversation', null);
  }

  changed() {
    tab.set('conversation', this.conversation.id);
    this.requestUpdate();
  }

  opened() {
    if (this.me) this.toComposer();
  }

  /** Whoever opened the widget wants to write. */
  async toComposer() {
    await this.updateComplete;
    await this.querySelector('wd-chat').updateComplete;
    await this.querySelector('wd-composer').updateComplete;
    this.querySelector('textarea').focus();
  }

  render() {
    if (!this.me) return this.waiting();
    return html`<div
      class="widget-frame"
      @ask=${this.asked}
      @speak=${({ detail }) => this.conversation.speak(detail)}
      @retry=${({ detail }) => this.conversation.retry(detail)}
      @cancel=${() => this.conversation.cancel()}
      @receipt=${this.receiptAsked}
      @receipt-close=${() => this.receiptClosed()}
      @new=${() => this.conversation.reset()}
      @close=${() => this.host.tell('close')}
    >
      <main class="lane-zone" ?inert=${Boolean(this.shown)}>
        <wd-chat
          .widget=${true}
          .conversation=${this.conversation}
          .me=${this.me}
          .receiptTurn=${this.shown?.turn ?? null}
        ></wd-chat>
      </main>
      ${this.shown ? this.receipt() : nothing}
    </div>`;
  }

  waiting() {
    const say = words(language());
    return html`<main class="widget-wait">
      <h1>${say.brand}</h1>
      <p role="status">${this.fault || say.widgetConnecting}</p>
      ${this.fault ? html`<button class="btn" @click=${() => this.greet()}>${say.retry}</button>` : nothing}
      <button class="link" @click=${() => this.host.tell('close')}>${say.close}</button>
    </main>`;
  }

  receipt() {
    return html`<div class="backdrop" @click=${() => this.receiptClosed()}></div>
      <aside class="receipt-zone" aria-labelledby="receipt-title" role="dialog" aria-modal="true">
        <wd-receipt
          .turn=${this.shown.turn}
          .live=${this.shown.turn === this.conversation.turns.at(-1)}
          .today=${this.me.business_date}
          .server=${this.server}
        ></wd-receipt>
      </aside>`;
  }

  asked({ detail }) {
    if (this.conversation.busy) return this.querySelector('wd-composer').tellBusy();
    this.shown = null;
    this.conversation.ask(detail);
    return undefined;
  }

  /** @param {CustomEvent<{ turn: object, from: HTMLElement }>} event */
  async receiptAsked({ detail }) {
    this.shown = detail;
    await this.updateComplete;
    await this.querySelector('wd-receipt').updateComplete;
    this.querySelector('#receipt-title').focus();
  }

  async receiptClosed() {
    const from = this.shown?.from;
    this.shown = null;
    await this.updateComplete;
    from?.focus();
  }

  /** @param {KeyboardEvent} event */
  escaped(event) {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (this.shown) this.receiptClosed();
    else this.host.tell('close');
  }
}

customElements.define('wd-widget', Widget);
