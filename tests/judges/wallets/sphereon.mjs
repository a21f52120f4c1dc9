// Sphereon's wallet side of OpenID4VCI: it speaks an earlier draft, and so asks in a way of its own.
import { OpenID4VCIClientV1_0_15 } from '@sphereon/oid4vci-client';
import { Refused, between, holder, jose, newKey, run } from './common.mjs';

const step = async (name, wish) => {
  try {
    return await wish();
  } catch (fault) {
    // Its faults carry the answer as a text, or as an object.
    const text = `${fault?.message ?? fault}`;
    const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
    let body = fault?.error ? fault : undefined;
    try { body ??= JSON.parse(json); } catch { /* no answer of the issuer's */ }
    throw new Refused(name, undefined, body, text);
  }
};

await run(async (task) => {
  const client = await step('offer', () => OpenID4VCIClientV1_0_15.fromURI({ uri: task.offer, clientId: undefined, retrieveServerMetadata: true }));
  const token = await step('token', () => client.acquireAccessToken({ pin: task.txCode }));
  const key = await newKey(task.alg, task.named);
  const signCallback = async ({ header, payload }) => new jose.SignJWT(payload).setProtectedHeader(header).sign(key.privateKey);
  between(task);
  const answer = await step('credential', () => client.acquireCredentials({
    credentialConfigurationId: task.configuration,
    format: task.format,
    alg: task.alg,
    ...(key.did ? { kid: key.url } : { jwk: key.jwk }),
    proofCallbacks: { signCallback },
  }));
  const credentials = answer.credentials.map((one) => one.credential);
  return { credentials, holders: [holder(key)], kind: token.token_type, notified: false };
});
