import { expect, test } from '@playwright/test';
import { readRunbook } from '../reading/read-runbook.ts';
import { readStack } from '../reading/read-stack.ts';
import { folderWith } from '../reading/testing/folder.ts';
import { findEndpoints } from './find-endpoints.ts';
import { routesIn } from './routes-in-source.ts';

const sources: readonly (readonly [string, string, readonly string[]])[] = [
  ['Express', "app.get('/orders', list);\nrouter.post('/orders', create);\napp.get('/orders/:id', one);", ['GET /orders', 'POST /orders']],
  [
    'node:http',
    "if (req.url === '/health') ok();\nif (req.method === 'POST' && pathname === '/canary') go();",
    ['GET /health', 'POST /canary'],
  ],
  ['Flask', '@app.route("/healthz")\n@bp.route("/jobs", methods=["POST"])', ['GET /healthz', 'POST /jobs']],
  ['FastAPI', '@router.get("/items")\n@app.delete("/items/{id}")', ['GET /items']],
  ['Go', 'http.HandleFunc("/ping", ping)\nmux.HandleFunc("POST /orders", create)', ['GET /ping', 'POST /orders']],
  ['Spring', '@GetMapping("/orders")\n@PostMapping(value = "/orders")', ['GET /orders', 'POST /orders']],
  ['nothing', `get('/x')\nconst url = '/y';\n${'x'.repeat(10_000)}app.get('/z')`, []],
];

for (const [framework, text, routes] of sources)
  test(`finds what a source answers that is written for ${framework}`, () => {
    expect(routesIn(text).map(({ method, path }) => `${method} ${path}`)).toEqual(routes);
  });

test('lists what sees most first, each once with its place, and says what the weak ones cannot see', async () => {
  const file = folderWith({
    'compose.yaml': `services:
  database: { image: "postgres:15", ports: ["5432:5432"] }
  api:
    image: shop
    ports: ["8080:3000"]
    healthcheck: { test: [CMD-SHELL, "curl -f http://localhost:3000/health?token=x || exit 1"] }
  inner: { image: inner, expose: [9000], healthcheck: { test: [CMD, wget, -q, "http://127.0.0.1:9000/up"] } }
`,
  })('compose.yaml');
  const { stack } = await readStack([file]);
  if (stack === undefined) throw new Error('no stack');
  const runbook = readRunbook(
    'down.md',
    '# Down\n\n## Verify\n\n```bash\ncurl -fsS http://localhost:8080/orders\ncurl https://shop.example.com/orders\ncurl -d x http://localhost:8080/pay\ncurl http://localhost:9999/\n```\n',
  );
  const found = findEndpoints(stack, runbook, [
    { service: 'api', file: 'app/server.js', text: "app.get('/carts', x);\napp.post('/carts', x);\napp.get('/orders', x);" },
  ]);
  expect(found.map(({ healthy, weak }) => `${healthy}${weak === undefined ? '' : ' weak'}`)).toEqual([
    'GET http://localhost:8080/orders 200',
    'GET http://localhost:8080/carts 200',
    'POST http://localhost:8080/carts 200',
    'GET http://localhost:8080/health 200 weak',
    'GET http://inner:9000/up 200 weak',
    'GET http://localhost:8080/ 200 weak',
    'tcp localhost:5432 weak',
  ]);
  expect(found[0]?.from).toContain('down.md:6:1');
  expect(found[1]?.from).toBe('app/server.js:1');
  expect(found[3]?.from).toContain('compose.yaml:3:3');
});
