// Charts of observed numbers: one card a resource, drawn by uPlot.

import { command, series } from './api.js';
import { colorOf, h, keyed, oncePerFrame, setText, toast } from './dom.js';
import { on, state } from './state.js';
import { ago, clock, resourceOf, unitOf, withUnit } from './texts.js';

const MAX_POINTS = 1000;
const HEIGHT = 170;
const MAX_CARDS = 8;

// A course that has one moment or one value only needs some room around it.
const roomAround = (least) => (_, min, max) => {
  if (min === null) {
    return [0, 1];
  }
  const room = Math.max((max - min) * 0.08, max === min ? least : 0);
  return [min - room, max + room];
};

function draw(place, data, unit, label, moved) {
  const line = colorOf('--accent');
  const axis = { stroke: colorOf('--quiet'), grid: { stroke: colorOf('--line'), width: 1 },
    ticks: { show: false }, font: '12px system-ui, sans-serif' };
  return new uPlot({
    width: Math.max(place.clientWidth, 200),
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 7, fill: line } },
    scales: { x: { range: (_, min, max) => (min === max ? [min - 30, max + 30] : [min, max]) },
      y: { range: roomAround(0.5) } },
    axes: [
      { ...axis, space: 70, size: 28, values: (_, at) => at.map((time) => clock(time * 1000)) },
      { ...axis, size: 54, values: (_, at) => at.map((number) => String(Number(number.toPrecision(6)))) },
    ],
    series: [{}, { label, stroke: line, width: 2, fill: colorOf('--accent-soft'),
      points: { show: data[0].length < 40, size: 5, fill: line } }],
    hooks: { setCursor: [(plot) => moved(plot.cursor.idx)] },
  }, data, place);
}

function card({ device, path }) {
  const { endpoint } = device;
  const name = h('h3');
  const value = h('p.chart-value', { 'aria-live': 'off' });
  const pointed = h('span.quiet');
  const range = h('span.quiet');
  const count = h('span.quiet');
  const end = h('p.chart-end', { hidden: true });
  const place = h('div.chart', { role: 'img' });
  const stop = h('button.small', { type: 'button' }, 'Stop');
  const element = h('article.card.chart-card', { 'data-path': path },
    h('header', {}, name, h('code.quiet', {}, path), stop), value, place,
    h('footer', {}, range, pointed, count), end);
  const data = [[], []];
  let plot = null;
  let latest = { device, path, observation: null };

  stop.addEventListener('click', async () => {
    const { observation } = latest;
    const operation = observation.end === null ? 'Cancel' : 'Observe';
    stop.disabled = true;
    try {
      const answer = await command(operation, endpoint, observation.path);
      toast(answer.isSuccess && operation === 'Cancel'
        ? `${observation.path} is not observed any more.` : answer.sentence, !answer.isSuccess);
    } catch (error) {
      toast(error.message, true);
    }
    stop.disabled = false;
  });

  const unit = () => unitOf(state, latest.device, path);
  const refresh = () => {
    const [, numbers] = data;
    if (numbers.length === 0) {
      setText(value, '–');
      return;
    }
    setText(value, withUnit(String(numbers.at(-1)), unit()));
    const low = Math.min(...numbers);
    const high = Math.max(...numbers);
    setText(range, `${numbers.length} values from ${low} to ${withUnit(String(high), unit())}`);
    place.setAttribute('aria-label',
      `Chart of ${name.textContent}: ${range.textContent}, now ${value.textContent}`);
    plot?.setData(data);
  };
  const refreshSoon = oncePerFrame(() => element.isConnected && refresh());
  const redraw = () => {
    plot?.destroy();
    plot = draw(place, data, unit(), path, (index) => setText(pointed,
      index === null || index === undefined ? ''
        : `${withUnit(String(data[1][index]), unit())} at ${clock(data[0][index] * 1000)}`));
    refresh();
  };
  const add = (at, number) => {
    if (number === null || at / 1000 < (data[0].at(-1) ?? 0)) {
      return;
    }
    data[0].push(at / 1000);
    data[1].push(number);
    if (data[0].length > MAX_POINTS) {
      data.forEach((column) => column.shift());
    }
  };

  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', redraw);
  const sizes = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT }));
  sizes.observe(place);
  let isReady = false;
  const early = [];
  const endValues = on('values', (news) => {
    for (const one of news.endpoint === endpoint ? news.values : []) {
      if (one.path === path) {
        (isReady ? add : (...point) => early.push(point))(one.at, one.number);
      }
    }
    if (isReady) {
      refreshSoon();
    }
  });
  series(endpoint, path).then(({ at, numbers }) => {
    at.forEach((time, index) => add(time, numbers[index]));
  }).catch((error) => toast(error.message, true)).finally(() => {
    early.filter(([at]) => at / 1000 > (data[0].at(-1) ?? 0)).forEach((point) => add(...point));
    isReady = true;
    requestAnimationFrame(() => element.isConnected && redraw());
  });

  return {
    element,
    update(next) {
      latest = next;
      const { observation } = next;
      setText(name, resourceOf(state, next.device, path)?.name ?? 'Resource');
      setText(count, observation.notifications === 1 ? '1 notification'
        : `${observation.notifications} notifications`);
      const last = state.contents.get(endpoint)?.values.get(path);
      count.title = last ? `the last one ${ago(last.at)}` : '';
      end.hidden = observation.end === null;
      setText(end, observation.end === null ? '' : `The observation is over. ${observation.end}`);
      setText(stop, observation.end === null ? 'Stop' : 'Observe again');
      stop.setAttribute('aria-label', `${stop.textContent}: ${observation.path}`);
    },
    dispose() {
      dark.removeEventListener('change', redraw);
      sizes.disconnect();
      endValues();
      plot?.destroy();
    },
  };
}

/** The charts of a device. */
export function charts(endpoint) {
  const place = h('div.charts');
  const show = keyed(place, ({ path }) => path, card);
  const empty = h('p.card.hint', {},
    'Observe a number, and its course is drawn here while the device reports it.');
  const element = h('div', {}, empty, place);
  return {
    element,
    update(device) {
      const values = state.contents.get(endpoint)?.values ?? new Map();
      const cards = [];
      for (const observation of device.observations) {
        const paths = observation.path.split(' ');
        for (const [path, value] of values) {
          if (value.number !== null && value.kind !== 'Boolean' && cards.length < MAX_CARDS
            && paths.some((at) => path === at || path.startsWith(`${at}/`))
            && !cards.some((other) => other.path === path)) {
            cards.push({ device, path, observation });
          }
        }
      }
      show(cards);
      empty.hidden = cards.length > 0;
    },
    dispose: () => show([]),
  };
}
