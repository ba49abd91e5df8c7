// The dialogs in which an operation gets what it needs.

import { command } from './api.js';
import { h, toast } from './dom.js';
import { definitionOf } from './texts.js';

const TYPES = ['String', 'Integer', 'UnsignedInteger', 'Float', 'Boolean', 'Time', 'Opaque', 'Objlnk'];
const HINTS = {
  Integer: 'A whole number.',
  UnsignedInteger: 'A whole number from 0 on.',
  Float: 'A number such as 20.5.',
  Time: 'Such as 2026-01-31T12:00:00Z, or seconds since 1970.',
  Opaque: 'Bytes in hexadecimal, two digits each.',
  Objlnk: 'Object and instance, such as 3:0.',
};
const WRITE_FORMATS = ['text', 'opaque', 'cbor', 'senml-json', 'senml-cbor', 'tlv'];

/** A labelled control. */
export function field(label, control, hint) {
  const text = h('span.label', {}, label);
  return h('label.field', {}, text, control, hint ? h('span.hint', {}, hint) : null);
}

export const select = (name, options, chosen) => h('select', { name },
  options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));

/**
 * Opens a dialog. submit(data) does what is to be done; a sentence that it throws is shown, and the
 * dialog stays.
 */
function open(title, path, body, action, submit) {
  const problem = h('p.problem', { role: 'alert', hidden: true });
  const go = h('button.primary', { type: 'submit' }, action);
  const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel');
  const form = h('form', { novalidate: true }, h('h2', {}, title), h('code.quiet', {}, path), body,
    problem, h('div.buttons', {}, cancel, go));
  const dialog = h('dialog', { 'aria-label': title }, form);
  form.addEventListener('input', () => { problem.hidden = true; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    go.disabled = true;
    try {
      await submit(new FormData(form));
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    go.disabled = false;
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector('input, textarea, select') ?? go).focus();
}

/** Runs a command to its answer; anything but success is thrown as a sentence. */
async function through(operation, endpoint, path, more) {
  let isAsleep = false;
  const answer = await Promise.race([
    command(operation, endpoint, path, more, () => { isAsleep = true; }),
    new Promise((resolve) => setTimeout(() => resolve(null), 2500)),
  ]);
  if (answer === null) {
    toast(isAsleep ? 'The device sleeps; the request goes out when it wakes.'
      : 'The device has not answered yet; the log tells when it does.');
  } else if (!answer.isSuccess) {
    throw new Error(answer.sentence);
  } else {
    toast(`${path}: ${answer.sentence}`);
  }
  return answer;
}

function input(type, value) {
  return type === 'Boolean'
    ? select('value', [['true', 'true'], ['false', 'false']], value)
    : h('input', {
      name: 'value',
      value: value ?? '',
      autocomplete: 'off',
      spellcheck: 'false',
      inputmode: ['Integer', 'UnsignedInteger', 'Float'].includes(type) ? 'decimal' : false,
    });
}

const typeOf = (text) => (/^[+-]?\d+$/.test(text) ? 'Integer'
  : text !== '' && Number.isFinite(Number(text)) ? 'Float'
    : text === 'true' || text === 'false' ? 'Boolean' : 'String');

// Lines of "id = value" as values below a path; without a type it is taken from what is written.
function linesOf(text, path, type) {
  return text.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const found = /^\s*(\d+(?:\/\d+)?)\s*=\s?(.*)$/.exec(line);
    if (!found) {
      throw new Error(`'${line.trim()}' is not of the form: id = value.`);
    }
    return { path: `${path}/${found[1]}`, type: type ?? typeOf(found[2].trim()), text: found[2] };
  });
}

const currentText = (value) => (value ? value.text : '');

export function openWrite(device, path, resource, values) {
  const isMultiple = (resource?.multiple ?? false) && path.split('/').length === 4;
  const known = resource?.type && resource.type !== 'None' ? resource.type : null;
  const types = select('type', TYPES.map((type) => [type, type]), known ?? 'String');
  const formats = select('format', [['', 'the usual one'],
    ...device.formats.filter((name) => WRITE_FORMATS.includes(name)).map((name) => [name, name])], '');
  let control;
  if (isMultiple) {
    const lines = [...values].filter(([at]) => at.startsWith(`${path}/`))
      .map(([at, value]) => `${at.slice(path.length + 1)} = ${currentText(value)}`).join('\n');
    control = h('textarea', { name: 'value', rows: 4, spellcheck: 'false' }, lines);
  } else {
    control = input(known, currentText(values.get(path)));
  }
  const hint = [isMultiple ? 'One instance a line: its id = its value.' : HINTS[known],
    resource?.range ? `Allowed: ${resource.range}.` : null].filter(Boolean).join(' ');
  open(`Write ${resource?.name ?? 'resource'}`, path, [
    field('Value', control, hint),
    known ? null : field('Type', types),
    h('details.more', {}, h('summary', {}, 'Format'), field('Sent as', formats)),
  ], 'Write', async (data) => {
    const type = known ?? data.get('type');
    const list = isMultiple ? linesOf(data.get('value'), path, type)
      : [{ path, type, text: data.get('value') }];
    await through('Write', device.endpoint, path, { values: list, format: data.get('format') || null });
  });
}

export function openExecute(device, path, resource) {
  const text = h('input', { name: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: "0='a',1" });
  open(`Execute ${resource?.name ?? 'resource'}`, path,
    [field('Arguments', text, 'Most resources need none.')], 'Execute',
    (data) => through('Execute', device.endpoint, path, { text: data.get('text') || null }));
}

const ATTRIBUTES = [
  ['pmin', 'Shortest time between notifications, in seconds'],
  ['pmax', 'Longest time between notifications, in seconds'],
  ['gt', 'Notify when the value rises or falls across this'],
  ['lt', 'Notify when the value falls or rises across this'],
  ['st', 'Notify when the value has changed by this'],
  ['epmin', 'Shortest time between measurements, in seconds'],
  ['epmax', 'Longest time between measurements, in seconds'],
];

export function openAttributes(device, path, name, attributes) {
  const current = new Map(attributes.map((one) => [one.name, one.value ?? '']));
  const isNumeric = path.split('/').length > 3;
  const shown = ATTRIBUTES.filter(([key]) => isNumeric || !['gt', 'lt', 'st'].includes(key));
  open(`Attributes of ${name}`, path, h('div.field-grid', {}, shown.map(([key, hint]) => field(key,
    h('input', { name: key, value: current.get(key) ?? '', inputmode: 'decimal', autocomplete: 'off' }),
    hint))), 'Write attributes', async (data) => {
    const parts = [];
    for (const [key] of shown) {
      const text = data.get(key).trim();
      if (text !== (current.get(key) ?? '')) {
        if (text !== '' && !Number.isFinite(Number(text))) {
          throw new Error(`${key} is a number.`);
        }
        parts.push(text === '' ? key : `${key}=${text}`);
      }
    }
    if (parts.length === 0) {
      throw new Error('Nothing has changed: enter a number, or clear one to remove the attribute.');
    }
    const answer = await through('WriteAttributes', device.endpoint, path, { text: parts.join('&') });
    if (answer?.isSuccess) {
      await command('Discover', device.endpoint, path.split('/').slice(0, 2).join('/'));
    }
  });
}

export function openCreate(state, device, objectId) {
  const definition = definitionOf(state, device, objectId);
  const writable = (definition?.resources ?? []).filter(({ operations, multiple }) =>
    operations.includes('Write') && !multiple);
  const inputs = writable.map((resource) => field(
    `${resource.name}${resource.mandatory ? '' : ' (optional)'}`,
    h('input', { name: `r${resource.id}`, autocomplete: 'off' }), HINTS[resource.type]));
  const id = h('input', { name: 'id', inputmode: 'numeric', autocomplete: 'off' });
  const more = h('textarea', { name: 'more', rows: 3, spellcheck: 'false' });
  open(`New instance of ${definition?.name ?? `object ${objectId}`}`, `/${objectId}`, [
    field('Instance id', id, 'Without one, the device chooses.'), ...inputs,
    field(inputs.length ? 'Other resources' : 'Resources', more, 'One a line: id = value, or id/instance = value.'),
  ], 'Create', async (data) => {
    const chosen = data.get('id').trim();
    if (chosen !== '' && !/^\d{1,5}$/.test(chosen)) {
      throw new Error('An instance id is a number from 0 to 65534.');
    }
    const path = chosen === '' ? `/${objectId}` : `/${objectId}/${chosen}`;
    const below = `/${objectId}/${chosen === '' ? 0 : chosen}`;
    const values = writable.filter((one) => data.get(`r${one.id}`) !== '').map((one) => (
      { path: `${below}/${one.id}`, type: one.type, text: data.get(`r${one.id}`) }));
    values.push(...linesOf(data.get('more'), below));
    await through('Create', device.endpoint, path, { values });
  });
}

export function openDelete(device, path, name) {
  open(`Delete ${name}?`, path, h('p', {}, 'The device deletes this instance with all that is in it.'),
    'Delete', (data) => through('Delete', device.endpoint, path));
}
