// The map: parcels as vector tiles, coloured by one of their properties. Its state stands in the address; every fact on it
// stands in a table too.
import { drawCharts } from './charts.js';
import { measuring } from './measure.js';
import { onPaper } from './paper.js';
import { figure, onTheme, token } from './tokens.js';

const { ol, proj4 } = globalThis;
const target = document.getElementById('map');
if (target) start();

function start() {
  proj4.defs('EPSG:4490', '+proj=longlat +ellps=GRS80 +no_defs +type=crs');
  ol.proj.proj4.register(proj4);

  const params = new URLSearchParams(location.search);
  const extent = target.dataset.extent.split(',').map(Number);
  const legends = Object.fromEntries(JSON.parse(target.dataset.legends).map((l) => [l.key, l.lines]));
  const english = target.dataset.language === 'en';
  // A past day is asked for in every address the map reads from.
  const asOf = target.dataset.asOf;
  const ofDay = asOf ? `?asOf=${asOf}` : '';
  const chooser = document.getElementById('colouring');
  const panel = document.getElementById('card');
  let colouring = chooser.value;
  let selected = panel.querySelector('[data-parcel]')?.dataset.parcel ?? null;
  // The tab of the card stays while one clicks through parcels.
  let tab = params.get('tab') ?? 'carbon';

  // Far out the tile holds one layer per colouring; from zoom 10 on one layer of parcels with all properties.
  const keyOf = (feature) => {
    const layer = feature.get('layer');
    if (colouring !== 'density') return layer === 'parcels' || layer === colouring ? String(feature.get(colouring)) : null;
    const density = feature.get('density');
    if (density === undefined || density === null) return 'none';
    return legends.density.filter((l) => l.key !== 'none' && density >= Number(l.key)).at(-1).key;
  };

  // Lines that share a colour are told apart by hatching, on the map as in the legend.
  const hatch = ([r, g, b], fill) => {
    const ground = document.createElement('canvas');
    ground.width = ground.height = 8;
    const pen = ground.getContext('2d');
    pen.fillStyle = `rgba(${r},${g},${b},${fill})`;
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = token('m-edge');
    pen.lineWidth = 2;
    pen.beginPath();
    for (const from of [-8, 0, 8]) { pen.moveTo(from - 1, 9); pen.lineTo(from + 9, -1); }
    pen.stroke();
    return pen.createPattern(ground, 'repeat');
  };

  let styles = {};
  const readStyles = () => {
    const fill = Number(token('m-fill'));
    const edge = new ol.style.Stroke({ color: token('m-edge'), width: 0.8 });
    styles = Object.fromEntries(legends[colouring].map((line) => {
      const [r, g, b] = ol.color.asArray(token(line.token));
      const color = line.hatched ? hatch([r, g, b], fill) : [r, g, b, fill];
      return [line.key, { withEdge: new ol.style.Style({ fill: new ol.style.Fill({ color }), stroke: edge }), plain: new ol.style.Style({ fill: new ol.style.Fill({ color }) }) }];
    }));
  };
  readStyles();

  const source = (layer) => new ol.source.VectorTile({
    format: new ol.format.MVT({ idProperty: undefined }), url: `/tiles/${layer}/{z}/{x}/{y}.mvt${ofDay}`, maxZoom: 16, minZoom: 5,
    tileGrid: ol.tilegrid.createXYZ({ maxZoom: 16, tileSize: 512 }), transition: 0,
  });
  const sources = { land: source('forest-land'), carbon: null };
  const landSource = () => (colouring === 'density' ? (sources.carbon ??= source('carbon-density')) : sources.land);

  const parcels = new ol.layer.VectorTile({
    source: landSource(), renderMode: 'hybrid',
    style: (feature, resolution) => {
      const key = keyOf(feature);
      const style = key === null ? null : (styles[key] ?? styles.none);
      return style && (resolution < 40 && feature.get('layer') === 'parcels' ? style.withEdge : style.plain);
    },
  });
  const selection = new ol.layer.VectorTile({
    source: landSource(), renderMode: 'vector', zIndex: 5,
    style: (feature) => (selected !== null && String(feature.getId()) === String(selected) ? [
      new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-halo'), width: 6.5, lineJoin: 'round' }), zIndex: 1 }),
      new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-select'), width: 2.6, lineJoin: 'round' }), zIndex: 2 }),
    ] : null),
  });

  const lines = {
    township: { color: 'm-border', width: 1.8, dash: [9, 4, 2, 4] }, village: { color: 'm-border', width: 1, dash: [6, 3, 1.5, 3] },
    'public-welfare': { color: 'c-second', width: 2 }, 'natural-forest': { color: 'c-main', width: 2 },
    'carbon-base': { color: 'sp-econ', width: 2 }, 'protected-area': { color: 'sp-shrub', width: 2 },
    'tenure-lot': { color: 'ink-3', width: 1 }, 'programme-work': { color: 'good', width: 1.6 }, 'project-area': { color: 'c-main', width: 2.4, dash: [8, 4] },
    disturbance: { color: 'bad', width: 1.8 }, 'harvest-permit': { color: 'warn', width: 1.8 }, 'land-use-approval': { color: 'bad', width: 1.8, dash: [4, 3] },
    'change-spot': { color: 'warn', width: 1.4, dash: [3, 3] }, plot: { color: 'ink', width: 1.4 },
  };
  const lineStyle = ({ color, width, dash }) => [
    new ol.style.Style({ stroke: new ol.style.Stroke({ color: token('m-halo'), width: width + 1.6 }) }),
    new ol.style.Style({
      stroke: new ol.style.Stroke({ color: token(color), width, lineDash: dash }),
      // Plots, and permits that are points.
      image: new ol.style.Circle({ radius: 4, fill: new ol.style.Fill({ color: token(color) }), stroke: new ol.style.Stroke({ color: token('m-halo'), width: 1.2 }) }),
    }),
  ];
  const overlays = Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, new ol.layer.VectorTile({
    source: source(name), visible: false, zIndex: 3, renderMode: 'hybrid', style: () => lineStyle(line),
  })]));

  // A long English name stands in lines of a word or two: in one line the map's edge cuts it.
  const inLines = (name) => (english ? name.replace(/(.{8,}?) /g, '$1\n') : name);
  const names = new ol.layer.Vector({
    source: new ol.source.Vector(), declutter: true, zIndex: 6,
    style: (feature, resolution) => (feature.get('kind') === 'village' ? resolution < 30 : resolution < 150) ? new ol.style.Style({
      text: new ol.style.Text({
        text: inLines(english ? feature.get('nameEn') : feature.get('nameZh')) + (feature.get('apart') ? `\n${inLines(target.dataset.apart)}` : ''), font: `${feature.get('kind') === 'village' ? 13 : 15}px ${token('sans')}`,
        fill: new ol.style.Fill({ color: token('ink') }), stroke: new ol.style.Stroke({ color: token('m-halo'), width: 3.5 }),
      }),
    }) : null,
  });
  fetch('/inventory/map/places').then((r) => r.json()).then((places) => names.getSource().addFeatures(
    places.map((p) => new ol.Feature({ geometry: new ol.geom.Point([p.x, p.y]), kind: p.kind, nameZh: p.nameZh, nameEn: p.nameEn, apart: p.isListedApart }))));

  const view = new ol.View({ constrainResolution: false, minZoom: 6, maxZoom: 20, enableRotation: false });
  const map = new ol.Map({
    // The wheel zooms at once; where the page itself scrolls past the map it does so after a click into the map.
    target, view, interactions: ol.interaction.defaults.defaults({ onFocusOnly: matchMedia('(max-width: 1000px)').matches }), layers: [parcels, ...Object.values(overlays), selection, names],
    controls: [new ol.control.ScaleLine({ target: document.getElementById('scale'), minWidth: 72 })],
  });
  const place = ['x', 'y', 'z'].map((k) => (params.has(k) ? Number(params.get(k)) : NaN));
  const card = panel.querySelector('[data-box]');
  if (place.every(Number.isFinite)) { view.setCenter(place.slice(0, 2)); view.setZoom(place[2]); }
  else if (card) view.fit(card.dataset.box.split(',').map(Number), { size: map.getSize(), maxZoom: 15, padding: [80, 80, 80, 80] });
  else view.fit(extent, { size: map.getSize(), padding: [24, 24, 24, 24] });

  const wanted = (params.get('layers') ?? 'township').split(',');
  for (const box of document.querySelectorAll('input[name=overlay]')) {
    box.checked = wanted.includes(box.value);
    overlays[box.value].setVisible(box.checked);
    box.addEventListener('change', () => { overlays[box.value].setVisible(box.checked); remember(); });
  }

  function remember() {
    const [x, y] = view.getCenter();
    const state = new URLSearchParams({ colour: colouring, x: x.toFixed(1), y: y.toFixed(1), z: view.getZoom().toFixed(2) });
    state.set('layers', [...document.querySelectorAll('input[name=overlay]:checked')].map((b) => b.value).join(','));
    if (selected !== null) state.set('parcel', selected);
    if (tab !== 'carbon') state.set('tab', tab);
    if (asOf) state.set('asOf', asOf);
    history.replaceState(null, '', `?${state}`);
  }

  // The legend is the layer's own table: the area in view under each key, and their sum.
  const perUnit = target.dataset.unit === 'mu' ? 2000 / 3 * 10000 : 100000000;
  const decimals = target.dataset.unit === 'mu' ? 2 : 3;
  let asked = 0;
  async function fillLegend() {
    const ask = ++asked;
    const counting = document.getElementById('legend-counting');
    counting.hidden = false;
    const [west, south, east, north] = view.calculateExtent(map.getSize());
    const query = new URLSearchParams({ colour: colouring, west, south, east, north });
    if (asOf) query.set('asOf', asOf);
    const answer = await fetch(`/inventory/map/legend?${query}`);
    if (ask !== asked) return;
    counting.hidden = true;
    if (!answer.ok) return;
    const areas = Object.fromEntries((await answer.json()).map((row) => [row.key, Number(row.m2)]));
    const list = document.getElementById('legend');
    const rows = legends[colouring].map((line) => {
      const item = document.createElement('li');
      const swatch = document.createElement('i');
      swatch.className = `sw ${line.swatch}`;
      const area = document.createElement('span');
      area.className = 'num';
      area.textContent = figure((areas[line.key] ?? 0) / perUnit, decimals);
      item.append(swatch, line.name, area);
      return item;
    });
    const total = list.querySelector('.tot');
    const sum = total.querySelector('.num');
    sum.textContent = figure(Object.values(areas).reduce((a, b) => a + b, 0) / perUnit, decimals);
    const unit = document.createElement('span');
    unit.className = 'u';
    unit.textContent = target.dataset.wan;
    sum.append(unit);
    list.replaceChildren(...rows, total);
    document.getElementById('legend-unit').hidden = colouring !== 'density';
    const stale = document.getElementById('legend-stale');
    if (stale) stale.hidden = colouring !== 'density';
    document.getElementById('legend-means').hidden = colouring !== 'density' || tileZoom() >= 10;
    list.dataset.filled = colouring;
  }

  const tileZoom = () => sources.land.getTileGrid().getZForResolution(view.getResolution(), sources.land.zDirection);

  const note = document.getElementById('map-note');
  async function sayNothingHere([x, y]) {
    const answer = await fetch(`/inventory/map/at?${new URLSearchParams({ x: x.toFixed(2), y: y.toFixed(2) })}`);
    const township = answer.ok ? await answer.json() : null;
    const sentence = township === null ? target.dataset.none : township.isListedApart ? target.dataset.noneApart : target.dataset.noneIn;
    note.textContent = sentence.replace('{0}', township ? (english ? township.nameEn : township.nameZh) : '');
    note.hidden = false;
  }

  async function select(id) {
    note.hidden = true;
    selected = id;
    selection.changed();
    remember();
    panel.setAttribute('aria-busy', 'true');
    const wantedTab = tab;
    const answer = await fetch(`/inventory/parcels/${id}/card?${new URLSearchParams(asOf ? { tab, asOf } : { tab })}`);
    panel.removeAttribute('aria-busy');
    if (!answer.ok || selected !== id || tab !== wantedTab) return;
    panel.innerHTML = await answer.text();
    panel.scrollTop = 0;
    drawCharts(panel);
  }

  panel.addEventListener('click', (event) => {
    const door = event.target.closest('a[data-tab]');
    if (!door || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    tab = door.dataset.tab;
    select(selected);
  });

  const parcelAt = (pixel) => map.forEachFeatureAtPixel(pixel, (f) => (f.get('layer') === 'parcels' ? f.getId() : undefined), { layerFilter: (l) => l === parcels });
  const measure = measuring(map, target.dataset.unit);
  const hasGround = (pixel) => map.hasFeatureAtPixel(pixel, { layerFilter: (l) => l === parcels });
  map.on('singleclick', (event) => {
    if (measure.isOn()) return;
    const id = parcelAt(event.pixel);
    note.hidden = true;
    if (id !== undefined) select(id);
    else if (tileZoom() < 10 && hasGround(event.pixel)) view.animate({ center: event.coordinate, zoom: 11.5, duration: 150 });
    else sayNothingHere(event.coordinate);
  });
  target.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const [width, height] = map.getSize();
    const id = parcelAt([width / 2, height / 2]);
    if (id !== undefined) select(id);
    else sayNothingHere(view.getCenter());
  });

  const position = document.getElementById('position');
  const show = (coordinate) => {
    const [lon, lat] = ol.proj.transform(coordinate, 'EPSG:3857', 'EPSG:4490');
    position.textContent = `E ${lon.toFixed(6)}°　N ${lat.toFixed(6)}°　CGCS2000`;
  };
  map.on('pointermove', (event) => show(event.coordinate));
  // The sizes of its box in pages.css, which hangs on the same question.
  const isOnPaper = CSS.supports('page', 'across') ? onPaper(map, 212, 168, 28) : onPaper(map, 180, 145, 28);
  map.on('moveend', () => {
    // The sheet keeps the figures of the view on the screen, and the address its place.
    if (isOnPaper()) return;
    show(view.getCenter());
    remember();
    fillLegend();
  });
  // Tests and screenshots wait for this.
  map.on('rendercomplete', () => { target.dataset.rendered = String(Number(target.dataset.rendered ?? 0) + 1); });

  chooser.addEventListener('change', () => {
    colouring = chooser.value;
    readStyles();
    parcels.setSource(landSource());
    selection.setSource(landSource());
    parcels.changed();
    document.getElementById('as-table').href = `/inventory?by=${{ species: 'species_group', age: 'age_group', category: 'forest_category' }[colouring] ?? 'township'}${asOf ? `&asOf=${asOf}` : ''}`;
    remember();
    fillLegend();
  });
  document.getElementById('zoom-in').addEventListener('click', () => view.animate({ zoom: view.getZoom() + 1, duration: 150 }));
  document.getElementById('zoom-out').addEventListener('click', () => view.animate({ zoom: view.getZoom() - 1, duration: 150 }));
  document.getElementById('whole').addEventListener('click', () => view.fit(extent, { padding: [24, 24, 24, 24], duration: 150 }));
  document.getElementById('print').addEventListener('click', () => print());
  onTheme(() => { readStyles(); map.getLayers().forEach((layer) => layer.changed()); });
}
