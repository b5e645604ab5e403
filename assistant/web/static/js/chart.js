/** A chart from a Vega-Lite spec, drawn without eval and without the network. */
import { html, nothing } from '../vendor/lit.js';
import { chartConfig, dressed } from './chart-look.js';
import { chartSentence } from './chart-words.js';
import { looks, theme } from './look.js';
import { Part } from './part.js';
import { words } from './words.js';

/** Nothing is ever loaded: data stands in the spec. */
const NO_LOADER = {
  load: () => Promise.reject(new Error('charts load nothing')),
  sanitize: () => Promise.reject(new Error('charts link nowhere')),
  http: () => Promise.reject(new Error('charts load nothing')),
  file: () => Promise.reject(new Error('charts load nothing')),
};

class Chart extends Part {
  static properties = { spec: {}, result: {}, language: {}, failed: { state: true } };

  constructor() {
    super();
    this.failed = false;
    this.drawn = () => this.draw();
  }

  connectedCallback() {
    super.connectedCallback();
    looks.addEventListener('change', this.drawn);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    looks.removeEventListener('change', this.drawn);
    this.seen?.disconnect();
    this.view?.finalize();
  }

  render() {
    if (this.failed) return html`<p class="plot-fault" role="status">${words(this.language).chartFault}</p>`;
    return html`${this.key()}
      <figure class="plot" role="img" aria-label=${chartSentence(this.result, this.language)}>
        <div aria-hidden="true"></div>
      </figure>`;
  }

  /** What bar and tick mean, where a spec lays the earlier period over the bars. */
  key() {
    const marks = (this.spec.layer ?? []).map(({ mark }) => mark?.type ?? mark);
    const label = (role) => this.result.columns.find((column) => column.role === role)?.label;
    if (!marks.includes('tick') || !label('measure') || !label('previous')) return nothing;
    return html`<div class="key" aria-hidden="true">
      <span><i class="now"></i>${label('measure')}</span><span><i class="then"></i>${label('previous')}</span>
    </div>`;
  }

  firstUpdated() {
    this.wide = 0;
    this.seen = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width && Math.abs(contentRect.width - this.wide) > 1) this.draw();
    });
    this.seen.observe(this);
  }

  updated(changed) {
    if (changed.has('spec') && this.wide) this.draw();
  }

  async draw() {
    const host = this.querySelector('figure > div'); // Vega writes its own role and label on it
    if (!host) return;
    this.wide = this.clientWidth;
    try {
      await this.drawInto(host, this.wide);
    } catch (cause) {
      console.warn('chart', cause);
      this.failed = true;
    }
  }

  /** @param {HTMLElement} host @param {number} width */
  async drawInto(host, width) {
    const { None, View, compile, expressionInterpreter, logger, parse } = await import('../vendor/vega.js');
    if (width !== this.wide || !this.isConnected) return;
    const sized = {
      ...dressed(this.spec, theme()),
      width,
      autosize: { type: 'fit-x', contains: 'padding' },
    };
    const { spec } = compile(sized, { config: chartConfig(theme()), logger: logger(None) });
    const view = new View(parse(spec, null, { ast: true }), {
      expr: expressionInterpreter,
      loader: NO_LOADER,
      renderer: 'svg',
      logLevel: None,
    });
    this.view?.finalize();
    this.view = view;
    host.replaceChildren();
    await view.initialize(host).runAsync();
  }
}

customElements.define('wd-chart', Chart);
