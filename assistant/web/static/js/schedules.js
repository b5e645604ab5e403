/** What is sent to whoever asks, again and again: listed, paused, sent now, removed. */
import { html, nothing, repeat } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';

class Schedules extends Part {
  static properties = { server: {}, items: { state: true }, zone: { state: true }, failed: { state: true }, fault: { state: true } };

  constructor() {
    super();
    /** @type {?object[]} */
    this.items = null;
    this.zone = '';
    this.failed = false;
    this.fault = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    try {
      const { items, timezone } = await this.server.schedules();
      this.items = items;
      this.zone = timezone;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  render() {
    const say = words(language());
    return html`<header class="top">
        <b>${say.schedules}</b>
        <button class="icon" aria-label=${say.more} aria-haspopup="dialog" @click=${() => this.tell('more')}>
          ${icons.more}
        </button>
      </header>
      <div class="scroll" tabindex="-1">
        <div class="lane misses">
          <h1>${say.schedules}</h1>
          <p class="misses-lead">${say.schedulesLead}</p>
          ${this.failed ? this.unreachable(say) : nothing}
          ${this.fault ? html`<p class="verify-fault" role="alert">${this.fault}</p>` : nothing}
          ${this.items ? this.list(say) : nothing}
        </div>
      </div>`;
  }

  unreachable(say) {
    return html`<p role="alert">${say.unreachable}</p>
      <div class="acts"><button class="btn" @click=${() => this.load()}>${say.retry}</button></div>`;
  }

  list(say) {
    if (!this.items.length) return html`<p class="misses-none">${say.schedulesNone}</p>`;
    return html`<ul class="miss-list">
      ${repeat(
        this.items,
        ({ schedule_id: id }) => id,
        (item) => this.item(item, say),
      )}
    </ul>`;
  }

  item(item, say) {
    const { schedule_id: id, conversation_id: conversation } = item;
    const paused = item.state === 'paused';
    return html`<li class="miss">
      <div class="miss-head">
        <h2>${item.name}</h2>
        <span class="miss-count">${paused ? say.paused : say.nextTime(item.next[0], this.zone)}</span>
      </div>
      <div class="acts">
        <button class="btn" @click=${() => this.tried(() => this.run(id))}>${say.sendNow}</button>
        <button class="btn quiet" @click=${() => this.tried(() => this.server.turnSchedule(id, paused ? 'active' : 'paused'))}>${paused ? say.resume : say.pause}</button>
        ${conversation ? html`<button class="btn quiet" @click=${() => this.tell('open', conversation)}>${say.openDigests}</button>` : nothing}
        <button class="btn quiet" @click=${() => this.tried(() => this.server.removeSchedule(id))}>${say.removeVerified}</button>
      </div>
    </li>`;
  }

  /** Sends one now and opens what came. @param {string} id */
  async run(id) {
    const { outcome, conversation_id: conversation } = await this.server.runSchedule(id);
    const say = words(language());
    if (outcome === 'sent') this.tell('open', conversation);
    else this.fault = { quiet: say.nothingToSend, coming: say.comingSoon }[outcome] ?? say.notSent;
  }

  /** Does something at the server and lists anew, or shows why it did not work. @param {() => Promise<void>} act */
  async tried(act) {
    this.fault = '';
    try {
      await act();
      await this.load();
    } catch (problem) {
      this.fault = problem.detail || words(language()).unreachable;
    }
  }
}

customElements.define('wd-schedules', Schedules);
