// Colours, font and widths of charts and map come from the design tokens, and again when the theme changes.
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export const onTheme = (draw) => document.documentElement.addEventListener('themechange', draw);

export const figure = (value, decimals) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value).replace('-', '−');
