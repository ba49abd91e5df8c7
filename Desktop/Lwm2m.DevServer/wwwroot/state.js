// What the page knows, kept up to date by the server's events, and who wants to be told.

export const state = {
  isConnected: false,
  clockOffset: 0,
  secureUri: null,
  plainUri: null,
  devices: new Map(),
  contents: new Map(),
  firmware: new Map(),
  log: [],
  bootstrap: { isOpen: false, entries: [], sessions: [], identities: [] },
  definitions: new Map(),
};

const MAX_LOG_ENTRIES = 1000;
const listeners = new Map();

/** Calls back on each event of a name; the result ends that. */
export function on(name, listener) {
  if (!listeners.has(name)) {
    listeners.set(name, new Set());
  }
  listeners.get(name).add(listener);
  return () => listeners.get(name).delete(listener);
}

function emit(name, detail) {
  for (const listener of [...(listeners.get(name) ?? [])]) {
    listener(detail);
  }
}

/** The server's time in milliseconds since 1970. */
export const now = () => Date.now() + state.clockOffset;

/** The insides of a device as far as they are known. */
export function contentOf(endpoint) {
  if (!state.contents.has(endpoint)) {
    state.contents.set(endpoint, { links: new Map(), values: new Map(), isLoaded: false });
  }
  return state.contents.get(endpoint);
}

/** Asks the server what it remembers of a device. */
export async function loadContent(endpoint) {
  if (!state.devices.has(endpoint)) {
    return;
  }
  const response = await fetch(`api/content?endpoint=${encodeURIComponent(endpoint)}`);
  if (!response.ok) {
    return;
  }
  const { links, values } = await response.json();
  const content = contentOf(endpoint);
  setLinks(content, links);
  for (const value of values) {
    content.values.set(value.path, value);
  }
  content.isLoaded = true;
  emit('content', endpoint);
}

function setLinks(content, links) {
  content.links = new Map(links.map(({ path, attributes }) => [path, attributes]));
}

const handlers = {
  hello(hello) {
    state.clockOffset = hello.now - Date.now();
    state.secureUri = hello.secureUri;
    state.plainUri = hello.plainUri;
    state.devices = new Map(hello.devices.map((device) => [device.endpoint, device]));
    state.firmware = new Map(hello.firmware.map((view) => [view.endpoint, view]));
    state.log = hello.log;
    state.bootstrap = hello.bootstrap;
    state.contents.clear();
    state.isConnected = true;
    emit('link');
    emit('hello');
  },
  registered(device) {
    state.devices.set(device.endpoint, device);
    const content = contentOf(device.endpoint);
    content.links = new Map();
    emit('devices', device.endpoint);
    emit('content', device.endpoint);
  },
  device(device) {
    state.devices.set(device.endpoint, device);
    emit('devices', device.endpoint);
  },
  gone({ endpoint }) {
    state.devices.delete(endpoint);
    state.contents.delete(endpoint);
    emit('devices', endpoint);
  },
  values({ endpoint, values }) {
    const content = contentOf(endpoint);
    for (const value of values) {
      content.values.set(value.path, value);
    }
    emit('values', { endpoint, values });
  },
  links({ endpoint, links }) {
    setLinks(contentOf(endpoint), links);
    emit('content', endpoint);
  },
  forgotten({ endpoint, path }) {
    const content = contentOf(endpoint);
    for (const known of [content.links, content.values]) {
      for (const key of [...known.keys()]) {
        if (key === path || key.startsWith(`${path}/`)) {
          known.delete(key);
        }
      }
    }
    emit('content', endpoint);
  },
  observation(observation) {
    const device = state.devices.get(observation.endpoint);
    const place = device?.observations.findIndex(({ path }) => path === observation.path) ?? -1;
    if (place >= 0) {
      device.observations[place] = observation;
      emit('devices', observation.endpoint);
    }
  },
  firmware(view) {
    state.firmware.set(view.endpoint, view);
    emit('firmware', view.endpoint);
  },
  log(entry) {
    state.log.push(entry);
    if (state.log.length > MAX_LOG_ENTRIES) {
      state.log.shift();
    }
    emit('log', entry);
  },
  bootstrap(bootstrap) {
    state.bootstrap = bootstrap;
    emit('bootstrap');
  },
  answer(answer) {
    emit('answer', answer);
  },
};

/** Connects, and connects again whenever that ends. */
export async function connect() {
  const response = await fetch('api/definitions');
  for (const definition of await response.json()) {
    definition.byId = new Map(definition.resources.map((resource) => [resource.id, resource]));
    state.definitions.set(definition.key, definition);
  }
  const source = new EventSource('api/events');
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, ({ data }) => handle(JSON.parse(data)));
  }
  source.addEventListener('error', () => {
    state.isConnected = false;
    emit('link');
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => location.reload(), 3000);
    }
  });
}
