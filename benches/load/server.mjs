// A server that verifies with Digital Bazaar's stack, for comparison: POST a credential, `{"verified":…}` comes back. Its
// contexts and the DID document are in memory; it does not read status lists.
//
//   node server.mjs PACKAGES DID_DOCUMENT EDC_AP_CONTEXT
//
// PACKAGES is a folder with node_modules.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {createRequire} from 'node:module';
import path from 'node:path';

const [packages, didFile, edcApFile] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(packages), 'package.json'));
const load = async name => {
  const found = await import(require.resolve(name));
  return {...found.default, ...found};
};
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const vc = await load('@digitalbazaar/vc');
const {contexts: credentials} = await load('@digitalbazaar/credentials-context');
const {contexts: dataIntegrity} = await load('@digitalbazaar/data-integrity-context');

const here = path.dirname(new URL(import.meta.url).pathname);
const json = file => JSON.parse(readFileSync(file, 'utf8'));
const did = json(didFile);
const documents = new Map();
const know = (url, document) => documents.set(url, {contextUrl: null, documentUrl: url, document, tag: 'static'});
for(const [url, document] of [...credentials, ...dataIntegrity]) {
  know(url, document);
}
know('http://data.europa.eu/snb/model/context/edc-ap', json(edcApFile));
know('https://www.w3.org/ns/credentials/status/v1', json(path.join(here, '../../contexts/credentials-status-v1.jsonld')));
know(did.id, did);
for(const method of did.verificationMethod) {
  know(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}
const documentLoader = async url => {
  const known = documents.get(url);
  if(!known) {
    throw new Error(`${url} is not known`);
  }
  return known;
};
const suite = new DataIntegrityProof({cryptosuite});
const checkStatus = async () => ({verified: true});

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  let result;
  try {
    const {verifiableCredential: credential} = JSON.parse(Buffer.concat(chunks));
    result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
  } catch(error) {
    result = {verified: false, error};
  }
  if(!result.verified) {
    console.error(result.error?.errors?.[0]?.message ?? result.error);
  }
  response.writeHead(result.verified ? 200 : 400, {'content-type': 'application/json'});
  response.end(JSON.stringify({verified: result.verified}));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
