/** For admins, in the receipt: "this is right, and so are questions like it". */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { Part } from './part.js';
import { words } from './words.js';

class Verifying extends Part {
  static properties = {
    turn: {},
    server: {},
    pattern: { state: true },
    fault: { state: true },
  };

  willUpdate(changed) {
    if (!changed.has('turn')) return;
    /** @type {?string} the question as it was kept */
    this.pattern = null;
    this.fault = '';
  }

  render() {
    const { reply } = this.turn;
    const say = words(reply.language);
    if (reply.verified || reply.status !== 'answered' || !reply.results?.length) return nothing;
    return html`<h3>${say.verifying}</h3>
      <p class="meaning">${say.verifyingLead}</p>
      ${this.pattern === null ? this.offer(say) : this.kept(say)}
      ${this.fault ? html`<p class="verify-fault" role="alert">${this.fault}</p>` : nothing}`;
  }

  offer(say) {
    return html`<div class="acts">
      <button class="btn quiet" @click=${() => this.verify(say)}>${say.verify}</button>
    </div>`;
  }

  kept(say) {
    return html`<p class="verified" role="status">
      ${icons.check}<span>${say.verifiedAs}${say.colon}${plain(this.pattern, say)}</span>
    </p>`;
  }

  async verify(say) {
    this.fault = '';
    try {
      this.pattern = (await this.server.verify(this.turn.reply.turn_id)).pattern;
    } catch (problem) {
      this.fault = problem.detail || say.unreachable;
    }
  }
}

/** A kept question with its slots in the reader's language. @param {string} text @param {ReturnType<typeof words>} say */
export const plain = (text, say) =>
  text.replace(/〈([\w:]+)〉/g, (whole, slot) => (say.slots[slot] ? `〈${say.slots[slot]}〉` : whole));

customElements.define('wd-verifying', Verifying);
