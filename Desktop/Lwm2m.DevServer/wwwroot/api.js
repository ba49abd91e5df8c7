// Commands to the server. What goes wrong is thrown as an Error with a sentence for people.

import { on } from './state.js';

const tab = [...crypto.getRandomValues(new Uint8Array(8))]
  .map((byte) => byte.toString(16).padStart(2, '0')).join('');
const pending = new Map();
let commands = 0;

on('answer', (answer) => {
  pending.get(answer.id)?.(answer);
  pending.delete(answer.id);
});

// After a break there is no telling which answers have come meanwhile.
on('hello', () => {
  for (const done of pending.values()) {
    done({ isSuccess: false, sentence: 'The connection to the server was lost meanwhile.' });
  }
  pending.clear();
});

async function send(method, path, body, type = 'application/json') {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': type },
      body,
    });
  } catch {
    throw new Error('The server does not answer. Is it still running?');
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.error ?? `The server has refused it (${response.status}).`);
  }
  return answer;
}

/**
 * Has the server ask a device for something. The promise is that of the device's answer, which may
 * be long in coming; waits() is called when the device sleeps.
 */
export async function command(operation, endpoint, path, more = {}, waits = () => {}) {
  commands += 1;
  const id = `${tab}-${commands}`;
  const answer = new Promise((resolve) => pending.set(id, resolve));
  try {
    const taken = await send('POST', 'api/commands',
      JSON.stringify({ id, operation, endpoint, path, ...more }));
    if (taken.waits) {
      waits();
    }
  } catch (error) {
    pending.delete(id);
    throw error;
  }
  return answer;
}

/** Sends a firmware image by "push" or "pull"; how far it is comes as events. */
export const upload = (endpoint, instance, file, transfer) => send('POST',
  `api/firmware?endpoint=${encodeURIComponent(endpoint)}&instance=${instance}&transfer=${transfer}`,
  file, 'application/octet-stream');

export const cancelUpload = (endpoint) =>
  send('DELETE', `api/firmware?endpoint=${encodeURIComponent(endpoint)}`);

export const setBootstrap = (entry) =>
  send('POST', 'api/bootstrap', JSON.stringify(entry));

export const removeBootstrap = (endpoint) =>
  send('DELETE', `api/bootstrap?endpoint=${encodeURIComponent(endpoint)}`);

export const setKey = (identity, key) =>
  send('POST', 'api/keys', JSON.stringify({ identity, key }));

export const removeKey = (identity) =>
  send('DELETE', `api/keys?identity=${encodeURIComponent(identity)}`);

/** The course of a number so far. */
export async function series(endpoint, path) {
  const query = `endpoint=${encodeURIComponent(endpoint)}&path=${encodeURIComponent(path)}`;
  return send('GET', `api/series?${query}`);
}
