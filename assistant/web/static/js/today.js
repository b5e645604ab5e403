/** Today: what waits, four figures, one trend, questions to tap; every part opens its answer. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { longDay } from './moment.js';
import { isPhone, Part } from './part.js';
import { todayParts } from './today-parts.js';
import { words } from './words.js';
import './chart.js';
import './composer.js';

class Today extends Part {
  static properties = { found: {}, state: {}, busy: {} };

  render() {
    const say = words(language());
    return html`<header class="top">
        <span class="mark" aria-hidden="true">问</span>${laneSwitch(say, 'today', this.found?.waiting, this)}
        <button class="icon" aria-label=${say.more} aria-haspopup="dialog" @click=${() => this.tell('more')}>
          ${icons.more}
        </button>
      </header>
      <div class="scroll" tabindex="-1">
        <div class="today" aria-busy=${this.state === 'loading' ? 'true' : nothing}>
          <div class="today-head">
            <h1>${say.today}</h1>
            ${this.found ? html`<span class="num">${longDay(this.found.business_date, language())}</span>` : nothing}
          </div>
          ${this.body(say)}
        </div>
      </div>
      ${isPhone() ? html`<wd-composer .busy=${this.busy} .last=${''}></wd-composer>` : nothing}`;
  }

  body(say) {
    if (this.state === 'failed') return this.failed(say);
    if (!this.found) return html`<p class="today-note" role="status">${say.asking}</p>`;
    const parts = todayParts(this.found, say, (question) => this.tell('ask', question));
    return html`${parts.fresh()}
      <div class="today-grid">
        <div>${parts.waiting()} ${parts.tiles()} ${parts.trend()}</div>
        <div>${parts.questions()} ${parts.bars()}</div>
      </div>`;
  }

  failed(say) {
    return html`<p role="alert">${say.unreachable}</p>
      <div class="acts"><button class="btn" @click=${() => this.tell('today-again')}>${say.retry}</button></div>`;
  }
}

/**
 * The switch between chat and Today on a phone.
 * @param {object} say @param {'chat'|'today'} now @param {number|undefined} waiting @param {Part} part
 */
export function laneSwitch(say, now, waiting, part) {
  const tab = (view, label) =>
    html`<button class=${view === now ? 'on' : ''} aria-current=${view === now ? 'page' : nothing} @click=${() => part.tell(view)}>
      ${label}${view === 'today' && waiting ? html` <span class="num">${waiting}</span>` : nothing}
    </button>`;
  return html`<nav class="seg" aria-label=${say.rail}>${tab('chat', say.lane)} ${tab('today', say.today)}</nav>`;
}

customElements.define('wd-today', Today);
