// The list of the registered devices.

import { copyable, emptyState, h, keyed, setText } from './dom.js';
import { now, on, state } from './state.js';
import { ago, duration } from './texts.js';

export const linkTo = (endpoint) => `#/device/${encodeURIComponent(endpoint)}`;

/** Whether a device can be reached: always, but for queue mode. */
export const isAwake = (device) => !device.isQueueMode || now() < device.awakeUntil;

/** A pill that says whether a device is awake. */
export function statePill() {
  const element = h('span.pill');
  return {
    element,
    update(device) {
      const waiting = device.waiting === 0 ? ''
        : `, ${device.waiting} ${device.waiting === 1 ? 'request waits' : 'requests wait'}`;
      const text = !device.isQueueMode ? 'Always on'
        : isAwake(device) ? `Awake${waiting}` : `Asleep${waiting}`;
      element.dataset.state = isAwake(device) ? 'good' : 'asleep';
      setText(element, text);
    },
  };
}

/** How much of the lifetime of a registration is left. */
export function lifetimeBar() {
  const text = h('span.lifetime-text');
  const bar = h('span.lifetime-bar');
  const element = h('div.lifetime', {}, text, h('span.lifetime-rail', { 'aria-hidden': 'true' }, bar));
  return {
    element,
    update(device) {
      const left = Math.max(0, device.lifetime - (now() - device.updatedAt) / 1000);
      bar.style.width = `${Math.min(100, (100 * left) / device.lifetime)}%`;
      bar.dataset.low = left < device.lifetime / 10;
      setText(text, `${duration(left)} of ${duration(device.lifetime)} left`);
    },
  };
}

function row(device) {
  const pill = statePill();
  const lifetime = lifetimeBar();
  const age = h('span.quiet');
  const version = h('td', { 'data-label': 'LwM2M' });
  const binding = h('td', { 'data-label': 'Binding' });
  const address = h('code');
  const identity = h('span.quiet');
  const objects = h('td.objects', { 'data-label': 'Objects' });
  const element = h('tr', { 'data-endpoint': device.endpoint },
    h('th', { scope: 'row' },
      h('a.device-name', { href: linkTo(device.endpoint) }, device.endpoint)),
    h('td', { 'data-label': 'State' }, pill.element),
    h('td', { 'data-label': 'Registration' }, lifetime.element, age),
    version, binding,
    h('td', { 'data-label': 'Address' }, address, identity), objects);
  return {
    element,
    update(next) {
      pill.update(next);
      lifetime.update(next);
      setText(age, `registered ${ago(next.registeredAt)}`);
      setText(version, next.version);
      setText(binding, next.isQueueMode && !next.binding.includes('Q')
        ? `${next.binding}, queue` : next.binding);
      setText(address, next.address);
      setText(identity, next.identity === null ? 'without security' : `as ${next.identity}`);
      setText(objects, next.objects.map(({ id }) => id).join(', '));
    },
  };
}

function howToStart() {
  const sample = 'dotnet run --project Desktop/Samples.DesktopTemperature --';
  const lines = [];
  if (state.plainUri) {
    lines.push(h('p', {}, 'The desktop sample is one. In another terminal:'),
      copyable(`${sample} --server ${state.plainUri}`));
  }
  if (state.secureUri) {
    lines.push(
      h('p', {}, state.plainUri ? 'Or over DTLS:' : 'The desktop sample is one. In another terminal:'),
      copyable(`${sample} --server ${state.secureUri} --identity device --key KEY`),
      h('p.quiet', {}, 'The whole line, with the key, is in the terminal where this server runs.'));
  }
  return lines;
}

function addresses() {
  const parts = [state.secureUri, state.plainUri].filter((uri) => uri !== null);
  return h('p.addresses', {}, h('span', {}, 'Devices register with'), parts.map(copyable));
}

export function devicesView() {
  const body = h('tbody');
  const show = keyed(body, ({ endpoint }) => endpoint, row);
  const heads = ['Device', 'State', 'Registration', 'LwM2M', 'Binding', 'Address', 'Objects'];
  const table = h('table.devices', {},
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))), body);
  const howTo = h('div');
  const where = h('div');
  const empty = emptyState('No device has registered yet', howTo);
  const element = h('section', {}, h('div.title-row', {}, h('h1', {}, 'Devices'), where),
    h('div.card.table-card', {}, table), empty);

  // A server that was started again may have other addresses.
  const tellAddresses = () => {
    howTo.replaceChildren(...howToStart());
    where.replaceChildren(addresses());
  };
  const update = () => {
    const devices = [...state.devices.values()]
      .sort((a, b) => a.endpoint.localeCompare(b.endpoint));
    show(devices);
    table.parentElement.hidden = devices.length === 0;
    empty.hidden = devices.length > 0;
  };
  tellAddresses();
  update();
  const ends = [on('devices', update), on('hello', () => {
    tellAddresses();
    update();
  })];
  const timer = setInterval(update, 1000);
  return {
    element,
    title: 'Devices',
    dispose() {
      clearInterval(timer);
      ends.forEach((end) => end());
    },
  };
}
