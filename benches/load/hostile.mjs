// Slow clients and bombs at once, and honest requests among them.
//
//   node hostile.mjs PID URL CREDENTIAL SECONDS
//
// 200 clients send a byte now and then; 50 send as much as is taken: JSON of very many values, archives of zeros. Meanwhile
// an honest client asks again and again. Prints what it heard, and the most memory that the server's process had.
import {readFileSync} from 'node:fs';
import {request} from 'node:http';
import {connect} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';

const [pid, url, file, seconds] = process.argv.slice(2);
const {hostname, port, pathname} = new URL(url);
const honest = Buffer.from(JSON.stringify({verifiableCredential: JSON.parse(readFileSync(file, 'utf8'))}));
const end = performance.now() + Number(seconds) * 1000;
const going = () => performance.now() < end;

function post(body, kind) {
  return new Promise(resolve => {
    const headers = {'content-type': kind, 'content-length': body.length, accept: 'application/json'};
    const asked = request(url, {method: 'POST', headers, agent: false}, answer => {
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

async function slow() {
  while(going()) {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(`POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n{`);
    while(going() && !socket.destroyed) {
      socket.write(' ');
      await pause(250);
    }
    socket.destroy();
  }
}

const mib = 1024 * 1024;
const many = Buffer.from(`[${'{"a":1},'.repeat(480_000)}{}]`);
const bombs = [
  [many, 'application/json'],
  [Buffer.from(`{"verifiableCredential":{"@context":[],"a":"${'a'.repeat(9 * mib)}"}}`), 'application/json'],
  [Buffer.from(`{"verifiableCredential":${'['.repeat(60)}${']'.repeat(60)}}`), 'application/json'],
  [Buffer.from(`{"verifiableCredential":"${gzipSync(Buffer.alloc(64 * mib)).toString('base64')}"}`), 'application/json'],
  [Buffer.alloc(31 * mib, 32), 'application/json']
];

let most = 0;
async function watch() {
  while(going()) {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    most = Math.max(most, Number(kilobytes));
    await pause(20);
  }
}

const heard = new Map();
const bombed = new Map();
const count = (map, [status, retry]) => {
  const key = retry ? `${status} (Retry-After)` : `${status}`;
  map.set(key, (map.get(key) ?? 0) + 1);
};
await Promise.all([
  watch(),
  ...Array.from({length: 200}, slow),
  ...Array.from({length: 50}, async (_, number) => {
    while(going()) {
      count(bombed, await post(...bombs[number % bombs.length]));
    }
  }),
  (async () => {
    while(going()) {
      count(heard, await post(honest, 'application/json'));
    }
  })()
]);
const told = map => [...map].map(([key, times]) => `${times} x ${key}`).join(', ');
console.log(`honest     ${told(heard)}`);
console.log(`bombs      ${told(bombed)}`);
console.log(`memory     ${(most / 1024).toFixed(0)} MiB at most`);
