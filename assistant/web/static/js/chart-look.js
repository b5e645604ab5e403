/** The look of charts in both themes. */

const LIGHT = {
  surface: '#FFFFFF',
  text: '#15191F',
  text2: '#454E5C',
  text3: '#606A79',
  border: '#DCE0E6',
  control: '#7C8695',
  accent: '#1D5BB8',
  good: '#0B6B60',
  bad: '#A23F0A',
  warn: '#7A5500',
  series: ['#1D5BB8', '#DA7E1E', '#108968', '#97166D', '#736309', '#179FD4', '#522D1F', '#7C8393'],
};
const DARK = {
  surface: '#171B21',
  text: '#E9ECF1',
  text2: '#B4BCC8',
  text3: '#939DAB',
  border: '#2C333D',
  control: '#6F7A8A',
  accent: '#86B3F7',
  good: '#54C7B4',
  bad: '#F2A06B',
  warn: '#E0BC5C',
  series: ['#74B2F8', '#DF9632', '#4E9074', '#A46999', '#F3E394', '#C1EDFC', '#7E70EC', '#A6A7AB'],
};
const FONT = 'Inter, PingFang SC, Microsoft YaHei UI, Noto Sans CJK SC, sans-serif';

/** Vega-Lite's config. @param {'light'|'dark'} theme */
export function chartConfig(theme) {
  const c = theme === 'dark' ? DARK : LIGHT;
  return {
    background: null,
    font: FONT,
    padding: 4,
    view: { stroke: null },
    range: { category: c.series, ramp: { scheme: 'blues' } },
    axis: {
      labelColor: c.text3,
      titleColor: c.text2,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelFontWeight: 400,
      domain: false,
      ticks: false,
      grid: false,
      labelPadding: 8,
      labelLimit: 112,
    },
    axisQuantitative: { grid: true, gridColor: c.border, gridDash: [2, 3], tickCount: 4, title: null },
    axisX: { labelAngle: 0, labelOverlap: 'parity', labelSeparation: 6 },
    line: { strokeWidth: 2, color: c.accent, strokeJoin: 'round' },
    point: { filled: true, opacity: 1, size: 36, color: c.accent },
    tick: { opacity: 1, thickness: 3, color: c.text },
    bar: { color: c.accent, cornerRadiusEnd: 2 },
    scale: { barBandPaddingInner: 0.38 },
    area: { color: c.accent, fillOpacity: 0.12, line: true },
    rule: { color: c.control },
    text: { color: c.text, fontSize: 12, font: FONT },
    legend: {
      orient: 'top',
      direction: 'horizontal',
      title: null,
      labelColor: c.text2,
      labelFontSize: 12,
      symbolType: 'stroke',
      symbolStrokeWidth: 3,
      symbolSize: 120,
      offset: 4,
    },
    title: { anchor: 'start', color: c.text, fontSize: 13, fontWeight: 600, offset: 8 },
    locale: { number: { decimal: '.', thousands: ',', grouping: [3], currency: ['¥', ''], minus: '−' } },
  };
}

/** Light colours of the look and what each is in the dark. */
const DARKER = new Map(
  Object.keys(LIGHT).flatMap((name) =>
    [LIGHT[name]].flat().map((colour, at) => [colour.toUpperCase(), [DARK[name]].flat()[at]]),
  ),
);
DARKER.set('WHITE', DARK.surface);
DARKER.set(LIGHT.accent, DARK.accent);

/** The room of the values at the right of the bars; the plot gets as much narrower. */
const VALUES_PX = 84;

/**
 * A spec as the theme shows it: light colours it names turn dark, a tick over a bar gets a halo of the
 * surface, and values written after bars move to the right edge, clear of bars and ticks.
 * @param {object} spec @param {'light'|'dark'} theme
 */
export function dressed(spec, theme) {
  const layers = (spec.layer ?? []).flatMap((layer) =>
    kind(layer) === 'tick' ? [halo(layer), layer] : [layer],
  );
  const whole = { ...spec, ...(spec.layer ? { layer: layers.map(atEdge) } : {}) };
  return theme === 'dark' ? recoloured(whole) : whole;
}

const afterBars = ({ mark }) => mark?.type === 'text' && mark.align === 'left';

/** @param {object} layer */
function atEdge(layer) {
  if (!afterBars(layer)) return layer;
  const mark = { ...layer.mark, align: 'right', dx: VALUES_PX, fontWeight: 500 };
  return { ...layer, mark, encoding: { ...layer.encoding, x: { value: { expr: 'width' } } } };
}

const kind = ({ mark }) => mark?.type ?? mark;

/** @param {object} layer ticks */
function halo(layer) {
  const mark = typeof layer.mark === 'string' ? { type: layer.mark } : layer.mark;
  return { ...layer, mark: { ...mark, color: LIGHT.surface, thickness: (mark.thickness ?? 3) + 4 } };
}

/** @template T @param {T} spec @returns {T} */
function recoloured(spec) {
  return JSON.parse(
    JSON.stringify(spec),
    (_, value) => (typeof value === 'string' && DARKER.get(value.toUpperCase())) || value,
  );
}
