/** What waits for approval: all that would be done, and what became of it. */
import { html, nothing } from '../vendor/lit.js';
import { save } from './exporting.js';
import { Part } from './part.js';
import { Problem } from './server.js';
import { words } from './words.js';

const AGAIN_MS = 2000;
const MOST_LOOKS = 30;
/** States that change by themselves. */
const ON_ITS_WAY = ['approved'];

class Action extends Part {
  static properties = {
    action: {},
    server: {},
    language: {},
    editing: { state: true },
    busy: { state: true },
    said: { state: true },
  };

  constructor() {
    super();
    this.editing = false;
    this.busy = false;
    this.said = '';
  }

  firstUpdated() {
    this.look(); // what an earlier conversation shows may have been decided since
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  render() {
    const { action } = this;
    const say = words(this.language).actions;
    const open = action.state === 'pending';
    return html`<section class="action" aria-label=${action.summary}>
      <p class="action-title">${action.title}</p>
      <p class="action-state ${action.state}" role="status">${action.state_text}</p>
      ${open && this.editing ? this.form(say) : this.fields()}
      ${open && action.blanks.length ? html`<p class="aside">${say.blanks(action.blanks)}</p>` : nothing}
      ${open && !this.editing ? this.buttons(say) : nothing}
      ${action.can_be_sent_again ? html`<div class="acts">${this.button(say.again, () => this.decide('send-again'))}</div>` : nothing}
      ${action.download ? html`<div class="acts">${this.button(say.download, () => this.download())}</div>` : nothing}
      <p class="action-said" role="alert">${this.said}</p>
    </section>`;
  }

  fields() {
    const one = ({ name, label, value }) =>
      html`<dt>${label}</dt>
        <dd class=${name}>${value || '—'}</dd>`;
    return html`<dl class="action-fields">${this.action.fields.map(one)}</dl>`;
  }

  buttons(say) {
    const { action } = this;
    const yes = action.kind === 'send_message' ? say.approveAndSend : say.approve;
    return html`<div class="acts">
      <button
        class="btn primary"
        ?disabled=${this.busy || action.blanks.length > 0}
        @click=${() => this.decide('approve', { hash: action.hash })}
      >
        ${yes}
      </button>
      ${this.button(say.edit, () => this.edit())} ${this.button(say.reject, () => this.decide('reject'))}
    </div>
    <p class="lab">${say.until(action.expires_at)}</p>`;
  }

  button(label, act) {
    return html`<button class="btn" ?disabled=${this.busy} @click=${act}>${label}</button>`;
  }

  form(say) {
    const one = (field) => html`<label>${field.label}${this.input(field)}</label>`;
    const send = (event) => {
      event.preventDefault();
      this.changed(new FormData(event.target));
    };
    return html`<form class="action-form" @submit=${send}>
      ${this.action.fields.filter(({ editable }) => editable).map(one)}
      <div class="acts">
        <button class="btn primary" ?disabled=${this.busy}>${say.save}</button>
        <button
          type="button"
          class="btn"
          @click=${() => {
            this.editing = false;
          }}
        >
          ${say.back}
        </button>
      </div>
    </form>`;
  }

  input({ name, value, choices }) {
    if (choices.length) {
      return html`<select name=${name}>
        ${choices.map((one) => html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`)}
      </select>`;
    }
    if (['text', 'note', 'reason'].includes(name)) {
      return html`<textarea name=${name} rows=${Math.min(14, value.split('\n').length + 2)} .value=${value}></textarea>`;
    }
    return html`<input name=${name} autocomplete="off" .value=${value} />`;
  }

  async edit() {
    this.said = '';
    this.editing = true;
    await this.updateComplete;
    this.querySelector('form input, form textarea, form select')?.focus();
  }

  /** Sends what was edited, and nothing else. @param {FormData} form */
  async changed(form) {
    const before = Object.fromEntries(this.action.fields.map(({ name, value }) => [name, value]));
    const changes = {};
    for (const [name, value] of form) {
      const text = String(value).replaceAll('\r\n', '\n');
      if (text !== before[name]) changes[name] = text;
    }
    if (Object.keys(changes).length) await this.decide('edit', { changes, hash: this.action.hash });
    if (!this.said) this.editing = false;
  }

  /** @param {'approve'|'reject'|'edit'|'send-again'} what @param {object} [body] */
  async decide(what, body = {}) {
    this.busy = true;
    this.said = '';
    try {
      this.action = await this.server.decide(this.action.action_id, what, body, this.language);
    } catch (problem) {
      this.said = (problem instanceof Problem && problem.detail) || words(this.language).unreachable;
      if (what !== 'edit') await this.look();
    }
    this.busy = false;
    this.wait(0);
  }

  /** Looks what became of it. */
  async look() {
    const found = await this.server.action(this.action.action_id, this.language).catch(() => null);
    if (found) this.action = found;
  }

  /** Looks again as long as it is on its way. @param {number} looks so far */
  wait(looks) {
    clearTimeout(this.timer);
    if (!ON_ITS_WAY.includes(this.action.state) || looks >= MOST_LOOKS) return;
    this.timer = setTimeout(async () => {
      await this.look();
      this.wait(looks + 1);
    }, AGAIN_MS);
  }

  async download() {
    const say = words(this.language);
    this.said = '';
    try {
      const { name, file } = await this.server.downloaded(this.action.download);
      save(name, file);
    } catch (problem) {
      this.said = (problem instanceof Problem && problem.detail) || say.unreachable;
    }
  }
}

customElements.define('wd-action', Action);
