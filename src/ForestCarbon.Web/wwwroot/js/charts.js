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
  type: 'value', axisLabel: { color: token('ink-3'), formatter: (v) => figure(v, 0) }, splitLine: { lineStyle: { color: token('c-grid') } }, ...extra,
});

const label = (text, position) => ({ show: true, position, formatter: text, color: token('ink'), fontWeight: 500 });

// Two panels on one x axis: the stock as a line, the yearly increment as bars from zero; years still to come are lighter.
function stock(data) {
  const last = data.years.length - 1;
  const ticks = { interval: (index) => data.years[index] % 5 === 0 };
  const line = data.stock.map((value, i) => (i === 0 ? { value, label: label(figure(value, 1), [2, -24]), symbolSize: 7 }
    : i === last ? { value, label: label(figure(value, 1), 'right'), symbolSize: 1 } : { value, symbolSize: 0.01 }));
  const firstBar = data.increment.findIndex((v) => v !== null);
  const bars = data.increment.map((value, i) => ({
    value, itemStyle: { color: globalThis.echarts.color.modifyAlpha(token('c-main'), data.years[i] <= data.now ? 1 : 0.42) },
    ...(i === firstBar || i === last ? { label: label(figure(value, 1), 'top') } : {}),
  }));
  return {
    ...base(),
    grid: [{ left: 56, right: 64, top: 22, height: '52%' }, { left: 56, right: 64, bottom: 24, height: '24%' }],
    xAxis: [axisX({ data: data.years, gridIndex: 0, axisLabel: { show: false }, axisLine: { show: false } }), axisX({ data: data.years, gridIndex: 1, axisLabel: { color: token('ink-3'), hideOverlap: true, ...ticks } })],
    yAxis: [axisY({ gridIndex: 0, scale: true, splitNumber: 4 }), axisY({ gridIndex: 1, splitNumber: 2 })],
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    series: [
      { name: data.stockName, type: 'line', data: line, xAxisIndex: 0, yAxisIndex: 0, symbol: 'circle', lineStyle: { color: token('c-main'), width: 2 }, itemStyle: { color: token('c-main') } },
      { name: data.incrementName, type: 'bar', data: bars, xAxisIndex: 1, yAxisIndex: 1, barWidth: '58%' },
    ],
  };
}

// One parcel: solid up to now is what was measured and has grown, a ring marks the year shown beside it.
function parcel(data) {
  const years = data.stock.map((_, i) => data.first + i);
  const last = years.length - 1;
  const points = data.stock.map((value, i) => (years[i] === data.now
    ? { value, symbolSize: 9, itemStyle: { color: token('surface'), borderColor: token('c-main'), borderWidth: 2 }, label: label(`${data.nowName} ${figure(value, 1)}`, [2, -22]) }
    : i === last ? { value, symbolSize: 1, label: label(figure(value, 1), 'top') } : { value, symbolSize: 0.01 }));
  return {
    ...base(),
    grid: { left: 52, right: 24, top: 24, bottom: 24 },
    xAxis: axisX({ data: years, axisLabel: { color: token('ink-3'), interval: (i) => years[i] % 10 === 0 } }),
    yAxis: axisY({ splitNumber: 3 }),
    series: [{ name: data.name, type: 'line', data: points, symbol: 'circle', lineStyle: { color: token('c-main'), width: 2 }, itemStyle: { color: token('c-main') } }],
  };
}

// A curve with the parcels it was fitted to, age by age, and what is left between them; another set's curve dashed beside it.
function residuals(data) {
  const x = (extra) => ({ type: 'value', min: 0, max: data.line.length - 1, axisTick: { show: false }, splitLine: { show: false }, axisLine: { lineStyle: { color: token('line-strong') } }, axisLabel: { color: token('ink-3') }, ...extra });
  const line = (values, name, style) => ({ name, type: 'line', data: values.map((v, age) => [age, v]), symbol: 'none', xAxisIndex: 0, yAxisIndex: 0, lineStyle: style, itemStyle: { color: style.color } });
  const dots = { type: 'scatter', symbolSize: 5, itemStyle: { color: token('c-second'), opacity: 0.75 } };
  return {
    ...base(),
    grid: [{ left: 48, right: 16, top: 12, height: '54%' }, { left: 48, right: 16, bottom: 24, height: '22%' }],
    xAxis: [x({ gridIndex: 0, axisLabel: { show: false } }), x({ gridIndex: 1 })],
    yAxis: [axisY({ gridIndex: 0, splitNumber: 4 }), axisY({ gridIndex: 1, splitNumber: 2 })],
    series: [
      line(data.line, data.lineName, { color: token('c-main'), width: 2 }),
      ...(data.other ? [line(data.other, data.otherName, { color: token('c-plan'), width: 1.5, type: 'dashed' })] : []),
      { name: data.pointName, data: data.points, xAxisIndex: 0, yAxisIndex: 0, ...dots },
      { name: data.residualName, data: data.residuals, xAxisIndex: 1, yAxisIndex: 1, ...dots, markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: token('line-strong'), type: 'solid' }, data: [{ yAxis: 0 }] } },
    ],
  };
}

const kinds = { stock, parcel, residuals };

export function drawCharts(root = document) {
  for (const box of root.querySelectorAll('[data-chart]')) {
    const chart = globalThis.echarts.getInstanceByDom(box) ?? globalThis.echarts.init(box, null, { renderer: 'canvas' });
    chart.setOption(kinds[box.dataset.chart](JSON.parse(box.dataset.series)), true);
    box.dataset.drawn = 'true';
    if (!box.watched) {
      box.watched = new ResizeObserver(() => chart.resize());
      box.watched.observe(box);
    }
  }
}

drawCharts();
onTheme(() => drawCharts());
