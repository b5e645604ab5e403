// Runs before the first paint: theme and language as the host's page asked for.
(() => {
  const asked = new URLSearchParams(location.search);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = asked.get('theme');
  const root = document.documentElement;
  root.dataset.theme = ['light', 'dark'].includes(theme) ? theme : dark ? 'dark' : 'light';
  root.lang = asked.get('language') === 'zh' ? 'zh-CN' : 'en';
})();
