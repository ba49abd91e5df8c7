'use strict';
// The "coap" package as a plain CoAP server, as an LwM2M server and as a bootstrap server, written
// by hand, so that every message can be chosen. Server and agent share one socket, as a real server
// does: a device answers nobody else.

const dgram = require('dgram');
const fs = require('fs');
const coap = require('coap');
const packets = require('coap-packet');
const wire = require('../peers/wire');
const bootstrap = require('./bootstrap');
const senml = require('./senml');

const LATE_MS = 200;      // More than the 50 ms after which the package acknowledges.

let device;               // Where the latest Register came from.
let registrations = 0;
let isHolding = false;    // Whether a Register waits for "release".
let held;
let sendCode = '2.04';   // What a Send is answered.
let known = new Set();    // The locations in use.
let agent;
let bootstrapServer;
let socket;
const streams = new Map();

const late = (work) => setTimeout(work, LATE_MS);

const respond = (response, code, payload) => {
  response.code = code;
  response.end(payload);
};

/** The registration interface; every answer is a separate response. */
const register = (request, response) => {
  device = request.rsinfo;
  const { searchParams } = new URL(request.url, 'coap://localhost');
  wire.event('registered', {
    query: Object.fromEntries(searchParams), list: request.payload.toString(),
  });
  const accept = () => {
    const location = String(++registrations);
    known.add(location);
    response.setOption('Location-Path', [Buffer.from('rd'), Buffer.from(location)]);
    respond(response, '2.01');
  };
  if (isHolding) {
    held = accept;
  } else {
    late(accept);
  }
};

const atLocation = (request, response, location) => {
  const isDelete = request.method === 'DELETE';
  const isKnown = isDelete ? known.delete(location) : known.has(location);
  wire.event(isDelete ? 'deregistered' : 'updated', {
    location, known: isKnown, list: request.payload.toString(),
  });
  late(() => respond(response, isKnown ? (isDelete ? '2.02' : '2.04') : '4.04'));
};

const observed = (response) => {
  let count = 0;
  response.write(`value ${count}`);
  const timer = setInterval(() => response.write(`value ${++count}`), 100);
  response.on('finish', () => {
    clearInterval(timer);
    wire.event('unobserved', { count });
  });
};

const handle = (request, response) => {
  if (request.code === '0.00') {
    response.reset();     // A ping (RFC 7252 §4.3) is left to the application.
    return;
  }
  const [, first, second] = request.url.split('?')[0].split('/');
  if (first === 'bs') {
    bootstrapServer.accept(request, response);
  } else if (first === 'rd') {
    if (second === undefined) {
      register(request, response);
    } else {
      atLocation(request, response, second);
    }
  } else if (first === 'dp') {
    wire.event('sent', {
      format: request.headers['Content-Format'],
      records: senml.decode(senml.FORMATS.senmlCbor, request.payload),
    });
    respond(response, sendCode);
  } else if (first === 'piggybacked') {
    respond(response, '2.05', 'at once');
  } else if (first === 'separate') {
    late(() => respond(response, '2.05', 'later'));
  } else if (first === 'observed' && request.headers.Observe === 0) {
    observed(response);
  } else if (first === 'echo') {
    respond(response, '2.04', JSON.stringify({
      method: request.method,
      url: request.url,
      accept: request.headers.Accept,
      format: request.headers['Content-Format'],
      payload: request.payload.toString('hex'),
    }));
  } else {
    respond(response, '4.04');
  }
};

/** Options by the names that the package knows, or by their numbers as text. */
const setOptions = (request, options) => {
  for (const [name, hex] of Object.entries(options || {})) {
    request.setOption(name, Buffer.from(hex, 'hex'));
  }
};

const operations = {
  /** A request to the device through the agent, which repeats, acknowledges and resets. */
  request: ({ method, path, query, token, options, payload, confirmable, observe, name }) =>
    new Promise((resolve, reject) => {
      const request = agent.request({
        host: device.address,
        port: device.port,
        method,
        pathname: path,
        query,
        confirmable,
        observe,
        token: token === undefined ? undefined : Buffer.from(token, 'hex'),
      });
      setOptions(request, options);
      request.on('error', reject);
      request.on('response', (response) => {
        if (observe) {
          streams.set(name, response);
          response.on('data', (value) => wire.event('notified', {
            name, payload: value.toString('hex'), observe: response.headers.Observe,
          }));
        }
        resolve(wire.describe(response));
      });
      request.end(payload === undefined ? undefined : Buffer.from(payload, 'hex'));
    }),

  /**
   * A request with resources as content in a format; the answer's records, if it is SenML, as
   * JSON. An observation tells its values as records too.
   */
  records: ({ method, path, format, accept, base, resources, observe, name, block }) =>
    new Promise((resolve, reject) => {
      const request = agent.request({
        host: device.address, port: device.port, method, pathname: path, observe,
      });
      if (format !== undefined) {
        request.setOption('Content-Format', senml.option(senml.FORMATS[format]));
      }
      if (accept !== undefined) {
        request.setOption('Accept', senml.option(senml.FORMATS[accept]));
      }
      setOptions(request, block);
      const records = (payload) =>
        accept === undefined ? [] : senml.decode(senml.FORMATS[accept], payload);
      request.on('error', reject);
      request.on('response', (response) => {
        if (observe) {
          streams.set(name, response);
          response.on('data', (value) => wire.event('notified', {
            name, records: records(value), observe: response.headers.Observe,
          }));
        }
        const answer = wire.describe(response);
        if (response.code === '2.05' && !observe) {
          const found = records(response.payload);
          answer.payload = Buffer.from(JSON.stringify(found)).toString('hex');
        }
        resolve(answer);
      });
      request.end(resources && senml.encode(format, base, resources));
    }),

  /** Ends an observation: "eager" asks with Observe 1, otherwise the next one is reset. */
  cancel: async ({ name, eager }) => {
    streams.get(name).close(eager);
    streams.delete(name);
  },

  /** Writes a file, in blocks of 16 << exponent bytes that are repeated after a time. */
  push: ({ path, file, exponent, ackTimeout }) => new Promise((resolve, reject) => {
    coap.updateTiming({ ackTimeout });
    const request = agent.request({
      host: device.address, port: device.port, method: 'PUT', pathname: path,
    });
    request.setOption('Content-Format', 'application/octet-stream');
    request.setOption('Block1', Buffer.of(exponent));
    request.on('error', reject);
    request.on('timeout', reject);
    request.on('response', (response) => resolve(wire.describe(response)));
    request.end(fs.readFileSync(file));
  }),

  /** Any bytes to the device. */
  raw: async ({ hex }) => {
    const datagram = Buffer.from(hex, 'hex');
    socket.send(datagram, 0, datagram.length, device.port, device.address);
  },

  /** From now on a Register is acknowledged, but not answered before "release". */
  hold: async () => {
    isHolding = true;
  },

  release: async () => {
    isHolding = false;
    held();
  },

  forget: async () => {
    known = new Set();
  },

  /** From now on a Send is answered with a code. */
  answerSend: async ({ code }) => {
    sendCode = code;
  },

  /** What is asked of a device that bootstraps. */
  bootstrap: (args) => bootstrapServer.arm(args),
};

socket = dgram.createSocket('udp4');
socket.bind(0, '127.0.0.1', () => {
  wire.tap(socket, packets);
  coap.createServer({ sendAcksForNonConfirmablePackets: true }, handle).listen(socket);
  agent = new coap.Agent({ socket });
  bootstrapServer = bootstrap.create({ agent, wire });
  wire.serve(operations);
  wire.event('ready', { port: socket.address().port });
});
