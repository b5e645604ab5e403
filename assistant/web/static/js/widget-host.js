/** The page around the frame: it gives tokens, and opens and closes. */

/** How long the host may take to give a token. */
const TOKEN_MS = 15_000;

/**
 * Which pages may stand around the frame is the server's to say (frame-ancestors); here only the page
 * directly around it is heard. What is told to it holds nothing of the conversation.
 */
export class Host {
  /** @param {{ opened: () => void }} heard */
  constructor({ opened }) {
    this.waiting = null;
    addEventListener('message', ({ source, data }) => {
      if (source !== parent || parent === window) return;
      if (data?.wendan === 'opened') opened();
      if (data?.wendan === 'token') this.given?.(typeof data.token === 'string' ? data.token : null);
    });
  }

  /** A new token, or null where the host has none; asked once, however many wait for it. */
  token() {
    this.waiting ??= new Promise((given) => {
      this.given = given;
      setTimeout(given, TOKEN_MS, null);
      this.tell('token');
    }).finally(() => {
      this.waiting = null;
    });
    return this.waiting;
  }

  /** @param {'ready'|'token'|'close'} what */
  tell(what) {
    if (parent !== window) parent.postMessage({ wendan: what }, '*');
  }
}
