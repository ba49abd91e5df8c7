'use strict';
// SenML (RFC 8428) in JSON and CBOR and OMA TLV, by packages and code that have nothing in common
// with the device's. A resource is { id, type, value }, type one of string, integer, boolean,
// float and opaque (in hexadecimal).

const cbor = require('cbor');

exports.FORMATS = { text: 0, link: 40, senmlJson: 110, senmlCbor: 112, tlv: 11542 };

const LABELS = { bn: -2, bt: -3, n: 0, v: 2, vs: 3, vb: 4, t: 6, vd: 8 };
const NAMES = Object.fromEntries(Object.entries(LABELS).map(([name, label]) => [label, name]));

/** Two's complement of 1, 2 or 4 bytes. */
const integer = (value) => {
  const length = value >= -0x80 && value < 0x80 ? 1 : value >= -0x8000 && value < 0x8000 ? 2 : 4;
  const bytes = Buffer.alloc(length);
  bytes.writeIntBE(value, 0, length);
  return bytes;
};

const bytesOf = ({ type, value }) =>
  type === 'opaque' ? Buffer.from(value, 'hex')
  : type === 'string' ? Buffer.from(value)
  : type === 'boolean' ? Buffer.from([value ? 1 : 0])
  : integer(value);

/** A resource as TLV (OMA LwM2M Core 1.1 §7.4.4). */
const tlv = (id, value) => {
  const header = id > 255 ? [0xE0, id >> 8, id & 255] : [0xC0, id];
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

/** The member of a record that holds a value. */
const memberOf = ({ type, value }, isJson) =>
  type === 'opaque'
    ? { vd: isJson ? Buffer.from(value, 'hex').toString('base64url') : Buffer.from(value, 'hex') }
  : type === 'string' ? { vs: value }
  : type === 'boolean' ? { vb: value }
  : type === undefined ? {}
  : { v: value };

/** The names come behind the values, as RFC 8428 allows. */
const recordsOf = (base, resources, isJson) => resources.map((resource, index) => ({
  ...(index === 0 && base ? { bn: base } : {}),
  ...memberOf(resource, isJson),
  n: String(resource.id),
}));

/** Encodes resources; base is what their ids go on from, "/3/0/". */
exports.encode = (format, base, resources) => {
  switch (format) {
    case 'tlv':
      return Buffer.concat(resources.map((resource) => tlv(resource.id, bytesOf(resource))));
    case 'senmlJson':
      return Buffer.from(JSON.stringify(recordsOf(base, resources, true)));
    default:
      return cbor.encode(recordsOf(base, resources, false).map((record) =>
        new Map(Object.entries(record).map(([name, value]) => [LABELS[name], value]))));
  }
};

const toRecord = (map) => Object.fromEntries([...map].map(([label, value]) =>
  [NAMES[label] || `unknown ${label}`, value]));

/** Decodes a pack into its records with whole names: path and value. */
exports.decode = (format, payload) => {
  const pack = format === exports.FORMATS.senmlJson
    ? JSON.parse(payload.toString())
    : cbor.decodeFirstSync(payload).map((map) => toRecord(map));
  let base = '';
  return pack.map(({ bn, n, v, vs, vb, vd, t }) => {
    base = bn === undefined ? base : bn;
    const value = v ?? vs ?? vb
      ?? (Buffer.isBuffer(vd) ? vd : Buffer.from(vd || '', 'base64url')).toString('hex');
    return { path: base + (n || ''), value, t };
  });
};

/** A number as the value of an option. */
exports.option = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return value > 255 ? bytes : value > 0 ? bytes.subarray(1) : Buffer.alloc(0);
};
