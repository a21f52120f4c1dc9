// Puts load on a server that verifies: first as much as it takes, then half of that at even times.
//
//   node load.mjs NAME PID URL CREDENTIAL SECONDS CONNECTIONS
//
// Prints a row of the table: requests a second, requests per CPU-second of the server's process, and at half load the median
// and the 99th percentile of the time to an answer. Every answer has to say that the credential is verified.
import {readFileSync} from 'node:fs';
import {Agent, request} from 'node:http';
import {setTimeout as pause} from 'node:timers/promises';

const [name, pid, url, file, seconds, connections] = process.argv.slice(2);
const body = Buffer.from(JSON.stringify({verifiableCredential: JSON.parse(readFileSync(file, 'utf8'))}));
const agent = new Agent({keepAlive: true, maxSockets: Number(connections)});
const headers = {'content-type': 'application/json', accept: 'application/json', 'content-length': body.length};

function ask() {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(url, {method: 'POST', agent, headers}, async answer => {
      const chunks = [];
      for await (const chunk of answer) {
        chunks.push(chunk);
      }
      const verified = answer.statusCode === 200 && JSON.parse(Buffer.concat(chunks)).verified === true;
      verified ? resolve(performance.now() - begun) : reject(new Error(`${answer.statusCode} ${Buffer.concat(chunks)}`));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** CPU seconds of the server so far (proc(5): utime and stime, in hundredths). */
function cpu() {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const milliseconds = Number(seconds) * 1000;
for(const end = performance.now() + milliseconds / 4; performance.now() < end;) {
  await ask();
}
let done = 0;
const before = cpu();
const begun = performance.now();
await Promise.all(Array.from({length: Number(connections)}, async () => {
  while(performance.now() - begun < milliseconds) {
    await ask();
    done += 1;
  }
}));
const rate = done / ((performance.now() - begun) / 1000);
const perCpu = done / (cpu() - before);

const times = [];
const asking = [];
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
agent.destroy();
