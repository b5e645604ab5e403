/**
 * Exact decimals, so that a shown figure is rounded half up on what was sent
 * and never on its binary neighbour (1.005 is 1.01, not 1.00).
 *
 * @typedef {{ int: bigint, scale: number }} Decimal  value = int / 10^scale
 */

/**
 * The decimal that a JSON number or a numeric string stands for.
 * @param {number|string} value
 * @returns {Decimal|null} null for what is not a finite number
 */
export function decimal(value) {
  const parts = /^([-−+]?)(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i.exec(String(value).replaceAll(',', '').trim());
  if (!parts || !(parts[2] || parts[3])) return null;
  const [, sign, whole, fraction, exponent] = parts;
  const int = BigInt(whole + fraction) * (sign && sign !== '+' ? -1n : 1n);
  return normal({ int, scale: fraction.length - Number(exponent ?? 0) });
}

/** @param {Decimal} d @returns {Decimal} the same with a scale of 0 or more */
function normal(d) {
  return d.scale >= 0 ? d : { int: d.int * 10n ** BigInt(-d.scale), scale: 0 };
}

/** The value divided by ten to the power `places`. @param {Decimal} d @param {number} places */
export function shifted(d, places) {
  return normal({ int: d.int, scale: d.scale + places });
}

/** Rounded half up (away from zero) to `places` decimals. @param {Decimal} d @param {number} places @returns {Decimal} */
export function rounded(d, places) {
  if (d.scale <= places) return { int: d.int * 10n ** BigInt(places - d.scale), scale: places };
  const unit = 10n ** BigInt(d.scale - places);
  const size = magnitude(d).int;
  const up = size / unit + ((size % unit) * 2n >= unit ? 1n : 0n);
  return { int: d.int < 0n ? -up : up, scale: places };
}

/** @param {Decimal} d @returns {Decimal} */
export function magnitude(d) {
  return { int: d.int < 0n ? -d.int : d.int, scale: d.scale };
}

/** Negative, zero or positive, as a sort wants it. @param {Decimal} a @param {Decimal} b */
export function compared(a, b) {
  const left = a.int * 10n ** BigInt(b.scale);
  const right = b.int * 10n ** BigInt(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** @param {Decimal} d @param {number} number whole @returns {boolean} whether d is at least `number` */
export function atLeast(d, number) {
  return compared(d, { int: BigInt(number), scale: 0 }) >= 0;
}

/** @param {Decimal} d @returns {boolean} */
export function isWhole(d) {
  return compared(d, rounded(d, 0)) === 0;
}

/** Digits with thousands grouped and a true minus. @param {Decimal} d @returns {string} */
export function spelled(d) {
  const digits = magnitude(d)
    .int.toString()
    .padStart(d.scale + 1, '0');
  const cut = digits.length - d.scale;
  const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ',');
  return (d.int < 0n ? '−' : '') + whole + (d.scale ? `.${digits.slice(cut)}` : '');
}
