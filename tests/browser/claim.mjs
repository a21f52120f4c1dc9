// Drives claim pages in a real browser, as a learner would: every state of a link, with and without scripts, a narrow
// screen, every language, an offer whose wallet comes closer. On each page axe-core looks for what keeps people out.
// Prints one line a step; the first thing that is wrong ends it with exit code 1.
//
//   node claim.mjs ORIGIN FOLDER
//
// FOLDER holds claims.json: {"open", "suspended", "revoked", "withdrawn", "unknown", "used", "fresh": path}. With
// ELMSEAL_SHOTS, pictures go to FOLDER/shots.

import assert from 'node:assert/strict';
import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';

import axe from 'axe-core';
import {chromium} from 'playwright-core';

const [origin, folder] = process.argv.slice(2);
const links = JSON.parse(await readFile(path.join(folder, 'claims.json'), 'utf8'));
const shots = path.join(folder, 'shots');
await mkdir(shots, {recursive: true});
const languages = ['en', 'de', 'es', 'fr', 'ga', 'it', 'ro', 'fi', 'sv', 'bg', 'el'];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking']
});
let passed = 0;

/** Runs one step on a page of its own; whatever the browser complains about fails it. */
async function step(name, options, run) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, locale: 'en', ...options});
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.examined = options.javaScriptEnabled !== false;
  const wrong = [];
  page.on('console', message => {
    // The browser says of a page with 404 or 410 that it failed; the page is what is looked at.
    if(['error', 'warning'].includes(message.type()) && !/status of 4(04|10)/.test(message.text())) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', error => wrong.push(`script: ${error.message}`));
  page.on('request', request => {
    if(!request.url().startsWith(`${origin}/`)) {
      wrong.push(`request to ${request.url()}`);
    }
    if(request.headers().referer) {
      wrong.push(`told where it comes from: ${request.url()}`);
    }
  });
  try {
    await run(page, context);
    assert.deepEqual(wrong, []);
    passed += 1;
    console.log(`ok ${name}`);
  } catch(error) {
    await page.screenshot({path: path.join(shots, 'failed.png'), fullPage: true}).catch(() => {});
    console.error(`failed: ${name}\n${error.stack}\n${wrong.join('\n')}`);
    await browser.close();
    process.exit(1);
  }
  await context.close();
}

/** A picture of the page, and nothing on it that keeps people out or runs over its edge. */
async function examined(page, name) {
  if(process.env.ELMSEAL_SHOTS) {
    await page.screenshot({path: path.join(shots, `${name}.png`), fullPage: true});
  }
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${name} is ${over} points too wide`);
  assert.equal(await page.locator('h1').count(), 1, name);
  if(!page.examined) {
    return;
  }
  const violations = await page.evaluate(async source => {
    if(!window.axe) {
      (0, eval)(source);
    }
    const {violations} = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations']
    });
    return violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
  }, axe.source);
  assert.deepEqual(violations, [], name);
}

const open = (page, where, query = '') => page.goto(`${origin}${where}${query}`);

for(const [narrow, viewport] of [['', {width: 1280, height: 900}], ['-narrow', {width: 320, height: 640}]]) {
  for(const state of ['open', 'suspended', 'revoked', 'withdrawn', 'unknown', 'used']) {
    await step(`${state}${narrow}`, {viewport}, async page => {
      await open(page, links[state]);
      await examined(page, `${state}${narrow}`);
    });
  }
}

await step('dark', {colorScheme: 'dark'}, async page => {
  await open(page, links.open);
  await examined(page, 'dark');
});

for(const language of languages) {
  await step(`language ${language}`, {viewport: {width: 320, height: 640}}, async page => {
    await open(page, links.open, `?lang=${language}`);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await examined(page, `language-${language}`);
    await page.locator('#wallet form button').click();
    assert.equal(await page.locator('html').getAttribute('lang'), language, 'the language stays');
    await examined(page, `offer-${language}`);
  });
}

for(const javaScriptEnabled of [true, false]) {
  await step(`share and withdraw, ${javaScriptEnabled ? 'with' : 'without'} scripts`, {javaScriptEnabled}, async page => {
    await open(page, links.open);
    await page.locator('#share form button').click();
    const link = await page.locator('#same').getAttribute('href');
    assert.match(link, /^https:\/\/mc\.uni\.example\/c\/[0-9a-f]{32}$/);
    assert.equal(await page.locator('#copy').isVisible(), javaScriptEnabled && await page.evaluate(() => !!navigator.clipboard));
    await examined(page, `shared${javaScriptEnabled ? '' : '-bare'}`);
    await page.locator('#share form button').click();
    assert.equal(await page.locator('#same').count(), 0);
    assert.match(await page.locator('.notice').textContent(), /withdrawn/);
  });
}

for(const [name, viewport] of [['', {width: 1280, height: 900}], ['-narrow', {width: 320, height: 640}]]) {
  await step(`the link for wallets of the VC API${name}`, {viewport, javaScriptEnabled: true}, async page => {
    await open(page, links.open);
    await page.locator('details.interaction summary').click();
    const link = await page.locator('#interaction').inputValue();
    assert.ok(link.endsWith(`${links.open}?iuv=1`), link);
    assert.ok(await page.locator('details.interaction svg').isVisible());
    await examined(page, `interaction${name}`);
    const answer = await page.request.get(`${origin}${links.open}?iuv=1`, {headers: {accept: 'application/json'}});
    assert.ok((await answer.json()).protocols.vcapi.endsWith(`${links.open}/exchange`));
  });
}

await step('download without scripts', {javaScriptEnabled: false, acceptDownloads: true}, async page => {
  await open(page, links.open);
  for(const [file, ending] of [['certificate.pdf', '.pdf'], ['badge.png', '.badge.png'], ['credential.elm.jsonld', '.elm.jsonld']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`a[href$="/files/${file}"]`).click()]);
    assert.ok(download.suggestedFilename().endsWith(ending), download.suggestedFilename());
    assert.equal(await download.failure(), null);
  }
});

await step('a wallet comes closer, without scripts', {javaScriptEnabled: false}, async (page, context) => {
  await open(page, links.fresh);
  await page.locator('#wallet form button').click();
  assert.match(await page.locator('.digits').textContent(), /^\d{6}$/);
  assert.match(await page.locator('#progress').textContent(), /No wallet has asked/);
  await fetchOffer(page, context);
  await page.locator('#look').click();
  assert.match(await page.locator('#progress').textContent(), /has fetched the offer/);
  await examined(page, 'progress');
});

await step('a wallet comes closer, with scripts', {}, async (page, context) => {
  await open(page, links.fresh);
  await page.locator('#wallet form button').click();
  await fetchOffer(page, context);
  await page.waitForFunction(() => document.getElementById('progress').dataset.state === 'contacted');
  assert.match(await page.locator('#progress').textContent(), /has fetched the offer/);
});

await step('asking for another link', {}, async page => {
  await open(page, links.withdrawn);
  await page.locator('main form button').click();
  assert.match(await page.locator('h1').textContent(), /Look into your mail/);
  await examined(page, 'asked');
});

await step('by keyboard', {}, async page => {
  await open(page, links.open);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const seen = [];
  for(let at = 0; at < 40; at += 1) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(() => document.activeElement.closest('section')?.id ?? ''));
  }
  for(const section of ['wallet', 'download', 'share']) {
    assert.ok(seen.includes(section), section);
  }
});

/** What a wallet does first. */
async function fetchOffer(page, context) {
  const link = await page.locator('#deep').getAttribute('href');
  const offer = new URL(new URL(link.replace('openid-credential-offer://', 'http://x/')).searchParams.get('credential_offer_uri'));
  const answer = await context.request.get(`${origin}${offer.pathname}`);
  assert.equal(answer.status(), 200);
}

await browser.close();
console.log(`${passed} passed, 0 failed`);
