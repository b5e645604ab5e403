/** For admins: the questions that were verified, those that are set aside first. */
import { html, nothing, repeat } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { plain } from './verifying.js';
import { words } from './words.js';

class Verified extends Part {
  static properties = { server: {}, items: { state: true }, failed: { state: true }, fault: { state: true } };

  constructor() {
    super();
    /** @type {?object[]} */
    this.items = null;
    this.failed = false;
    this.fault = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    try {
      this.items = (await this.server.verified(language())).items;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  render() {
    const say = words(language());
    return html`<header class="top">
        <b>${say.verifiedList}</b>
        <button class="icon" aria-label=${say.more} aria-haspopup="dialog" @click=${() => this.tell('more')}>
          ${icons.more}
        </button>
      </header>
      <div class="scroll" tabindex="-1">
        <div class="lane misses">
          <h1>${say.verifiedList}</h1>
          <p class="misses-lead">${say.verifiedLead}</p>
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
    if (!this.items.length) return html`<p class="misses-none">${say.verifiedNone}</p>`;
    return html`<ul class="miss-list">
      ${repeat(
        this.items,
        ({ verified_id: id }) => id,
        (item) => this.item(item, say),
      )}
    </ul>`;
  }

  item(item, say) {
    return html`<li class="miss">
      <div class="miss-head">
        <h2>${plain(item.pattern, say)}</h2>
        <span class="miss-count">${item.answered_with.join(say.comma)} · ${item.verified_at.slice(0, 10)}</span>
      </div>
      ${item.holds ? nothing : html`<p class="set-aside">${say.setAside}${say.colon}${item.reasons.join(say.comma)}</p>`}
      <div class="acts">
        ${
          item.holds || !item.confirmable
            ? nothing
            : html`<button class="btn" @click=${() => this.tried(() => this.server.confirmVerified(item.verified_id))}>${say.confirmVerified}</button>`
        }
        <button class="btn quiet" @click=${() => this.tried(() => this.server.removeVerified(item.verified_id))}>${say.removeVerified}</button>
      </div>
    </li>`;
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

customElements.define('wd-verified', Verified);
