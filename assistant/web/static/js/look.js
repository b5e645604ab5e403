/** Theme and language of the page: read from <html>, where boot.js put them. */
import { browser } from './keeping.js';

const root = document.documentElement;

/** @returns {'light'|'dark'} */
export const theme = () => (root.dataset.theme === 'dark' ? 'dark' : 'light');

/** @returns {'zh'|'en'} */
export const language = () => (root.lang.startsWith('zh') ? 'zh' : 'en');

/** Told when theme or language changes: "change". */
export const looks = new EventTarget();

/** @param {'light'|'dark'} name */
function show(name) {
  root.dataset.theme = name;
  looks.dispatchEvent(new Event('change'));
}

export function switchTheme() {
  const next = theme() === 'dark' ? 'light' : 'dark';
  browser.set('theme', next);
  show(next);
}

export function switchLanguage() {
  const next = language() === 'zh' ? 'en' : 'zh';
  root.lang = next === 'zh' ? 'zh-CN' : 'en';
  browser.set('language', next);
  looks.dispatchEvent(new Event('change'));
}

// The system's own switch counts as long as the reader has not chosen.
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', ({ matches }) => {
  if (!browser.get('theme')) show(matches ? 'dark' : 'light');
});
