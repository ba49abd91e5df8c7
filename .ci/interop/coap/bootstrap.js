'use strict';
// A bootstrap server (OMA LwM2M Core 1.1 §6.1) on the "coap" package: it takes POST /bs, answers
// 2.04 and asks the device, step by step, what it was told to.

const senml = require('./senml');

/** What a step is on the wire. */
const requestOf = ({ kind, path, format, resources }) => {
  switch (kind) {
    case 'discover':
      return { method: 'GET', path, options: { Accept: senml.option(senml.FORMATS.link) } };
    case 'read':
      return { method: 'GET', path, options: { Accept: senml.option(senml.FORMATS[format]) } };
    case 'write':
      return {
        method: 'PUT', path, options: { 'Content-Format': senml.option(senml.FORMATS[format]) },
        payload: senml.encode(format, `${path}/`, resources),
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
