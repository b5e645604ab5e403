/** For admins: what was not understood, and the form that gives a word its meaning. */
import { html, nothing, repeat } from '../vendor/lit.js';
import { icons } from './icons.js';
import { language } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';

/** What a word may be taught to be, in the order of the form. */
const KINDS = ['measure', 'dimension', 'customer', 'product', 'value'];

class Misses extends Part {
  static properties = {
    server: {},
    found: { state: true },
    state: { state: true },
    opened: { state: true },
    kind: { state: true },
    fault: { state: true },
    done: { state: true },
  };

  constructor() {
    super();
    /** @type {?{ items: object[], measures: object[], dimensions: object[] }} */
    this.found = null;
    /** @type {'loading'|'known'|'failed'} */
    this.state = 'loading';
    /** @type {?string} the group whose form is open */
    this.opened = null;
    this.kind = KINDS[0];
    this.fault = '';
    /** @type {Map<string, object>} what was taught here, by its group */
    this.done = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    try {
      this.found = await this.server.misses(language());
      this.state = 'known';
    } catch {
      this.state = 'failed';
    }
  }

  render() {
    const say = words(language());
    return html`<header class="top">
        <b>${say.misses}</b>
        <button class="icon" aria-label=${say.more} aria-haspopup="dialog" @click=${() => this.tell('more')}>
          ${icons.more}
        </button>
      </header>
      <div class="scroll" tabindex="-1">
        <div class="lane misses">
          <h1>${say.misses}</h1>
          <p class="misses-lead">${say.missesLead}</p>
          ${this.state === 'failed' ? this.failed(say) : nothing}
          ${this.state === 'known' ? this.groups(say) : nothing}
        </div>
      </div>`;
  }

  failed(say) {
    return html`<p role="alert">${say.unreachable}</p>
      <div class="acts"><button class="btn" @click=${() => this.load()}>${say.retry}</button></div>`;
  }

  groups(say) {
    if (!this.found.items.length) return html`<p class="misses-none">${say.missesNone}</p>`;
    return html`${this.fault && !this.opened ? this.told() : nothing}
      <ul class="miss-list">
        ${repeat(this.found.items, keyOf, (group) => this.group(group, say))}
      </ul>`;
  }

  group(group, say) {
    const key = keyOf(group);
    const taught = this.done.get(key);
    return html`<li class="miss" data-words=${group.words}>
      <div class="miss-head">
        <h2>${group.kind === 'words' ? plain(group.words, say) : say.missKind(group.kind, group.words)}</h2>
        <span class="miss-count">${say.times(group.times)} · ${group.roles.map((role) => say.roles[role] ?? role).join(say.comma)}</span>
      </div>
      ${group.examples.slice(0, 2).map((example) => html`<p class="miss-example">${plain(example.text, say)}</p>`)}
      ${group.kind === 'dispute' ? html`<p class="miss-reading">${say.readAs}${say.colon}${Object.values(group.examples[0]?.reading ?? {}).join(' · ')}</p>` : nothing}
      ${taught ? this.taught(group, taught, say) : this.choices(group, key, say)}
    </li>`;
  }

  choices(group, key, say) {
    const open = this.opened === key;
    return html`<div class="acts">
        ${
          group.teachable
            ? html`<button class="btn quiet" aria-expanded=${open} @click=${() => this.turn(key)}>${say.teach}</button>`
            : nothing
        }
        <button class="btn quiet" @click=${() => this.ignore(group)}>${say.ignore}</button>
      </div>
      ${open ? this.form(group, say) : nothing}`;
  }

  form(group, say) {
    return html`<form class="teach" @submit=${(event) => this.send(event, group)}>
      <label for="teach-words">${say.teachWords}</label>
      <input id="teach-words" name="words" value=${group.words} maxlength="40" autocomplete="off" required />
      <label for="teach-kind">${say.teachKind}</label>
      <select id="teach-kind" name="kind" @change=${({ target }) => (this.kind = target.value)}>
        ${KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${say.teachKinds[kind]}</option>`)}
      </select>
      ${this.meaning(say)}
      ${this.fault ? this.told() : nothing}
      <div class="acts">
        <button class="btn primary">${say.save}</button
        ><button class="btn" type="button" @click=${() => this.turn(null)}>${say.cancel}</button>
      </div>
    </form>`;
  }

  told() {
    return html`<p class="teach-fault" role="alert">${this.fault}</p>`;
  }

  /** What the word means, as the kind asks for it. */
  meaning(say) {
    const options = { measure: this.found.measures, dimension: this.found.dimensions, value: this.found.dimensions };
    const chosen = options[this.kind];
    const text = !chosen || this.kind === 'value';
    return html`${
      chosen
        ? html`<label for="teach-meaning">${this.kind === 'value' ? say.teachKinds.dimension : say.teachMeaning}</label>
            <select id="teach-meaning" name="meaning">
              ${chosen.map(({ value, label }) => html`<option value=${value}>${label}</option>`)}
            </select>`
        : nothing
    }${
      text
        ? html`<label for="teach-text">${this.kind === 'value' ? say.teachKinds.value : say.teachWhich}</label>
            <input id="teach-text" name="text" maxlength="160" autocomplete="off" required />`
        : nothing
    }`;
  }

  taught(group, { words: word, label }, say) {
    const again = group.examples.find(({ askable }) => askable);
    return html`<p class="miss-done" role="status">${say.taught(word, label)}</p>
      <div class="acts">
        ${again ? html`<button class="btn primary" @click=${() => this.tell('ask', again.text)}>${say.askAgain}</button>` : nothing}
        <button class="btn quiet" @click=${() => this.undo(group, word)}>${say.undo}</button>
      </div>`;
  }

  /** Opens the form of a group with the focus in it, or closes it. @param {?string} key */
  async turn(key) {
    const from = this.opened;
    this.opened = key === from ? null : key;
    this.fault = '';
    this.kind = KINDS[0];
    await this.updateComplete;
    if (this.opened) this.querySelector('#teach-words').focus();
    else this.querySelector(`.miss[data-words="${CSS.escape(wordsOf(from))}"] button`)?.focus();
  }

  /** @param {SubmitEvent} event @param {object} group */
  async send(event, group) {
    event.preventDefault();
    const { words: word, meaning, text } = event.target.elements;
    const said = [meaning?.value, text?.value.trim()].filter(Boolean).join('=');
    await this.tried(async () => {
      const taught = await this.server.teach({ words: word.value.trim(), kind: this.kind, meaning: said });
      this.done = new Map(this.done).set(keyOf(group), taught);
      this.opened = null;
      await this.updateComplete;
      this.querySelector(`.miss[data-words="${CSS.escape(group.words)}"] .acts button`)?.focus();
    });
  }

  ignore(group) {
    return this.tried(async () => {
      await this.server.teach({ words: group.words, kind: 'ignore', of: group.kind });
      this.found = { ...this.found, items: this.found.items.filter((one) => one !== group) };
    });
  }

  undo(group, word) {
    return this.tried(async () => {
      await this.server.forget(word);
      this.done = new Map([...this.done].filter(([key]) => key !== keyOf(group)));
    });
  }

  /** Does something at the server, and shows why it did not work. @param {() => Promise<void>} act */
  async tried(act) {
    this.fault = '';
    try {
      await act();
    } catch (problem) {
      this.fault = problem.detail || words(language()).unreachable;
    }
  }
}

/** @param {{ kind: string, words: string }} group */
const keyOf = ({ kind, words: word }) => `${kind} ${word}`;
/** @param {?string} key */
const wordsOf = (key) => key?.slice(key.indexOf(' ') + 1) ?? '';

/** A kept text with its placeholders in the reader's language. @param {string} text @param {typeof import('./words-zh.js').ZH} say */
const plain = (text, say) => text.replace(/〈(\w+)〉/g, (whole, name) => say.placeholders[name] ?? whole);

customElements.define('wd-misses', Misses);
