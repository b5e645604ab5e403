/** The thread of questions and answers on the screen. */
import { Problem } from './server.js';
import { asked } from './stream.js';

/** After this long the page says that it takes longer than usual. */
const SLOW_AFTER_MS = 8000;
/** Under this nothing is shown: a fast answer needs no sign of waiting. */
const QUIET_FOR_MS = 400;

/**
 * @typedef {object} Turn
 * @property {number} key
 * @property {string} question empty while it is being heard
 * @property {?Blob} recording what was said, if it was spoken
 * @property {'quiet'|'asking'|'slow'|'answered'|'failed'|'cancelled'} state
 * @property {object[]} reading chips known so far
 * @property {string} text sentences streamed so far
 * @property {?object} reply
 * @property {?Problem} problem
 */

export class Conversation extends EventTarget {
  /** @param {import('./server.js').Server} server */
  constructor(server) {
    super();
    this.server = server;
    /** @type {?string} */
    this.id = null;
    /** @type {Turn[]} */
    this.turns = [];
    this.keys = 0;
    /** @type {?AbortController} */
    this.running = null;
  }

  get busy() {
    return this.running !== null;
  }

  /** Asks a question as the next turn. @param {string} question */
  async ask(question) {
    if (this.busy) return;
    const turn = this.added(question);
    await this.run(turn);
  }

  /** Asks what was said as the next turn. @param {Blob} recording */
  async speak(recording) {
    if (this.busy) return;
    const turn = this.added('');
    turn.recording = recording;
    await this.run(turn);
  }

  /** Asks the question of a failed turn again, in its place. @param {Turn} turn */
  async retry(turn) {
    if (this.busy) return;
    Object.assign(turn, { state: 'quiet', text: '', reading: [], problem: null });
    await this.run(turn);
  }

  cancel() {
    this.running?.abort();
  }

  /** Leaves this thread: what still runs is dropped. */
  reset() {
    this.cancel();
    this.running = null;
    this.id = null;
    this.turns = [];
    this.told('reset');
  }

  /** Shows an earlier conversation. @param {string} id */
  async open(id) {
    const { turns } = await this.server.conversation(id);
    this.show(id, turns);
  }

  /** Opens the conversation this tab was left with, unless something was asked meanwhile. @param {string} id */
  async resume(id) {
    const { turns } = await this.server.conversation(id);
    if (!this.turns.length) this.show(id, turns);
  }

  /** @param {string} id @param {{ question: string, reply: object }[]} turns */
  show(id, turns) {
    this.reset();
    this.id = id;
    for (const { question, reply } of turns) {
      Object.assign(this.added(question), { state: 'answered', reply });
    }
    this.told('opened');
  }

  /** @param {string} question @returns {Turn} */
  added(question) {
    const turn = {
      key: ++this.keys,
      question,
      recording: null,
      state: 'quiet',
      reading: [],
      text: '',
      reply: null,
      problem: null,
    };
    this.turns = [...this.turns, turn];
    return turn;
  }

  /** @param {Turn} turn */
  async run(turn) {
    const running = new AbortController();
    this.running = running;
    this.told('asked');
    const waits = [this.later(turn, 'asking', QUIET_FOR_MS), this.later(turn, 'slow', SLOW_AFTER_MS)];
    try {
      const reply = await this.answered(turn, running.signal);
      if (this.running !== running) return;
      turn.question ||= reply.transcript;
      Object.assign(turn, { state: 'answered', reply });
      this.id = reply.conversation_id;
    } catch (cause) {
      Object.assign(turn, {
        state: running.signal.aborted ? 'cancelled' : 'failed',
        problem: problem(cause),
      });
    } finally {
      waits.forEach(clearTimeout);
      if (this.running === running) {
        this.running = null;
        this.told(turn.state);
      }
    }
  }

  /** The reply to a turn: to what was said, else to what was typed. @param {Turn} turn @param {AbortSignal} signal */
  answered(turn, signal) {
    if (turn.recording) return this.server.spoken(turn.recording, this.id, signal);
    const question = { text: turn.question, ...(this.id ? { conversation_id: this.id } : {}) };
    const heard = (name, data) => this.heard(turn, name, data);
    return asked(this.server, question, { heard, signal });
  }

  /** @param {Turn} turn @param {Turn['state']} state @param {number} after ms */
  later(turn, state, after) {
    return setTimeout(() => {
      turn.state = state;
      this.told('waiting');
    }, after);
  }

  /** @param {Turn} turn @param {string} name @param {any} data */
  heard(turn, name, data) {
    if (name === 'status' && data.reading?.length) turn.reading = data.reading;
    if (name === 'token') turn.text += data.text;
    this.told('waiting');
  }

  /** @param {string} what */
  told(what) {
    this.dispatchEvent(new CustomEvent('change', { detail: what }));
  }
}

/** @param {unknown} cause @returns {Problem} */
function problem(cause) {
  return cause instanceof Problem ? cause : new Problem({ status: 0, code: 'page' });
}
