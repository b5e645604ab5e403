/** One question to the server and what comes back, event by event. */
import { Problem, problemOf } from './server.js';

/**
 * Server-sent events of a response body, as they arrive.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<{ name: string, data: string }>}
 */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest = (rest + (value ?? '')).replaceAll('\r\n', '\n');
      const blocks = rest.split('\n\n');
      rest = done ? '' : blocks.pop();
      for (const block of blocks) if (block.trim()) yield event(block);
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {string} block the lines of one event */
function event(block) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
  return { name, data: data.join('\n') };
}

/**
 * Asks and gives the whole reply; tells `heard` each event before it.
 * Where streaming is not served, the plain endpoint is asked instead.
 * @param {import('./server.js').Server} server
 * @param {{ text: string, conversation_id?: string }} question
 * @param {{ heard: (name: string, data: any) => void, signal: AbortSignal }} options
 * @returns {Promise<object>} the reply (contract, section 3); throws Problem
 */
export async function asked(server, question, { heard, signal }) {
  const response = await server.request('/chat/stream', question, signal);
  const streams = response.headers.get('content-type')?.startsWith('text/event-stream');
  if ([404, 405, 501].includes(response.status) || (response.ok && !streams)) {
    return server.json('/chat', question, signal);
  }
  if (!response.ok) throw await problemOf(response);
  return replyOf(response.body, heard, signal);
}

/** @param {ReadableStream} body @param {(name: string, data: any) => void} heard @param {AbortSignal} signal */
async function replyOf(body, heard, signal) {
  try {
    for await (const { name, data } of events(body)) {
      const told = JSON.parse(data || 'null');
      if (name === 'done') return told;
      if (name === 'error') throw new Problem(told);
      heard(name, told);
    }
  } catch (cause) {
    if (cause instanceof Problem || signal.aborted) throw cause;
  }
  throw new Problem({ status: 0, code: 'cut' });
}
