// Drives claim pages in a real browser, as a learner would: every state of a link, with and without scripts, a narrow
// screen, every language, an offer whose wallet comes closer. On each page axe-core looks for what keeps people out.
//
//   node claim.mjs ORIGIN FOLDER
//
// FOLDER holds claims.json: {"open", "suspended", "revoked", "withdrawn", "unknown", "used", "fresh", "europass": path,
// "told": address}; the last is of another service, whose registrar tells the codes.
// `walk.mjs` says what fails a step and where pictures go.

import assert from 'node:assert/strict';

import {end, given, leaving, origin, picture, sound, stepping} from './walk.mjs';

const links = await given('claims.json');
const languages = ['en', 'de', 'es', 'fr', 'ga', 'it', 'ro', 'fi', 'sv', 'bg', 'el'];
const wide = {viewport: {width: 1280, height: 900}};
const narrow = {viewport: {width: 320, height: 640}};
/** Links that open nothing, and what their pages answer. */
const closed = {withdrawn: [410], unknown: [404]};

const referred = one => one.headers().referer ? `told where it comes from: ${one.url()}` : null;
const step = stepping(one => leaving(one) ?? referred(one));
const other = new URL(links.told).origin;
const stepThere = stepping(one => one.url().startsWith(`${other}/`) ? referred(one) : `request to ${one.url()}`);

/** A picture of the page, and nothing on it that keeps people out or runs over its edge. */
async function examined(page, name) {
  await picture(page, name);
  await sound(page);
}

const open = (page, where, query = '') => page.goto(`${origin}${where}${query}`);

for(const [how, screen] of [['', wide], ['-narrow', narrow]]) {
  for(const state of ['open', 'suspended', 'revoked', 'withdrawn', 'unknown', 'used', 'europass']) {
    await step(`${state}${how}`, {...screen, expected: closed[state]}, async page => {
      await open(page, links[state]);
      await examined(page, `${state}${how}`);
    });
  }
}

await step('dark', {colorScheme: 'dark'}, async page => {
  await open(page, links.open);
  await examined(page, 'dark');
});

for(const language of languages) {
  await step(`language ${language}`, narrow, async page => {
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

for(const [name, screen] of [['', wide], ['-narrow', narrow]]) {
  await step(`the link for wallets of the VC API${name}`, screen, async page => {
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

await step('what is to be done with the file for Europass', {}, async page => {
  await open(page, links.europass);
  const one = page.locator('#download .files > li').filter({has: page.locator('a[href$="/files/credential.europass.jsonld"]')});
  assert.equal(await one.locator('ol > li').count(), 2);
  await open(page, links.open);
  assert.equal(await page.locator('a[href$="/files/credential.europass.jsonld"]').count(), 0);
});

await step('download without scripts', {javaScriptEnabled: false, acceptDownloads: true}, async page => {
  await open(page, links.europass);
  const files = [['credential.europass.jsonld', '.europass.jsonld'], ['certificate.pdf', '.pdf'], ['badge.png', '.badge.png'],
    ['credential.elm.jsonld', '.elm.jsonld']];
  for(const [file, ending] of files) {
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

for(const [how, screen, some] of [['', wide, ['en']], ['-narrow', narrow, languages]]) {
  await stepThere(`a code that the registrar tells${how}`, screen, async page => {
    for(const language of some) {
      await page.goto(`${links.told}?lang=${language}`);
      await page.locator('#wallet form button').click();
      assert.equal(await page.locator('.digits').count(), 0);
      assert.doesNotMatch(await page.locator('main').innerText(), /\d{6}/);
      assert.match(await page.locator('.tx-code').innerText(), /University of Examples/);
      assert.equal(await page.locator('.tx-code a').getAttribute('href'), 'mailto:registrar@uni.example');
      await examined(page, `told-${language}${how}`);
    }
  });
}

await step('asking for another link', {expected: closed.withdrawn}, async page => {
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

await end();
