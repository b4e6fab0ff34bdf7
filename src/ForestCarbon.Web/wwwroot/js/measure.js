// Lengths and areas drawn on the map. The server measures them, on the ellipsoid, area by the function the parcels are measured with.
import { figure, token } from './tokens.js';

const { ol } = globalThis;

export function measuring(map, unit) {
  const box = document.getElementById('measured');
  const buttons = { LineString: document.getElementById('measure-length'), Polygon: document.getElementById('measure-area') };
  const drawn = new ol.source.Vector();
  const ink = () => [
    new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-halo'), width: 5 }) }),
    new ol.style.Style({
      stroke: new ol.style.Stroke({ color: token('info'), width: 2, lineDash: [6, 4] }),
      image: new ol.style.Circle({ radius: 4, fill: new ol.style.Fill({ color: token('info') }), stroke: new ol.style.Stroke({ color: token('m-halo'), width: 1.5 }) }),
    }),
  ];
  map.addLayer(new ol.layer.Vector({ source: drawn, zIndex: 7, style: ink }));
  let kind = null;
  let draw = null;
  let asked = 0;

  const length = (m) => (m < 1000 ? `${figure(m, 1)} m` : `${figure(m / 1000, 3)} km`);
  const area = (m2) => (unit === 'mu' ? `${figure(m2 * 3 / 2000, 2)} ${box.dataset.mu}` : `${figure(m2 / 10000, 4)} ${box.dataset.ha}`);
  const say = (sentence, isFigure) => { box.textContent = isFigure ? `${sentence}　${box.dataset.datum}` : sentence; box.hidden = false; };

  async function measure(geometry) {
    const corners = (geometry.getType() === 'Polygon' ? geometry.getCoordinates()[0].slice(0, -1) : geometry.getCoordinates())
      // While a figure is drawn its last corner follows the pointer and lies on the one before it: no corner of its own yet.
      .filter(([x, y], i, all) => i === 0 || x !== all[i - 1][0] || y !== all[i - 1][1])
      .map((c) => ol.proj.transform(c, 'EPSG:3857', 'EPSG:4490'));
    const closed = geometry.getType() === 'Polygon';
    if (corners.length < (closed ? 3 : 2)) return;
    const ask = ++asked;
    const query = new URLSearchParams({ points: corners.map(([lon, lat]) => `${lon.toFixed(9)},${lat.toFixed(9)}`).join(';'), closed });
    const answer = await fetch(`/inventory/map/measure?${query}`);
    if (ask !== asked || kind === null) return;
    if (!answer.ok) { say(box.dataset.failed, false); return; }
    const { lengthM, areaM2 } = await answer.json();
    say(!closed ? box.dataset.length.replace('{0}', length(lengthM))
      : areaM2 === null ? box.dataset.crossed.replace('{0}', length(lengthM))
        : box.dataset.area.replace('{0}', area(areaM2)).replace('{1}', length(lengthM)), true);
  }

  function stop() {
    if (draw) map.removeInteraction(draw);
    [kind, draw] = [null, null];
    drawn.clear();
    box.hidden = true;
    for (const button of Object.values(buttons)) button.setAttribute('aria-pressed', 'false');
  }

  function start(wanted) {
    stop();
    kind = wanted;
    buttons[kind].setAttribute('aria-pressed', 'true');
    say(box.dataset.start, false);
    draw = new ol.interaction.Draw({ source: drawn, type: kind, style: ink, maxPoints: 200 });
    draw.on('drawstart', (event) => {
      drawn.clear();
      // The figure follows the corners that are set, not every move of the pointer.
      let corners = 0;
      event.feature.getGeometry().on('change', ({ target: geometry }) => {
        const now = geometry.getType() === 'Polygon' ? geometry.getCoordinates()[0].length : geometry.getCoordinates().length;
        if (now !== corners) measure(geometry);
        corners = now;
      });
    });
    draw.on('drawend', (event) => measure(event.feature.getGeometry()));
    map.addInteraction(draw);
  }

  for (const [wanted, button] of Object.entries(buttons)) button.addEventListener('click', () => (kind === wanted ? stop() : start(wanted)));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && kind !== null) stop();
  });
  return { isOn: () => kind !== null };
}
