// The wallet side of OpenID4VCI of the OpenWallet Foundation's oid4vc-ts, from the offer to the notification.
import { createHash, randomBytes } from 'node:crypto';
import { clientAuthenticationAnonymous, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciClient } from '@openid4vc/openid4vci';
import { Refused, between, holder, jose, newKey, run } from './common.mjs';

setGlobalConfig({ allowInsecureUrls: true });

const keys = new Map();
const callbacks = {
  hash: (data, alg) => createHash(alg.replace('-', '')).update(data).digest(),
  generateRandom: (count) => randomBytes(count),
  clientAuthentication: clientAuthenticationAnonymous(),
  async signJwt(signer, { header, payload }) {
    const key = keys.get(signer.method === 'did' ? signer.didUrl : signer.publicJwk.x);
    const jwt = await new jose.SignJWT(payload).setProtectedHeader(header).sign(key.privateKey);
    return { jwt, signerJwk: key.jwk };
  },
  verifyJwt: () => { throw new Error('the issuer signs no metadata'); },
  encryptJwe: () => { throw new Error('nothing is encrypted'); },
  decryptJwe: () => { throw new Error('nothing is encrypted'); },
};

async function key(alg, named) {
  const made = await newKey(alg, named);
  keys.set(made.url ?? made.jwk.x, made);
  const signer = made.did
    ? { method: 'did', didUrl: made.url, alg }
    : { method: 'jwk', publicJwk: made.jwk, alg };
  return { ...made, signer };
}

/** A step; what the issuer answered when it fails. */
async function step(name, wish) {
  try {
    return await wish();
  } catch (fault) {
    // The reasons lie at different depths, by step.
    const from = fault.response?.response ?? fault.response ?? fault.cause?.response;
    const body = fault.errorResponse ?? fault.response?.credentialErrorResponseResult?.data
      ?? await from?.clone?.().json().catch(() => undefined);
    throw new Refused(name, from?.status, body, fault);
  }
}

await run(async (task) => {
  const client = new Openid4vciClient({ callbacks });
  const credentialOffer = await step('offer', () => client.resolveCredentialOffer(task.offer));
  const issuerMetadata = await step('metadata', () => client.resolveIssuerMetadata(credentialOffer.credential_issuer));
  const dpop = task.dpop ? { signer: (await key('ES256')).signer } : undefined;
  const ask = () => client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer, issuerMetadata, txCode: task.txCode, dpop });
  const token = await step('token', ask);
  if (task.redeemTwice) await step('second token', ask);
  const accessToken = token.accessTokenResponse.access_token;
  const retrieve = async (used) => {
    const { c_nonce: nonce } = await step('nonce', () => client.requestNonce({ issuerMetadata }));
    const jwt = await Promise.all(used.map(async ({ signer }) => (await client.createCredentialRequestJwtProof({
      signer, nonce, issuerMetadata, credentialConfigurationId: task.configuration, clientId: undefined,
    })).jwt));
    return step('credential', () => client.retrieveCredentials({
      issuerMetadata, accessToken, dpop: token.dpop, credentialConfigurationId: task.configuration, proofs: { jwt },
    }));
  };
  const used = await Promise.all(Array.from({ length: task.count ?? 1 }, () => key(task.alg, task.named)));
  between(task);
  const { credentialResponse: answer } = await retrieve(used);
  const credentials = answer.credentials.map((one) => one.credential);
  let notified = false;
  if (answer.notification_id) {
    const notification = { notificationId: answer.notification_id, event: 'credential_accepted' };
    await step('notification', () => client.sendNotification({ issuerMetadata, notification, accessToken, dpop: token.dpop }));
    notified = true;
  }
  const version = issuerMetadata.originalDraftVersion;
  return { credentials, holders: used.map(holder), kind: token.accessTokenResponse.token_type, notified, version };
});
