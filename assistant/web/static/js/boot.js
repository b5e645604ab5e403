// Runs before the first paint, so that a dark reader never sees a white flash.
(() => {
  const root = document.documentElement;
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; the defaults then hold
    }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = kept('wendan.theme') ?? (dark ? 'dark' : 'light');
  const spoken = kept('wendan.language') ?? navigator.language;
  root.lang = spoken.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
})();
