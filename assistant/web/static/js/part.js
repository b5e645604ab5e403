/** The base of every part of the page. */
import { LitElement } from '../vendor/lit.js';

const phoneWidth = matchMedia('(max-width: 760px)');
const panelOverlays = matchMedia('(max-width: 1240px)');

export const isPhone = () => phoneWidth.matches;
export const receiptOverlays = () => panelOverlays.matches;

/** Renders without a shadow root: one stylesheet set, and ids that reach across parts. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.resized = () => this.requestUpdate();
    phoneWidth.addEventListener('change', this.resized);
    panelOverlays.addEventListener('change', this.resized);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    phoneWidth.removeEventListener('change', this.resized);
    panelOverlays.removeEventListener('change', this.resized);
  }

  /** Tells the parts above. @param {string} name @param {any} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
