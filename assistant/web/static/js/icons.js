/** Line drawings; all are decoration beside a word or a label. */
import { svg, html } from '../vendor/lit.js';

/** @param {number} size @param {unknown} strokes @param {number} [weight] */
const drawn = (size, strokes, weight = 1.6) =>
  html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width=${weight}
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${strokes}
  </svg>`;

export const icons = {
  send: drawn(18, svg`<path d="M10 16.5V4M4.5 9 10 3.5 15.5 9"/>`, 2.1),
  check: drawn(15, svg`<path d="M4 10.6l4.2 4.2L16.3 5.2"/>`, 2.4),
  mic: drawn(
    18,
    svg`<rect x="7.3" y="2.8" width="5.4" height="9" rx="2.7"/><path d="M4.6 9.6a5.4 5.4 0 0 0 10.8 0M10 15v2.4"/>`,
  ),
  plus: drawn(18, svg`<path d="M10 4.2v11.6M4.2 10h11.6"/>`),
  cross: drawn(18, svg`<path d="M5 5l10 10M15 5 5 15"/>`),
  more: html`<svg width="20" height="20" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
    ${svg`<circle cx="4" cy="10" r="1.6"/><circle cx="10" cy="10" r="1.6"/><circle cx="16" cy="10" r="1.6"/>`}
  </svg>`,
  moon: drawn(18, svg`<path d="M16.2 12.3A6.8 6.8 0 0 1 7.7 3.8a6.8 6.8 0 1 0 8.5 8.5z"/>`),
  sun: drawn(
    18,
    svg`<circle cx="10" cy="10" r="3.3"/><path d="M10 2.6v1.6M10 15.8v1.6M2.6 10h1.6M15.8 10h1.6M4.8 4.8l1.1 1.1M14.1 14.1l1.1 1.1M15.2 4.8l-1.1 1.1M5.9 14.1l-1.1 1.1"/>`,
  ),
  unknown: drawn(
    18,
    svg`<circle cx="10" cy="10" r="7.2"/><path d="M7.9 8.1a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4M10 13.7v.1"/>`,
  ),
  verified: drawn(
    18,
    svg`<path d="M10 2.8 16 5v4.4c0 3.7-2.5 6.5-6 7.8-3.5-1.3-6-4.1-6-7.8V5z"/><path d="M7.3 9.9l2 2 3.5-3.9"/>`,
  ),
  clock: drawn(18, svg`<circle cx="10" cy="10" r="7.2"/><path d="M10 5.8V10l2.9 2"/>`),
  turn: drawn(14, svg`<path d="M7.5 4.5 13 10l-5.5 5.5"/>`, 2),
};
