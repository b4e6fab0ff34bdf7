// A map on paper: its box there has a size of its own (pages.css), and the picture drawn for the window would be cut off by it.

const pixels = (millimetres) => Math.round((millimetres * 96) / 25.4);

/**
 * Draws the ground that the window shows into a box of so many millimetres, with the scale of the sheet, for as long as the page is printed.
 * Returns the question whether it is being printed: an answer asked for then would come after the sheet is made.
 */
export function onPaper(map, widthMm, heightMm, footPx = 0) {
  const view = map.getView();
  let onScreen = null;
  addEventListener('beforeprint', () => {
    if (!map.getSize() || !view.getCenter()) return;
    onScreen = { center: view.getCenter(), resolution: view.getResolution() };
    const ground = view.calculateExtent(map.getSize());
    map.setSize([pixels(widthMm), pixels(heightMm) - footPx]);
    view.fit(ground, { size: map.getSize() });
    map.renderSync();
  });
  addEventListener('afterprint', () => {
    if (!onScreen) return;
    map.updateSize();
    view.setCenter(onScreen.center);
    view.setResolution(onScreen.resolution);
    onScreen = null;
  });
  return () => onScreen !== null;
}
