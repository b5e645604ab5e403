/** The microphone beside the box: a tap begins, a tap ends and asks, Esc or the cross drops it. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { canRecord, Recording } from './recording.js';
import { words } from './words.js';

class Speaking extends Part {
  static properties = { busy: { type: Boolean }, state: { state: true }, seconds: { state: true } };

  constructor() {
    super();
    this.busy = false;
    /** @type {'idle'|'asking'|'recording'} */
    this.state = 'idle';
    this.seconds = 0;
    this.pressed = (event) => this.escaped(event);
  }

  connectedCallback() {
    super.connectedCallback();
    // Before others: in the widget, Esc would close the panel.
    addEventListener('keydown', this.pressed, { capture: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.pressed, { capture: true });
    this.drop();
  }

  render() {
    if (!canRecord()) return nothing;
    const say = words(language());
    if (this.state !== 'recording') {
      return html`<button
        type="button"
        class="icon mic"
        aria-label=${say.speak}
        title=${say.speak}
        aria-disabled=${this.state === 'asking'}
        @click=${() => this.begin()}
      >
        ${icons.mic}
      </button>`;
    }
    const shown = `0:${String(Math.floor(this.seconds)).padStart(2, '0')}`;
    return html`<span class="listening"><i aria-hidden="true"></i><span role="status">${say.listening}</span> ${shown}</span>
      <button type="button" class="icon" aria-label=${say.dropRecording} @click=${() => this.dropped()}>${icons.cross}</button>
      <button type="button" class="send done" aria-label=${say.endRecording} @click=${() => this.end()}>${icons.send}</button>`;
  }

  async begin() {
    if (this.state !== 'idle') return;
    if (this.busy) return void this.tell('mic-said', words(language()).busy);
    this.state = 'asking';
    this.tell('mic-said', '');
    const recording = new Recording({
      ticked: (seconds) => (this.seconds = seconds),
      full: () => this.end(),
    });
    this.recording = recording;
    try {
      await recording.begin();
    } catch (cause) {
      this.turned('idle');
      this.tell('mic-said', refused(cause));
      return;
    }
    if (this.recording !== recording) return;
    this.seconds = 0;
    this.turned('recording');
    await this.updateComplete;
    this.querySelector('.done')?.focus();
  }

  async end() {
    const { recording } = this;
    if (!recording || this.state !== 'recording') return;
    this.recording = null;
    this.turned('idle');
    this.tell('speak', await recording.end());
  }

  drop() {
    this.recording?.drop();
    this.recording = null;
    if (this.state !== 'idle') this.turned('idle');
  }

  async dropped() {
    this.drop();
    await this.updateComplete;
    this.querySelector('.mic')?.focus();
  }

  /** @param {KeyboardEvent} event */
  escaped(event) {
    if (event.key !== 'Escape' || this.state !== 'recording') return;
    event.preventDefault();
    event.stopPropagation();
    this.dropped();
  }

  /** @param {'idle'|'recording'} state */
  turned(state) {
    this.state = state;
    this.tell('mic-turned', state);
  }
}

/** Why there is no microphone. @param {unknown} cause what the browser threw */
function refused(cause) {
  const say = words(language());
  return cause instanceof DOMException && cause.name === 'NotFoundError' ? say.noMic : say.micRefused;
}

customElements.define('wd-speaking', Speaking);
