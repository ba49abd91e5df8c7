// One device: its registration, its objects, its charts, its firmware.

import { command } from './api.js';
import { charts } from './chart.js';
import { isAwake, lifetimeBar, statePill } from './devices.js';
import { emptyState, h, oncePerFrame, setText, toast } from './dom.js';
import { firmwareCard } from './firmware.js';
import { contentOf, loadContent, on, state } from './state.js';
import { ago } from './texts.js';
import { objectTree } from './tree.js';

function facts(endpoint) {
  const pill = statePill();
  const lifetime = lifetimeBar();
  const texts = {};
  const fact = (name) => {
    texts[name] = h('dd');
    return h('div', {}, h('dt', {}, name), texts[name]);
  };
  const element = h('div.card.facts', {}, h('dl', {},
    h('div', {}, h('dt', {}, 'State'), h('dd', {}, pill.element)),
    h('div', {}, h('dt', {}, 'Lifetime'), h('dd', {}, lifetime.element)),
    ['Registered', 'Last update', 'LwM2M', 'Binding', 'Address', 'Identity', 'Formats'].map(fact)));
  return {
    element,
    update(device) {
      pill.update(device);
      lifetime.update(device);
      setText(texts.Registered, ago(device.registeredAt));
      setText(texts['Last update'], ago(device.updatedAt));
      setText(texts.LwM2M, device.version);
      setText(texts.Binding, `${device.binding}${device.isQueueMode ? ', queue mode' : ''}`);
      setText(texts.Address, device.address);
      setText(texts.Identity, device.identity ?? 'none, without security');
      setText(texts.Formats, device.formats.join(', '));
    },
  };
}

// Asks once what each object has, unless the device sleeps.
function discoverer(endpoint) {
  let asked = new Set();
  let registeredAt = 0;
  let isRunning = false;
  return async () => {
    const device = state.devices.get(endpoint);
    const content = contentOf(endpoint);
    if (!device || !content.isLoaded || isRunning || !isAwake(device)) {
      return;
    }
    if (device.registeredAt !== registeredAt) {
      registeredAt = device.registeredAt;
      asked = new Set();
    }
    isRunning = true;
    for (const { id } of device.objects) {
      const isKnown = [...content.links.keys()].some((path) => path.startsWith(`/${id}/`));
      if (!asked.has(id) && !isKnown && state.devices.has(endpoint)) {
        asked.add(id);
        try {
          await command('Discover', endpoint, `/${id}`);
        } catch {
          // The definition says what there may be.
        }
      }
    }
    isRunning = false;
  };
}

export function deviceView(endpoint) {
  const about = facts(endpoint);
  const tree = objectTree();
  const course = charts(endpoint);
  const firmware = firmwareCard(endpoint);
  const readAll = h('button.primary', { type: 'button' }, 'Read everything');
  const whole = h('div.columns', {}, tree.element,
    h('aside', { 'aria-label': 'Charts and firmware' }, firmware.element, course.element));
  const gone = emptyState('This device is not registered',
    h('p', {}, 'It appears here when it registers. ', h('a', { href: '#/devices' }, 'All devices')));
  const element = h('section', {},
    h('div.title-row', {}, h('div', {}, h('p.crumb', {}, h('a', { href: '#/devices' }, 'Devices')),
      h('h1', {}, endpoint)), readAll), about.element, whole, gone);
  const discover = discoverer(endpoint);
  readAll.addEventListener('click', async () => {
    readAll.disabled = true;
    try {
      for (const { id } of state.devices.get(endpoint)?.objects ?? []) {
        const answer = await command('Read', endpoint, `/${id}`, {},
          () => toast('The device sleeps; it is read when it wakes.'));
        if (!answer.isSuccess) {
          toast(`/${id}: ${answer.sentence}`, true);
        }
      }
    } catch (error) {
      toast(error.message, true);
    }
    readAll.disabled = false;
  });
  const update = () => {
    const device = state.devices.get(endpoint);
    for (const part of [about.element, whole, readAll]) {
      part.hidden = !device;
    }
    gone.hidden = Boolean(device);
    if (device) {
      about.update(device);
      tree.update(device);
      course.update(device);
      firmware.update(device);
    }
  };
  const updateSoon = oncePerFrame(() => element.isConnected && update());
  const own = (name) => name === endpoint && updateSoon();
  const content = () => loadContent(endpoint).then(discover);
  const ends = [
    on('devices', (name) => {
      own(name);
      if (name === endpoint) {
        (contentOf(endpoint).isLoaded ? discover : content)();
      }
    }),
    on('content', own), on('firmware', own), on('hello', () => {
      // What came while there was no connection is missing in the charts: they begin anew.
      course.dispose();
      update();
      content();
    }),
    on('values', (news) => own(news.endpoint)),
  ];
  const timer = setInterval(() => {
    const device = state.devices.get(endpoint);
    if (device) {
      about.update(device);
    }
  }, 1000);
  update();
  content();
  return {
    element,
    title: endpoint,
    dispose() {
      clearInterval(timer);
      ends.forEach((end) => end());
      course.dispose();
    },
  };
}
