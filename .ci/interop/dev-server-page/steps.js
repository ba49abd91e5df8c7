'use strict';
// What a person does with the page, step by step.

const assert = require('assert');
const path = require('path');
const axe = require('axe-core');
const programs = require('./programs');

const ENDPOINT = 'desktop-thermometer';
const HOSTILE = '<img src=x onerror=alert(1)>';
const KEY = '5ec0de5ec0de5ec05ec0de5ec0de5ec0';

const row = (page, resource) => page.locator(`tr[data-path="${resource}"]`);
const act = (page, resource, name) => row(page, resource)
  .getByRole('button', { name: new RegExp(`^${name}`) }).click();
const has = (locator, text) => locator.filter({ hasText: text }).first().waitFor();

// The rules of WCAG 2 A and AA that a program can check: contrast, names, roles.
async function isAccessible(page) {
  await page.evaluate(`${axe.source}; undefined`);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
  }));
  assert.deepStrictEqual(violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(' | ')}`), []);
}

const isNotTooWide = async (page) => assert.ok(await page.evaluate(
  () => document.documentElement.scrollWidth <= window.innerWidth), 'the page scrolls sideways');

// How many of the chart's pixels are drawn on.
const ink = (page) => page.locator('.chart canvas').first().evaluate((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let i = 3; i < data.length; i += 4) {
    drawn += data[i] > 0 ? 1 : 0;
  }
  return drawn;
});

async function begin({ page, address, check, shoot, sampleDll }) {
  await page.goto(address);
  let device;
  await check('without a device, the page says how to start one', async () => {
    await page.getByText('No device has registered yet').waitFor();
    await shoot('01-no-device');
    await isAccessible(page);
  });
  await check('the command that it shows registers a device', async () => {
    const command = await page.locator('.empty code').first().textContent();
    const [, args] = /Samples\.DesktopTemperature -- (.*)$/.exec(command);
    device = programs.start(sampleDll, ...args.split(' '));
    await page.locator(`tr[data-endpoint="${ENDPOINT}"]`).waitFor();
    await has(page.locator('td[data-label="LwM2M"]'), '1.1');
    await has(page.locator('.lifetime-text'), 'of 60 s left');
    await shoot('02-devices');
    await isAccessible(page);
  });
  return device;
}

async function tree({ page, check, shoot }) {
  await check('its objects have the names of their definitions', async () => {
    await page.getByRole('link', { name: ENDPOINT }).click();
    await has(page.locator('[data-object="3303"] h2'), 'Temperature');
    await has(row(page, '/3303/0/5700'), 'Sensor Value');
    await has(row(page, '/3/0/0'), 'Manufacturer');
  });
  await check('only what it has is shown once it was asked', async () => {
    await row(page, '/3/0/9').waitFor({ state: 'detached' });
    await row(page, '/3/0/17').waitFor();
  });
  await check('a resource is read', async () => {
    await act(page, '/3/0/0', 'Read');
    await has(row(page, '/3/0/0').locator('.value'), 'Contoso');
    await has(row(page, '/3/0/0').locator('.note'), '2.05 Content');
  });
  await check('everything is read', async () => {
    await page.getByRole('button', { name: 'Read everything' }).click();
    await has(row(page, '/3/0/1').locator('.value'), 'Thermo-PC');
    await has(row(page, '/3303/0/5700').locator('.value'), '°C');
    await has(row(page, '/3/0/11').locator('.value-line'), '0: 0');
  });
  await check('a text is written, and stays text', async () => {
    await act(page, '/3303/0/5750', 'Write');
    await page.locator('dialog [name=value]').fill('kitchen <b>2</b>');
    await shoot('03-write');
    await page.locator('dialog').getByRole('button', { name: 'Write' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await act(page, '/3303/0/5750', 'Read');
    await has(row(page, '/3303/0/5750').locator('.value'), 'kitchen <b>2</b>');
    assert.strictEqual(await row(page, '/3303/0/5750').locator('b').count(), 0);
  });
  await check('a value of another type is refused with a sentence', async () => {
    await act(page, '/1/0/1', 'Write');
    await page.locator('dialog [name=value]').fill('soon');
    await page.keyboard.press('Enter');
    await has(page.getByRole('alert'), "'soon' is not a whole number.");
    await isAccessible(page);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  });
  await check('attributes are written and shown', async () => {
    await act(page, '/3303/0/5700', 'Attributes');
    await page.locator('dialog [name=pmin]').fill('1');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await has(row(page, '/3303/0/5700').locator('.chips'), 'pmin=1');
  });
  await check('a resource is executed', async () => {
    await act(page, '/3303/0/5605', 'Execute');
    await page.locator('dialog').getByRole('button', { name: 'Execute' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await has(page.locator('.toast'), '2.04 Changed');
  });
  await check('what the device refuses is said in a sentence', async () => {
    await page.locator('[data-object="3303"]').getByRole('button', { name: /^Create/ }).click();
    await page.locator('dialog').getByRole('button', { name: 'Create' }).click();
    await has(page.getByRole('alert'), /\(4\.\d\d /);
    await page.locator('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
  });
}

async function chart({ page, check, shoot }) {
  const numberIn = async () => Number(/\d+/.exec(
    await page.locator('.chart-card footer').first().textContent())[0]);
  const grows = async (than) => {
    for (let i = 0; i < 150; i += 1) {
      if (await numberIn() >= than) {
        return;
      }
      await page.waitForTimeout(100);
    }
    throw new Error(`${await numberIn()} values, not ${than}`);
  };
  await check('a number is observed, with a chart that goes on by itself', async () => {
    await act(page, '/3303/0/5700', 'Observe');
    await page.locator('.chart canvas').waitFor();
    const before = await numberIn();
    await grows(before + 4);
    assert.ok(await ink(page) > 1000, 'nothing is drawn');
    await has(page.locator('.chart-value'), '°C');
    await page.evaluate(() => window.scrollTo(0, 0));
    await shoot('04-device');
    await isAccessible(page);
  });
  await check('the chart is still there when the page is loaded again', async () => {
    const before = await numberIn();
    await page.reload();
    await page.locator('.chart canvas').waitFor();
    await grows(before);
    await has(row(page, '/3303/0/5700').getByRole('button', { name: /^Observing/ }), 'Observing');
  });
  await check('the page is readable in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    await shoot('05-device-dark');
    await isAccessible(page);
    await page.emulateMedia({ colorScheme: 'light' });
  });
  await check('the page fits a small window', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.waitForTimeout(300);
    await shoot('06-device-small', true);
    await isNotTooWide(page);
    for (const link of ['Devices', 'Log', 'Bootstrap']) {
      await page.getByRole('navigation').getByRole('link', { name: link }).click();
      await page.waitForTimeout(100);
      await isNotTooWide(page);
    }
    await page.setViewportSize({ width: 1360, height: 900 });
    await page.goBack();
    await page.goBack();
    await page.goBack();
  });
  await check('the keyboard is enough', async () => {
    await page.reload();
    await page.locator('.object').first().waitFor();
    await page.keyboard.press('Tab');
    assert.strictEqual(await page.evaluate(() => document.activeElement.className), 'skip');
    const read = row(page, '/3/0/14').getByRole('button', { name: /^Write/ });
    await read.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('+01:00');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    assert.ok(await read.evaluate((button) => button === document.activeElement));
  });
}

async function firmware({ page, check, shoot, images, device }) {
  const card = page.locator('.firmware');
  const upload = async (version) => {
    await card.locator('input[type=file]').setInputFiles(path.join(images, `${version}.img`));
    await card.getByRole('button', { name: 'Upload' }).click();
  };
  const update = async (version) => {
    await has(card, 'Downloaded. Last result: none yet.');
    await card.getByRole('button', { name: 'Start the update' }).click();
    await device.says(new RegExp(`firmware ${version.replaceAll('.', '\\.')} starts`));
    await has(card, `Version ${version}. Idle. Last result: updated.`);
    await has(row(page, '/3/0/3').locator('.value'), version);
  };
  await check('a file that is no firmware is refused, and why is said', async () => {
    await card.locator('input[type=file]').setInputFiles({
      name: 'firmware.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2000, 0xa5),
    });
    await card.getByRole('button', { name: 'Upload' }).click();
    await has(card.locator('[data-state=Failed]'), '(4.00 Bad Request)');
    await has(card, 'Idle. Last result: this kind of image is not supported.');
  });
  await check('a firmware image is uploaded, with its progress', async () => {
    await upload('1.1.0');
    await has(card.locator('[role=status]'), /^[1-9]\d? %, /);
    await has(card, 'Version 1.0.0. A new one is on its way.');
    await card.scrollIntoViewIfNeeded();
    await shoot('07-firmware-upload');
    await has(card.locator('[data-state=Done]'), 'The device has all 100064 bytes.');
    await has(card, 'Downloaded. Last result: none yet.');
    await shoot('07-firmware');
    await isAccessible(page);
  });
  await check('the update is started: the device comes back with the new version', async () => {
    await update('1.1.0');
    await shoot('07-firmware-updated');
  });
  await check('a firmware image is fetched by the device, and the update started', async () => {
    await card.getByLabel('How it gets there').selectOption('pull');
    await upload('1.2.0');
    await has(card.locator('[role=status]'), /^[1-9]\d? %, /);
    await shoot('07-firmware-fetched');
    await has(card.locator('[data-state=Done]'), 'The device has fetched all 100064 bytes.');
    await has(row(page, '/5/0/1').locator('.value'), /coap:.*\/firmware\/[0-9a-f]{16}\.img/);
    await update('1.2.0');
  });
  await check('the new firmware stays when the device is restarted', async () => {
    await act(page, '/3/0/4', 'Execute');
    await page.locator('dialog').getByRole('button', { name: 'Execute' }).click();
    await page.locator('dialog').waitFor({ state: 'detached' });
    await device.says(/(firmware 1\.2\.0 starts[^]*){2}/);
    await has(card, 'Version 1.2.0. Idle. Last result: none yet.');
  });
}

async function log({ page, check, shoot }) {
  await check('the log has every message, with its details', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Log' }).click();
    await page.getByLabel('Filter the log').fill('/3303/0/5750');
    const put = page.locator('.log-row').filter({ hasText: 'PUT' }).first();
    await put.locator('summary').click();
    await has(put.locator('.message'), 'Uri-Path');
    await has(put.locator('.payload'), 'kitchen <b>2</b>');
    await shoot('08-log');
    await isAccessible(page);
    await page.getByLabel('Events only').check();
    await page.getByLabel('Filter the log').fill('registered');
    await has(page.locator('.log-row'), `registered ${ENDPOINT}`);
  });
}

async function bootstrap({ page, check, shoot, address, server }) {
  await check('an account is handed out, and its key is not shown again', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Bootstrap' }).click();
    await page.locator('input[name=endpoint]').fill('lab-9');
    await page.locator('select[name^=kind]').selectOption('other');
    await page.locator('input[name^=uri]').fill('coaps://lwm2m.example:5684');
    await page.locator('input[name^=identity]').first().fill('lab-9-identity');
    await page.locator('input[name^=key]').first().fill('not a key');
    await page.getByRole('button', { name: 'Hand out' }).click();
    await has(page.getByRole('alert'), 'A key has hexadecimal digits only');
    await page.locator('input[name^=key]').first().fill(KEY);
    await shoot('09-bootstrap', true);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Hand out' }).click();
    await has(page.locator('.lines'), 'as lab-9-identity with a key');
  });
  await check('a key is made and saved', async () => {
    await page.locator('input[name=identity]').fill('lab-9-identity');
    await page.getByRole('button', { name: 'Make one' }).click();
    await page.getByRole('button', { name: 'Save the key' }).click();
    await page.getByRole('button', { name: 'Remove the key of lab-9-identity' }).waitFor();
    assert.strictEqual(await page.locator('input[name=key]').inputValue(), '');
  });
  await check('no key is in the page, in what a new page is told, or in the log', async () => {
    const controller = new AbortController();
    const response = await fetch(`${address}api/events`, { signal: controller.signal });
    let told = '';
    for await (const chunk of response.body) {
      told += Buffer.from(chunk).toString();
      if (told.includes('\n\n')) {
        break;
      }
    }
    controller.abort();
    assert.ok(told.includes('lab-9-identity'));
    for (const text of [told, await page.content(), server.output]) {
      assert.ok(!text.toLowerCase().includes(KEY.slice(0, 12)));
    }
  });
  await check('an entry is removed', async () => {
    await page.getByRole('button', { name: 'Remove the entry of lab-9' }).click();
    await page.getByText('This server hands out nothing yet').waitFor();
  });
}

async function end({
  page, address, server, complaints, check, shoot, serverDll, sampleDll, device,
}) {
  await check('a device over DTLS whose name is markup is shown by its name', async () => {
    const [, secure] = await server.says(/^ {2}(--server coaps:.*)$/m);
    const hostile = programs.start(sampleDll, ...secure.trim().split(' '), '--endpoint', HOSTILE);
    await page.goto(`${address}#/devices`);
    await page.getByRole('link', { name: HOSTILE }).click();
    await has(page.locator('h1'), HOSTILE);
    await has(page.locator('.facts'), /Identitydevice/);
    await row(page, '/3303/0/5603').waitFor({ state: 'detached' });
    await has(row(page, '/3303/0/5700'), 'Sensor Value');
    assert.strictEqual(await page.locator('img[src=x]').count(), 0);
    await hostile.stop();
    await page.getByText('This device is not registered').waitFor();
  });
  await check('a device that deregisters is gone', async () => {
    await page.goto(`${address}#/devices`);
    assert.strictEqual(await device.stop(), 0);
    await page.getByText('No device has registered yet').waitFor();
  });
  await check('the browser has nothing to complain about', async () => {
    // But for what was refused on purpose: a value that is none, and a key that is none.
    const refusals = complaints.filter((text) => /status of 400/.test(text));
    assert.strictEqual(complaints.filter((text) => !refusals.includes(text)).join(' | '), '');
    assert.strictEqual(refusals.length, 2);
  });
  await check('the end of the server is seen', async () => {
    assert.strictEqual(await server.stop(), 0);
    await has(page.locator('#link-state'), 'Connection lost');
    await shoot('10-connection-lost');
  });
  await check('a server that is started again is found by the open page', async () => {
    const again = programs.start(
      serverDll, '--port', '0', '--page-port', new URL(address).port);
    const [, uri] = await again.says(/LwM2M server on (coaps:[^;]+);/);
    await has(page.locator('#link-state'), 'Live');
    await has(page.locator('.addresses'), uri);
  });
}

exports.run = async (all) => {
  const device = await begin(all);
  for (const part of [tree, chart, firmware, log, bootstrap, end]) {
    await part({ ...all, device });
  }
};
