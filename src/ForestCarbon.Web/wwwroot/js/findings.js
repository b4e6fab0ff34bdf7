// Where the findings of an import lie. What is on the map stands in the table below it.
import { onTheme, token } from './tokens.js';

const { ol } = globalThis;
const target = document.getElementById('finding-map');
if (target) start();

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
  map.getView().fit(source.getExtent(), { padding: [24, 24, 24, 24], maxZoom: 16 });
  map.on('singleclick', (event) => {
    const id = map.forEachFeatureAtPixel(event.pixel, (f) => f.get('finding'));
    const row = id === undefined ? null : document.getElementById(`f${id}`);
    if (!row) return;
    row.scrollIntoView({ block: 'center' });
    for (const other of document.querySelectorAll('tr.chosen')) other.classList.remove('chosen');
    row.classList.add('chosen');
  });
  map.on('rendercomplete', () => { target.dataset.rendered = 'true'; });
  onTheme(() => { layer.changed(); lines.changed(); });
}
