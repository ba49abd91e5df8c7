// Starts the page: connects, and shows the view that the address asks for.

import { bootstrapView } from './bootstrap.js';
import { deviceView } from './device.js';
import { devicesView } from './devices.js';
import { setText } from './dom.js';
import { logView } from './log.js';
import { connect, on, state } from './state.js';

const place = document.getElementById('view');
let current = { key: null };

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function show() {
  if (!state.isConnected && current.key === null) {
    return;
  }
  const [page, ...rest] = location.hash.replace(/^#\//, '').split('/');
  const endpoint = page === 'device' ? decoded(rest.join('/')) : null;
  const key = `${page}/${endpoint ?? ''}`;
  for (const link of document.querySelectorAll('nav a')) {
    const isCurrent = link.dataset.page === (page === 'device' || page === '' ? 'devices' : page);
    link.toggleAttribute('aria-current', isCurrent);
    if (isCurrent) {
      link.setAttribute('aria-current', 'page');
    }
  }
  if (key === current.key) {
    return;
  }
  const isFirst = current.key === null;
  current.dispose?.();
  const view = page === 'device' ? deviceView(endpoint)
    : page === 'log' ? logView()
      : page === 'bootstrap' ? bootstrapView()
        : devicesView();
  current = { key, dispose: view.dispose };
  place.replaceChildren(view.element);
  document.title = `${view.title} · LwM2M dev server`;
  if (!isFirst) {
    place.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}

on('link', () => {
  const link = document.getElementById('link-state');
  link.dataset.state = state.isConnected ? 'live' : 'lost';
  setText(link, state.isConnected ? 'Live' : 'Connection lost; trying again');
});
const count = () => setText(document.getElementById('device-count'), String(state.devices.size));
on('devices', count);
on('hello', () => {
  count();
  show();
});
window.addEventListener('hashchange', show);
connect().catch(() => {
  const link = document.getElementById('link-state');
  link.dataset.state = 'lost';
  setText(link, 'The server does not answer; reload this page when it runs');
});
