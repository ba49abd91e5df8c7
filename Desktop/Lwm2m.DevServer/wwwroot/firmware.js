// The firmware of a device that has object 5: an image goes to /5/x/0 in blocks, or the device
// fetches it from where /5/x/1 says; then the update is started.

import { cancelUpload, upload } from './api.js';
import { isAwake } from './devices.js';
import { field, select } from './dialogs.js';
import { h, setText, toast } from './dom.js';
import { contentOf, state } from './state.js';
import { run } from './tree.js';

const OBJECT = 5;
const VERSION = '/3/0/3';
const MAX_BYTES = 16 * 1024 * 1024;
const DOWNLOADING = 1;
const DOWNLOADED = 2;
const PULL_ONLY = 0;
const PUSH_ONLY = 1;
const ASK_AGAIN_MS = 2000;
const STATES = ['Idle', 'Downloading', 'Downloaded', 'Updating'];
const RESULTS = ['none yet', 'updated', 'not enough storage', 'not enough memory',
  'the connection was lost', 'the check has failed', 'this kind of image is not supported',
  'the URI is not valid', 'the update has failed', 'this protocol is not supported',
  'it was cancelled', 'it was deferred'];

const size = (bytes) => (bytes < 10000 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(1)} KiB`);

/** The card of a device. It is hidden when the device has no object 5. */
export function firmwareCard(endpoint) {
  const about = h('p');
  const file = h('input', { type: 'file', id: 'firmware-file' });
  const transfer = select('transfer',
    [['push', 'Written to the device in blocks'], ['pull', 'Fetched by the device']], 'push');
  const send = h('button.primary', { type: 'button' }, 'Upload');
  const cancel = h('button', { type: 'button', hidden: true }, 'Cancel');
  const start = h('button', { type: 'button' }, 'Start the update');
  const ask = h('button', { type: 'button' }, 'Ask for the state');
  const bar = h('progress', { max: 100, value: 0, 'aria-label': 'Upload' });
  const progress = h('p.quiet', { role: 'status' });
  const note = h('span.note', { role: 'status' });
  const element = h('article.card.firmware', { hidden: true }, h('h2', {}, 'Firmware'), about,
    h('label.field', { for: 'firmware-file' }, h('span.label', {}, 'Image'), file),
    field('How it gets there', transfer), bar, progress, h('div.buttons', {}, ask, start, cancel, send), note);
  let instance = 0;
  let askedAt = 0;
  let askedAfter = null;
  let again = 0;

  send.addEventListener('click', async () => {
    const [image] = file.files;
    if (!image) {
      toast('Choose a file first.', true);
      file.focus();
      return;
    }
    if (image.size > MAX_BYTES) {
      toast('An image has at most 16 MiB here.', true);
      return;
    }
    send.disabled = true;
    try {
      await upload(endpoint, instance, image, transfer.value);
    } catch (error) {
      toast(error.message, true);
    }
    send.disabled = false;
  });
  cancel.addEventListener('click', () => cancelUpload(endpoint)
    .catch((error) => toast(error.message, true)));
  const numberOf = (id) => contentOf(endpoint).values.get(`/${OBJECT}/${instance}/${id}`)?.number;
  const isSending = () => state.firmware.get(endpoint)?.state === 'Sending';
  const askForState = async () => {
    clearTimeout(again);
    await run(note, 'Read', endpoint, VERSION);
    await run(note, 'Read', endpoint, `/${OBJECT}/${instance}`);
    if (element.isConnected && numberOf(3) === DOWNLOADING && !isSending()) {
      // It has yet to take the last block, or fetches an image that this page has no part in.
      clearTimeout(again);
      again = setTimeout(askForState, ASK_AGAIN_MS);
    }
  };
  ask.addEventListener('click', askForState);
  start.addEventListener('click', async () => {
    const answer = await run(note, 'Execute', endpoint, `/${OBJECT}/${instance}/2`);
    if (answer?.isSuccess) {
      askForState();
    }
  });

  return {
    element,
    update(device) {
      const object = device.objects.find(({ id }) => id === OBJECT);
      element.hidden = !object || object.instances.length === 0;
      if (element.hidden) {
        return;
      }
      [instance] = object.instances;
      const values = contentOf(endpoint).values;
      const state3 = numberOf(3);
      const result = numberOf(5);
      const [push, pull] = transfer.options;
      push.disabled = numberOf(9) === PULL_ONLY;
      pull.disabled = numberOf(9) === PUSH_ONLY;
      if (transfer.selectedOptions[0].disabled) {
        transfer.value = push.disabled ? 'pull' : 'push';
      }
      const view = state.firmware.get(endpoint);
      const ended = view && !isSending() ? view : askedAfter;
      if (isAwake(device) && (askedAt !== device.registeredAt || askedAfter !== ended)) {
        // It may have restarted with another firmware; an upload changes its state. Between two
        // calls, one may have begun and ended.
        askedAt = device.registeredAt;
        askedAfter = ended;
        askForState();
      }
      const version = values.get(VERSION)?.text ?? 'not known';
      setText(about, isSending() ? `Version ${version}. A new one is on its way.`
        : state3 === undefined ? 'Its state is not known yet; ask for it.'
          : `Version ${version}. ${STATES[state3] ?? `State ${state3}`}. Last result: ${
            result === undefined ? 'not known' : RESULTS[result] ?? `number ${result}`}.`);
      start.disabled = state3 !== DOWNLOADED;
      start.title = start.disabled ? 'Possible when an image is there: in the state Downloaded.' : '';
      bar.hidden = !view;
      progress.hidden = !view;
      cancel.hidden = !isSending();
      send.hidden = isSending();
      if (view) {
        const percent = view.total === 0 ? 100 : Math.floor((100 * view.sent) / view.total);
        bar.value = percent;
        progress.dataset.state = view.state;
        setText(progress, view.sentence
          ?? `${percent} %, ${size(view.sent)} of ${size(view.total)}`);
      }
    },
  };
}
