'use strict';
// lwm2m-node-lib's server, told by JSON lines what to do. Two things are exchanged before it
// starts: it listens on the loopback address only, and its requests do not go through its own
// proxy but through the agent of its "coap" package on the server's socket. That agent
// acknowledges confirmable notifications and separate responses and resets unwanted ones.
// usage: server.js [port]

const path = require('path');
const wire = require('../peers/wire');
const { server } = require('lwm2m-node-lib');
const home = path.dirname(require.resolve('lwm2m-node-lib'));
const coap = require(require.resolve('coap', { paths: [home] }));
const packets = require(require.resolve('coap-packet', {
  paths: [path.dirname(require.resolve('coap', { paths: [home] }))],
}));
const coapUtils = require('lwm2m-node-lib/lib/services/server/coapUtils');
const coapRouter = require('lwm2m-node-lib/lib/services/coapRouter');

const TLV = 'application/vnd.oma.lwm2m+tlv';
const config = {
  port: Number(process.argv[2] || 0),
  lifetimeCheckInterval: 200,
  udpWindow: 100,
  defaultType: 'Device',
  types: [],
  logLevel: 'FATAL',
  ipProtocol: 'udp4',
  serverProtocol: 'udp4',
  formats: [{ name: TLV, value: 11542 }],
  writeFormat: 'text/plain',
  defaultAcceptFormat: 'text/plain',
};

const createServer = coap.createServer;
coap.createServer = ({ type, piggybackReplyMs }) => {
  const created = createServer({ type, piggybackReplyMs });
  const listen = created.listen.bind(created);
  created.listen = (port, done) => listen(port, '127.0.0.1', done);
  return created;
};

let agent;
let lastResponse;

coapUtils.sendRequest = (request, callback) => {
  const { proxyUri, payload, ...rest } = request;
  const target = new URL(proxyUri);
  const outgoing = agent.request({ ...rest, host: target.hostname, port: Number(target.port) });
  outgoing.on('error', callback);
  outgoing.on('response', (response) => {
    lastResponse = response;
    callback(null, response);
  });
  outgoing.end(payload === undefined || payload === '' ? undefined : payload);
};

/** Calls a function of the library and tells what the device has answered. */
const call = (operation, ...args) => new Promise((resolve, reject) => {
  lastResponse = undefined;
  server[operation](...args, (error, text) => {
    const response = lastResponse ? wire.describe(lastResponse) : {};
    if (error) {
      reject(Object.assign(new Error(error.message), { code: response.code || error.code }));
    } else {
      resolve({ ...response, text });
    }
  });
});

const formatOf = (format) => (format === 11542 ? TLV : 'text/plain');

const operations = {
  read({ device, path: [object, instance, resource], accept }) {
    config.defaultAcceptFormat = formatOf(accept);
    return call('read', device, object, instance, resource);
  },
  write({ device, path: [object, instance, resource], format, hex }) {
    config.writeFormat = formatOf(format);
    return call('write', device, object, instance, resource, Buffer.from(hex, 'hex'));
  },
  execute({ device, path: [object, instance, resource], args }) {
    config.writeFormat = 'text/plain';
    return call('execute', device, object, instance, resource, args);
  },
  discover: ({ device, path: ids }) => call('discover', device, ...ids),
  writeAttributes({ device, path: [object, instance, resource], attributes }) {
    return call('writeAttributes', device, object, instance, resource, attributes);
  },
  observe({ device, path: [object, instance, resource] }) {
    config.defaultAcceptFormat = 'text/plain';
    const notified = (text) => wire.event('notified', { path: [object, instance, resource], text });
    return call('observe', device, object, instance, resource, notified);
  },
  cancel({ device, path: [object, instance, resource] }) {
    return call('cancelObserver', device, object, instance, resource);
  },
  forget: ({ device }) => new Promise((resolve, reject) => {
    server.getRegistry().unregister(device, (error) => (error ? reject(error) : resolve({})));
  }),
};

server.start(config, (error, info) => {
  if (error) {
    throw error;
  }
  const socket = info.server._sock;
  wire.tap(socket, packets);
  agent = new coap.Agent({ type: 'udp4', socket });
  server.setHandler(info, 'registration', (name, lifetime, version, binding, list, done) => {
    server.getDevice(name, (missing, device) => {
      wire.event('registered', { device: device.id, name, lifetime, version, binding, list });
      done(missing);
    });
  });
  server.setHandler(info, 'updateRegistration', (device, list, done) => {
    wire.event('updated', { device: device.id, name: device.name, lifetime: device.lifetime, list });
    done();
  });
  coapRouter.setHandler(info, 'unregistration', (device, done) => {
    wire.event('deregistered', { device: device.id, name: device.name });
    done();
  });
  server.getRegistry().checkLifetime(config.lifetimeCheckInterval, (device) => {
    wire.event('expired', { device: device.id, name: device.name });
  });
  wire.serve(operations);
  wire.event('ready', { port: socket.address().port });
});
