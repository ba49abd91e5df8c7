'use strict';
// A bootstrap server (OMA LwM2M Core 1.1 §6.1) on the "coap" package: it takes POST /bs, answers
// 2.04 and asks the device, step by step, what it was told to. What it writes is encoded here,
// by code that has nothing in common with the device's.

const cbor = require('cbor');

const FORMATS = { link: 40, senmlJson: 110, senmlCbor: 112, tlv: 11542 };

const bytesOf = ({ type, value }) =>
  type === 'opaque' ? Buffer.from(value, 'hex')
  : type === 'string' ? Buffer.from(value)
  : type === 'boolean' ? Buffer.from([value ? 1 : 0])
  : integer(value);

/** Two's complement of 1, 2 or 4 bytes. */
const integer = (value) => {
  const length = value >= -0x80 && value < 0x80 ? 1 : value >= -0x8000 && value < 0x8000 ? 2 : 4;
  const bytes = Buffer.alloc(length);
  bytes.writeIntBE(value, 0, length);
  return bytes;
};

/** One TLV (§7.4.4); kind 3 is a resource. */
const tlv = (kind, id, value) => {
  const header = [kind << 6 | (id > 255 ? 0x20 : 0)];
  header.push(...(id > 255 ? [id >> 8, id & 255] : [id]));
  if (value.length < 8) {
    header[0] |= value.length;
  } else if (value.length < 256) {
    header[0] |= 0x08;
    header.push(value.length);
  } else {
    header[0] |= 0x10;
    header.push(value.length >> 8, value.length & 255);
  }
  return Buffer.concat([Buffer.from(header), value]);
};

/** The fields of a SenML record (RFC 8428 §4.1) that hold a value. */
const fieldOf = ({ type, value }) =>
  type === 'opaque' ? ['vd', Buffer.from(value, 'hex')]
  : type === 'string' ? ['vs', value]
  : type === 'boolean' ? ['vb', value]
  : ['v', value];

const LABELS = { bn: -2, n: 0, v: 2, vs: 3, vb: 4, vd: 8 };

const records = (path, resources) => resources.map((resource, index) => {
  const [name, value] = fieldOf(resource);

  // The name behind the value, as RFC 8428 allows.
  return Object.assign(index === 0 ? { bn: `${path}/` } : {}, {
    [name]: value, n: String(resource.id),
  });
});

const encoders = {
  tlv: (path, resources) =>
    Buffer.concat(resources.map((resource) => tlv(3, resource.id, bytesOf(resource)))),
  senmlJson: (path, resources) =>
    Buffer.from(JSON.stringify(records(path, resources), (key, value) =>
      value && value.type === 'Buffer' ? Buffer.from(value.data).toString('base64url') : value)),
  senmlCbor: (path, resources) =>
    cbor.encode(records(path, resources).map((record) =>
      new Map(Object.entries(record).map(([name, value]) => [LABELS[name], value])))),
};

const number = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return value > 255 ? bytes : bytes.subarray(1);
};

/** What a step is on the wire. */
const requestOf = ({ kind, path, format, resources }) => {
  switch (kind) {
    case 'discover':
      return { method: 'GET', path, options: { Accept: number(FORMATS.link) } };
    case 'read':
      return { method: 'GET', path, options: { Accept: number(FORMATS[format]) } };
    case 'write':
      return {
        method: 'PUT', path, options: { 'Content-Format': number(FORMATS[format]) },
        payload: encoders[format](path, resources),
      };
    case 'delete':
      return { method: 'DELETE', path };
    default:
      return { method: 'POST', path: '/bs' };
  }
};

/**
 * Makes a bootstrap server of an agent. "arm" says what is asked at the next POST /bs; "accept"
 * takes it. A step that is not answered with success ends the session with the event "failed",
 * the last one ends it with "finished".
 */
exports.create = ({ agent, wire }) => {
  let steps = [];
  let refusal;

  const ask = (device, { method, path, options, payload }) => new Promise((resolve, reject) => {
    const request = agent.request({
      host: device.address, port: device.port, method, pathname: path,
    });
    for (const [name, value] of Object.entries(options || {})) {
      request.setOption(name, value);
    }
    request.on('error', reject);
    request.on('timeout', reject);
    request.on('response', resolve);
    request.end(payload);
  });

  const run = async (device) => {
    for (const step of steps) {
      const response = await ask(device, requestOf(step));
      wire.event('step', {
        kind: step.kind, path: step.path, code: response.code,
        text: response.payload.toString(), hex: response.payload.toString('hex'),
      });
      if (!response.code.startsWith('2.')) {
        wire.event('failed', { kind: step.kind, path: step.path, code: response.code });
        return;
      }
    }
    wire.event('finished', {});
  };

  return {
    arm: async (given) => {
      steps = given.steps;
      refusal = given.refusal;
    },

    accept: (request, response) => {
      const { searchParams } = new URL(request.url, 'coap://localhost');
      const device = request.rsinfo;
      wire.event('bootstrap', { query: Object.fromEntries(searchParams) });
      response.code = refusal || '2.04';
      response.end();
      if (!refusal) {
        setTimeout(() => run(device).catch((error) =>
          wire.event('failed', { code: error.message })), 20);
      }
    },
  };
};
