// Times, ages and values as text.

import { now } from './state.js';

// The resource of reusable IPSO objects that has the unit of the others.
const UNITS = 5701;
const LONGEST_UNIT = 12;

const two = (number) => String(number).padStart(2, '0');

/** The time of day, with milliseconds if they matter. */
export function clock(at, withMs = false) {
  const date = new Date(at);
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return withMs ? `${text}.${String(date.getMilliseconds()).padStart(3, '0')}` : text;
}

/** A number of seconds in the unit that people would use. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 120 ? `${whole} s`
    : whole < 7200 ? `${Math.round(whole / 60)} min`
      : whole < 172800 ? `${Math.round(whole / 3600)} h`
        : `${Math.round(whole / 86400)} days`;
}

/** How long ago it was. */
export const ago = (at) => `${duration((now() - at) / 1000)} ago`;

/** A value with what its definition says about it. */
export function valueText(value, resource) {
  if (resource?.type === 'Time' && value.kind === 'Integer') {
    const date = new Date(Number(value.text) * 1000);
    return Number.isNaN(date.getTime()) ? value.text
      : date.toISOString().replace('T', ' ').replace('.000Z', ' UTC');
  }
  if (value.kind === 'Text' && value.text === '') {
    return '(empty text)';
  }
  if (value.kind === 'Opaque') {
    return value.text === '' ? '(no bytes)' : `0x${value.text}`;
  }
  return value.text;
}

/** The parts of a path as numbers. */
export const ids = (path) => path.split('/').slice(1).map(Number);

/** The definition of an object of a device, or undefined. */
export const definitionOf = (state, device, objectId) =>
  state.definitions.get(device.objects.find(({ id }) => id === objectId)?.definition);

/** The definition of what a path leads to, or undefined. */
export function resourceOf(state, device, path) {
  const [object, , resource] = ids(path);
  return definitionOf(state, device, object)?.byId.get(resource);
}

/** The unit of a resource: its definition's, or what the Units resource of its instance says. */
export function unitOf(state, device, path) {
  const resource = resourceOf(state, device, path);
  const [object, instance] = ids(path);
  const stated = resource?.type === 'Float'
    ? state.contents.get(device.endpoint)?.values.get(`/${object}/${instance}/${UNITS}`)?.text
    : undefined;
  const unit = stated ?? resource?.units ?? '';
  return unit === 'Cel' ? '°C' : unit.length > LONGEST_UNIT ? '' : unit;
}

/** A text with its unit, if there is one. */
export const withUnit = (text, unit) => (unit ? `${text}\u00a0${unit}` : text);
