'use strict';
// Runs the checks:
// node run.js <browser> <server dll> <sample dll> <folder for screenshots> <folder of images>

const path = require('path');
const { chromium } = require('playwright-core');
const programs = require('./programs');
const steps = require('./steps');

const [browserPath, serverDll, sampleDll, pictures, images] = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

// One line and one count for each check; a check that throws has failed.
async function check(name, body) {
  try {
    await body();
    totals.passed += 1;
    console.log(`pass ${name}`);
  } catch (error) {
    totals.failed += 1;
    console.log(`FAIL ${name}: ${error.message.replace(/\u001b\[\d+m/g, '').split('\n').slice(0, 8).join(' ')}`);
  }
}

async function main() {
  const server = programs.start(serverDll, '--port', '0', '--coap-port', '0', '--page-port', '0');
  const [, address] = await server.says(/Its page is (http:\S+)/);
  await server.says(/Without protection/);

  // The sandbox does not work for root, as whom containers run.
  const isRoot = process.getuid && process.getuid() === 0;
  const browser = await chromium.launch({
    executablePath: browserPath, args: isRoot ? ['--no-sandbox'] : [],
  });
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const shoot = (name, fullPage = false) => page.screenshot({
    path: path.join(pictures, `${name}.png`), fullPage,
  });
  try {
    await steps.run({
      page, address, server, complaints, check, shoot, serverDll, sampleDll, images,
    });
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  totals.failed += 1;
  console.log(`FAIL ${error.message}`);
}).finally(async () => {
  await programs.stopAll();
  console.log(`${totals.passed} passed, ${totals.failed} failed, 0 skipped`);
  process.exit(totals.failed === 0 ? 0 : 1);
});
