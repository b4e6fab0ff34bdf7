// Runs before the first paint: where the reader left the choice to the system, the system's is taken.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const wear = (theme) => {
    root.dataset.theme = theme;
    root.dispatchEvent(new CustomEvent('themechange'));
  };
  const apply = () => {
    const chosen = root.dataset.readingTheme;
    wear(chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen);
  };
  dark.addEventListener('change', apply);
  apply();
  // What a script has drawn does not follow the styles of paper (tokens.css): charts and maps are drawn again, light, before the sheet is made.
  let isOnPaper = false;
  addEventListener('beforeprint', () => {
    isOnPaper = root.dataset.theme !== 'light';
    if (isOnPaper) wear('light');
  });
  addEventListener('afterprint', () => {
    if (isOnPaper) apply();
    isOnPaper = false;
  });
})();
