import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file of a test's project, with the folders above it. */
export function writeInto(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** The smallest stack that can be broken: `compose.yaml` with one web server, which answers `ok` on port 3000 and can be started by `systemctl start web`. */
export function writeWebStack(folder: string): void {
  writeInto(folder, 'server.js', "require('node:http').createServer((request, answer) => answer.end('ok')).listen(3000);\n");
  writeInto(
    folder,
    'compose.yaml',
    `services:
  web:
    image: node:20
    command: node server.js
    working_dir: /srv
    ports: ["3000:3000"]
    volumes: ["./server.js:/srv/server.js"]
    healthcheck: { test: ["CMD", "curl", "-sf", "http://localhost:3000/"], interval: 1s, timeout: 2s, retries: 10 }
    x-drillbook: { run: node server.js, systemd: web }
`,
  );
}

/** A scenario of that stack: the server is killed. `runbook` is relative to the scenario. */
export function webScenario(title: string, runbook: string, more = ''): string {
  return `title: ${title}
runbook: ${runbook}
stack: [../compose.yaml]
steadyState:
  - name: it answers
    http: { url: "http://localhost:3000/" }
    expect: { status: 200 }
budget: { recovery: 5s }
faults:
  - process.kill: { service: web }
${more}`;
}
