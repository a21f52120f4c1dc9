// Verifies sealed files with `jose`, and expands what they seal with jsonld.js; prints one JSON object.
//
//   node seals.mjs FOLDER EDC_AP_CONTEXT
//
// FOLDER holds sealed/*.jsonld (JWS in the general JSON serialization) and plain/*.jsonld (credentials). For each sealed
// file the answer has `verified` with `alg`, or `error` with the code of jose. The key is that of the first certificate in
// `x5c`: whose it is, is not judged here. The canonical quads of each payload and of each plain credential without its
// proof are written to FOLDER/quads/<folder>.<name>.nq; a term that no context defines is an error.

import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';

import {contexts as credentialsContexts} from '@digitalbazaar/credentials-context';
import {contexts as dataIntegrityContexts} from '@digitalbazaar/data-integrity-context';
import {contexts as statusContexts} from '@digitalbazaar/vc-bitstring-status-list-context';
import {decodeProtectedHeader, flattenedVerify, generalVerify, importX509} from 'jose';
import jsonld from 'jsonld';

const EDC_AP = 'http://data.europa.eu/snb/model/context/edc-ap';
// What the seals of Europass list as critical, beside b64, which jose knows (ETSI TS 119 182-1, 5.1).
const UNDERSTOOD = {sigT: true, adoTst: true};

const [folder, edcApFile] = process.argv.slice(2);
if(!folder || !edcApFile) {
  console.error('usage: node seals.mjs FOLDER EDC_AP_CONTEXT');
  process.exit(2);
}
const documents = new Map([
  ...credentialsContexts, ...dataIntegrityContexts, ...statusContexts,
  [EDC_AP, JSON.parse(await readFile(edcApFile, 'utf8'))]
]);

await mkdir(path.join(folder, 'quads'), {recursive: true});
const judged = {};
for(const {name, document} of await read('sealed')) {
  judged[name] = await verify(document);
  if(judged[name].verified) {
    await expand(`sealed.${name}`, JSON.parse(document.payload));
  }
}
for(const {name, document} of await read('plain')) {
  const {proof, ...bare} = document;
  await expand(`plain.${name}`, bare);
}
console.log(JSON.stringify(judged, null, 1));

async function verify(jws) {
  const {alg, x5c} = decodeProtectedHeader(jws.signatures[0]);
  const key = await importX509(`-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----`, alg);
  const options = {crit: UNDERSTOOD, algorithms: [alg]};
  try {
    const {payload} = await generalVerify(jws, key, options);
    if(new TextDecoder('utf-8', {fatal: true}).decode(payload) !== jws.payload) {
      return {verified: false, error: 'other payload'};
    }
    return {verified: true, alg};
  } catch {
    // It says the same of every failure. Why, its reader of one signature says.
    const flattened = {payload: jws.payload, ...jws.signatures[0]};
    const error = await flattenedVerify(flattened, key, options).then(() => ({code: 'none'}), e => e);
    return {verified: false, error: error.code ?? error.name};
  }
}

async function expand(name, document) {
  const quads = await jsonld.canonize(document, {
    algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, safe: true
  });
  await writeFile(path.join(folder, 'quads', `${name}.nq`), quads);
}

async function documentLoader(url) {
  const document = documents.get(url);
  if(!document) {
    throw new Error(`"${url}" is not among the documents that were handed in`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

async function read(kind) {
  const found = [];
  for(const name of (await readdir(path.join(folder, kind)).catch(() => [])).sort()) {
    const text = await readFile(path.join(folder, kind, name), 'utf8');
    found.push({name: name.replace(/\.jsonld$/, ''), document: JSON.parse(text)});
  }
  return found;
}
