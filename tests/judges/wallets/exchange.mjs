// A wallet that speaks VC-API, as the Learner Credential Wallet does: it opens an interaction URL, shows its DID with Digital
// Bazaar's stack, and takes the badge.
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020, suiteContext } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { Refused, run } from './common.mjs';

const known = new Map([...credentialsContexts, ...dataIntegrityContexts, ...suiteContext.contexts]);

async function documentLoader(url) {
  if (!known.has(url)) throw new Error(`${url} is not known`);
  return { contextUrl: null, documentUrl: url, document: known.get(url) };
}

async function post(step, url, message) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
  const body = await answer.json();
  if (!answer.ok) throw new Refused(step, answer.status, { error: body.code }, 'the exchange');
  return body;
}

const wallets = new Map();

async function wallet(name) {
  if (!wallets.has(name)) {
    const key = await Multikey.generate();
    key.controller = `did:key:${key.publicKeyMultibase}`;
    key.id = `${key.controller}#${key.publicKeyMultibase}`;
    wallets.set(name, key);
  }
  return wallets.get(name);
}

await run(async (task) => {
  const opened = await fetch(`${task.link}?iuv=1`, { headers: { accept: 'application/json' } });
  const told = await opened.json();
  if (!opened.ok) throw new Refused('interaction', opened.status, { error: told.code }, 'the link');
  const { vcapi } = told.protocols;
  const { verifiablePresentationRequest: asked } = await post('request', vcapi, {});
  const key = await wallet(task.wallet);
  const suite = task.suite === 'Ed25519Signature2020'
    ? new Ed25519Signature2020({ signer: key.signer() })
    : new DataIntegrityProof({ signer: key.signer(), cryptosuite: rdfc });
  const presentation = vc.createPresentation({ holder: key.controller, version: task.version });
  const verifiablePresentation = await vc.signPresentation({
    presentation, suite, challenge: task.challenge ?? asked.challenge, domain: asked.domain, documentLoader,
  });
  const answer = await post('presentation', vcapi, { verifiablePresentation });
  const credentials = answer.verifiablePresentation.verifiableCredential;
  return { credentials, holders: credentials.map(() => ({ did: key.controller })), kind: asked.query[0].type, notified: false };
});
