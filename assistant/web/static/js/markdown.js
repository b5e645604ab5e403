/** Answer text: markdown of an unknown author, turned into harmless nodes. */
import { DOMPurify, Marked } from '../vendor/text.js';

const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text) => text.replaceAll(/[&<>"']/g, (sign) => SIGNS[sign]);

/**
 * **Bold** wherever it ends. The standard closes it after a sign such as % only before a space, which
 * Chinese text does not have.
 * @param {string} text
 */
function strong(text) {
  const [raw, inner] = /^\*\*(?=\S)((?:(?!\*\*).)*\S)\*\*/.exec(text) ?? [];
  return raw && { type: 'strong', raw, text: inner, tokens: this.lexer.inlineTokens(inner) };
}

/** Raw HTML stays text and an image its words, so that neither ever reaches the parser. */
const marked = new Marked({
  gfm: true,
  breaks: true,
  extensions: [{ name: 'strong', level: 'inline', start: (text) => text.indexOf('**'), tokenizer: strong }],
  renderer: { html: ({ text }) => escaped(text), image: ({ text }) => escaped(text) },
});

const ALLOWED = {
  ALLOWED_TAGS: ['p', 'br', 'strong', 'em', 'del', 'ul', 'ol', 'li', 'code', 'pre', 'blockquote', 'a'],
  ALLOWED_ATTR: ['href'],
  ALLOWED_URI_REGEXP: /^https?:\/\//i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/**
 * Nodes for a piece of markdown. No markup of its own, images, scripts or handlers survive;
 * links lead to http(s) only, open apart and tell nobody where they were clicked.
 * @param {string} text @returns {DocumentFragment}
 */
export function markdown(text) {
  const nodes = DOMPurify.sanitize(/** @type {string} */ (marked.parse(text)), ALLOWED);
  for (const link of nodes.querySelectorAll('a')) {
    if (!link.hasAttribute('href')) link.replaceWith(...link.childNodes);
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  keepFiguresWhole(nodes);
  return nodes;
}

/** Dates, amounts and percentages, with what belongs to them. */
const FIGURE =
  /\d{4}年\d+月(?:\d+日)?|\d+月\d+日|[+−-]?(?:¥|[A-Z]{3} )\d(?:[\d,.]*\d)?[万亿KMB]?|[+−-]?\d(?:[\d,.]*\d)?(?:[万亿%]|[KMB](?![a-z]))/g;

/** A line never ends inside a figure: Chinese text may break anywhere else. @param {DocumentFragment} nodes */
function keepFiguresWhole(nodes) {
  const texts = document.createTreeWalker(nodes, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) if (texts.currentNode.data.search(FIGURE) >= 0) found.push(texts.currentNode);
  for (const node of found) {
    const parts = [];
    let from = 0;
    for (const match of node.data.matchAll(FIGURE)) {
      const whole = document.createElement('span');
      whole.className = 'whole-figure';
      whole.textContent = match[0];
      parts.push(node.data.slice(from, match.index), whole);
      from = match.index + match[0].length;
    }
    node.replaceWith(...parts, node.data.slice(from));
  }
}
