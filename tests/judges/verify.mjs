// Verifies credentials with Digital Bazaar's stack and the public contexts; prints one JSON object.
//
//   node verify.mjs FOLDER EDC_AP_CONTEXT NOW [MANY.jsonl]
//
// FOLDER holds credentials/*.jsonld, and did/*.json, status/*.json and contexts/*.jsonld with what the issuer published
// (a context in a file that is named after its percent-encoded IRI). Nothing is fetched: a document that is not in FOLDER,
// or a context that is neither public nor there, is an error. For each credential the quads
// without `proof` and `credentialStatus` are written to FOLDER/quads/<name>.nq, which shacl.py judges.
//
// With MANY.jsonl, only the proofs of the credentials in it are judged, one a line: an array of their messages is printed,
// `null` for each that verifies.
//
// `verified` is the proof's verdict. `status` is kept apart, since checkStatus says `verified: true` for a revoked
// credential and puts the bit in `results[].status`.

import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';

import {contexts as credentialsContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts as dataIntegrityContexts} from '@digitalbazaar/data-integrity-context';
import {createVerifyCryptosuite as createJcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts as multikeyContexts} from '@digitalbazaar/multikey-context';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as statusContexts} from '@digitalbazaar/vc-bitstring-status-list-context';
import didContext from 'did-context';
import jsonld from 'jsonld';

const EDC_AP = 'http://data.europa.eu/snb/model/context/edc-ap';
const MULTIKEY = 'https://w3id.org/security/multikey/v1';

const [folder, edcApFile, now, many] = process.argv.slice(2);
if(!folder || !edcApFile || Number.isNaN(Date.parse(now))) {
  console.error('usage: node verify.mjs FOLDER EDC_AP_CONTEXT NOW');
  process.exit(2);
}
// Status lists are valid for days: the judges look at the time of the test, not at the clock. checkStatus cannot be told.
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [now] : given));
  }
  static now() {
    return Date.parse(now);
  }
};

const documents = new Map([
  ...credentialsContexts, ...dataIntegrityContexts, ...multikeyContexts, ...statusContexts, ...didContext.contexts,
  [EDC_AP, JSON.parse(await readFile(edcApFile, 'utf8'))]
]);
for(const kind of ['did', 'status']) {
  for(const {document} of await read(kind)) {
    documents.set(document.id, document);
  }
}
for(const {name, document} of await read('contexts')) {
  documents.set(decodeURIComponent(name), document);
}

const suite = [
  new DataIntegrityProof({cryptosuite: rdfc}),
  new DataIntegrityProof({cryptosuite: createJcs()})
];

if(many) {
  const verdicts = [];
  for(const line of (await readFile(many, 'utf8')).trimEnd().split('\n')) {
    const credential = JSON.parse(line);
    const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: acceptStatus});
    verdicts.push(result.verified ? null : messages(result.error));
  }
  console.log(JSON.stringify(verdicts));
  process.exit(0);
}

const judged = {};
for(const {name, document} of await read('credentials')) {
  judged[name] = await judge(document);
  const {proof, credentialStatus, ...bare} = document;
  const quads = await jsonld.toRDF(bare, {documentLoader, format: 'application/n-quads', safe: true});
  await mkdir(path.join(folder, 'quads'), {recursive: true});
  await writeFile(path.join(folder, 'quads', `${name}.nq`), quads);
}
console.log(JSON.stringify(judged, null, 1));

async function judge(credential) {
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: acceptStatus});
  const status = credential.credentialStatus ?
    await checkStatus({credential, suite, documentLoader}) : {verified: true, results: []};
  return {
    verified: result.verified,
    errors: messages(result.error),
    status: {
      verified: status.verified,
      errors: messages(status.error),
      set: (status.results ?? []).filter(r => r.status).map(r => r.credentialStatus.statusPurpose),
      checked: (status.results ?? []).map(r => r.credentialStatus.statusPurpose)
    }
  };
}

// vc insists on a status function when there is a status; the bits are judged apart.
async function acceptStatus() {
  return {verified: true};
}

function messages(error) {
  if(!error) {
    return [];
  }
  return error.errors?.length ? error.errors.flatMap(messages) : [`${error.name}: ${error.message}`];
}

async function documentLoader(url) {
  const known = documents.get(url);
  if(known) {
    return {contextUrl: null, documentUrl: url, document: known, tag: 'static'};
  }
  const [did, fragment] = url.split('#');
  const didDocument = fragment && documents.get(did);
  const method = didDocument?.verificationMethod?.find(m => m.id === url);
  if(method) {
    return {contextUrl: null, documentUrl: url, document: {'@context': MULTIKEY, ...method}};
  }
  throw new Error(`"${url}" is not among the documents that were handed in`);
}

async function read(kind) {
  const found = [];
  for(const name of (await readdir(path.join(folder, kind)).catch(() => [])).sort()) {
    const text = await readFile(path.join(folder, kind, name), 'utf8');
    found.push({name: kind === 'contexts' ? name : name.replace(/\.jsonld?$/, ''), document: JSON.parse(text)});
  }
  return found;
}
