// Drives the verifier's pages in a real browser, as a person would: files, text, links, keyboard, a narrow screen, every
// language, no JavaScript, hostile credentials. On each page axe-core looks for what keeps people out (WCAG 2.2 AA).
//
//   node drive.mjs ORIGIN FOLDER
//
// FOLDER holds the documents and cases.json: {"cases": [{"file", "decision", "shows": [text], "not": [text]}],
// "carriers": the same of files that are no text, "link": {"url", "decision"}, "photo": file, "deadLink": url, "page": path
// or null}. `walk.mjs` says what fails a step and where pictures go.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';

import {end, folder, given, leaving, origin, picture, sound, stepping} from './walk.mjs';

const {cases, carriers, link, photo, deadLink, page: sharedPage} = await given('cases.json');
// The report and the table to download are part of the page, and so are pictures that were drawn anew.
const step = stepping(one => /^data:(application\/json|image\/png|text\/csv);/.test(one.url()) ? null : leaving(one));

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
  const drawn = page.locator('.certificate img[src^="data:image/png;base64,"]');
  assert.equal(await drawn.count(), one.pictures ?? 0, one.file);
  for(const one of await drawn.all()) {
    assert.ok(await one.evaluate(img => img.complete && img.naturalWidth > 0), 'a picture is not shown');
    assert.ok(await one.getAttribute('alt'));
  }
  assert.equal(await page.locator('tr[data-check]').count(), 14);
  // A tick stands beside a passed check and nowhere else.
  const ticks = await page.locator('tr:not([data-outcome="passed"])').filter({hasText: '✓'}).count();
  assert.equal(ticks, 0);
  await sound(page);
}

const narrow = {viewport: {width: 320, height: 700}, isMobile: true, hasTouch: true};
const dark = {colorScheme: 'dark'};
const [first] = cases;

await step('the first page', {}, async page => {
  await page.goto(`${origin}/`);
  await sound(page);
  await picture(page, 'first');
});

for(const [name, options] of [['narrow', narrow], ['dark', dark]]) {
  await step(`the first page, ${name}`, options, async page => {
    await page.goto(`${origin}/`);
    await sound(page);
    await picture(page, `first-${name}`);
  });
}

for(const one of cases) {
  const name = path.parse(one.file).name;
  // All are examined when narrow and dark; in the light each kind of answer once.
  const examined = ['accepted', 'tampered', 'unknown-issuer', 'joint', 'sealed', 'badge', 'pictured'].includes(name);
  await step(`upload ${one.file}`, {examined}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Choose files').setInputFiles(file(one));
    assert.equal(await page.locator('#chosen').innerText(), one.file);
    await page.getByRole('button', {name: 'Check the file'}).click();
    await answered(page, one);
    await picture(page, name);
  });
  await step(`paste ${one.file}, narrow and dark`, {...narrow, ...dark}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Text of the credential').fill(await readFile(file(one), 'utf8'));
    await page.getByRole('button', {name: 'Check the text'}).click();
    await page.waitForURL('**/verify');
    await answered(page, one);
    await picture(page, `${name}-narrow-dark`);
  });
  await step(`upload ${one.file} without JavaScript`, {javaScriptEnabled: false}, async page => {
    await page.goto(`${origin}/`);
    await page.locator('#file').setInputFiles(file(one));
    await page.getByRole('button', {name: 'Check the file'}).click();
    assert.equal(await decision(page), one.decision);
  });
}

const accepted = {
  en: 'Accepted', de: 'Angenommen', es: 'Aceptada', fr: 'Acceptée', ga: 'Glactha', it: 'Accettata', ro: 'Acceptat',
  fi: 'Hyväksytty', sv: 'Godtaget', bg: 'Прието', el: 'Δεκτό'
};
for(const [tag, word] of Object.entries(accepted)) {
  await step(`in ${tag}, as the browser prefers it`, {...narrow, locale: `${tag}-${tag.toUpperCase()}`}, async page => {
    await page.goto(`${origin}/`);
    assert.equal(await page.locator('html').getAttribute('lang'), tag);
    await sound(page);
    await page.locator('#file').setInputFiles(file(first));
    await page.locator('#by-file button').click();
    await page.waitForURL('**/verify');
    assert.equal(await page.locator('h1').innerText(), word);
    assert.equal(await page.locator('html').getAttribute('lang'), tag);
    const sentence = await page.locator('.sentence').innerText();
    for(const name of ['University of the Example', 'Data literacy', 'Zoë Ångström', '2026']) {
      assert.ok(sentence.includes(name), sentence);
    }
    await sound(page);
    await picture(page, `accepted-${tag}`);
  });
}

for(const javaScriptEnabled of [true, false]) {
  await step(`another language, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, {javaScriptEnabled}, async page => {
    await page.goto(`${origin}/`);
    await page.locator('.languages summary').click();
    await picture(page, 'languages');
    await page.getByRole('link', {name: 'Suomi'}).click();
    await page.waitForURL('**/?lang=fi');
    assert.equal(await page.locator('html').getAttribute('lang'), 'fi');
    // It stays chosen.
    await page.locator('#url').fill(link.url);
    await page.locator('#by-link button').click();
    await page.waitForURL('**/verify?lang=fi');
    assert.equal(await page.locator('h1').innerText(), accepted.fi);
    // For a link the same answer can be had in another language.
    await page.locator('.languages summary').click();
    await page.getByRole('link', {name: 'Български'}).click();
    await page.waitForURL('**/verify?url=*&lang=bg');
    assert.equal(await page.locator('h1').innerText(), accepted.bg);
    await page.locator('footer a').click();
    await page.waitForURL('**/accessibility?lang=bg');
    await sound(page);
  });
}

for(const javaScriptEnabled of [true, false]) {
  await step(`a photo of a QR code, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, {javaScriptEnabled}, async page => {
    await page.goto(`${origin}/`);
    await page.getByLabel('Picture of the QR code').setInputFiles(path.join(folder, photo));
    await page.getByRole('button', {name: 'Check the picture'}).click();
    await page.waitForURL('**/verify');
    assert.equal(await decision(page), link.decision);
    await sound(page);
  });
}

await step('accessibility and privacy', narrow, async page => {
  await page.goto(`${origin}/`);
  await page.getByRole('link', {name: 'Accessibility and privacy'}).click();
  assert.equal(await page.locator('h1').innerText(), 'Accessibility and privacy');
  await sound(page);
  await picture(page, 'statement');
});

await step('the report', {acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write']}, async page => {
  await page.goto(`${origin}/verify?url=${encodeURIComponent(link.url)}`);
  const expected = page.waitForEvent('download');
  await page.getByRole('link', {name: 'Download the report (JSON)'}).click();
  const download = await expected;
  assert.equal(download.suggestedFilename(), 'elmseal-report.json');
  const report = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(report.report.decision, link.decision);
  assert.equal(report.document.sha256, report.report.document_sha256);
  assert.match(report.signature, /^[\w-]+\.\.[\w-]+$/);
  const signed = await page.locator('[data-signed="yes"]').innerText();
  assert.ok(signed.startsWith('Signed by did:web:credentials.uni.example#report-1.'), signed);
  await page.getByRole('button', {name: 'Copy the link'}).click();
  await page.getByText('The link is copied.').waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, page.url());
  await page.getByRole('link', {name: 'Print view'}).click();
  await page.waitForURL('**&view=report');
  assert.equal(await decision(page), link.decision);
  await sound(page);
  await page.emulateMedia({media: 'print'});
  await sound(page);
  await picture(page, 'print');
});

for(const [how, options] of [['', {}], [', narrow', narrow], [' without JavaScript', {javaScriptEnabled: false}]]) {
  await step(`several files at once${how}`, {...options, acceptDownloads: true}, async page => {
    await page.goto(`${origin}/`);
    await page.locator('#file').setInputFiles(cases.map(file));
    await page.getByRole('button', {name: 'Check the file'}).click();
    await page.waitForURL('**/verify');
    assert.equal(await page.locator('h1').innerText(), `${cases.length} credentials checked`);
    const rows = page.locator('table.overview tbody tr');
    assert.equal(await rows.count(), cases.length);
    for(const [index, one] of cases.entries()) {
      // Each row leads to its answer.
      const row = page.locator('table.overview tbody tr').nth(index);
      const target = await row.getByRole('link', {name: one.file}).getAttribute('href');
      assert.equal(await page.locator(`${target} [data-decision]`).getAttribute('data-decision'), one.decision);
    }
    await rows.nth(1).getByRole('link').click();
    assert.ok(page.url().endsWith('#document-2'));
    const expected = page.waitForEvent('download');
    await page.getByRole('link', {name: 'Download the table (CSV)'}).click();
    const download = await expected;
    assert.equal(download.suggestedFilename(), 'elmseal-results.csv');
    const table = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    assert.equal(table.length, cases.length + 1);
    for(const [index, one] of cases.entries()) {
      assert.ok(table[index + 1].startsWith(`"${one.file}","${one.decision}",`), table[index + 1]);
    }
    if(options.javaScriptEnabled !== false) {
      await sound(page);
    }
    await picture(page, `several${how ? '-narrow' : ''}`);
  });
}

await step('a text without JavaScript', {javaScriptEnabled: false}, async page => {
  await page.goto(`${origin}/`);
  await page.locator('#text').fill(await readFile(file(first), 'utf8'));
  await page.getByRole('button', {name: 'Check the text'}).click();
  await page.waitForURL('**/verify');
  assert.equal(await decision(page), first.decision);
});

await step('a tablet', {viewport: {width: 768, height: 1024}}, async page => {
  await page.goto(`${origin}/`);
  await sound(page);
  await picture(page, 'first-768');
  for(const name of ['badge', 'pictured', 'joint', 'revoked', 'sealed']) {
    const one = cases.find(one => one.file === `${name}.jsonld`);
    await page.goto(`${origin}/`);
    await page.locator('#file').setInputFiles(file(one));
    await page.getByRole('button', {name: 'Check the file'}).click();
    await page.waitForURL('**/verify');
    await answered(page, one);
    await picture(page, `${name}-768`);
  }
});

// What carries a credential is dropped too: a certificate as PDF, badges as pictures.
for(const one of [first, ...carriers]) {
  await step(`drag and drop ${one.file}`, {}, async page => {
    await page.goto(`${origin}/`);
    const bytes = (await readFile(file(one))).toString('base64');
    const data = await page.evaluateHandle(([bytes, name]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes), byte => byte.charCodeAt(0))], name));
      return data;
    }, [bytes, one.file]);
    await page.dispatchEvent('#drop', 'dragover', {dataTransfer: data});
    assert.ok(await page.locator('#drop.over').count());
    await page.dispatchEvent('#drop', 'drop', {dataTransfer: data});
    assert.equal(await page.locator('#chosen').innerText(), one.file);
    await page.getByRole('button', {name: 'Check the file'}).click();
    await answered(page, one);
    await picture(page, `dropped-${one.file}`);
  });
}

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
  for(let presses = 0; presses < 16; presses++) {
    await page.keyboard.press('Tab');
    const [id, outline] = await page.evaluate(() =>
      [document.activeElement.id || document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]);
    assert.notEqual(outline, 'none', `the focus on ${id} cannot be seen`);
    reached.push(id);
    if(id === 'text') {
      break;
    }
  }
  const order = ['file', 'Check the file', 'url', 'Check the link', 'photo', 'Check the picture', 'text'];
  assert.deepEqual(reached, order);
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
  await picture(page, 'dead-link');
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
    await picture(page, 'shared');
  });
}

await end();
