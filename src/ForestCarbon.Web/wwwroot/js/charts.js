// Draws every chart of the page with ECharts; the table behind each stands in the page already.
import { figure, onTheme, token } from './tokens.js';

const base = () => ({
  animation: false,
  textStyle: { fontFamily: token('sans'), fontSize: 12, color: token('ink-3') },
  // Rich text: a tooltip made of HTML would need inline styles, which the page's policy forbids.
  tooltip: {
    trigger: 'axis', renderMode: 'richText', backgroundColor: token('surface'), borderColor: token('line-strong'), borderWidth: 1,
    textStyle: { color: token('ink'), fontSize: 12 }, axisPointer: { lineStyle: { color: token('line-strong') } },
  },
});

const axisX = (extra) => ({
  type: 'category', axisTick: { show: false }, axisLine: { lineStyle: { color: token('line-strong') } }, axisLabel: { color: token('ink-3') }, ...extra,
});

const axisY = (extra) => ({
  type: 'value', axisLabel: { color: token('ink-3'), formatter: (v) => new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(v).replace('-', '−') }, splitLine: { lineStyle: { color: token('c-grid') } }, ...extra,
});

// What is drawn along an axis and its unit, above a vertical one and below a horizontal one.
const named = (name, unit) => ({ name: `${name} / ${unit}`, nameGap: 8, nameTextStyle: { color: token('ink-3'), fontSize: 11, align: 'left' } });
const namedBelow = (name, unit) => ({ name: `${name} / ${unit}`, nameLocation: 'middle', nameGap: 22, nameTextStyle: { color: token('ink-3'), fontSize: 11 } });

const legend = (names) => ({ data: names, top: 0, right: 8, itemWidth: 20, itemHeight: 8, selectedMode: false, textStyle: { color: token('ink-2'), fontSize: 11 } });

// A label stands on a piece of the ground, so that no line runs through it.
const label = (text, position) => ({ show: true, position, formatter: text, color: token('ink'), fontWeight: 500, backgroundColor: token('surface'), padding: [1, 3], borderRadius: 2 });

// The spread about a line as a band, never below zero; null where there is none to show.
function band(values, spread) {
  const lower = values.map((v) => (v === null ? null : Math.max(0, v - spread)));
  const unseen = { type: 'line', z: 1, symbol: 'none', silent: true, stack: 'band', lineStyle: { opacity: 0 }, tooltip: { show: false }, emphasis: { disabled: true } };
  return [
    { ...unseen, name: '_low', data: lower },
    { ...unseen, name: '_band', data: values.map((v, i) => (v === null ? null : v + spread - lower[i])), areaStyle: { color: token('c-band-2'), opacity: 1 } },
  ];
}

// Two panels on one x axis: the stock as a line, the yearly increment as bars from zero; years still to come are lighter.
function stock(data) {
  const last = data.years.length - 1;
  const ticks = { interval: (index) => data.years[index] % 5 === 0 };
  const line = data.stock.map((value, i) => (i === 0 ? { value, label: label(figure(value, 2), [8, 6]), symbolSize: 7 }
    : i === last ? { value, label: label(figure(value, 2), 'right'), symbolSize: 1 } : { value, symbolSize: 0.01 }));
  const firstBar = data.increment.findIndex((v) => v !== null);
  const bars = data.increment.map((value, i) => ({
    value, itemStyle: { color: globalThis.echarts.color.modifyAlpha(token('c-main'), data.years[i] <= data.now ? 1 : 0.42) },
    ...(i === firstBar || i === last ? { label: label(figure(value, 2), 'top') } : {}),
  }));
  return {
    ...base(),
    grid: [{ left: 56, right: 64, top: 22, height: '52%' }, { left: 56, right: 64, bottom: 24, height: '24%' }],
    xAxis: [axisX({ data: data.years, gridIndex: 0, axisLabel: { show: false }, axisLine: { show: false } }), axisX({ data: data.years, gridIndex: 1, axisLabel: { color: token('ink-3'), hideOverlap: true, ...ticks } })],
    yAxis: [axisY({ gridIndex: 0, scale: true, splitNumber: 4 }), axisY({ gridIndex: 1, splitNumber: 2 })],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    series: [
      { name: data.stockName, type: 'line', data: line, xAxisIndex: 0, yAxisIndex: 0, symbol: 'circle', showAllSymbol: true, lineStyle: { color: token('c-main'), width: 2 }, itemStyle: { color: token('c-main') } },
      { name: data.incrementName, type: 'bar', data: bars, xAxisIndex: 1, yAxisIndex: 1, barWidth: '58%' },
    ],
  };
}

// One parcel: solid up to now is what was measured and has grown, a ring marks the year shown beside it.
function parcel(data) {
  const years = data.stock.map((_, i) => data.first + i);
  const last = years.length - 1;
  const points = data.stock.map((value, i) => (years[i] === data.now
    ? { value, symbolSize: 9, itemStyle: { color: token('surface'), borderColor: token('c-main'), borderWidth: 2 }, label: label(`${data.nowName} ${figure(value, 3)}`, [10, 8]) }
    : i === last ? { value, symbolSize: 1, label: { ...label(figure(value, 3), 'top'), align: 'right' } } : { value, symbolSize: 0.01 }));
  return {
    ...base(),
    grid: { left: 52, right: 24, top: 24, bottom: 24 },
    xAxis: axisX({ data: years, axisLabel: { color: token('ink-3'), interval: (i) => years[i] % 10 === 0 } }),
    yAxis: axisY({ splitNumber: 3 }),
    series: [{ name: data.name, type: 'line', data: points, symbol: 'circle', showAllSymbol: true, lineStyle: { color: token('c-main'), width: 2 }, itemStyle: { color: token('c-main') } }],
  };
}

// Volume over age: what the parcel had when it was measured and how it grows, beside the county's curve with the spread of the parcels it
// was fitted to.
function growth(data) {
  const ages = data.curve.map((_, age) => age);
  const own = ages.map(() => null);
  for (const [age, value] of data.own) own[age] = value;
  const [lastAge, lastValue] = data.own.at(-1);
  const points = own.map((value, age) => (value === null ? null
    : age === data.age ? { value, symbolSize: 9, itemStyle: { color: token('surface'), borderColor: token('c-main'), borderWidth: 2 }, label: label(`${data.measuredName} ${figure(data.measured, 1)}`, [10, 8]) }
      : age === lastAge ? { value, symbolSize: 1, label: { ...label(figure(lastValue, 1), 'top'), align: 'right' } } : { value, symbolSize: 0.01 }));
  const named = Math.min(ages.length - 1, Math.max(4, Math.floor(lastAge * 0.16)));
  return {
    ...base(),
    tooltip: { ...base().tooltip, formatter: (items) => [`${items[0].axisValue} ${data.ageUnit}`, ...items.filter((i) => i.seriesName && i.value !== undefined && i.value !== null && i.seriesType === 'line' && !i.seriesName.startsWith('_'))
      .map((i) => `${i.seriesName}  ${figure(Number(i.value), 1)} ${data.unit}`)].join('\n') },
    grid: { left: 44, right: 16, top: 22, bottom: 40 },
    xAxis: axisX({ data: ages, boundaryGap: false, axisLabel: { color: token('ink-3'), hideOverlap: true, interval: (i) => i % (ages.length > 100 ? 50 : ages.length > 60 ? 20 : 10) === 0 }, ...namedBelow(data.ageName, data.ageUnit) }),
    yAxis: axisY({ splitNumber: 4, min: 0 }),
    series: [
      ...(data.residual === null ? [] : band(data.curve, data.residual)),
      {
        name: data.curveName, type: 'line', symbol: 'circle', showAllSymbol: true, lineStyle: { color: token('c-muted'), width: 1.5, type: 'dashed' }, itemStyle: { color: token('c-muted') },
        // Names are of any length: one that would begin left of the axis is moved to it.
        labelLayout: ({ labelRect }) => ({ dx: Math.max(0, 46 - labelRect.x) }),
        data: data.curve.map((value, age) => (age === named ? { value, symbolSize: 0.01, label: { ...label(data.curveLabel, [-4, -18]), color: token('ink-3'), fontWeight: 400, align: 'right' } } : { value, symbolSize: 0.01 })),
      },
      { name: data.ownName, type: 'line', symbol: 'circle', showAllSymbol: true, connectNulls: true, data: points, lineStyle: { color: token('c-main'), width: 2 }, itemStyle: { color: token('c-main') }, z: 4 },
    ],
  };
}

// A curve with the parcels it was fitted to, age by age, and what is left between them; another set's curve dashed beside it.
function residuals(data) {
  const x = (extra) => axisX({ data: data.line.map((_, age) => age), boundaryGap: false, axisLabel: { color: token('ink-3'), interval: (i) => i % 10 === 0 }, ...extra });
  const line = (values, name, style) => ({ name, type: 'line', data: values, symbol: 'none', xAxisIndex: 0, yAxisIndex: 0, lineStyle: style, itemStyle: { color: style.color } });
  const dots = { type: 'scatter', symbolSize: 5, itemStyle: { color: token('c-second'), opacity: 0.75 } };
  return {
    ...base(),
    legend: legend([data.lineName, ...(data.other ? [data.otherName] : []), data.pointName]),
    grid: [{ left: 48, right: 16, top: 44, height: '42%' }, { left: 48, right: 16, bottom: 40, height: '18%' }],
    xAxis: [x({ gridIndex: 0, axisLabel: { show: false } }), x({ gridIndex: 1, ...namedBelow(data.ageName, data.ageUnit) })],
    yAxis: [axisY({ gridIndex: 0, splitNumber: 4, ...named(data.volumeName, 'm³/ha') }), axisY({ gridIndex: 1, splitNumber: 2, ...named(data.residualName, 'm³/ha') })],
    series: [
      ...(data.residual === undefined ? [] : band(data.line.map((v, age) => (age >= data.from && age <= data.to ? v : null)), data.residual)),
      line(data.line, data.lineName, { color: token('c-main'), width: 2 }),
      ...(data.other ? [line(data.other, data.otherName, { color: token('c-plan'), width: 1.5, type: 'dashed' })] : []),
      { name: data.pointName, data: data.points, xAxisIndex: 0, yAxisIndex: 0, ...dots },
      { name: data.residualName, data: data.residuals, xAxisIndex: 1, yAxisIndex: 1, ...dots, markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: token('line-strong'), type: 'solid' }, data: [{ yAxis: 0 }] } },
    ],
  };
}

// A difference family: one line a site class, named at its end, bold where the family has parcels; another set's member dashed in the same colour.
function family(data) {
  const ages = data.lines[0].values.map((_, age) => age);
  const colours = ['c-main', 'c-second', 'c-plan', 'c-muted'];
  const line = (values, name, style, extra) => ({ name, type: 'line', data: values, symbol: 'none', lineStyle: style, itemStyle: { color: style.color }, ...extra });
  const series = data.lines.flatMap(({ name, values, other }, i) => {
    const color = token(colours[i % colours.length]);
    const end = values.length - 1;
    return [
      line(values.map((v, age) => (age === end ? { value: v, symbolSize: 1, label: label(name, 'right') } : v)), name, { color, width: 1.25 }, { symbol: 'circle', symbolSize: 0.01, showAllSymbol: true }),
      line(values.map((v, age) => (age >= data.from && age <= data.to ? v : null)), '_fitted', { color, width: 3 }, { silent: true, tooltip: { show: false } }),
      ...(other ? [line(other, `${name} · ${data.otherName}`, { color, width: 1.5, type: 'dashed' })] : []),
    ];
  });
  return {
    ...base(),
    tooltip: { ...base().tooltip, formatter: (items) => [`${items[0].axisValue} ${data.ageName}`, ...items.filter((i) => !i.seriesName.startsWith('_')).map((i) => `${i.seriesName}  ${figure(Number(i.value), 1)} m³/ha`)].join('\n') },
    // Lines are named at their ends; of the dashed ones the legend says whose they are.
    ...(data.lines.some((line) => line.other) ? { legend: legend(data.lines.filter((line) => line.other).map((line) => `${line.name} · ${data.otherName}`)) } : {}),
    grid: { left: 48, right: 64, top: 44, bottom: 40 },
    xAxis: axisX({ data: ages, boundaryGap: false, axisLabel: { color: token('ink-3'), interval: (i) => i % 10 === 0 }, ...namedBelow(data.ageName, data.ageUnit) }),
    yAxis: axisY({ splitNumber: 4, min: 0, ...named(data.volumeName, 'm³/ha') }),
    series,
  };
}

// Money by quarter: what came in as solid bars, the quarter that is not over outlined, what was paid beside it.
function receipts(data) {
  const bar = (name, values, colour) => ({
    name, type: 'bar', barGap: '12%', barWidth: '30%', itemStyle: { color: token(colour) },
    data: values.map((value, i) => ({ value: value || null, ...(i === data.open ? { itemStyle: { color: token('surface'), borderColor: token(colour), borderWidth: 1.5 } } : {}), ...(value ? { label: label(figure(value, 1), 'top') } : {}) })),
  });
  return {
    ...base(), grid: { left: 52, right: 12, top: 22, bottom: 24 }, xAxis: axisX({ data: data.quarters }), yAxis: axisY({ splitNumber: 4, min: 0 }),
    series: [bar(data.receivedName, data.received, 'c-main'), bar(data.paidName, data.paid, 'c-second')],
  };
}

// Price days as a line over their volume, along time: a line ends where days are missing and begins anew behind them. Days that are flagged carry a ring.
function price(data) {
  return {
    ...base(),
    grid: [{ left: 56, right: 48, top: 18, height: '58%' }, { left: 56, right: 48, bottom: 24, height: '20%' }],
    xAxis: [axisX({ type: 'time', gridIndex: 0, axisLabel: { show: false } }), axisX({ type: 'time', gridIndex: 1, axisLabel: { color: token('ink-3'), hideOverlap: true } })],
    yAxis: [axisY({ gridIndex: 0, scale: true, splitNumber: 4 }), axisY({ gridIndex: 1, splitNumber: 1, min: 0 })],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    series: [
      { name: data.priceName, type: 'line', xAxisIndex: 0, yAxisIndex: 0, symbol: 'circle', showAllSymbol: true, lineStyle: { color: token('c-main'), width: 1.75 }, itemStyle: { color: token('c-main') },
        data: data.price.flatMap((price, i) => [
          ...(data.gap[i] ? [{ value: [data.days[i], null], symbolSize: 0.01 }] : []),
          { value: [data.days[i], price], ...(data.flagged[i] ? { symbolSize: 9, itemStyle: { color: token('surface'), borderColor: token('warn'), borderWidth: 2 } }
            : { symbolSize: 0.01, ...(i === data.price.length - 1 ? { label: label(figure(price, 2), 'right') } : {}) }) },
        ]) },
      { name: data.volumeName, type: 'bar', xAxisIndex: 1, yAxisIndex: 1, data: data.volume.map((volume, i) => [data.days[i], volume]), itemStyle: { color: token('c-second') }, barMinWidth: 1, barMaxWidth: 8 },
    ],
  };
}

// What is expected, dashed, with its spreads as bands one in the other.
function fan(data) {
  const unseen = { type: 'line', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, emphasis: { disabled: true } };
  const spread = (low, high, colour, name) => [
    { ...unseen, name: '_low', stack: name, data: low },
    { ...unseen, name: '_band', stack: name, data: high.map((v, i) => v - low[i]), areaStyle: { color: token(colour), opacity: 1 } },
  ];
  const last = data.median.length - 1;
  return {
    ...base(),
    tooltip: { ...base().tooltip, formatter: (items) => { const i = items[0].dataIndex; return [data.years[i], `${data.name}  ${figure(data.median[i], 1)}`, `50%  ${figure(data.low50[i], 1)} – ${figure(data.high50[i], 1)}`, `80%  ${figure(data.low80[i], 1)} – ${figure(data.high80[i], 1)}`, `95%  ${figure(data.low95[i], 1)} – ${figure(data.high95[i], 1)}`].join('\n'); } },
    grid: { left: 56, right: 56, top: 16, bottom: 24 }, xAxis: axisX({ data: data.years, boundaryGap: false }), yAxis: axisY({ splitNumber: 4, min: 0 }),
    series: [
      ...spread(data.low95, data.high95, 'c-band-2', 'b95'), ...spread(data.low80, data.high80, 'c-band-2', 'b80'), ...spread(data.low50, data.high50, 'c-band', 'b50'),
      { name: data.name, type: 'line', symbol: 'circle', showAllSymbol: true, z: 5, lineStyle: { color: token('c-main'), width: 1.75, type: 'dashed' }, itemStyle: { color: token('c-main') },
        data: data.median.map((value, i) => (i === last ? { value, symbolSize: 1, label: label(figure(value, 1), 'right') } : { value, symbolSize: 0.01 })) },
    ],
  };
}

// One bar a year; a year that is missing has none.
function yearly(data) {
  return {
    ...base(),
    tooltip: { ...base().tooltip, formatter: ([item]) => `${item.axisValue}  ${item.value === undefined || item.value === null ? '–' : figure(Number(item.value), 1)} ${data.unit}` },
    grid: { left: 64, right: 16, top: 12, bottom: 24 },
    xAxis: axisX({ data: data.years, axisLabel: { color: token('ink-3'), hideOverlap: true, interval: (i) => data.years[i] % 5 === 0 } }),
    yAxis: axisY({ splitNumber: 4 }),
    series: [{ name: data.name, type: 'bar', data: data.values, itemStyle: { color: token('c-main') } }],
  };
}

const kinds = { stock, parcel, growth, residuals, family, receipts, price, fan, yearly };

function draw(box) {
  const chart = globalThis.echarts.getInstanceByDom(box) ?? globalThis.echarts.init(box, null, { renderer: 'canvas' });
  chart.setOption(kinds[box.dataset.chart](JSON.parse(box.dataset.series)), true);
  box.dataset.drawn = 'true';
  if (!box.watched) {
    box.watched = new ResizeObserver(() => chart.resize());
    box.watched.observe(box);
  }
}

// A curve set has some hundred charts: beyond a screenful, each is drawn when it comes near.
const drawnAtOnce = 12;
const near = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((e) => e.isIntersecting)) {
    near.unobserve(target);
    draw(target);
  }
}, { rootMargin: '600px' });

export function drawCharts(root = document) {
  const boxes = [...root.querySelectorAll('[data-chart]')];
  for (const box of boxes) {
    if (boxes.length <= drawnAtOnce || box.dataset.drawn) draw(box);
    else near.observe(box);
  }
}

drawCharts();
addEventListener('beforeprint', () => document.querySelectorAll('[data-chart]:not([data-drawn])').forEach(draw));
onTheme(() => drawCharts());
