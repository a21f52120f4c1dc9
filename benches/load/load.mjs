// Puts load on a server that verifies: first as much as it takes, then half of that at even times.
//
//   node load.mjs NAME PID URL CREDENTIAL SECONDS CONNECTIONS
//
// Prints a row of the table: requests a second, requests per CPU-second of the server's process, and at half load the median
// and the 99th percentile of the time to an answer. Every answer has to say that the credential is verified.
//
// As much as it takes is asked by wrk, where that is installed: it takes a tenth of the processor that the clients below do,
// and the less of the machine they take, the less they disturb what is measured. For both servers it is the same client.
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {connect} from 'node:net';
import {setTimeout as pause} from 'node:timers/promises';

const [name, pid, url, file, seconds, connections] = process.argv.slice(2);
const {hostname, port, pathname} = new URL(url);
const body = Buffer.from(JSON.stringify({verifiableCredential: JSON.parse(readFileSync(file, 'utf8'))}));
const head = [`POST ${pathname} HTTP/1.1`, `host: ${hostname}:${port}`, 'content-type: application/json', 'accept: application/json',
  `content-length: ${body.length}`].join('\r\n');
const wish = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]);

/**
 * One connection, on which one request is under way at a time. It takes as little of the processor as it can, which the server
 * has to share with it: node's own client takes as long as some servers do. So an answer is looked at as far as its verdict,
 * which is where it begins, and counted from there on.
 */
class Connection {
  constructor() {
    this.socket = connect({host: hostname, port: Number(port), noDelay: true});
    this.socket.on('data', bytes => this.hear(bytes));
    this.socket.on('error', error => this.reject(error));
    this.socket.on('close', () => this.reject(new Error('the server closed')));
  }

  hear(bytes) {
    if(this.heard === 0) {
      const text = bytes.toString('latin1', 0, 2048);
      const begin = text.indexOf('\r\n\r\n') + 4;
      const length = /\r\ncontent-length: *(\d+)/i.exec(text);
      // Without a length it comes in chunks, of which these servers need one.
      this.expected = length ? begin + Number(length[1]) : 0;
      this.verified = begin > 3 && text.startsWith('HTTP/1.1 200 ') && text.slice(begin, begin + 30).includes('{"verified":true');
    }
    this.heard += bytes.length;
    const ended = this.expected > 0 ? this.heard >= this.expected : bytes.subarray(-5).toString('latin1') === '0\r\n\r\n';
    if(ended && this.verified) {
      this.resolve();
    } else if(ended || !this.verified) {
      this.reject(new Error(bytes.toString('latin1', 0, 2048)));
    }
  }

  ask() {
    this.heard = 0;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.socket.write(wish);
    });
  }
}

const free = [];
const waiting = [];

/** Connects; servers close connections on which nothing comes for some seconds. */
function open() {
  free.push(...Array.from({length: Number(connections)}, () => new Connection()));
}

function close() {
  for(const {socket} of free.splice(0)) {
    socket.removeAllListeners('close').destroy();
  }
}

/** Asks on the connection that is free next; how long the answer took, the waiting included. */
async function ask() {
  const begun = performance.now();
  const connection = free.pop() ?? await new Promise(resolve => waiting.push(resolve));
  await connection.ask();
  const next = waiting.shift();
  next ? next(connection) : free.push(connection);
  return performance.now() - begun;
}

/** CPU seconds of the server so far (proc(5): utime and stime, in hundredths). */
function cpu() {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const milliseconds = Number(seconds) * 1000;
open();
for(const end = performance.now() + milliseconds / 4; performance.now() < end;) {
  await ask();
}
close();

/** How many answers came, and how many seconds that took. */
async function asMuchAsItTakes() {
  const begun = performance.now();
  const took = () => (performance.now() - begun) / 1000;
  const script = new URL('wish.lua', import.meta.url).pathname;
  const options = ['-t', '1', '-c', connections, '-d', seconds, '-s', script, url];
  const wrk = spawnSync('wrk', options, {encoding: 'utf8', env: {...process.env, LOAD_CREDENTIAL: file}});
  if(wrk.error?.code !== 'ENOENT') {
    const found = /answers (\d+) wrong 0$/m.exec(wrk.stdout ?? '');
    if(!found) {
      throw new Error(`${wrk.stdout}${wrk.stderr}`);
    }
    return [Number(found[1]), took()];
  }
  open();
  let done = 0;
  await Promise.all(Array.from({length: Number(connections)}, async () => {
    while(took() * 1000 < milliseconds) {
      await ask();
      done += 1;
    }
  }));
  close();
  return [done, took()];
}
const before = cpu();
const [done, took] = await asMuchAsItTakes();
const rate = done / took;
const perCpu = done / (cpu() - before);

const times = [];
const asking = [];
open();
const interval = 2000 / rate;
const start = performance.now();
for(let number = 0; number * interval < milliseconds; number += 1) {
  const due = start + number * interval;
  if(due > performance.now()) {
    await pause(due - performance.now());
  }
  asking.push(ask().then(time => times.push(time)));
}
await Promise.all(asking);
times.sort((one, other) => one - other);
const at = part => times[Math.min(times.length - 1, Math.floor(times.length * part))];
const [median, late] = [at(0.5), at(0.99)];
console.log([name.padEnd(10), rate.toFixed(0).padStart(9), perCpu.toFixed(0).padStart(12), median.toFixed(2).padStart(10),
  late.toFixed(2).padStart(9), (late / median).toFixed(1).padStart(7)].join(' '));
close();
