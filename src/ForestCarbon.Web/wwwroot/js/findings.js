// Where the findings of an import lie. What is on the map stands in the table below it.
import { onPaper } from './paper.js';
import { onTheme, token } from './tokens.js';

const { ol } = globalThis;
const target = document.getElementById('finding-map');
if (target) start();

// The bulk of what lies nowhere near a county: half of all centres on either side of the middle one, and three times as far around.
function bulkOf(features) {
  const middle = (axis) => features.map((f) => ol.extent.getCenter(f.getGeometry().getExtent())[axis]).sort((a, b) => a - b);
  const bounds = [0, 1].map((axis) => {
    const at = middle(axis);
    const [low, high] = [at[Math.floor(at.length / 4)], at[Math.floor((3 * at.length) / 4)]];
    const reach = Math.max(3 * (high - low), 1000);
    return [low - reach, high + reach];
  });
  const inside = (extent) => ol.extent.intersects(extent, [bounds[0][0], bounds[1][0], bounds[0][1], bounds[1][1]]);
  return features.filter((f) => inside(f.getGeometry().getExtent()));
}

async function start() {
  const answer = await fetch(target.dataset.places);
  if (!answer.ok) return;
  const features = new ol.format.GeoJSON().readFeatures(await answer.json(), { dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });
  if (features.length === 0) { target.hidden = true; return; }
  const colours = { error: 'bad', warning: 'warn', note: 'ink-3' };
  const style = (feature) => {
    const colour = token(colours[feature.get('severity')]);
    if (feature.get('is') === 'ground') return new ol.style.Style({ stroke: new ol.style.Stroke({ color: colour, width: 2 }), fill: new ol.style.Fill({ color: `${colour}66` }), zIndex: 1 });
    return feature.get('is') === 'row'
      ? new ol.style.Style({ stroke: new ol.style.Stroke({ color: colour, width: 1.2 }), fill: new ol.style.Fill({ color: 'rgba(128,128,128,.12)' }) })
      : new ol.style.Style({ image: new ol.style.Circle({ radius: 5, fill: new ol.style.Fill({ color: colour }), stroke: new ol.style.Stroke({ color: token('m-halo'), width: 1.5 }) }), zIndex: 2 });
  };
  const source = new ol.source.Vector({ features });
  const lines = new ol.layer.VectorTile({
    source: new ol.source.VectorTile({ format: new ol.format.MVT(), url: '/tiles/township/{z}/{x}/{y}.mvt', maxZoom: 16, minZoom: 5, tileGrid: ol.tilegrid.createXYZ({ maxZoom: 16, tileSize: 512 }) }),
    style: () => new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-border'), width: 1.4 }) }),
  });
  const layer = new ol.layer.Vector({ source, style });
  const map = new ol.Map({ target, layers: [lines, layer], view: new ol.View({ enableRotation: false, maxZoom: 20 }) });
  const extentOf = (some) => some.reduce((extent, f) => ol.extent.extend(extent, f.getGeometry().getExtent()), ol.extent.createEmpty());
  const show = (some) => map.getView().fit(extentOf(some), { padding: [24, 24, 24, 24], maxZoom: 16 });
  const inCounty = features.filter((f) => !f.get('far'));
  const near = inCounty.length > 0 ? inCounty : bulkOf(features);
  show(near);
  const far = new Set(features.filter((f) => !near.includes(f) && f.get('is') === 'finding').map((f) => f.get('finding')));
  const aside = document.getElementById('finding-far');
  if (aside && far.size > 0) {
    const words = aside.querySelector('[data-words]');
    const button = aside.querySelector('button');
    words.textContent = words.dataset.words.replace('{0}', far.size);
    aside.hidden = false;
    button.addEventListener('click', () => {
      const all = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(all));
      show(all ? features : near);
    });
  }
  // From a row to its place, wherever that is, and from there back to the row: the list goes on where it was left.
  const hint = document.getElementById('finding-back');
  let from = null;
  const leave = () => { from = null; hint.hidden = true; };
  target.addEventListener('keydown', (event) => {
    if (!from || !(event.key === 'Escape' || (event.key === 'Tab' && !event.shiftKey))) return;
    event.preventDefault();
    from.focus();
  });
  target.addEventListener('blur', leave);
  for (const button of document.querySelectorAll('button[data-show]')) {
    const own = features.filter((f) => f.get('finding') === Number(button.dataset.show));
    if (own.length === 0) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      show(own);
      target.scrollIntoView({ block: 'nearest' });
      target.focus({ preventScroll: true });
      from = button;
      hint.hidden = false;
    });
  }
  map.on('singleclick', (event) => {
    const id = map.forEachFeatureAtPixel(event.pixel, (f) => f.get('finding'));
    const row = id === undefined ? null : document.getElementById(`f${id}`);
    if (!row) return;
    // A phone shows the first rows only until all are asked for.
    const all = row.closest('.fold')?.querySelector(':scope > .more input');
    if (all) all.checked = true;
    row.scrollIntoView({ block: 'center' });
    for (const other of document.querySelectorAll('tr.chosen')) other.classList.remove('chosen');
    row.classList.add('chosen');
  });
  map.on('rendercomplete', () => {
    target.dataset.shown = ol.proj.transformExtent(map.getView().calculateExtent(), 'EPSG:3857', 'EPSG:4326').map((d) => d.toFixed(4)).join(' ');
    target.dataset.rendered = 'true';
  });
  onPaper(map, 180, 70);
  onTheme(() => { layer.changed(); lines.changed(); });
}
