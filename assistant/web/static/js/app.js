/** The page: first screen or chat, with rail and receipt. */
import { html, nothing } from '../vendor/lit.js';
import { Conversation } from './conversation.js';
import { tab } from './keeping.js';
import { language, looks } from './look.js';
import { isPhone, Part, receiptOverlays } from './part.js';
import { Server } from './server.js';
import { words } from './words.js';
import './chat.js';
import './misses.js';
import './people.js';
import './rail.js';
import './today.js';
import './receipt.js';
import './schedules.js';
import './verified.js';

class App extends Part {
  static properties = {
    me: { state: true },
    recent: { state: true },
    shown: { state: true },
    railOpen: { state: true },
    fault: { state: true },
    view: { state: true },
    today: { state: true },
    todayState: { state: true },
  };

  constructor() {
    super();
    this.recent = [];
    this.me = null;
    /** @type {?{ turn: object, from: HTMLElement }} the turn whose receipt is open, and what opened it */
    this.shown = null;
    this.railOpen = false;
    /** @type {'chat'|'today'|'misses'|'verified'|'schedules'} */
    this.view = 'chat';
    /** @type {?object} the page of the morning, as it was last read */
    this.today = null;
    /** @type {'loading'|'known'|'failed'} */
    this.todayState = 'loading';
    this.fault = '';
    this.looked = () => this.languageChanged();
    this.enter(tab.get('token'));
  }

  connectedCallback() {
    super.connectedCallback();
    looks.addEventListener('change', this.looked);
    addEventListener('keydown', (event) => this.escaped(event));
    // Digests come while nobody looks.
    addEventListener('focus', () => this.me && this.refreshRecent());
  }

  /** @param {?string} token */
  enter(token) {
    this.server = new Server(token);
    this.conversation = new Conversation(this.server);
    this.conversation.addEventListener('change', ({ detail }) => this.conversationChanged(detail));
    this.me = null;
    this.shown = null;
    this.railOpen = false;
    this.view = 'chat';
    this.today = null;
    tab.set('token', token);
    if (token) this.greet();
    this.requestUpdate();
  }

  async greet() {
    const left = tab.get('conversation');
    try {
      this.me = await this.server.me(language());
      this.fault = '';
      await this.refreshRecent();
      this.readToday();
      if (left) await this.conversation.resume(left).catch(() => tab.set('conversation', null));
    } catch (problem) {
      const refused = [401, 403].includes(problem.status);
      this.leave(refused ? words(language()).tokenBad : words(language()).unreachable);
    }
  }

  /** Back to the first screen. @param {string} [fault] why, if not by choice */
  leave(fault = '') {
    this.fault = fault;
    tab.set('conversation', null);
    this.enter(null);
  }

  /** Reads what waits; what was read before stays until then. */
  async readToday() {
    const { server } = this;
    this.todayState = 'loading';
    try {
      const found = await server.today(language());
      if (server === this.server) [this.today, this.todayState] = [found, 'known'];
    } catch {
      if (server === this.server) this.todayState = this.today ? 'known' : 'failed';
    }
  }

  async refreshRecent() {
    this.recent = await this.server.conversations().then(
      ({ items }) => items,
      () => this.recent,
    );
  }

  /** @param {string} what */
  conversationChanged(what) {
    if (what === 'failed' && this.conversation.turns.at(-1)?.problem?.status === 401)
      return this.leave(words(language()).expired);
    tab.set('conversation', this.conversation.id);
    if (what === 'opened') this.noteSeen(this.conversation.id);
    if (what === 'answered') this.refreshRecent();
    this.requestUpdate();
    return undefined;
  }

  /** @param {string} id */
  async noteSeen(id) {
    if (!this.recent.find((one) => one.conversation_id === id)?.unread) return;
    await this.server.seen(id).catch(() => {});
    await this.refreshRecent();
  }

  async languageChanged() {
    this.requestUpdate();
    this.querySelectorAll('wd-rail, wd-chat, wd-today, wd-misses, wd-verified, wd-schedules, wd-people, wd-composer, wd-turn').forEach((part) =>
      part.requestUpdate(),
    );
    this.querySelector('wd-misses, wd-verified')?.load();
    if (this.me) this.readToday();
    if (this.me) this.me = await this.server.me(language()).catch(() => this.me);
  }

  render() {
    if (!this.server.token) {
      return html`<wd-people
        .server=${this.server}
        .fault=${this.fault}
        @enter=${({ detail }) => this.enter(detail)}
      ></wd-people>`;
    }
    const covered = (this.shown && receiptOverlays()) || (this.railOpen && isPhone());
    return html`<div
      class="frame ${this.shown ? 'with-receipt' : ''}"
      @ask=${this.asked}
      @speak=${this.spoken}
      @retry=${({ detail }) => this.conversation.retry(detail)}
      @cancel=${() => this.conversation.cancel()}
      @receipt=${this.receiptAsked}
      @receipt-close=${this.closed}
      @new=${() => this.turnTo(null)}
      @open=${({ detail }) => this.turnTo(detail)}
      @chat=${() => this.turnAside('chat')}
      @today=${() => this.turnAside('today')}
      @today-again=${() => this.readToday()}
      @misses=${() => this.turnAside('misses')}
      @verified=${() => this.turnAside('verified')}
      @schedules=${() => this.turnAside('schedules')}
      @more=${this.railAsked}
      @more-close=${this.closed}
      @leave=${() => this.leave()}
    >
      <div
        class="rail-zone ${this.railOpen ? 'open' : ''}"
        ?inert=${covered && !this.railOpen}
        role=${this.railOpen ? 'dialog' : nothing}
        aria-modal=${this.railOpen ? 'true' : nothing}
        aria-label=${this.railOpen ? words(language()).more : nothing}
      >
        <wd-rail
          .me=${this.me}
          .recent=${this.recent}
          .current=${this.conversation.id}
          .view=${this.view}
          .waiting=${this.today?.waiting}
        ></wd-rail>
      </div>
      <main class="lane-zone" ?inert=${covered}>
        <wd-chat
          ?hidden=${this.view !== 'chat'}
          .conversation=${this.conversation}
          .me=${this.me}
          .receiptTurn=${this.shown?.turn ?? null}
          .waiting=${this.today?.waiting}
        ></wd-chat>
        ${this.view === 'today' ? html`<wd-today .found=${this.today} .state=${this.todayState} .busy=${this.conversation.busy}></wd-today>` : nothing}
        ${this.view === 'misses' ? html`<wd-misses .server=${this.server}></wd-misses>` : nothing}
        ${this.view === 'schedules' ? html`<wd-schedules .server=${this.server}></wd-schedules>` : nothing}
        ${this.view === 'verified' ? html`<wd-verified .server=${this.server}></wd-verified>` : nothing}
      </main>
      ${covered ? html`<div class="backdrop" @click=${this.closed}></div>` : nothing}
      ${this.shown ? this.receipt() : nothing}
    </div>`;
  }

  updated() {
    document.title = words(language()).brand;
  }

  receipt() {
    const live = this.shown.turn === this.conversation.turns.at(-1);
    return html`<aside
      class="receipt-zone"
      aria-labelledby="receipt-title"
      role=${receiptOverlays() ? 'dialog' : nothing}
      aria-modal=${receiptOverlays() ? 'true' : nothing}
    >
      <wd-receipt
        .turn=${this.shown.turn}
        .live=${live}
        .today=${this.me?.business_date}
        .server=${this.server}
        .admin=${this.me?.user.role === 'admin'}
      ></wd-receipt>
    </aside>`;
  }

  asked({ detail }) {
    this.view = 'chat';
    if (this.conversation.busy) return this.querySelector('wd-composer').tellBusy();
    if (this.shown && receiptOverlays()) this.shown = null;
    this.conversation.ask(detail);
    return undefined;
  }

  spoken({ detail }) {
    if (this.shown && receiptOverlays()) this.shown = null;
    this.conversation.speak(detail);
  }

  /** @param {CustomEvent<{ turn: object, from: HTMLElement }>} event a second tap on the same button closes */
  async receiptAsked({ detail }) {
    if (this.shown?.turn === detail.turn) return this.closed();
    this.shown = detail;
    await this.updateComplete;
    await this.querySelector('wd-receipt').updateComplete;
    this.querySelector('#receipt-title').focus();
    return undefined;
  }

  /** @param {'chat'|'today'|'misses'|'verified'|'schedules'} view */
  turnAside(view) {
    this.shown = null;
    this.railOpen = false;
    this.view = view;
    if (view === 'today') this.readToday();
  }

  async railAsked() {
    this.railOpen = true;
    await this.updateComplete;
    this.querySelector('.rail-item').focus();
  }

  /** Closes what lies over the lane and gives the focus back. */
  async closed() {
    const from = this.shown?.from ?? (this.railOpen ? this.querySelector('main > :not([hidden]) .top > button:last-child') : null);
    this.shown = null;
    this.railOpen = false;
    await this.updateComplete;
    from?.focus();
  }

  /** @param {KeyboardEvent} event */
  escaped(event) {
    if (event.key === 'Escape' && (this.shown || this.railOpen)) this.closed();
  }

  /** @param {?string} id the conversation to show; null starts a new one */
  async turnTo(id) {
    this.shown = null;
    this.railOpen = false;
    this.view = 'chat';
    if (id === null) this.conversation.reset();
    else await this.conversation.open(id).catch(() => this.refreshRecent());
    await this.updateComplete;
    this.querySelector('textarea')?.focus();
  }
}

customElements.define('wd-app', App);
