/** How figures are written: one module for page, card and receipt. */
import { atLeast, decimal, isWhole, magnitude, rounded, shifted, spelled } from './decimal.js';
import { words } from './words.js';

/** @typedef {'zh'|'en'} Language */

/** Whether a unit is a currency code. @param {?string} unit */
export const isMoney = (unit) => /^[A-Z]{3}$/.test(unit ?? '');

/** ¥ for yuan, the code and a space for every other currency. @param {string} unit */
const sign = (unit) => (unit === 'CNY' ? '¥' : `${unit} `);

/** Steps of an amount in text: [from, divide by 10^n, decimals, suffix], largest first. */
const STEPS = {
  zh: [
    [1e8, 8, 2, '亿'],
    [1e5, 4, 1, '万'],
  ],
  en: [
    [1e9, 9, 2, 'B'],
    [1e6, 6, 2, 'M'],
  ],
};

/** At least two decimals, and as many as it has if more. @param {import('./decimal.js').Decimal} d */
const exactly = (d) => rounded(d, 2);

/** Whole yuan without decimals, cents with two. @param {import('./decimal.js').Decimal} d */
const plain = (d) => spelled(isWhole(d) ? rounded(d, 0) : exactly(d));

/**
 * An amount as text and tiles show it: ¥36,800 · ¥31.2万 · ¥34.03M.
 * Rounded first, the unit chosen after: 99,999,500 is ¥1.00亿.
 * @param {number|string} value @param {string} unit currency code @param {Language} language
 */
export function amount(value, unit, language) {
  const d = decimal(value);
  if (!d) return '—';
  const size = magnitude(d);
  const minus = d.int < 0n ? '−' : '';
  const [large, middle] = STEPS[language];
  const inMiddle = rounded(shifted(size, middle[1]), middle[2]);
  if (atLeast(shifted(inMiddle, -middle[1]), large[0])) {
    return minus + sign(unit) + spelled(rounded(shifted(size, large[1]), large[2])) + large[3];
  }
  if (atLeast(exactly(size), middle[0])) return minus + sign(unit) + spelled(inMiddle) + middle[3];
  return minus + sign(unit) + plain(exactly(size));
}

/** The exact amount, two decimals: ¥34,033,000.00. @param {number|string} value @param {?string} unit */
export function exact(value, unit) {
  const d = decimal(value);
  if (!d) return String(value);
  if (!isMoney(unit)) return spelled(d);
  return (d.int < 0n ? '−' : '') + sign(unit) + spelled(exactly(magnitude(d)));
}

/** A rate with all its digits: 36.1234%. @param {number|string} value a fraction */
export function percent(value) {
  const d = decimal(value);
  return d ? `${spelled(shifted(d, -2))}%` : String(value);
}

/** How many decimals plain numbers of a column need: none, or two for all. @param {any[]} values */
export function placesOf(values) {
  const whole = (value) => value === null || isWhole(decimal(value) ?? { int: 0n, scale: 0 });
  return values.every(whole) ? 0 : 2;
}

/** A number without a unit, its thousands grouped. @param {number|string} value @param {number} places */
export function count(value, places) {
  const d = decimal(value);
  return d ? spelled(rounded(d, places)) : '—';
}

/** A share or rate; 100.0% only if exact. @param {number|string} value a fraction */
export function share(value) {
  const d = decimal(value);
  if (!d) return '—';
  const percent = shifted(d, -2);
  const shown = `${spelled(rounded(percent, 1))}%`;
  if (shown === '100.0%' && !isWhole(percent)) return atLeast(percent, 100) ? '100.1%' : '99.9%';
  if (shown === '0.0%' && percent.int > 0n) return '<0.1%';
  return shown;
}

/** With its sign, always. @param {string} text @param {import('./decimal.js').Decimal} d */
const signed = (text, d) => (d.int > 0n ? `+${text}` : text);

/**
 * A relative change: text and where it points. Below 0.05 % it is flat, without an arrow.
 * @param {number|string|null} value a fraction; null where the base is 0
 * @param {Language} language
 * @returns {{ text: string, direction: 'up'|'down'|'flat' }}
 */
export function change(value, language) {
  const d = value === null ? null : decimal(value);
  if (!d) return { text: words(language).fresh, direction: 'flat' };
  const shown = rounded(shifted(d, -2), 1);
  if (shown.int === 0n) return { text: words(language).flat, direction: 'flat' };
  return { text: signed(`${spelled(shown)}%`, d), direction: d.int > 0n ? 'up' : 'down' };
}

/** A change of a rate, in percentage points. @param {number|string} value a difference of fractions */
export function points(value) {
  const d = decimal(value);
  return d ? signed(spelled(rounded(shifted(d, -2), 1)), d) : '—';
}

/**
 * @typedef {{ shift: number, places: number, unit: string }} Scale
 *   divide by 10^shift, show `places` decimals, `unit` stands in the heading
 */

/**
 * One unit for a column of amounts, by its largest value.
 * @param {(number|string|null)[]} values @param {string} unit @param {Language} language @returns {Scale}
 */
export function amountScale(values, unit, language) {
  const all = values.map((value) => (value === null ? null : decimal(value))).filter(Boolean);
  const below = (limit) => all.every((d) => !atLeast(magnitude(d), limit));
  const cents = all.some((d) => !isWhole(exactly(d))) ? 2 : 0;
  const zh = language === 'zh';
  const named = (word) => (unit === 'CNY' ? word : `${word.replace(/元|¥/, '')} ${unit}`.trim());
  if (zh && below(1e5)) return { shift: 0, places: cents, unit: named('元') };
  if (zh && below(1e9)) return { shift: 4, places: 1, unit: named('万元') };
  if (zh) return { shift: 8, places: 2, unit: named('亿元') };
  if (below(1e7)) return { shift: 0, places: below(1e5) ? cents : 0, unit: named('¥') };
  if (below(1e10)) return { shift: 3, places: 0, unit: named('¥K') };
  return { shift: 6, places: 1, unit: named('¥M') };
}

/**
 * A value in its column's scale; what is not zero but would look so is <0.1.
 * @param {number|string} value @param {Scale} scale @param {boolean} withSign
 */
export function scaled(value, scale, withSign = false) {
  const d = decimal(value);
  if (!d) return '—';
  const shown = rounded(shifted(d, scale.shift), scale.places);
  if (shown.int === 0n && d.int !== 0n) {
    const least = spelled({ int: 1n, scale: scale.places });
    return d.int < 0n ? `>−${least}` : `${withSign ? '+' : ''}<${least}`;
  }
  return withSign ? signed(spelled(shown), d) : spelled(shown);
}

/** How wide a name is in Chinese characters (a Latin one is 14/24 of that). @param {string} text */
const width = (text) =>
  [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 1 : 14 / 24), 0);

/** A name cut in the middle at 14 Chinese or 24 Latin characters; unchanged if it fits. @param {string} text */
export function cutName(text) {
  if (width(text) <= 14.01) return text;
  const letters = [...text];
  let head = '';
  let tail = '';
  while (width(head + tail) < 13) {
    if (width(head) <= width(tail)) head += letters.shift();
    else tail = letters.pop() + tail;
  }
  return `${head.trimEnd()}…${tail.trimStart()}`;
}

/**
 * A name of an unknown author as one line in which everything is seen: marks of direction and of no width
 * go, controls become spaces. @param {string} text
 */
export const visible = (text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replace(/\p{Cf}/gu, '');
