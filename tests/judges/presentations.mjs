// Makes presentations with Digital Bazaar's stack: each suite, with credentials of VCDM 1.1 and 2.0 in it. Prints the JSON
// object that lies in tests/it/vc_api/presentations.json. Keys are those of seeds, and signatures of Ed25519 are always the
// same, so it prints the same each time.

import {contexts as credentialsContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts as dataIntegrityContexts} from '@digitalbazaar/data-integrity-context';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import {createSignCryptosuite as jcs} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const date = '2026-06-30T12:00:00Z';
const documents = new Map([...credentialsContexts, ...dataIntegrityContexts]);

async function documentLoader(url) {
  if(!documents.has(url)) {
    throw new Error(`${url} is not known`);
  }
  return {contextUrl: null, documentUrl: url, document: documents.get(url)};
}

async function party(seed) {
  const key = await Multikey.generate({seed: new Uint8Array(32).fill(seed)});
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  return key;
}

const [holder, ...issuers] = [await party(77), await party(41), await party(42)];
const made = {};
for(const version of ['v2', 'v1']) {
  const context = version === 'v2' ? ['https://www.w3.org/ns/credentials/v2'] :
    ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'];
  for(const name of ['eddsa-rdfc-2022', 'eddsa-jcs-2022']) {
    const suite = key => new DataIntegrityProof({
      signer: key.signer(), date, cryptosuite: name === 'eddsa-jcs-2022' ? jcs() : rdfc
    });
    const credentials = [];
    for(const [index, issuer] of issuers.entries()) {
      const credential = {
        '@context': context,
        id: `urn:uuid:0191e1b2-4c3d-7a5b-8c6d-7e8f9a0b1c0${index + 1}`,
        type: ['VerifiableCredential'],
        issuer: issuer.controller,
        [version === 'v2' ? 'validFrom' : 'issuanceDate']: '2026-06-01T00:00:00Z',
        credentialSubject: {id: holder.controller, ...(version === 'v2' ? {name: `Award ${index + 1}`} : {})}
      };
      credentials.push(await vc.issue({credential, suite: suite(issuer), documentLoader, now: new Date(date)}));
    }
    const presentation = {
      '@context': context, type: ['VerifiablePresentation'], holder: holder.controller, verifiableCredential: credentials
    };
    made[`${version} ${name}`] = await vc.signPresentation({
      presentation, suite: suite(holder), challenge: 'c-1', domain: 'https://hr.example', documentLoader
    });
  }
}
console.log(JSON.stringify(made, null, 1));
