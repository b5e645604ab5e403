/** The lane: questions and answers, and the composer under them. */
import { html, nothing, repeat } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';
import './composer.js';
import { laneSwitch } from './today.js';
import './turn.js';

/** This near to the end the reader counts as being there. */
const NEAR_PX = 96;

class Chat extends Part {
  static properties = { conversation: {}, me: {}, receiptTurn: {}, waiting: {}, widget: { type: Boolean }, unseen: { state: true } };

  constructor() {
    super();
    this.unseen = false;
    this.changed = ({ detail }) => this.follow(detail);
  }

  willUpdate(changed) {
    if (!changed.has('conversation')) return;
    changed.get('conversation')?.removeEventListener('change', this.changed);
    this.conversation.addEventListener('change', this.changed);
  }

  render() {
    const say = words(language());
    const { turns, busy } = this.conversation;
    return html`${this.widget ? this.widgetHead(say) : this.head(say)}
      <div
        class="scroll"
        tabindex="-1"
        @correct=${({ detail }) => this.querySelector('wd-composer').put(detail)}
        @scroll=${() => {
          if (this.atEnd) this.unseen = false;
        }}
      >
        ${turns.length ? nothing : this.empty(say)}
        <div class="lane" role="log" aria-live="polite" aria-label=${say.lane} ?hidden=${!turns.length}>
          ${repeat(
            turns,
            ({ key }) => key,
            (turn) => this.turn(turn),
          )}
        </div>
      </div>
      ${this.unseen ? html`<button class="btn newest" @click=${() => this.toEnd()}>${say.newest}</button>` : nothing}
      <wd-composer .busy=${busy} .voice=${Boolean(this.me?.voice)} .last=${turns.at(-1)?.question ?? ''}></wd-composer>`;
  }

  head(say) {
    return html`<header class="top">
      <span class="mark" aria-hidden="true">问</span>${laneSwitch(say, 'chat', this.waiting, this)}
      <button class="icon" aria-label=${say.newChat} @click=${() => this.tell('new')}>${icons.plus}</button>
      <button class="icon" aria-label=${say.more} aria-haspopup="dialog" @click=${() => this.tell('more')}>
        ${icons.more}
      </button>
    </header>`;
  }

  /** Inside a host's page there is neither rail nor Today. */
  widgetHead(say) {
    return html`<header class="top">
      <span class="mark" aria-hidden="true">问</span><b>${say.brand}</b>
      <button class="icon" aria-label=${say.newChat} @click=${() => this.tell('new')}>${icons.plus}</button>
      <button class="icon" aria-label=${say.close} @click=${() => this.tell('close')}>${icons.cross}</button>
    </header>`;
  }

  turn(turn) {
    const live = turn === this.conversation.turns.at(-1);
    return html`<wd-turn
      .turn=${turn}
      .state=${turn.state}
      .heard=${turn.text + turn.reading.length}
      .live=${live}
      .today=${this.me?.business_date}
      .server=${this.conversation.server}
      .exports=${this.me?.may_export ? this.conversation.server : null}
      .server=${this.conversation.server}
      .receiptOpen=${turn === this.receiptTurn}
    ></wd-turn>`;
  }

  empty(say) {
    if (!this.me) return nothing;
    return html`<div class="lane">
      <section class="empty">
        <h1>${say.emptyTitle}</h1>
        <p>${this.me.scope.text}</p>
        <div class="starters" role="group" aria-label=${say.starters}>
          ${this.me.questions.map((question) => html`<button @click=${() => this.tell('ask', question)}>${question}</button>`)}
        </div>
      </section>
    </div>`;
  }

  get scroller() {
    return this.querySelector('.scroll');
  }

  get atEnd() {
    const box = this.scroller;
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
  }

  /** Keeps the newest message in sight of a reader who is at the end; tells the others. @param {string} what */
  async follow(what) {
    const wasAtEnd = this.atEnd;
    this.requestUpdate();
    await this.updateComplete;
    if (what === 'asked' || what === 'opened') return this.toEnd();
    if (what === 'waiting') return wasAtEnd && this.toEnd();
    if (what === 'reset') return undefined;
    return wasAtEnd ? this.toAnswer() : (this.unseen = true);
  }

  async toEnd() {
    await this.settled();
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.unseen = false;
  }

  /** Down to the new answer, but never past its question: a long card is read from its figure on. */
  async toAnswer() {
    await this.settled();
    const box = this.scroller;
    const question = this.querySelector('.lane').lastElementChild?.querySelector('.me');
    const top = question
      ? question.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - 12
      : Infinity;
    box.scrollTop = Math.min(top, box.scrollHeight - box.clientHeight);
  }

  /** Once the parts inside have been drawn. */
  async settled() {
    await Promise.all(
      [...this.querySelectorAll('wd-turn, wd-answer, wd-table')].map((part) => part.updateComplete),
    );
    await new Promise(requestAnimationFrame);
  }
}

customElements.define('wd-chat', Chat);
