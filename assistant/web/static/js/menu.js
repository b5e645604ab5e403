/** A button that lists choices. */
import { html, nothing } from '../vendor/lit.js';
import { Part } from './part.js';

class Menu extends Part {
  static properties = { label: {}, hint: {}, look: {}, choices: {}, open: { state: true } };

  constructor() {
    super();
    this.look = '';
    this.open = false;
    this.outside = (event) => {
      if (!event.composedPath().includes(this)) this.open = false;
    };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.outside);
  }

  render() {
    return html`<span class="menu">
      <button
        class=${this.look}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-label=${this.hint ?? nothing}
        @click=${() => this.turn(!this.open)}
        @keydown=${this.pressed}
      >
        ${this.label}
      </button>
      ${
        this.open
          ? html`<span
              class="menu-list"
              role="menu"
              aria-label=${this.hint ?? nothing}
              @keydown=${this.moved}
            >
              ${this.choices.map((choice) => html`<button role="menuitem" tabindex="-1" @click=${() => this.choose(choice)}>${choice.label}</button>`)}</span
            >`
          : nothing
      }
    </span>`;
  }

  get items() {
    return [...this.querySelectorAll('[role=menuitem]')];
  }

  /** Opens with the focus on the first choice, or closes and gives the focus back. @param {boolean} open */
  async turn(open) {
    this.open = open;
    document[open ? 'addEventListener' : 'removeEventListener']('pointerdown', this.outside);
    await this.updateComplete;
    if (!open) return this.querySelector('button').focus();
    this.intoView();
    this.items[0]?.focus();
  }

  /** Shifts the list where it would stand out of the window or under its scroller's edge. */
  intoView() {
    const list = this.querySelector('.menu-list');
    const { right } = list.getBoundingClientRect();
    const over = right + 12 - document.documentElement.clientWidth;
    if (over > 0) list.style.setProperty('left', `${-over}px`);
    list.scrollIntoView({ block: 'nearest' });
  }

  pressed(event) {
    if (event.key !== 'ArrowDown' || this.open) return;
    event.preventDefault();
    this.turn(true);
  }

  moved(event) {
    const { items } = this;
    const at = items.indexOf(document.activeElement);
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (to !== undefined) items[to].focus();
    else if (event.key === 'Escape') this.turn(false);
    else if (event.key === 'Tab') this.open = false;
    if (to === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(choice) {
    this.turn(false);
    this.tell('chosen', choice);
  }
}

customElements.define('wd-menu', Menu);
