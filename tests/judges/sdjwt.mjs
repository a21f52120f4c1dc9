// Verifies copies of learning credentials (SD-JWT VC) with @sd-jwt/sd-jwt-vc, and their tokens and status lists with jose;
// prints one JSON object.
//
//   node sdjwt.mjs FOLDER TYPE_METADATA TIME
//
// FOLDER holds copies/*.sd-jwt, status/*.jwt, and holder.json, the private JWK that the copies are bound to. TYPE_METADATA is
// the file of the type. For each copy the answer has `claims` (the names that are disclosed) or `error`, `status`, and what
// came of a presentation of the family name alone with key binding. Certificates are not judged here.

import {createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify, X509Certificate} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';

import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';
import {compactVerify, decodeProtectedHeader, importX509} from 'jose';

const [folder, typeMetadata, time] = process.argv.slice(2);
if(!folder || !typeMetadata || !time) {
  console.error('usage: node sdjwt.mjs FOLDER TYPE_METADATA TIME');
  process.exit(2);
}
const currentDate = Math.floor(Date.parse(time) / 1000);
const holder = JSON.parse(await readFile(path.join(folder, 'holder.json'), 'utf8'));
const metadata = JSON.parse(await readFile(typeMetadata, 'utf8'));

const P1363 = {dsaEncoding: 'ieee-p1363'};
const pem = der => `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`;
const by = key => (data, signature) =>
  verify('sha256', Buffer.from(data), {key, ...P1363}, Buffer.from(signature, 'base64url'));
const byLeaf = token => by(new X509Certificate(pem(decodeProtectedHeader(token).x5c[0])).publicKey);

// The list that was fetched last: its signature is asked for right afterwards.
let lastList;
const judged = {};
for(const name of (await readdir(path.join(folder, 'copies'))).sort()) {
  const copy = (await readFile(path.join(folder, 'copies', name), 'utf8')).trim();
  judged[name.replace(/\.sd-jwt$/, '')] = await judge(copy);
}
console.log(JSON.stringify(judged, null, 1));

async function judge(copy) {
  const token = copy.split('~')[0];
  let status = null;
  const instance = new SDJwtVcInstance({
    hasher: data => new Uint8Array(createHash('sha256').update(data).digest()),
    hashAlg: 'sha-256',
    saltGenerator: length => randomBytes(length).toString('base64url'),
    verifier: byLeaf(token),
    loadTypeMetadataFormat: true,
    vctFetcher: async uri => uri === metadata.vct ? metadata : undefined,
    statusListFetcher: async uri => listOf(uri),
    statusVerifier: async (data, signature) => by(await leafOf(lastList))(data, signature),
    statusValidator: async value => {
      status = value;
    },
    kbSigner: data => sign('sha256', Buffer.from(data), {key: createPrivateKey({key: holder, format: 'jwk'}), ...P1363})
      .toString('base64url'),
    kbSignAlg: 'ES256',
    kbVerifier: (data, signature, payload) =>
      by(createPublicKey({key: payload.cnf.jwk, format: 'jwk'}))(data, signature)
  });
  const answer = {jose: await byJose(token, 'dc+sd-jwt')};
  try {
    const {payload} = await instance.verify(copy, {currentDate});
    answer.claims = Object.keys(payload).sort();
    answer.status = status;
    answer.type = departures(payload, token);
    const kb = {payload: {aud: 'https://verifier.example', nonce: 'n-0S6', iat: currentDate}};
    const shown = await instance.present(copy, {family_name: true}, {kb});
    const seen = await instance.verify(shown, {currentDate, keyBindingNonce: 'n-0S6'});
    answer.shown = Object.keys(seen.payload).filter(claim => !(claim in payload) || isWithheld(claim));
    answer.bound = seen.kb?.payload.aud === 'https://verifier.example';
  } catch(error) {
    answer.error = error.message;
  }
  return answer;
}

/** Whether the type has a claim always behind a digest. */
function isWithheld(claim) {
  return metadata.claims.some(one => one.path.length === 1 && one.path[0] === claim && one.sd === 'always');
}

/** Where what is claimed departs from the type's metadata: what is mandatory, and what can or cannot be withheld. */
function departures(payload, token) {
  const open = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  const found = [];
  for(const {path: [name, ...rest], mandatory, sd} of metadata.claims.filter(one => !one.path.includes(null))) {
    const value = rest.reduce((at, part) => at?.[part], payload[name]);
    if(mandatory && value === undefined) {
      found.push(`${name} is missing`);
    }
    if(value !== undefined && (sd === 'always') !== !(name in open)) {
      found.push(`${name} is ${name in open ? 'open' : 'withheld'}`);
    }
  }
  return found;
}

async function listOf(uri) {
  lastList = (await readFile(path.join(folder, 'status', uri.split('/').pop()), 'utf8')).trim();
  if(await byJose(lastList, 'statuslist+jwt') !== 'verified') {
    throw new Error('the status list does not verify');
  }
  return lastList;
}

async function leafOf(token) {
  return new X509Certificate(pem(decodeProtectedHeader(token).x5c[0])).publicKey;
}

async function byJose(token, typ) {
  const {alg, x5c} = decodeProtectedHeader(token);
  try {
    const {protectedHeader} = await compactVerify(token, await importX509(pem(x5c[0]), alg), {algorithms: ['ES256']});
    return protectedHeader.typ === typ ? 'verified' : `typ ${protectedHeader.typ}`;
  } catch(error) {
    return error.code;
  }
}
