// Slow clients and bombs at once, and honest requests among them.
//
//   node hostile.mjs PID URL CREDENTIAL SECONDS
//
// 200 clients send a byte now and then; 50 send as much as is taken: JSON of very many values, archives of zeros, hundreds of
// files at once. Meanwhile an honest client asks again and again. URL is the server's root: the VC API, `/verify`, its page
// and its form for files are aimed at in turn, then all together. Prints what was heard, and the most memory that the server's
// process had in each round.
import {readFileSync, writeFileSync} from 'node:fs';
import {request} from 'node:http';
import {connect} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';

const [pid, root, file, seconds] = process.argv.slice(2);
const {hostname, port} = new URL(root);
const credential = readFileSync(file);
const honest = Buffer.from(JSON.stringify({verifiableCredential: JSON.parse(credential)}));
let end = 0;
const going = () => performance.now() < end;

function post(path, body, kind, accept = 'application/json') {
  return new Promise(resolve => {
    const headers = {'content-type': kind, 'content-length': body.length, accept};
    const asked = request(new URL(path, root), {method: 'POST', headers, agent: false}, answer => {
      answer.resume();
      answer.on('end', () => resolve([answer.statusCode, answer.headers['retry-after']]));
      answer.on('error', () => resolve(['cut']));
    });
    // A server that has heard enough closes while it is still written to.
    asked.on('socket', socket => socket.on('error', () => resolve(['cut'])));
    asked.on('error', () => resolve(['cut']));
    asked.end(body);
  });
}

async function slow(path) {
  while(going()) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(`POST /${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n{`);
    while(going() && !socket.destroyed) {
      socket.write(' ');
      await pause(250);
    }
    socket.destroy();
  }
}

const mib = 1024 * 1024;
const json = 'application/json';
const parts = 'multipart/form-data; boundary=b';
const many = `[${'{"a":1},'.repeat(480_000)}{}]`;
const zeros = '0,'.repeat(4 * mib);
const wide = `{${Array.from({length: 480_000}, (_, number) => `"${number}":0`)}}`;
/** So many files in a form. */
function form(count, content) {
  const files = Array.from({length: count}, (_, number) => [
    Buffer.from(`--b\r\ncontent-disposition: form-data; name="file"; filename="${number}.json"\r\n\r\n`), content, Buffer.from('\r\n')
  ]);
  return Buffer.concat([...files.flat(), Buffer.from('--b--\r\n')]);
}
const gzip = gzipSync(Buffer.alloc(64 * mib)).toString('base64');
const vcApi = [
  [Buffer.from(many), json],
  [Buffer.from(`{"verifiableCredential":${many}}`), json],
  [Buffer.from(`{"verifiableCredential":${wide}}`), json],
  [Buffer.from(`{"verifiableCredential":{"@context":[],"a":"${'a'.repeat(9 * mib)}"}}`), json],
  [Buffer.from(`{"verifiableCredential":${'['.repeat(60)}${']'.repeat(60)}}`), json],
  [Buffer.from(`{"verifiableCredential":"${gzip}"}`), json],
  [Buffer.alloc(31 * mib, 32), json]
].map(([body, kind]) => ['vc-api/credentials/verify', body, kind]);
const verify = [
  ...vcApi.map(([, body, kind]) => ['verify', body, kind]),
  ['verify', Buffer.from(`[${zeros}0]`), json],
  ['verify', Buffer.from(`[{"verifiableCredential":[${many},${many}]}]`), json],
  ['verify', Buffer.from(`[${`{"@context":[],"a":"${'a'.repeat(9 * mib)}"},`.repeat(3)}{}]`), json]
];
const page = [
  ['verify', Buffer.from(`text=${'%7B'.repeat(3 * mib)}`), 'application/x-www-form-urlencoded', 'text/html'],
  ['verify', Buffer.from(`text=${encodeURIComponent(many)}`), 'application/x-www-form-urlencoded', 'text/html'],
  ['verify', Buffer.from('text=a&'.repeat(4 * mib)), 'application/x-www-form-urlencoded', 'text/html']
];
const bulk = [
  ['verify', form(500, Buffer.alloc(130_000, 0x20)), parts],
  ['verify', form(500, credential), parts, 'text/html'],
  ['verify', form(15, Buffer.from(many)), parts],
  ['verify', form(6, Buffer.from(`{"@context":[],"a":"${'a'.repeat(9 * mib)}"}`)), parts]
];

const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const told = map => [...map].map(([key, times]) => `${times} x ${key}`).join(', ');
function count(map, [status, retry]) {
  const key = retry ? `${status} (Retry-After)` : `${status}`;
  map.set(key, (map.get(key) ?? 0) + 1);
}

for(const [name, bombs] of [['VC API', vcApi], ['/verify', verify], ['page', page], ['files', bulk],
  ['all', [...vcApi, ...verify, ...page, ...bulk]]]) {
  // Sets the most memory back (proc(5)).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  end = performance.now() + Number(seconds) * 1000;
  const heard = new Map();
  const bombed = new Map();
  await Promise.all([
    ...Array.from({length: 200}, () => slow(bombs[0][0])),
    ...Array.from({length: 50}, async (_, number) => {
      while(going()) {
        count(bombed, await post(...bombs[number % bombs.length]));
      }
    }),
    (async () => {
      while(going()) {
        count(heard, await post('vc-api/credentials/verify', honest, json));
        count(heard, await post('verify', honest, json));
      }
    })()
  ]);
  console.log(`${name.padEnd(10)} honest: ${told(heard)}`);
  console.log(`           bombs: ${told(bombed)}`);
  console.log(`           memory: ${memory().toFixed(0)} MiB at most`);
}
