// Runs before the first paint: where the reader left the choice to the system, the system's is taken.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const chosen = root.dataset.readingTheme;
    root.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
    root.dispatchEvent(new CustomEvent('themechange'));
  };
  dark.addEventListener('change', apply);
  apply();
})();
