/** The box a question is written in. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';
import './speaking.js';

class Composer extends Part {
  static properties = {
    busy: { type: Boolean },
    voice: { type: Boolean },
    last: {},
    said: { state: true },
    written: { state: true },
    speaking: { state: true },
  };

  constructor() {
    super();
    this.busy = false;
    /** Whether the server hears. */
    this.voice = false;
    this.speaking = false;
    /** The last question, which ↑ brings back. */
    this.last = '';
    this.said = '';
    this.written = '';
    this.connection = () => {
      this.said = navigator.onLine ? '' : words(language()).offlineNow;
    };
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('online', this.connection);
    addEventListener('offline', this.connection);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('online', this.connection);
    removeEventListener('offline', this.connection);
  }

  render() {
    const say = words(language());
    const off = this.busy || !this.written.trim();
    return html`<div class="composer">
      <p class="said" role="status" ?hidden=${!this.said}>${this.said}</p>
      <form
        class=${this.speaking ? 'speaking' : ''}
        @submit=${this.submitted}
        @mic-said=${({ detail }) => (this.said = detail)}
        @mic-turned=${({ detail }) => (this.speaking = detail === 'recording')}
      >
        <textarea
          rows="1"
          maxlength="2000"
          aria-label=${say.composer}
          placeholder=${say.placeholder}
          .value=${this.written}
          enterkeyhint="send"
          @input=${this.typed}
          @keydown=${this.pressed}
        ></textarea>
        ${this.voice ? html`<wd-speaking .busy=${this.busy}></wd-speaking>` : nothing}
        <button class="send ${this.busy ? 'busy' : ''}" aria-label=${say.send} aria-disabled=${off}>
          ${icons.send}
        </button>
      </form>
    </div>`;
  }

  willUpdate(changed) {
    if (changed.has('busy') && !this.busy && this.said === words(language()).busy) this.said = '';
  }

  get field() {
    return this.querySelector('textarea');
  }

  typed({ target }) {
    this.written = target.value;
    this.said = '';
    if (CSS.supports('field-sizing', 'content')) return;
    target.style.setProperty('height', 'auto');
    target.style.setProperty('height', `${target.scrollHeight}px`);
  }

  /** Enter sends, Shift+Enter breaks; an Enter that confirms Chinese input never sends. @param {KeyboardEvent} event */
  pressed(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'ArrowUp' && !this.written && this.last) {
      event.preventDefault();
      this.written = this.last;
    }
  }

  submitted(event) {
    event.preventDefault();
    this.send();
  }

  /** Puts a text into the box, to be corrected. @param {string} text */
  async put(text) {
    this.written = text;
    await this.updateComplete;
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  tellBusy() {
    this.said = words(language()).busy;
  }

  send() {
    const text = this.written.trim();
    const say = words(language());
    if (!text) return;
    if (this.busy) this.tellBusy();
    else if (!navigator.onLine) this.said = say.offline;
    else {
      this.written = '';
      this.said = '';
      this.field.style.removeProperty('height');
      this.tell('ask', text);
    }
  }
}

customElements.define('wd-composer', Composer);
