// A whole wallet of Credo with its encrypted store (Askar): it takes credentials, verifies them by its own rules, keeps them,
// and reads them again.
import { EventEmitter } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Refused, between, input, output, published } from './common.mjs';

// The native library comes from the wheel of PyPI, since the package would fetch it from elsewhere.
const venv = fileURLToPath(new URL('../venv/lib/', import.meta.url));
const found = () => readdirSync(venv).map((python) => `${venv}${python}/site-packages/aries_askar`)[0];
process.env.LIB_ASKAR_PATH ??= found();
// First: the others take what it registers as it is when they are loaded.
const { askarNodeJS } = await import('@openwallet-foundation/askar-nodejs');
const { Agent, DidDocument, DidsModule, JsonTransformer, JwkDidRegistrar, JwkDidResolver, KeyDidRegistrar, KeyDidResolver, Kms,
  X509Module } = await import('@credo-ts/core');
const { AskarModule } = await import('@credo-ts/askar');
const { OpenId4VcModule } = await import('@credo-ts/openid4vc');

const given = await input();

/** Nothing lies in files: the store is in memory. */
class NoFiles {
  dataPath = '/nonexistent';
  cachePath = '/nonexistent';
  tempPath = '/nonexistent';
  exists() { return Promise.resolve(false); }
}

/** did:web, where this machine serves it. */
class Web {
  supportedMethods = ['web'];
  allowsCaching = false;
  async resolve(_, did) {
    const answer = await published(`https://${did.slice('did:web:'.length)}/.well-known/did.json`, given);
    const didDocument = JsonTransformer.fromJSON(await answer.json(), DidDocument);
    return { didDocument, didDocumentMetadata: {}, didResolutionMetadata: {} };
  }
}

const toBase = (url, options) => {
  const text = `${url}`;
  return text.startsWith(given.base) ? published(text, given) : fetch(url, options);
};

const agent = new Agent({
  config: { allowInsecureHttpUrls: true },
  dependencies: { FileSystem: NoFiles, EventEmitterClass: EventEmitter, WebSocketClass: class {}, fetch: toBase },
  modules: {
    askar: new AskarModule({
      askar: askarNodeJS,
      store: {
        id: 'wallet',
        key: askarNodeJS.storeGenerateRawKey({}),
        keyDerivationMethod: 'raw',
        database: { type: 'sqlite', config: { inMemory: true } },
      },
    }),
    dids: new DidsModule({
      resolvers: [new KeyDidResolver(), new JwkDidResolver(), new Web()],
      registrars: [new KeyDidRegistrar(), new JwkDidRegistrar()],
    }),
    x509: new X509Module({ trustedCertificates: given.authorities }),
    openid4vc: new OpenId4VcModule(),
  },
});
await agent.initialize();

async function step(name, wish) {
  try {
    return await wish();
  } catch (fault) {
    let inner = fault;
    while (inner && !inner.response && !inner.errorResponse) inner = inner.cause;
    const from = inner?.response?.response ?? inner?.response;
    const body = inner?.errorResponse ?? inner?.response?.credentialErrorResponseResult?.data
      ?? await from?.clone?.().json().catch(() => undefined);
    throw new Refused(name, from?.status, body, `${fault} ${fault.cause ?? ''}`);
  }
}

async function perform(task) {
  const holder = agent.openid4vc.holder;
  const resolvedCredentialOffer = await step('offer', () => holder.resolveCredentialOffer(task.offer));
  const token = await step('token', () => holder.requestToken({ resolvedCredentialOffer, txCode: task.txCode }));
  between(task);
  const holders = [];
  const type = task.alg === 'EdDSA' ? { kty: 'OKP', crv: 'Ed25519' } : { kty: 'EC', crv: 'P-256' };
  // Called once for each configuration: it gives as many keys as copies are wished.
  const credentialBindingResolver = async ({ supportsJwk, issuerMaxBatchSize }) => {
    const count = Math.min(task.count ?? 1, issuerMaxBatchSize);
    const named = [];
    for (let at = 0; at < count; at += 1) {
      const { keyId, publicJwk } = await agent.kms.createKey({ type });
      const { kty, crv, x, y } = publicJwk;
      const jwk = y === undefined ? { kty, crv, x } : { kty, crv, x, y };
      let did = null;
      if (task.named !== 'jwk') {
        const method = task.named.slice('did:'.length);
        const { didState } = await agent.dids.create({ method, options: { keyId } });
        if (didState.state !== 'finished') throw new Error(JSON.stringify(didState));
        did = didState.did;
        named.push(didState.didDocument.verificationMethod[0].id);
      } else {
        if (!supportsJwk) throw new Error('the issuer takes no bare keys');
        named.push(Kms.PublicJwk.fromPublicJwk(publicJwk));
      }
      holders.push({ jwk, did });
    }
    return task.named === 'jwk' ? { method: 'jwk', keys: named } : { method: 'did', didUrls: named };
  };
  const answer = await step('credential', () => holder.requestCredentials({
    resolvedCredentialOffer,
    ...token,
    credentialConfigurationIds: [task.configuration],
    credentialBindingResolver,
    verifyCredentialStatus: task.status ?? false,
  }));
  const [{ record, notificationId }] = answer.credentials;
  const store = { SdJwtVcRecord: agent.sdJwtVc, W3cCredentialRecord: agent.w3cCredentials, W3cV2CredentialRecord: agent.w3cV2Credentials }[record.type];
  await store.store({ record });
  const kept = await store.getById(record.id);
  const credentials = kept.credentialInstances.map((one) => one.compactSdJwtVc ?? one.credential ?? one);
  await step('notification', () => holder.sendNotification({
    metadata: resolvedCredentialOffer.metadata,
    notificationId,
    accessToken: token.accessToken,
    notificationEvent: 'credential_accepted',
    dpop: answer.dpop,
  }));
  return { credentials, holders, kind: token.accessTokenResponse.token_type, notified: true, record: record.type };
}

const done = {};
for (const [name, task] of Object.entries(given.tasks)) {
  try {
    done[name] = await perform(task);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw Object.assign(new Error(name), { cause: fault });
    done[name] = { refused: fault.refused };
  }
}
await output(done);
await agent.shutdown();
process.exit(0);
