// The bootstrap server: which accounts it hands out, which keys it knows, and how the bootstraps
// went. Keys are sent once, when they are entered; the server does not tell them.

import { removeBootstrap, removeKey, setBootstrap, setKey } from './api.js';
import { field, select } from './dialogs.js';
import { emptyState, h, keyed, setText, toast } from './dom.js';
import { on, state } from './state.js';
import { ago } from './texts.js';

const KEY_BYTES = 16;
const FORMATS = [['', 'what the device prefers'], ['tlv', 'TLV'], ['senml-cbor', 'SenML CBOR'],
  ['senml-json', 'SenML JSON']];
const SESSION_STATES = {
  Running: ['asleep', 'under way'],
  Finished: ['good', 'finished'],
  Refused: ['bad', 'the device has refused Finish'],
  TimedOut: ['bad', 'the device has not answered'],
  Silent: ['bad', 'the server has fallen silent'],
  Replaced: ['asleep', 'the device has begun anew'],
};

const keyInput = (name) => h('input', {
  name, type: 'password', autocomplete: 'new-password', spellcheck: 'false', placeholder: 'hexadecimal digits',
});

// A form whose problems are sentences below it.
function form(submitText, parts, submit) {
  const problem = h('p.problem', { role: 'alert', hidden: true });
  const element = h('form', { novalidate: true, autocomplete: 'off' }, parts, problem,
    h('div.buttons', {}, h('button.primary', { type: 'submit' }, submitText)));
  element.addEventListener('input', () => { problem.hidden = true; });
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await submit(new FormData(element), element);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  return element;
}

let accounts = 0;

// The inputs of one account; their names have its number.
function accountFields(serverId, removed) {
  accounts += 1;
  const n = accounts;
  const kind = select(`kind${n}`, [['own', 'This server'], ['other', 'Another server']], 'own');
  const other = h('div.field-grid', { hidden: true },
    field('Address', h('input', { name: `uri${n}`, placeholder: 'coaps://host:5684' })),
    field('Server id', h('input', { name: `serverId${n}`, value: String(serverId), inputmode: 'numeric' })),
    field('Identity', h('input', { name: `identity${n}`, autocomplete: 'off' }), 'For coaps only.'),
    field('Key', keyInput(`key${n}`), 'Not shown again.'),
    field('Lifetime in seconds', h('input', { name: `lifetime${n}`, value: '300', inputmode: 'numeric' })),
    field('Binding', select(`binding${n}`, [['U', 'U'], ['UQ', 'UQ, queue mode of 1.0']], 'U')));
  kind.addEventListener('change', () => { other.hidden = kind.value === 'own'; });
  const remove = h('button.small', { type: 'button', onclick: () => { element.remove(); removed(); } }, 'Remove');
  const element = h('fieldset.account', { 'data-number': n }, h('legend', {}, 'Account'),
    h('div.account-head', {}, field('With', kind,
      'With this server, a device gets the key by which it has come.'), remove), other);
  return element;
}

const whole = (text, name) => {
  if (!/^\d+$/.test(text.trim())) {
    throw new Error(`${name} is a number.`);
  }
  return Number(text);
};

function readAccount(data, n) {
  return data.get(`kind${n}`) === 'own' ? {} : {
    uri: data.get(`uri${n}`).trim(),
    serverId: whole(data.get(`serverId${n}`), 'The server id'),
    identity: data.get(`identity${n}`) || null,
    key: data.get(`key${n}`) || null,
    lifetime: whole(data.get(`lifetime${n}`), 'The lifetime'),
    binding: data.get(`binding${n}`),
  };
}

function newEntry() {
  const list = h('div');
  const refresh = () => list.classList.toggle('single', list.children.length === 1);
  const add = () => {
    list.append(accountFields(list.children.length + 1, refresh));
    refresh();
  };
  add();
  return form('Hand out', [
    h('div.field-grid', {},
      field('Endpoint', h('input', { name: 'endpoint', spellcheck: 'false' }),
        'The name of the device; empty for every device without an entry of its own.'),
      field('Format', select('format', FORMATS, ''))),
    list,
    h('button', { type: 'button', onclick: add }, 'Add another account'),
  ], async (data, element) => {
    const numbers = [...list.children].map((one) => one.dataset.number);
    await setBootstrap({
      endpoint: data.get('endpoint').trim(),
      format: data.get('format') || null,
      accounts: numbers.map((n) => readAccount(data, n)),
    });
    toast('It is handed out from now on.');
    list.replaceChildren();
    add();
    element.reset();
  });
}

const accountText = (account) => (account.uri === null ? 'this server'
  : `${account.uri}, server id ${account.serverId}, ${
    account.hasKey ? `as ${account.identity} with a key` : 'without security'}, lifetime ${account.lifetime} s`);

function remover(what, remove) {
  return h('button.small', {
    type: 'button',
    'aria-label': `Remove ${what}`,
    onclick: () => remove().catch((error) => toast(error.message, true)),
  }, 'Remove');
}

const entryRow = (entry) => ({
  element: h('li.line', {}, h('div', {},
    h('strong', {}, entry.endpoint === '' ? 'Every other device' : entry.endpoint),
    h('ul.quiet', {}, entry.accounts.map((account) => h('li', {}, accountText(account))))),
  remover(`the entry of ${entry.endpoint || 'every other device'}`, () => removeBootstrap(entry.endpoint))),
});

const keyRow = (identity) => ({
  element: h('li.line', {}, h('code', {}, identity), remover(`the key of ${identity}`, () => removeKey(identity))),
});

function sessionRow(session) {
  const pill = h('span.pill');
  const age = h('span.quiet');
  const steps = h('ol.steps');
  return {
    element: h('li.session', {}, h('div.line', {}, h('strong', {}, session.endpoint), pill, age,
      h('code.quiet', {}, session.address)), steps),
    update(next) {
      const [mood, text] = SESSION_STATES[next.state] ?? ['asleep', next.state];
      pill.dataset.state = mood;
      setText(pill, text);
      setText(age, ago(next.startedAt));
      steps.replaceChildren(...next.steps.map((step) => h('li',
        { 'data-state': step.isExpected ? 'good' : 'bad' }, h('code', {}, step.step), ` → ${step.answer}`)));
    },
  };
}

function keyForm() {
  const key = keyInput('key');
  const made = h('button', {
    type: 'button',
    onclick() {
      key.type = 'text';
      key.value = [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
        .map((byte) => byte.toString(16).padStart(2, '0')).join('');
      key.select();
    },
  }, 'Make one');
  return form('Save the key', [
    h('div.field-grid', {}, field('Identity', h('input', { name: 'identity', autocomplete: 'off', spellcheck: 'false' })),
      field('Key', key, 'Not shown again; give the device the same one.')), made,
  ], async (data, element) => {
    await setKey(data.get('identity'), data.get('key'));
    toast(`${data.get('identity')} has its key.`);
    key.type = 'password';
    element.reset();
  });
}

export function bootstrapView() {
  const about = h('p');
  const entries = h('ul.lines');
  const keys = h('ul.lines');
  const sessions = h('ul.lines');
  const showEntries = keyed(entries, (entry) => JSON.stringify(entry), entryRow);
  const showKeys = keyed(keys, (identity) => identity, keyRow);
  const showSessions = keyed(sessions, ({ endpoint, startedAt }) => `${endpoint} ${startedAt}`, sessionRow);
  const noKeys = h('p.hint', {}, 'This server runs without security: it has no keys.');
  const forKeys = keyForm();
  const none = emptyState('No device has asked for a bootstrap yet',
    h('p', {}, 'Give a device the address of this server as that of its bootstrap server, and a key that is listed '
      + 'under “Keys of this server”. What it is asked to do appears here, step by step.'));
  const element = h('section.bootstrap', {}, h('h1', {}, 'Bootstrap'), about,
    h('div.columns.even', {},
      h('div', {},
        h('article.card', {}, h('h2', {}, 'Who gets what'), entries, h('h3', {}, 'New entry'), newEntry()),
        h('article.card', {}, h('h2', {}, 'Keys of this server'),
          h('p.hint', {}, 'A device with one of these identities, and its key, may connect over coaps. '
            + 'All of this is kept in memory and ends with the server.'), keys, noKeys, forKeys)),
      h('article.card', {}, h('h2', {}, 'Bootstraps'), sessions, none)));
  const update = () => {
    const { isOpen, entries: list, identities, sessions: past } = state.bootstrap;
    setText(about, isOpen
      ? 'Every device that asks gets an account with this server, unless an entry says otherwise.'
      : list.length === 0
        ? 'This server hands out nothing yet. Make an entry, and a device that asks gets its accounts.'
        : list.some(({ endpoint }) => endpoint === '') ? 'Devices get what their entries say.'
          : 'Devices get what their entries say; others are refused.');
    showEntries(list);
    entries.hidden = list.length === 0;
    showKeys(identities ?? []);
    noKeys.hidden = identities !== null;
    forKeys.hidden = identities === null;
    showSessions(past);
    none.hidden = past.length > 0;
  };
  update();
  const ends = [on('bootstrap', update), on('hello', update)];
  const timer = setInterval(update, 5000);
  return {
    element,
    title: 'Bootstrap',
    dispose() {
      clearInterval(timer);
      ends.forEach((end) => end());
    },
  };
}
