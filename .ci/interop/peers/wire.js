'use strict';
// What the peers share: commands as JSON lines on the input, answers and events as JSON lines on
// the output, and a tap on the peer's socket. A peer ends with its input.

const readline = require('readline');

const emit = (event) => process.stdout.write(JSON.stringify(event) + '\n');

/** Runs the operation that each line names; its result or its error is the answer. */
exports.serve = (operations) => {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', async (line) => {
    const { id, op, ...args } = JSON.parse(line);
    try {
      emit({ answer: id, ok: true, ...(await operations[op](args)) });
    } catch (error) {
      emit({ answer: id, ok: false, code: error.code, error: error.message || error.name });
    }
  });
  lines.on('close', () => process.exit(0));
};

exports.event = (name, fields) => emit({ event: name, ...fields });

/**
 * Tells about every datagram of a socket, as the peer's own parser understands it. "exact" says
 * whether the peer's generator makes the same bytes of it: options in order, lengths as short as
 * can be.
 */
exports.tap = (socket, { parse, generate }) => {
  const tell = (direction, datagram) => {
    const fields = { direction, hex: datagram.toString('hex') };
    try {
      const packet = parse(datagram);
      const kind = packet.confirmable ? 'CON' : packet.ack ? 'ACK' : packet.reset ? 'RST' : 'NON';
      Object.assign(fields, {
        type: kind,
        code: packet.code,
        messageId: packet.messageId,
        token: packet.token.toString('hex'),
        options: packet.options.map((o) => ({ name: String(o.name), value: o.value.toString('hex') })),
        payload: packet.payload.toString('hex'),
        exact: generate(packet).equals(datagram),
      });
    } catch (error) {
      fields.malformed = error.message;
    }
    exports.event('datagram', fields);
  };
  const send = socket.send.bind(socket);
  socket.send = (datagram, ...rest) => {
    tell('out', datagram);
    return send(datagram, ...rest);
  };
  socket.prependListener('message', (datagram) => tell('in', datagram));
};

/** What a response was, for an answer. */
exports.describe = (response) => ({
  code: response.code,
  format: response.headers['Content-Format'],
  payload: response.payload.toString('hex'),
  location: (response.options || []).filter(({ name }) => name === 'Location-Path')
    .map(({ value }) => `/${value}`).join(''),
});
