// The objects, instances and resources of a device, with what can be done with each.

import { command } from './api.js';
import { openAttributes, openCreate, openDelete, openExecute, openWrite } from './dialogs.js';
import { h, keyed, setText } from './dom.js';
import { contentOf, state } from './state.js';
import { clock, definitionOf, ids, unitOf, valueText, withUnit } from './texts.js';

const TYPE_NAMES = { UnsignedInteger: 'unsigned', Objlnk: 'link', Corelnk: 'links', None: '' };
const LAST_OF_CORE = 7;
const isBelow = (path, above) => path.startsWith(`${above}/`);
const act = (text, what, listener) =>
  h('button.small', { type: 'button', 'aria-label': `${text} ${what}`, onclick: listener }, text);

/** Runs a command and says in a line what becomes of it. */
export async function run(note, operation, endpoint, path, more = {}) {
  note.dataset.state = 'waiting';
  setText(note, '…');
  try {
    const answer = await command(operation, endpoint, path, more,
      () => setText(note, 'waits until the device is awake'));
    note.dataset.state = answer.isSuccess ? 'good' : 'bad';
    setText(note, answer.isSuccess ? `${answer.code ?? ''}, ${answer.elapsedMs} ms` : answer.sentence);
    return answer;
  } catch (error) {
    note.dataset.state = 'bad';
    setText(note, error.message);
    return null;
  }
}

// The button says that it is on, and ends the observation then.
function showObserved(button, isObserved, name) {
  const text = isObserved ? 'Observing' : 'Observe';
  button.setAttribute('aria-pressed', String(isObserved));
  button.setAttribute('aria-label', `${text} ${name}`);
  setText(button, text);
}

const newNote = () => h('span.note', { role: 'status' });

// What an instance has: what a Discover or a value has shown; before that, what its definition says.
function resourcesOf(device, object, base) {
  const content = contentOf(device.endpoint);
  const found = new Set();
  let isDiscovered = false;
  for (const path of content.links.keys()) {
    if (isBelow(path, base)) {
      found.add(ids(path)[2]);
      isDiscovered = true;
    }
  }
  for (const path of content.values.keys()) {
    if (isBelow(path, base)) {
      found.add(ids(path)[2]);
    }
  }
  const definition = definitionOf(state, device, object.id);
  if (!isDiscovered && definition) {
    definition.resources.forEach(({ id, operations }) => operations !== 'None' && found.add(id));
  }
  return [...found].sort((a, b) => a - b).map((id) => ({
    id, path: `${base}/${id}`, resource: definition?.byId.get(id), device,
  }));
}

function valueLines(cell) {
  return keyed(cell, ({ path }) => path, () => {
    const id = h('span.quiet');
    const text = h('span.value');
    return {
      element: h('div.value-line', {}, id, text),
      update({ path, value, device, resource, isInstance }) {
        setText(id, isInstance ? `${ids(path)[3]}: ` : '');
        const unit = value.number === null || value.kind === 'Boolean' ? '' : unitOf(state, device, path);
        setText(text, withUnit(valueText(value, resource), resource?.type === 'Time' ? '' : unit));
        text.classList.toggle('mono', value.kind === 'Opaque');
        text.title = `from ${clock(value.at, true)}`;
      },
    };
  });
}

function resourceRow({ path, resource, device }) {
  const { endpoint } = device;
  const name = resource?.name ?? `Resource ${ids(path)[2]}`;
  const operations = resource?.operations ?? 'Read, Write, Execute';
  const note = newNote();
  const cell = h('td.value-cell');
  const none = h('span.quiet', {}, operations === 'Execute' ? '' : '–');
  const lines = h('div');
  const chips = h('span.chips');
  cell.append(none, lines, note);
  const observe = act('Observe', name, () => {
    const isObserved = observe.getAttribute('aria-pressed') === 'true';
    run(note, isObserved ? 'Cancel' : 'Observe', endpoint, path);
  });
  let latest = device;
  const attributes = () => contentOf(endpoint).links.get(path) ?? [];
  const buttons = [
    operations.includes('Read') ? act('Read', name, () => run(note, 'Read', endpoint, path)) : null,
    operations.includes('Write') ? act('Write', name,
      () => openWrite(latest, path, resource, contentOf(endpoint).values)) : null,
    operations.includes('Execute') ? act('Execute', name, () => openExecute(latest, path, resource)) : null,
    operations.includes('Read') ? observe : null,
    operations.includes('Read') ? act('Attributes', `of ${name}`,
      () => openAttributes(latest, path, name, attributes())) : null,
  ];
  const kind = [TYPE_NAMES[resource?.type] ?? resource?.type.toLowerCase(), resource?.range]
    .filter(Boolean).join(', ');
  const element = h('tr', { 'data-path': path },
    h('td.id', {}, String(ids(path)[2])),
    h('th', { scope: 'row' }, h('span', { title: kind || false }, name), chips),
    cell, h('td.actions', {}, buttons));
  const showLines = valueLines(lines);
  return {
    element,
    update(item) {
      latest = item.device;
      const values = [...contentOf(endpoint).values]
        .filter(([at]) => at === path || isBelow(at, path))
        .sort(([a], [b]) => (ids(a)[3] ?? 0) - (ids(b)[3] ?? 0));
      none.hidden = values.length > 0;
      showLines(values.map(([at, value]) => ({
        path: at, value, device: latest, resource, isInstance: at !== path,
      })));
      const isObserved = latest.observations.some((one) => one.path === path && one.end === null);
      showObserved(observe, isObserved, name);
      const texts = attributes().filter(({ name: key }) => key !== 'dim')
        .map(({ name: key, value }) => (value === null ? key : `${key}=${value}`));
      setText(chips, texts.join(' '));
    },
  };
}

function instanceSection({ base, object, device }) {
  const { endpoint } = device;
  const note = newNote();
  const body = h('tbody');
  const show = keyed(body, ({ id }) => id, resourceRow);
  const label = `instance ${ids(base)[1]}`;
  let latest = device;
  const definition = definitionOf(state, device, object.id);
  const name = `${definition?.name ?? `Object ${object.id}`}, ${label}`;
  const observe = act('Observe', name, () => run(note,
    observe.getAttribute('aria-pressed') === 'true' ? 'Cancel' : 'Observe', endpoint, base));
  const element = h('section.instance', { 'data-path': base },
    h('header.instance-head', {}, h('h3', {}, `Instance ${ids(base)[1]}`), h('code.quiet', {}, base), note,
      h('span.actions', {},
        act('Read', name, () => run(note, 'Read', endpoint, base)), observe,
        act('Attributes', `of ${name}`, () => openAttributes(latest, base, label,
          contentOf(endpoint).links.get(base) ?? [])),
        definition?.multiple ?? true ? act('Delete', name, () => openDelete(latest, base, label)) : null)),
    h('table.resources', { 'aria-label': name }, h('thead.for-readers', {}, h('tr', {},
      ['Id', 'Resource', 'Value', 'Operations'].map((head) => h('th', { scope: 'col' }, head)))), body));
  return {
    element,
    update(item) {
      latest = item.device;
      show(resourcesOf(item.device, item.object, base));
      const isObserved = latest.observations.some((one) => one.path === base && one.end === null);
      showObserved(observe, isObserved, name);
    },
  };
}

function objectSection({ object, device }) {
  const { endpoint } = device;
  const definition = definitionOf(state, device, object.id);
  const name = definition?.name ?? `Object ${object.id}`;
  const note = newNote();
  const place = h('div');
  const show = keyed(place, ({ base }) => base, instanceSection);
  const none = h('p.hint', {}, 'It has no instance.');
  const isMany = definition?.multiple ?? true;
  const element = h('details.card.object', { open: true, 'data-object': object.id },
    h('summary', {}, h('span.object-id', {}, String(object.id)), h('h2', {}, name),
      h('span.quiet', {}, object.version)),
    h('div.object-actions', {},
      act('Discover', name, () => run(note, 'Discover', endpoint, `/${object.id}`)),
      act('Read all', `of ${name}`, () => run(note, 'Read', endpoint, `/${object.id}`)),
      isMany ? act('Create', `an instance of ${name}`,
        () => openCreate(state, state.devices.get(endpoint), object.id)) : null, note),
    place, none);
  return {
    element,
    update(item) {
      show(item.object.instances.map((id) => (
        { base: `/${object.id}/${id}`, object: item.object, device: item.device })));
      none.hidden = item.object.instances.length > 0;
    },
  };
}

/** The tree of a device. */
export function objectTree() {
  const element = h('div.tree');
  const show = keyed(element, ({ object }) => object.id, objectSection);
  return {
    element,
    // What a device is for comes before what manages it.
    update: (device) => show([...device.objects]
      .sort((a, b) => (a.id <= LAST_OF_CORE) - (b.id <= LAST_OF_CORE) || a.id - b.id)
      .map((object) => ({ object, device }))),
  };
}
