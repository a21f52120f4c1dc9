// What the wallets have in common: keys, how they are named, and reading tasks and writing what came of them.
//
// A driver is handed a JSON object on standard input: `tasks` by name, and where what is published below `base` is served. It
// writes one with what came of each task: `credentials` and `holders`, or `refused` with the step, the status and the code
// that the issuer gave.
import { execFileSync } from 'node:child_process';
import * as jose from 'jose';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function toBase58(bytes) {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}

/** A new key of this algorithm, with the DID by which it is named, if one is wished. */
export async function newKey(alg, named) {
  const pair = await jose.generateKeyPair(alg, { extractable: true });
  const { kty, crv, x, y } = await jose.exportJWK(pair.publicKey);
  const jwk = y === undefined ? { kty, crv, x } : { kty, crv, x, y };
  let did;
  let fragment;
  if (named === 'did:jwk') {
    did = `did:jwk:${jose.base64url.encode(JSON.stringify(jwk))}`;
    fragment = '0';
  } else if (named === 'did:key') {
    const raw = Buffer.from(x, 'base64url');
    // The codes of multicodec for Ed25519 and for compressed points of P-256.
    const key = alg === 'EdDSA'
      ? [0xed, 0x01, ...raw]
      : [0x80, 0x24, 2 + (Buffer.from(y, 'base64url').at(-1) & 1), ...raw];
    fragment = `z${toBase58(Uint8Array.from(key))}`;
    did = `did:key:${fragment}`;
  }
  return { alg, jwk, did, url: did && `${did}#${fragment}`, privateKey: pair.privateKey };
}

/** What names a key in what the issuer bound to it. */
export const holder = (key) => ({ jwk: key.jwk, did: key.did ?? null });

/** Does what a task wants done between two steps: a command of the issuer's. */
export function between(task) {
  if (task.between) execFileSync(task.between[0], task.between.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** A step that failed. */
export class Refused extends Error {
  constructor(step, status, body, cause) {
    super(`${step}: ${status} ${JSON.stringify(body)} ${cause}`);
    this.refused = { step, status: status ?? null, error: body?.error ?? body?.type ?? null, cause: `${cause}` };
  }
}

export async function input() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** What is published at this address, from where it is served on this machine. */
export async function published(url, { base, issuer }) {
  if (url !== base && !url.startsWith(`${base}/`)) throw new Error(`${url} is not asked`);
  return fetch(issuer + url.slice(base.length));
}

export function output(done) {
  return new Promise((written) => process.stdout.write(`${JSON.stringify(done)}\n`, written));
}

export async function run(perform) {
  const given = await input();
  const done = {};
  for (const [name, task] of Object.entries(given.tasks)) {
    try {
      done[name] = await perform(task, given);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw Object.assign(new Error(name), { cause: fault });
      done[name] = { refused: fault.refused };
    }
  }
  await output(done);
}

export { jose };
