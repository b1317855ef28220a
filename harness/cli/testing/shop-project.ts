import { writeInto } from '../../engines/testing/web-project.ts';

/** A repository that has never heard of us: a Compose file, an application with `/health`, and a runbook of some years ago. */
export function writeShop(folder: string): void {
  writeInto(
    folder,
    'compose.yaml',
    `version: "3.8"

services:
  db:
    image: postgres:15
    container_name: shop-db
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:-secret}
    volumes:
      - db-data:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U shop"]
      interval: 1s
      timeout: 5s
      retries: 30

  redis:
    image: redis:7-alpine
    restart: unless-stopped
    command: redis-server --save ""

  app:
    build: ./app
    restart: unless-stopped
    environment:
      REDIS_HOST: redis
    ports:
      - "8080:3000"
    depends_on:
      db:
        condition: service_healthy
      redis:
        condition: service_started
    logging:
      driver: json-file

volumes:
  db-data:
`,
  );
  writeInto(folder, 'app/Dockerfile', 'FROM node:20-bookworm-slim\nWORKDIR /app\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n');
  writeInto(
    folder,
    'app/server.js',
    `const http = require('node:http');
const net = require('node:net');

function redis(command) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(6379, process.env.REDIS_HOST);
    socket.setTimeout(1000, () => socket.destroy(new Error('redis does not answer')));
    socket.once('error', reject);
    socket.once('data', data => {
      resolve(String(data).slice(1).trim());
      socket.end();
    });
    socket.write(command + '\\r\\n');
  });
}

http
  .createServer(async (request, response) => {
    try {
      if (request.url === '/health') return response.end('ok');
      if (request.url === '/visits') return response.end(await redis('INCR visits'));
      response.writeHead(404).end();
    } catch (error) {
      response.writeHead(503).end(error.message);
    }
  })
  .listen(3000);
`,
  );
  writeInto(folder, 'docs/runbooks/redis-down.md', redisDown('docker compose up -d <REDIS_SERVICE>'));
}

/** As many teams write it: prose, sessions with prompts and what they printed, inline code, placeholders. */
export function redisDown(cure: string): string {
  return `<!-- MARKER: do not edit this section directly. -->

# Redis is unreachable

[[_TOC_]]

## Symptoms

* Alert \`RedisServiceDown\` fires in \`#production\`.
* \`redis_up{job="redis"} == 0\` on the dashboard, and visitors get errors.

## Possible checks

Log in to \`<HOST>\` and see whether the container runs:

\`\`\`console
$ docker compose ps redis
NAME    IMAGE            STATUS
redis   redis:7-alpine   Exited (0) 3 minutes ago
\`\`\`

## Resolution

1. Start it again. This takes some seconds:

   \`\`\`console
   $ ${cure}
    Container redis  Started
   \`\`\`

1. Then check it once more: \`docker compose ps redis\`

## Verification

\`\`\`shell
$ curl -s http://localhost:8080/visits
42
\`\`\`

## Escalation

Page the owner in \`#production\`.
`;
}
