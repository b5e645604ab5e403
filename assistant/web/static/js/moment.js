/** Dates as the page writes them. All are business dates: no time zone is applied. */
import { words } from './words.js';

/** Days from the first to the last date, both included. @param {string} start @param {string} end */
export function days(start, end) {
  return Math.round((Date.parse(end.slice(0, 10)) - Date.parse(start.slice(0, 10))) / 864e5) + 1;
}

/**
 * A period for the receipt: 2026-10-01 至 11-21 · 52 天.
 * @param {{ start: ?string, end: ?string }} period @param {import('./format.js').Language} language
 */
export function period({ start, end }, language) {
  const say = words(language);
  if (!start || !end) return start || end ? say.openPeriod(start ?? null, end ?? null) : say.allTime;
  const until = start.slice(0, 4) === end.slice(0, 4) ? end.slice(5, 10) : end.slice(0, 10);
  return `${start.slice(0, 10)} ${say.until} ${until} · ${say.days(days(start, end))}`;
}

/**
 * When data was read: the time alone on the business date, the date with it otherwise.
 * @param {?string} asOf "2026-11-21 14:05" @param {?string} today the business date
 */
export function asOf(asOf, today) {
  if (!asOf) return '—';
  const [date, time = ''] = asOf.replace('T', ' ').split(' ');
  const clock = time.slice(0, 5);
  if (date === today && clock) return clock;
  const day = date.slice(0, 4) === today?.slice(0, 4) ? date.slice(5) : date;
  return clock ? `${day} ${clock}` : day;
}

/** A day with its weekday: 11月21日周六, Sat 21 November. @param {string} day @param {string} language */
export function longDay(day, language) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const shape = { month: 'long', day: 'numeric', weekday: 'short', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale, shape).format(Date.parse(`${day}T00:00:00Z`));
}

/** Seconds for the receipt: 0.2, at least 0.1. @param {?number} milliseconds */
export function seconds(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return null;
  return milliseconds < 100 ? '<0.1' : (Math.round(milliseconds / 100) / 10).toFixed(1);
}
