/** The rail: new conversation, recent questions, who asks and what they can see. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language, switchLanguage, switchTheme, theme } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';

class Rail extends Part {
  static properties = { me: {}, recent: {}, current: {}, view: {}, waiting: {} };

  render() {
    const say = words(language());
    return html`<nav class="rail" aria-label=${say.rail}>
      <div class="brand">
        <span class="mark" aria-hidden="true">问</span><span class="push">${say.brand}</span
        ><button class="link" @click=${() => this.tell('more-close')}>${say.close}</button>
      </div>
      <button class="rail-item ${this.current || this.view !== 'chat' ? '' : 'on'}" @click=${() => this.tell('new')}>
        ${icons.plus}<span>${say.newChat}</span>
      </button>
      ${this.today(say)}
      ${this.me ? this.aside('schedules', icons.clock, say.schedules) : nothing}
      ${this.me?.user.role === 'admin' ? [this.aside('misses', icons.unknown, say.misses), this.aside('verified', icons.verified, say.verifiedList)] : nothing}
      <h2>${say.recent}</h2>
      <ul class="rail-list">
        ${this.recent.length ? this.recent.map((item) => this.item(item)) : html`<li class="rail-item">${say.noRecent}</li>`}
      </ul>
      ${this.me ? this.who(say) : nothing}
    </nav>`;
  }

  /** The page of the morning, with how much waits. */
  today(say) {
    const on = this.view === 'today';
    const count = this.waiting
      ? html`<i class="badge num" aria-label=${`${say.waiting} ${this.waiting}`}>${this.waiting}</i>`
      : nothing;
    return html`<button
      class="rail-item ${on ? 'on' : ''}"
      aria-current=${on ? 'page' : nothing}
      @click=${() => this.tell('today')}
    >
      ${icons.sun}<span>${say.today}</span>${count}
    </button>`;
  }

  /** What stands beside the conversations, some of it for admins alone. @param {string} view @param {unknown} icon @param {string} label */
  aside(view, icon, label) {
    const on = this.view === view;
    return html`<button
      class="rail-item ${on ? 'on' : ''}"
      aria-current=${on ? 'page' : nothing}
      @click=${() => this.tell(view)}
    >
      ${icon}<span>${label}</span>
    </button>`;
  }

  item({ conversation_id: id, title, unread }) {
    const on = id === this.current && this.view === 'chat';
    return html`<li>
      <button
        class="rail-item ${on ? 'on' : ''}"
        aria-current=${on ? 'true' : nothing}
        title=${title}
        @click=${() => this.tell('open', id)}
      >
        <span>${title}</span>
        ${unread ? html`<b class="unread" aria-hidden="true">${unread}</b><span class="sr">${words(language()).unread(unread)}</span>` : nothing}
      </button>
    </li>`;
  }

  who(say) {
    const { user, scope, demo } = this.me;
    return html`<div class="who">
      <b>${user.name} · ${say.roles[user.role] ?? user.role}</b
      >${user.team ? html`${user.team}<br />` : nothing}${scope.text}
      <div class="who-tools">
        <button @click=${() => this.tell('leave')}>${demo ? say.switchPerson : say.leave}</button
        ><span class="push"></span>${lookTools(say)}
      </div>
    </div>`;
  }
}

/** The switches for language and theme, the same on every screen. @param {ReturnType<typeof words>} say */
export function lookTools(say) {
  const dark = theme() === 'dark';
  return html`<button lang=${language() === 'zh' ? 'en' : 'zh-CN'} @click=${switchLanguage}>
      ${say.otherLanguage}
    </button>
    <button
      class="icon"
      aria-label=${dark ? say.light : say.dark}
      title=${dark ? say.light : say.dark}
      @click=${switchTheme}
    >
      ${dark ? icons.sun : icons.moon}
    </button>`;
}

customElements.define('wd-rail', Rail);
