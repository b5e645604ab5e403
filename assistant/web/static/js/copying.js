/** A button that copies a text and says so. */
import { html } from '../vendor/lit.js';
import { Part } from './part.js';
import { words } from './words.js';

class Copy extends Part {
  static properties = { text: {}, language: {}, done: { state: true } };

  constructor() {
    super();
    this.done = false;
  }

  render() {
    const say = words(this.language);
    return html`<button class="link" @click=${this.copy}>${say.copy}</button
      ><span role="status" class="lab">${this.done ? say.copied : ''}</span>`;
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      this.selected(); // no permission, or no secure context
    }
    this.done = true;
    setTimeout(() => {
      this.done = false;
    }, 2500);
  }

  selected() {
    const field = document.createElement('textarea');
    field.value = this.text;
    this.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
}

customElements.define('wd-copy', Copy);
