// Verifies what wallets got, with libraries that are none of the wallets' own: `@sd-jwt/sd-jwt-vc` for an SD-JWT VC, `jose` for
// a JWT, `@digitalbazaar/vc` for JSON with a proof. Says of each whether it verifies, whom it is bound to, and its status.
import { createHash } from 'node:crypto';
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context';
import * as Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite as rdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import { contexts as statusContexts } from '@digitalbazaar/vc-bitstring-status-list-context';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { input, jose, output, published } from './common.mjs';

const given = await input();
const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const known = new Map([...credentialsContexts, ...dataIntegrityContexts, ...statusContexts, ...Object.entries(given.contexts)]);
const suite = new DataIntegrityProof({ cryptosuite: rdfc });

async function documentLoader(url) {
  const found = (document) => ({ contextUrl: null, documentUrl: url, document });
  if (known.has(url)) return found(known.get(url));
  if (url.startsWith('did:web:')) {
    const [did, fragment] = url.split('#');
    const answer = await published(`https://${did.slice('did:web:'.length)}/.well-known/did.json`, given);
    const document = await answer.json();
    if (!fragment) return found(document);
    return found({ '@context': MULTIKEY, ...document.verificationMethod.find((method) => method.id === url) });
  }
  return found(await (await published(url, given)).json());
}

const said = (fault) => `${fault?.errors?.length ? fault.errors.join(', ') : fault}`;

/** Data Integrity, and bits of status that are set. */
async function linked(credential) {
  const accept = () => ({ verified: true });
  const { verified, error } = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus: accept });
  return { verified, error: verified ? null : said(error), bound: credential.credentialSubject.id, set: await bits(credential) };
}

async function bits(credential) {
  const status = await checkStatus({ credential, suite, documentLoader });
  if (!status.verified) throw new Error(said(status.error));
  return status.results.filter((one) => one.status).map((one) => one.credentialStatus.statusPurpose);
}

async function token(compact) {
  const { kid, alg } = jose.decodeProtectedHeader(compact);
  try {
    const { document } = await documentLoader(kid);
    const key = await jose.importJWK(await Multikey.toJwk({ keyPair: await Multikey.from(document) }), alg);
    const { payload } = await jose.jwtVerify(compact, key);
    return { verified: true, error: null, bound: payload.sub, set: await bits(payload.vc ?? payload) };
  } catch (fault) {
    return { verified: false, error: said(fault) };
  }
}

async function disclosed(compact) {
  const verifier = async (signed, signature) => {
    const { x5c, alg } = jose.decodeProtectedHeader(`${signed}.${signature}`);
    const key = await jose.importX509(`-----BEGIN CERTIFICATE-----\n${x5c[0]}\n-----END CERTIFICATE-----`, alg);
    return jose.compactVerify(`${signed}.${signature}`, key).then(() => true, () => false);
  };
  let status = null;
  const instance = new SDJwtVcInstance({
    verifier,
    statusVerifier: verifier,
    hasher: (data, alg) => createHash(alg.replace('-', '')).update(data).digest(),
    hashAlg: 'sha-256',
    statusListFetcher: async (url) => {
      const answer = await published(url, given);
      if (answer.headers.get('content-type') !== 'application/statuslist+jwt') throw new Error('no status list');
      return answer.text();
    },
    statusValidator: async (value) => { status = value; },
  });
  try {
    const { payload } = await instance.verify(compact);
    const claims = await instance.getClaims(compact);
    // Again by its own rule, which takes no status but 0.
    const rule = new SDJwtVcInstance({ ...instance.userConfig, statusValidator: undefined });
    const refused = await rule.verify(compact).then(() => null, said);
    const vct = claims.vct;
    return { verified: true, error: null, bound: payload.cnf.jwk, status, refused, vct, claims: Object.keys(claims).sort() };
  } catch (fault) {
    return { verified: false, error: said(fault) };
  }
}

const done = {};
for (const [name, credential] of Object.entries(given.tasks)) {
  if (typeof credential !== 'string') done[name] = await linked(credential);
  else done[name] = await (credential.includes('~') ? disclosed(credential) : token(credential));
}
await output(done);
