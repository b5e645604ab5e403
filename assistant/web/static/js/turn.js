/** One question and what became of it. */
import { html, nothing } from '../vendor/lit.js';
import { icons } from './icons.js';
import { markdown } from './markdown.js';
import { Part } from './part.js';
import { language } from './look.js';
import { readingLine } from './reading.js';
import { words } from './words.js';
import './answer.js';

class TurnView extends Part {
  static properties = {
    turn: {},
    state: {},
    heard: {},
    live: { type: Boolean },
    today: {},
    exports: {},
    server: {},
    receiptOpen: { type: Boolean },
  };

  render() {
    const { turn } = this;
    const failed = turn.state === 'failed' || turn.state === 'cancelled' || turn.reply?.status === 'error';
    return html`<div class="turn">
      ${turn.reply?.digest ? html`<span class="sent-by">${words(language()).sentBy(turn.reply.digest.due)}</span>` : nothing}
      <div class="me">${turn.question || html`<span class="unheard">${icons.mic} ${words(language()).spoken}</span>`}</div>
      ${turn.recording && turn.question ? this.heardLine() : nothing}
      ${failed && turn.problem?.status === 0 && !turn.problem.code ? html`<span class="unsent">${words(language()).unsent}</span>` : nothing}
      ${failed ? this.fault() : turn.state === 'answered' ? this.answer() : this.waiting()}
    </div>`;
  }

  /** What was heard stands as the question; whoever said something else corrects it. */
  heardLine() {
    const say = words(language());
    return html`<p class="heard">
      ${say.heard}<button class="link" @click=${() => this.tell('correct', this.turn.question)}>${say.correct}</button>
    </p>`;
  }

  answer() {
    const { turn } = this;
    return html`<article lang=${turn.reply.language === 'zh' ? 'zh-CN' : 'en'}>
      <wd-answer
        .turn=${turn}
        .reply=${turn.reply}
        .live=${this.live}
        .today=${this.today}
        .exports=${this.exports}
        .server=${this.server}
        .receiptOpen=${this.receiptOpen}
      ></wd-answer>
    </article>`;
  }

  waiting() {
    const { turn } = this;
    if (turn.state === 'quiet') return nothing;
    const say = words(language());
    return html`<article aria-busy="true">
      ${readingLine(turn.reading, { language: language(), live: false, ask: () => {} })}
      ${turn.text ? html`<div class="card padded fig-less"><div class="say">${markdown(turn.text)}</div></div>` : nothing}
      <div class="wait" role="status">
        ${turn.state === 'slow' ? say.slow : turn.question ? say.asking : say.hearing}
        ${turn.state === 'slow' ? html`<button class="btn quiet" @click=${() => this.tell('cancel')}>${say.cancel}</button>` : nothing}
      </div>
    </article>`;
  }

  fault() {
    const { turn } = this;
    const say = words(language());
    const problem = turn.problem ?? { code: '', detail: turn.reply.text };
    const what = turn.state === 'cancelled' ? say.cancelled : `${say.failed}${reason(problem, say)}`;
    const code =
      problem.code && !['cut', 'page'].includes(problem.code) ? html`<code>${problem.code}</code>` : nothing;
    const again = this.live
      ? html`<button class="btn" @click=${() => this.tell('retry', turn)}>${say.retry}</button>`
      : nothing;
    return html`<article class="card fault">
      <p role="alert">${what}${say.kept}</p>
      ${again}${code}
    </article>`;
  }
}

/** @param {{ status?: number, code: string, detail: string }} problem */
function reason({ status, code, detail }, say) {
  if (code === 'cut' || code === 'page') return say.broken;
  if (status === 0) return say.unreachable;
  if (!detail) return say.unknownFault;
  return /[。.!?！？]$/.test(detail) ? detail : `${detail}${say.brand === '问单' ? '。' : '.'}`;
}

customElements.define('wd-turn', TurnView);
