/**
 * The one script a host's page takes in: a launcher in the corner, and the conversation in a frame.
 * It stands in a shadow root with constructed sheets, so neither side's styles reach the other and a
 * host's strict Content-Security-Policy has nothing to hold back.
 */
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const asked = script.dataset;
  /** How long a frame may take at first to say that it is there, before it is loaded anew; twice as long each time. */
  const READY_MS = 8000;
  const LONGEST_MS = 60_000;
  const zh = (asked.language ?? document.documentElement.lang ?? '').toLowerCase().startsWith('zh');
  const say = zh
    ? { open: '打开问单', close: '关闭问单', panel: '问单' }
    : { open: 'Open Wendan', close: 'Close Wendan', panel: 'Wendan' };

  const LOOK = `
    :host { all: initial; }
    button { position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; width: 56px; height: 56px;
      padding: 0; border: 0; border-radius: 16px; background: #1d5bb8; color: #fff; cursor: pointer;
      font: 600 24px/56px system-ui, sans-serif; text-align: center; box-shadow: 0 4px 16px rgb(0 0 0 / 24%); }
    button:hover { background: #174a97; }
    button:focus-visible { outline: 3px solid #86b3f7; outline-offset: 2px; }
    section { box-sizing: border-box; position: fixed; z-index: 2147483001; right: 20px; bottom: 84px; width: 400px;
      height: min(680px, calc(100vh - 96px)); max-width: calc(100vw - 40px); overflow: hidden;
      border: 1px solid #7c8695; border-radius: 14px; background: Canvas; box-shadow: 0 12px 40px rgb(0 0 0 / 24%); }
    section[hidden] { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 600px) {
      section { inset: 0; width: auto; max-width: none; height: auto; border: 0; border-radius: 0; }
    }`;
  const STILL = '@media (max-width: 600px) { html { overflow: hidden !important; } }';
  const sheetOf = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  };
  const still = sheetOf(STILL);

  const host = document.createElement('wendan-widget');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheetOf(LOOK)];
  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.textContent = '问';
  const panel = document.createElement('section');
  panel.id = 'panel';
  panel.hidden = true;
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', say.panel);
  launcher.setAttribute('aria-controls', 'panel');
  root.append(launcher, panel);

  /** @type {?HTMLIFrameElement} */
  let frame = null;
  let ready = false;
  const tell = (message) => frame?.contentWindow?.postMessage(message, home);

  function load(patience = READY_MS) {
    ready = false;
    frame?.remove();
    frame = document.createElement('iframe');
    frame.title = say.panel;
    frame.allow = 'clipboard-write; microphone';
    frame.referrerPolicy = 'no-referrer';
    const theme = ['light', 'dark'].includes(asked.theme) ? `&theme=${asked.theme}` : '';
    frame.src = `${home}/widget?language=${zh ? 'zh' : 'en'}${theme}`;
    panel.append(frame);
    const mine = frame;
    const again = () => load(Math.min(patience * 2, LONGEST_MS));
    setTimeout(() => mine === frame && !ready && !panel.hidden && again(), patience);
  }

  /** Hands the keyboard to the frame. */
  function begin() {
    frame.focus();
    tell({ wendan: 'opened' });
  }

  /** @param {boolean} open */
  function show(open) {
    panel.hidden = !open;
    launcher.setAttribute('aria-expanded', String(open));
    launcher.setAttribute('aria-label', open ? say.close : say.open);
    const others = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
    document.adoptedStyleSheets = open ? [...others, still] : others;
    if (!open) return launcher.focus();
    if (!ready) load();
    else begin();
    return undefined;
  }

  let first = asked.token ?? null;
  /** A token of the host: the one in the tag once, then from its address, else from whoever listens. */
  async function token() {
    if (first) {
      const given = first;
      first = null;
      return given;
    }
    if (asked.tokenUrl) {
      const response = await fetch(asked.tokenUrl, { credentials: 'same-origin', cache: 'no-store' });
      return response.ok ? (await response.text()).trim() : null;
    }
    return new Promise((give) => {
      const heard = document.dispatchEvent(
        new CustomEvent('wendan-token', { cancelable: true, detail: { give } }),
      );
      if (heard) give(null); // nobody said, by preventDefault(), that one will come
    });
  }

  addEventListener('message', async ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== home) return;
    if (data?.wendan === 'ready') {
      ready = true;
      if (!panel.hidden) begin();
    }
    if (data?.wendan === 'close') show(false);
    if (data?.wendan === 'token') tell({ wendan: 'token', token: await token().catch(() => null) });
  });
  launcher.addEventListener('click', () => show(panel.hidden));
  launcher.setAttribute('aria-expanded', 'false');
  launcher.setAttribute('aria-label', say.open);
  document.body ? document.body.append(host) : addEventListener('DOMContentLoaded', () => document.body.append(host));
})();
