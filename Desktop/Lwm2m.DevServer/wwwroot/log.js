// Every CoAP message, and what happened besides.

import { emptyState, h, oncePerFrame, setText } from './dom.js';
import { on, state } from './state.js';
import { clock } from './texts.js';

const MAX_ROWS = 1000;
const MARKS = {
  Received: ['←', 'from the device'],
  Sent: ['→', 'to the device'],
  Retransmitted: ['↻', 'sent again'],
  Duplicate: ['⇇', 'received again'],
  Malformed: ['✕', 'is not CoAP'],
  Event: ['•', 'event'],
  Violation: ['!', 'breaks a rule'],
};

function details(message) {
  const facts = [['Type', message.type], ['Code', message.code],
    ['Message id', `0x${message.messageId.toString(16).padStart(4, '0')}`],
    ['Token', message.token || 'none'],
    ...message.options.map(({ name, value }) => [name, value || '(empty)'])];
  const list = h('dl.message', {}, facts.map(([name, text]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, h('code', {}, text)))));
  const payload = message.payloadBytes === 0 ? null
    : h('div.payload', {}, h('h3', {}, `Payload, ${message.payloadBytes} bytes`),
      message.payload === null
        ? h('p.quiet', {}, 'It is not shown, because it may have a key in it.')
        : [h('pre', {}, message.payload), h('pre.quiet', {}, message.payloadHex)]);
  return h('div.log-details', {}, list, payload);
}

function row(entry) {
  const [mark, meaning] = MARKS[entry.kind] ?? ['', entry.kind];
  const line = [
    h('time', {}, clock(entry.at, true)),
    h('span.mark', { title: meaning, 'aria-label': meaning, role: 'img' }, mark),
    h('span.log-peer', {}, entry.endpoint ?? entry.peer ?? ''),
    h('span.log-text', {}, entry.summary)];
  const element = entry.message
    ? h('details.log-row', { 'data-kind': entry.kind }, h('summary', {}, line))
    : h('div.log-row', { 'data-kind': entry.kind }, line);
  element.addEventListener('toggle', () => {
    if (element.open && element.children.length === 1) {
      element.append(details(entry.message));
    }
  });
  return element;
}

export function logView() {
  const filter = h('input', {
    type: 'search', placeholder: 'Filter, such as /3303 or NON', 'aria-label': 'Filter the log',
  });
  const events = h('input', { type: 'checkbox' });
  const follow = h('input', { type: 'checkbox', checked: true });
  const clear = h('button', { type: 'button' }, 'Clear');
  const list = h('div.card.log', { tabindex: 0, role: 'log', 'aria-label': 'Log', 'aria-live': 'off' });
  const empty = emptyState('Nothing has happened yet',
    h('p', {}, 'Each message from and to a device appears here as it comes and goes. ',
      h('a', { href: '#/devices' }, 'How to start a device')));
  const count = h('span.quiet', { role: 'status' });
  const element = h('section.log-page', {},
    h('div.title-row', {}, h('h1', {}, 'Log'), h('div.tools', {}, count, filter,
      h('label.check', {}, events, 'Events only'), h('label.check', {}, follow, 'Follow'), clear)),
    list, empty);
  let cleared = 0;

  const fits = (entry) => {
    const text = filter.value.trim().toLowerCase();
    return entry.id > cleared && (!events.checked || entry.message === null || entry.kind === 'Violation')
      && (text === '' || `${entry.endpoint ?? ''} ${entry.peer ?? ''} ${entry.summary}`.toLowerCase()
        .includes(text));
  };
  const settle = () => {
    empty.hidden = state.log.length > 0;
    list.hidden = state.log.length === 0;
    setText(count, `${list.children.length} of ${state.log.length}`);
    if (follow.checked) {
      list.scrollTop = list.scrollHeight;
    }
  };
  const fill = () => {
    list.replaceChildren(...state.log.filter(fits).map(row));
    settle();
  };
  filter.addEventListener('input', fill);
  events.addEventListener('change', fill);
  follow.addEventListener('change', settle);
  clear.addEventListener('click', () => {
    cleared = state.log.at(-1)?.id ?? 0;
    fill();
  });
  const settleSoon = oncePerFrame(settle);
  const add = (entry) => {
    if (fits(entry)) {
      list.append(row(entry));
      if (list.children.length > MAX_ROWS) {
        list.firstElementChild.remove();
      }
    }
    settleSoon();
  };
  const ends = [on('log', add), on('hello', fill)];
  fill();
  settleSoon();
  return { element, title: 'Log', dispose: () => ends.forEach((end) => end()) };
}
