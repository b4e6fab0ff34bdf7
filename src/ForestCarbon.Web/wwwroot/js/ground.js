// A map of ground: pieces of a screening by verdict, or parcels to draw a boundary over.
import { onTheme, token } from './tokens.js';

const { ol } = globalThis;
const target = document.getElementById('ground');
// Metres a pixel below which tiles hold no points and plots are large enough to be seen and named.
const plotsAreSeen = 9.6;
if (target?.dataset.extent) start();

function start() {
  const tint = (name, alpha) => { const [r, g, b] = ol.color.asArray(token(name)); return [r, g, b, alpha]; };
  const colours = { 0: 'green', 1: 'warn', 2: 'c-muted' };
  // Ground that awaits evidence has a dashed edge besides its colour, so that a page printed in grey still reads.
  const styleOf = (feature) => {
    const verdict = feature.get('verdict');
    return new ol.style.Style({
      fill: new ol.style.Fill({ color: tint(colours[verdict] ?? 'c-muted', target.dataset.draw ? 0.15 : 0.6) }),
      stroke: verdict === 1 ? new ol.style.Stroke({ color: token('warn'), width: 1.2, lineDash: [4, 3] }) : new ol.style.Stroke({ color: token('m-edge'), width: 0.6 }),
    });
  };
  const ground = new ol.layer.VectorTile({
    source: new ol.source.VectorTile({
      format: new ol.format.MVT(), url: target.dataset.tiles, maxZoom: 16, minZoom: 5, tileGrid: ol.tilegrid.createXYZ({ maxZoom: 16, tileSize: 512 }), transition: 0,
    }), style: styleOf,
  });
  const borders = target.dataset.borders ? bordered(target.dataset.borders) : null;
  const claims = target.dataset.claims ? claimed(target.dataset.claims) : null;
  const view = new ol.View({ minZoom: 6, maxZoom: 20, enableRotation: false });
  const scale = document.getElementById('scale');
  const map = new ol.Map({
    target, view, layers: [ground, borders, claims].filter((layer) => layer !== null),
    controls: scale ? [new ol.control.Zoom(), new ol.control.ScaleLine({ target: scale, minWidth: 72 })] : [new ol.control.Zoom()],
  });
  const loading = target.dataset.loading ? sayLoading(map, target.dataset.loading) : null;
  const position = document.getElementById('position');
  if (position)
    map.on('pointermove', (event) => {
      const [x, y] = ol.proj.toLonLat(event.coordinate);
      position.textContent = `${x.toFixed(6)}° E  ${y.toFixed(6)}° N  CGCS2000`;
    });
  // No name begins under the buttons on the left.
  view.fit(target.dataset.extent.split(',').map(Number), { size: map.getSize(), padding: [16, 16, 16, 56] });
  map.on('rendercomplete', () => { target.dataset.rendered = String(Number(target.dataset.rendered ?? 0) + 1); });
  onTheme(() => { ground.changed(); borders?.changed(); claims?.changed(); });

  if (target.dataset.open)
    map.on('singleclick', (event) => {
      const parcel = map.forEachFeatureAtPixel(event.pixel, (feature) => feature.get('parcel_id'), { layerFilter: (layer) => layer === ground });
      if (parcel !== undefined) location.href = target.dataset.open + parcel;
    });
  if (target.dataset.boundary) showBoundary(map, target.dataset.boundary, loading);
  if (target.dataset.draw) drawBoundary(map, document.getElementById(target.dataset.draw));
}

// Ground of a county takes the server seconds to draw: until it is there the map says what it waits for. An outline comes beside the tiles, by itself: the
// sign stays until both are there.
function sayLoading(map, words) {
  const note = document.createElement('p');
  note.className = 'map-note';
  note.setAttribute('role', 'status');
  note.textContent = words;
  target.append(note);
  let tiles = true;
  let outlines = 0;
  const say = () => { note.hidden = !tiles && outlines === 0; };
  map.on('loadstart', () => { tiles = true; say(); });
  map.on(['loadend', 'rendercomplete'], () => { tiles = false; say(); });
  return { begin: () => { outlines += 1; say(); }, end: () => { outlines -= 1; say(); } };
}

// Borders of townships, and by them the county's: far out, where few pieces are drawn, they say where the county lies.
function bordered(url) {
  return new ol.layer.VectorTile({
    source: new ol.source.VectorTile({
      format: new ol.format.MVT(), url, maxZoom: 16, minZoom: 5, tileGrid: ol.tilegrid.createXYZ({ maxZoom: 16, tileSize: 512 }), transition: 0,
    }),
    style: () => new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-border'), width: 1.4, lineDash: [9, 4, 2, 4] }) }),
  });
}

// Plots of claims that stand; a design's claim only warns and has a dashed edge. Where plots are too small to be seen a point stands for those near each other and is named, else they are.
function claimed(url) {
  const tint = (name, alpha) => { const [r, g, b] = ol.color.asArray(token(name)); return [r, g, b, alpha]; };
  return new ol.layer.VectorTile({
    declutter: true,
    source: new ol.source.VectorTile({
      format: new ol.format.MVT(), url, maxZoom: 16, minZoom: 5, tileGrid: ol.tilegrid.createXYZ({ maxZoom: 16, tileSize: 512 }), transition: 0,
    }),
    style: (feature, resolution) => {
      const plots = feature.get('plots');
      const isFar = resolution >= plotsAreSeen;
      const dash = feature.get('state') === 'provisional' ? [4, 3] : undefined;
      const named = (text, offsetY) => new ol.style.Text({ text, offsetY, font: `12px ${token('sans')}`, fill: new ol.style.Fill({ color: token('ink') }), stroke: new ol.style.Stroke({ color: token('surface'), width: 3 }) });
      if (plots !== undefined)
        return isFar ? new ol.style.Style({ image: pointOf(dash), text: named(plots > 1 ? `${feature.get('label')} (${plots})` : feature.get('label'), 14) }) : undefined;
      return new ol.style.Style({
        fill: new ol.style.Fill({ color: tint('bad', 0.18) }),
        stroke: new ol.style.Stroke({ color: token('bad'), width: isFar ? 2.4 : 1.4, lineDash: dash }),
        text: isFar ? undefined : named(feature.get('label'), 0),
      });
    },
  });
}

// Names give way to each other, points to nobody: that ground is claimed is said at every distance.
function pointOf(dash) {
  return new ol.style.Circle({
    radius: 6, declutterMode: 'none', fill: new ol.style.Fill({ color: token(dash ? 'surface' : 'bad') }),
    stroke: new ol.style.Stroke({ color: token(dash ? 'bad' : 'surface'), width: dash ? 2 : 1.4, lineDash: dash ? [3, 2] : undefined }),
  });
}

// The boundary a project, a claim or a candidate has, and the map on it.
async function showBoundary(map, address, loading) {
  loading?.begin();
  const answer = await fetch(address).catch(() => null);
  const text = answer?.ok ? await answer.text() : null;
  loading?.end();
  if (text === null) return;
  const source = new ol.source.Vector({
    features: new ol.format.KML({ extractStyles: false }).readFeatures(text, { dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' }),
  });
  const styleOf = () => new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('green'), width: 2.5 }) });
  const outline = new ol.layer.Vector({ source, style: styleOf });
  map.addLayer(outline);
  onTheme(() => outline.changed());
  map.getView().fit(source.getExtent(), { size: map.getSize(), padding: [32, 32, 32, 56], maxZoom: 17 });
  target.dataset.outlined = String(source.getFeatures().length);
}

// What is drawn goes into the form as GeoJSON, longitude and latitude to nine decimals.
function drawBoundary(map, field) {
  const drawn = new ol.source.Vector();
  // What was drawn before the page was sent: a check or a refusal takes nothing away.
  if (field.value) drawn.addFeatures(new ol.format.GeoJSON().readFeatures(field.value, { featureProjection: 'EPSG:3857', dataProjection: 'EPSG:4326' }));
  // Not red as what is claimed: a drawing claims nothing yet.
  const outline = new ol.layer.Vector({ source: drawn, style: () => new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('ink'), width: 2, lineDash: [8, 5] }) }) });
  map.addLayer(outline);
  onTheme(() => outline.changed());
  map.addInteraction(new ol.interaction.Draw({ source: drawn, type: 'Polygon' }));
  const write = () => {
    field.value = drawn.getFeatures().length === 0 ? '' : new ol.format.GeoJSON().writeFeatures(drawn.getFeatures(), { featureProjection: 'EPSG:3857', dataProjection: 'EPSG:4326', decimals: 9 });
  };
  drawn.on('change', write);
  map.getTargetElement().addEventListener('keydown', (event) => {
    if (event.key !== 'Backspace' || drawn.getFeatures().length === 0) return;
    drawn.removeFeature(drawn.getFeatures().at(-1));
    event.preventDefault();
  });
}
