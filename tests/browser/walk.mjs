// What walks through pages in a real browser share: its start, one step on a page of its own, what holds on every page, and
// pictures. A walk prints one line a step; the first thing that is wrong ends it with exit code 1.
//
//   node WALK ORIGIN FOLDER
//
// The browser is Debian's: CHROMIUM names another one. With ELMSEAL_SHOTS, pictures go to FOLDER/shots.

import assert from 'node:assert/strict';
import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';

import axe from 'axe-core';
import {chromium} from 'playwright-core';

export const [origin, folder] = process.argv.slice(2);
const shots = path.join(folder, 'shots');
await mkdir(shots, {recursive: true});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking']
});
let passed = 0;

/** What the test has put into FOLDER for the walk. */
export const given = async name => JSON.parse(await readFile(path.join(folder, name), 'utf8'));

/** Why a request is wrong that leaves the service. */
export const leaving = request => request.url().startsWith(`${origin}/`) ? null : `request to ${request.url()}`;

/**
 * What runs a step of a walk on a page of its own; whatever the browser complains about fails it, and so does a request for
 * which `wrongOf` has a word. A step's `expected` are the HTTP status codes that its pages may have. With `examined: false`
 * its pages are not shown to axe-core.
 */
export const stepping = wrongOf => async (name, {examined, expected = [], ...options}, run) => {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, locale: 'en', ...options});
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  // axe-core waits for timers, which do not run without scripts.
  page.examined = examined !== false && options.javaScriptEnabled !== false;
  const wrong = [];
  page.on('console', message => {
    // The browser says of such a page that it failed; the page is what is looked at.
    const known = expected.some(status => message.text().includes(`status of ${status}`));
    if(['error', 'warning'].includes(message.type()) && !known) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', error => wrong.push(`script: ${error.message}`));
  page.on('dialog', dialog => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', request => {
    const word = wrongOf(request);
    if(word) {
      wrong.push(word);
    }
  });
  context.on('page', other => other !== page && wrong.push(`opened ${other.url()}`));
  try {
    await run(page, context);
    assert.equal(await page.evaluate(() => window.pwned).catch(() => undefined), undefined, 'a payload ran');
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
};

/** Ends the walk. */
export async function end() {
  await browser.close();
  console.log(`${passed} passed, 0 failed`);
}

/** A picture of the page, for whoever wants to look at it. */
export async function picture(page, name) {
  if(process.env.ELMSEAL_SHOTS) {
    await page.screenshot({path: path.join(shots, `${name}.png`), fullPage: true});
  }
}

/** What holds on every page: nothing sticks out, texts have contrast, fields have labels, headings their order. */
export async function sound(page) {
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
  if(page.examined) {
    await accessible(page);
  }
}

/** Finds nothing that keeps people out. */
async function accessible(page) {
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
  assert.deepEqual(violations, [], await page.title());
}
