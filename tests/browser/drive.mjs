// Drives the verifier's pages in a real browser, as a person would: files, text, links, keyboard, a narrow screen, no
// JavaScript, hostile credentials. Prints one line a step; the first thing that is wrong ends it with exit code 1.
//
//   node drive.mjs ORIGIN FOLDER
//
// FOLDER holds the documents and cases.json: {"cases": [{"file", "decision", "shows": [text], "not": [text]}],
// "link": {"url", "decision"}, "deadLink": url, "page": path or null}. Pictures go to FOLDER/shots. The browser is
// Debian's: CHROMIUM names another one.

import assert from 'node:assert/strict';
import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';

import {chromium} from 'playwright-core';

const [origin, folder] = process.argv.slice(2);
const {cases, link, deadLink, page: sharedPage} = JSON.parse(await readFile(path.join(folder, 'cases.json'), 'utf8'));
const shots = path.join(folder, 'shots');
await mkdir(shots, {recursive: true});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking']
});
const steps = [];

/** Runs one step on a page of its own; whatever the browser complains about fails it. */
async function step(name, options, run) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const wrong = [];
  const expected = new Set(options.expected ?? []);
  page.on('console', message => {
    if(['error', 'warning'].includes(message.type()) && ![...expected].some(e => message.text().includes(e))) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', error => wrong.push(`script: ${error.message}`));
  page.on('dialog', dialog => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', request => {
    if(!request.url().startsWith(`${origin}/`)) {
      wrong.push(`request to ${request.url()}`);
    }
  });
  context.on('page', other => other !== page && wrong.push(`opened ${other.url()}`));
  try {
    await run(page);
    assert.equal(await page.evaluate(() => window.pwned).catch(() => undefined), undefined, 'a payload ran');
    assert.deepEqual(wrong, []);
    steps.push(name);
    console.log(`ok ${name}`);
  } catch(error) {
    await page.screenshot({path: path.join(shots, 'failed.png'), fullPage: true}).catch(() => {});
    console.error(`failed: ${name}\n${error.stack}\n${wrong.join('\n')}`);
    await browser.close();
    process.exit(1);
  }
  await context.close();
}

const file = one => path.join(folder, one.file);
const decision = page => page.locator('[data-decision]').first().getAttribute('data-decision');

async function answered(page, one) {
  assert.equal(await decision(page), one.decision, one.file);
  const text = await page.locator('main').innerText();
  for(const shown of one.shows ?? []) {
    assert.ok(text.includes(shown), `${one.file} does not show ${shown}:\n${text}`);
  }
  for(const hidden of one.not ?? []) {
    assert.ok(!text.includes(hidden), `${one.file} shows ${hidden}`);
  }
  assert.equal(await page.locator('tr[data-check]').count(), 14);
  // A tick stands beside a passed check and nowhere else.
  const ticks = await page.locator('tr:not([data-outcome="passed"])').filter({hasText: '✓'}).count();
  assert.equal(ticks, 0);
  await sound(page);
}

/** What holds on every page: nothing sticks out, texts have contrast, fields have labels, headings their order. */
async function sound(page) {
  // The text of a page is there before its style sheet is.
  await page.waitForLoadState('load');
  const faults = await page.evaluate(() => {
    const faults = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if(wide > 0) {
      faults.push(`the page is ${wide} pixels too wide`);
    }
    for(const field of document.querySelectorAll('input, textarea, select')) {
      if(field.labels.length === 0) {
        faults.push(`no label: ${field.outerHTML}`);
      }
    }
    if(!document.documentElement.lang || !document.title || !document.querySelector('main')) {
      faults.push('language, title or main is missing');
    }
    let level = 0;
    for(const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      const next = Number(heading.tagName[1]);
      if(next > level + 1) {
        faults.push(`heading jumps from ${level} to ${next}: ${heading.textContent}`);
      }
      level = next;
    }
    if(document.querySelectorAll('h1').length !== 1) {
      faults.push('there is not exactly one first heading');
    }
    const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const parse = colour => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while(texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if(!texts.currentNode.data.trim() || element.closest('.unseen, .skip, [hidden], script') || !element.offsetParent) {
        continue;
      }
      let under = element;
      while(under && parse(getComputedStyle(under).backgroundColor)[3] === 0) {
        under = under.parentElement;
      }
      const [a, b] = [getComputedStyle(element).color, under ? getComputedStyle(under).backgroundColor : 'rgb(255,255,255)']
        .map(colour => luminance(parse(colour))).sort((x, y) => y - x);
      if((a + 0.05) / (b + 0.05) < 4.5) {
        faults.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${texts.currentNode.data.trim()}`);
      }
    }
    return faults;
  });
  assert.deepEqual(faults, []);
}

const narrow = {viewport: {width: 320, height: 700}, isMobile: true, hasTouch: true};
const dark = {colorScheme: 'dark'};
const [first] = cases;

await step('the first page', {}, async page => {
  await page.goto(`${origin}/`);
  await sound(page);
  await page.screenshot({path: path.join(shots, 'first.png'), fullPage: true});
});

for(const [name, options] of [['narrow', narrow], ['dark', dark]]) {
  await step(`the first page, ${name}`, options, async page => {
    await page.goto(`${origin}/`);
    await sound(page);
    await page.screenshot({path: path.join(shots, `first-${name}.png`), fullPage: true});
  });
}

for(const one of cases) {
  const name = path.parse(one.file).name;
  await step(`upload ${one.file}`, {}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Choose files').setInputFiles(file(one));
    assert.equal(await page.locator('#chosen').innerText(), one.file);
    await page.getByRole('button', {name: 'Check the file'}).click();
    await answered(page, one);
    await page.screenshot({path: path.join(shots, `${name}.png`), fullPage: true});
  });
  await step(`paste ${one.file}, narrow and dark`, {...narrow, ...dark}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Text of the credential').fill(await readFile(file(one), 'utf8'));
    await page.getByRole('button', {name: 'Check the text'}).click();
    await answered(page, one);
    await page.screenshot({path: path.join(shots, `${name}-narrow-dark.png`), fullPage: true});
  });
  await step(`upload ${one.file} without JavaScript`, {javaScriptEnabled: false}, async page => {
    await page.goto(`${origin}/`);
    await page.locator('#file').setInputFiles(file(one));
    await page.getByRole('button', {name: 'Check the file'}).click();
    assert.equal(await decision(page), one.decision);
  });
}

await step('several files at once', {}, async page => {
  await page.goto(`${origin}/`);
  await page.getByLabel('Choose files').setInputFiles(cases.map(file));
  await page.getByRole('button', {name: 'Check the file'}).click();
  assert.equal(await page.locator('h1').innerText(), `${cases.length} credentials checked`);
  const decisions = await page.locator('[data-decision]').evaluateAll(all => all.map(e => e.dataset.decision));
  assert.deepEqual(decisions, cases.map(one => one.decision));
  await sound(page);
  await page.screenshot({path: path.join(shots, 'several.png'), fullPage: true});
});

await step('drag and drop', {}, async page => {
  await page.goto(`${origin}/`);
  const text = await readFile(file(first), 'utf8');
  const data = await page.evaluateHandle(([text, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: 'application/ld+json'}));
    return data;
  }, [text, first.file]);
  await page.dispatchEvent('#drop', 'dragover', {dataTransfer: data});
  assert.ok(await page.locator('#drop.over').count());
  await page.dispatchEvent('#drop', 'drop', {dataTransfer: data});
  assert.equal(await page.locator('#chosen').innerText(), first.file);
  await page.getByRole('button', {name: 'Check the file'}).click();
  await answered(page, first);
});

await step('paste anywhere', {}, async page => {
  const paste = text => page.evaluate(text => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
  }, text);
  await page.goto(`${origin}/`);
  await paste(' https://example.org/c ');
  assert.equal(await page.locator('#url').inputValue(), 'https://example.org/c');
  await paste(await readFile(file(first), 'utf8'));
  await page.getByRole('button', {name: 'Check the text'}).click();
  await answered(page, first);
});

await step('keyboard only', {}, async page => {
  await page.goto(`${origin}/`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Enter');
  const reached = [];
  for(let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    const [id, outline] = await page.evaluate(() =>
      [document.activeElement.id || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]);
    assert.notEqual(outline, 'none', `the focus on ${id} cannot be seen`);
    reached.push(id);
    if(id === 'url') {
      break;
    }
  }
  assert.deepEqual(reached, ['file', 'Check the file', 'url']);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(await readFile(file(first), 'utf8'));
  await page.keyboard.press('Tab');
  await Promise.all([page.waitForURL('**/verify'), page.keyboard.press('Enter')]);
  await answered(page, first);
});

await step('nothing filled in', {}, async page => {
  await page.goto(`${origin}/`);
  await page.getByRole('button', {name: 'Check the link'}).click();
  assert.equal(page.url(), `${origin}/`, 'the browser asks for the link');
});

if(link) {
  await step('a link', {}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Link to the credential').fill(link.url);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/verify');
    assert.equal(await decision(page), link.decision);
    await sound(page);
    await page.getByRole('link', {name: 'Check another'}).click();
    assert.equal(page.url(), `${origin}/`);
  });
}

await step('a link to nowhere', {expected: ['502']}, async page => {
  await page.goto(`${origin}/`);
  await page.getByLabel('Link to the credential').fill(deadLink);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/verify');
  assert.equal(await page.locator('h1').innerText(), 'The link could not be read');
  assert.equal(await page.locator('[data-decision]').count(), 0);
  await sound(page);
  await page.screenshot({path: path.join(shots, 'dead-link.png'), fullPage: true});
});

await step('an address that is not there', {expected: ['404']}, async page => {
  await page.goto(`${origin}/nothing/here`);
  assert.equal(await page.locator('h1').innerText(), 'There is nothing at this address');
  await sound(page);
});

if(sharedPage) {
  await step('the page of a shared credential', {}, async page => {
    await page.goto(`${origin}${sharedPage}`);
    assert.equal(await decision(page), link.decision);
    await sound(page);
    await page.screenshot({path: path.join(shots, 'shared.png'), fullPage: true});
  });
}

await browser.close();
console.log(`${steps.length} passed, 0 failed`);
