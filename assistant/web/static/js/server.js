/** The HTTP interface: every request the page makes. */

/** What went wrong, as an RFC 9457 problem document tells it. */
export class Problem extends Error {
  /** @param {{ status: number, detail?: string, code?: string }} problem status 0: no connection */
  constructor({ status, detail, code }) {
    super(detail ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.detail = detail ?? '';
    this.code = code ?? '';
  }
}

/** @param {Response} response @returns {Promise<Problem>} */
export async function problemOf(response) {
  const told = await response.json().catch(() => ({}));
  return new Problem({ status: response.status, detail: told.detail ?? told.title, code: told.code });
}

/**
 * A response, or a Problem thrown; status 0 when nothing answered.
 * @param {string} path @param {RequestInit} [options] @returns {Promise<Response>}
 */
async function fetched(path, options) {
  try {
    return await fetch(path, { credentials: 'omit', referrerPolicy: 'no-referrer', ...options });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem({ status: 0 });
  }
}

export class Server {
  /**
   * @param {?string} token
   * @param {?(() => Promise<?string>)} [renew] gives another token where there is none or it no longer holds
   */
  constructor(token = null, renew = null) {
    this.token = token;
    this.renew = renew;
  }

  /**
   * @param {string} path under /api/v1 @param {object} [body] posted if given: a form as it is, else as JSON @param {AbortSignal} [signal]
   * @param {string} [method] if neither GET nor POST
   * @returns {Promise<Response>} whatever the status
   */
  async request(path, body, signal, method) {
    const fresh = this.renew && !this.token;
    if (fresh) this.token = await this.renew();
    const used = this.token;
    const response = await this.sent(path, body, signal, method);
    if (response.status !== 401 || !this.renew || fresh) return response;
    // Several requests may find the same token expired: the first of them has it renewed.
    if (this.token === used) this.token = await this.renew();
    return this.token ? this.sent(path, body, signal, method) : response;
  }

  /** One request as it is. @param {string} path @param {object} [body] @param {AbortSignal} [signal] @param {string} [method] */
  sent(path, body, signal, method) {
    const headers = { accept: 'application/json' };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const form = body instanceof FormData;
    if (body && !form) headers['content-type'] = 'application/json';
    headers['accept-language'] = document.documentElement.lang;
    return fetched(`/api/v1${path}`, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers,
      body: form ? body : body && JSON.stringify(body),
      signal,
    });
  }

  /** The parsed answer, or a Problem thrown. @param {string} path @param {object} [body] @param {AbortSignal} [signal] */
  async json(path, body, signal) {
    const response = await this.request(path, body, signal);
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : response.json();
  }

  /** Who asks, what they can see, three questions to start with. @param {string} language */
  me(language) {
    return this.json(`/me?language=${language}`);
  }

  /** The reply to a spoken question, with its `transcript`. @param {Blob} recording @param {?string} conversation @param {AbortSignal} signal */
  spoken(recording, conversation, signal) {
    const form = new FormData();
    form.append('file', recording, 'question');
    if (conversation) form.append('conversation_id', conversation);
    return this.json('/voice', form, signal);
  }

  conversations() {
    return this.json('/conversations');
  }

  /** @param {string} id */
  conversation(id) {
    return this.json(`/conversations/${encodeURIComponent(id)}`);
  }

  /** @param {string} turnId @param {string} kind @param {string} note */
  dispute(turnId, kind, note) {
    return this.json(`/turns/${encodeURIComponent(turnId)}/dispute`, { kind, note });
  }

  /**
   * All rows behind an answer, as a file.
   * @param {string} turnId @param {number} index which result @param {'csv'|'xlsx'} format
   * @returns {Promise<{ name: string, file: Blob, rows: number, found: number }>}
   */
  exported(turnId, index, format) {
    return this.downloaded(`/export/turns/${encodeURIComponent(turnId)}?result=${index}&format=${format}`);
  }

  /** The messages that a turn drafted, as a file. @param {string} turnId @param {'csv'|'xlsx'} format */
  letters(turnId, format) {
    return this.downloaded(`/drafts/${encodeURIComponent(turnId)}?format=${format}`);
  }

  /** A file. @param {string} path @returns {Promise<{ name: string, file: Blob, rows: number, found: number }>} */
  async downloaded(path) {
    const response = await this.request(path);
    if (!response.ok) throw await problemOf(response);
    const told = (name) => response.headers.get(name) ?? '';
    const name = /filename="([^"]+)"/.exec(told('content-disposition'))?.[1] ?? 'export';
    const file = await response.blob().catch(() => Promise.reject(new Problem({ status: 0 })));
    return { name, file, rows: Number(told('export-rows')), found: Number(told('export-found')) };
  }

  /** A proposal as it is now. @param {string} id @param {string} language */
  action(id, language) {
    return this.json(`/actions/${encodeURIComponent(id)}?language=${language}`);
  }

  /**
   * What a person says to a proposal; gives it as it is then.
   * @param {string} id @param {'approve'|'reject'|'edit'|'send-again'} what @param {object} body @param {string} language
   */
  decide(id, what, body, language) {
    return this.json(`/actions/${encodeURIComponent(id)}/${what}?language=${language}`, body);
  }

  /** The page of the morning. @param {string} language */
  today(language) {
    return this.json(`/today?language=${language}`);
  }

  /** What was not understood, and what a word may mean. For admins. @param {string} language */
  misses(language) {
    return this.json(`/misses?language=${language}`);
  }

  /** Gives a word its meaning. @param {{ words: string, kind: string, meaning?: string, of?: string }} lesson */
  teach(lesson) {
    return this.json('/words', lesson);
  }

  /** Takes a taught meaning back. @param {string} word */
  async forget(word) {
    const path = `/words?words=${encodeURIComponent(word)}`;
    const response = await this.request(path, undefined, undefined, 'DELETE');
    if (!response.ok) throw await problemOf(response);
  }

  /** Keeps that an answer is right. @param {string} turnId @returns {Promise<{ pattern: string }>} */
  verify(turnId) {
    return this.json(`/turns/${encodeURIComponent(turnId)}/verify`, {});
  }

  /** The verified questions. For admins. @param {string} language */
  verified(language) {
    return this.json(`/verified?language=${language}`);
  }

  /** @param {string} id */
  confirmVerified(id) {
    return this.json(`/verified/${encodeURIComponent(id)}/confirm`, {});
  }

  /** @param {string} id */
  async removeVerified(id) {
    const response = await this.request(`/verified/${encodeURIComponent(id)}`, undefined, undefined, 'DELETE');
    if (!response.ok) throw await problemOf(response);
  }

  /** What is sent to whoever asks, again and again. */
  schedules() {
    return this.json('/schedules');
  }

  /** @param {string} id @param {'active'|'paused'} state */
  async turnSchedule(id, state) {
    await this.done(`/schedules/${encodeURIComponent(id)}`, 'PATCH', { state });
  }

  /** @param {string} id */
  async removeSchedule(id) {
    await this.done(`/schedules/${encodeURIComponent(id)}`, 'DELETE');
  }

  /** Sends it now. @param {string} id @returns {Promise<{ outcome: string, conversation_id: ?string }>} */
  runSchedule(id) {
    return this.json(`/schedules/${encodeURIComponent(id)}/run`, {});
  }

  /** Notes that the digests of a conversation were looked at. @param {string} id */
  seen(id) {
    return this.json(`/conversations/${encodeURIComponent(id)}/seen`, {});
  }

  /** @param {string} path @param {string} method @param {object} [body] */
  async done(path, method, body) {
    const response = await this.request(path, body, undefined, method);
    if (!response.ok) throw await problemOf(response);
  }

  /** The demo's people, or null where the server is no demo. @returns {Promise<?object[]>} */
  async people() {
    const response = await this.request('/demo/people');
    if (response.ok) return (await response.json()).items;
    if ([401, 403, 404].includes(response.status)) return null;
    throw await problemOf(response);
  }

  /** A token to ask as one of the demo's people. @param {string} userId @returns {Promise<string>} */
  async demoToken(userId) {
    return (await this.json('/demo/session', { user_id: userId })).token;
  }
}
