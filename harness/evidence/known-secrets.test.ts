import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { redaction } from './redaction.ts';

const { text, stream } = redaction([]);

// Put together here, so that no scanner of this repository takes them for real ones.
const random = (length: number): string =>
  createHash('sha512')
    .update('secret')
    .digest('base64')
    .replaceAll(/[^A-Za-z0-9]/g, 'x')
    .slice(0, length);
const tokens: Readonly<Record<string, string>> = {
  'AWS access key id': `AKIA${random(32).toUpperCase().slice(0, 16)}`,
  'GitHub token': `ghp_${random(36)}`,
  'GitHub fine-grained token': `github_pat_${random(22)}_${random(59)}`,
  'GitLab token': `glpat-${random(20)}`,
  'Slack token': `xoxb-123456789012-${random(24)}`,
  'Google API key': `AIza${random(35)}`,
  'npm token': `npm_${random(36)}`,
  'Stripe key': `sk_live_${random(24)}`,
  'SendGrid key': `SG.${random(22)}.${random(43)}`,
  'Anthropic key': `sk-ant-api03-${random(40)}`,
  'Hugging Face token': `hf_${'abcdefghijklmnopq'.repeat(2)}`,
  'Grafana token': `glsa_${random(32)}_0123abcd`,
  'age key': `AGE-SECRET-KEY-1${random(58).toUpperCase()}`,
  'DigitalOcean token': `dop_v1_${createHash('sha256').digest('hex')}`,
  'JSON web token': `eyJ${random(20)}.eyJ${random(40)}.${random(43)}`,
};

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const keys: Readonly<Record<string, string>> = {
  RSA: privateKey,
  'PKCS 8': generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey,
  encrypted: privateKey.replace(
    'KEY-----\n',
    'KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF0123456789ABCDEF\n\n',
  ),
};

/** The same, however it is cut. */
function cut(whole: string): readonly string[] {
  const step = Math.max(1, Math.floor(whole.length / 40));
  const shown: string[] = [];
  for (let at = 0; at < whole.length; at += step) {
    for (const parts of [
      [whole.slice(0, at), whole.slice(at)],
      [whole.slice(0, at), whole.slice(at, at + 9), whole.slice(at + 9)],
    ]) {
      const pieces = stream();
      shown.push(parts.map(part => pieces.push(part)).join('') + pieces.end());
    }
  }
  const pieces = stream();
  shown.push(
    whole
      .split('')
      .map(part => pieces.push(part))
      .join('') + pieces.end(),
  );
  return shown;
}

for (const [what, token] of Object.entries(tokens)) {
  test(`hides a ${what}, cut anywhere, in quotes, with colours inside and in base64`, () => {
    for (const [whole, left] of [
      [`token ${token}\n`, 'token [redacted]\n'],
      [`{"token":"${token}"}`, '{"token":"[redacted]"}'],
      [`export T='${token}'; run`, `export T='[redacted]'; run`],
    ] as const) {
      expect(text(whole)).toBe(left);
      for (const shown of cut(whole)) expect(shown).toBe(left);
    }
    expect(text(`${token.slice(0, 9)}\u001B[01;31m${token.slice(9)}`)).toBe('[redacted]');
    for (const before of ['', ':', 'a:', 'user:']) {
      const encoded = Buffer.from(`${before}${token}`).toString('base64');
      expect(text(`data: ${encoded}\n`)).toBe('data: [redacted]\n');
      for (const shown of cut(`data: ${encoded}\n`)) expect(shown).not.toContain(encoded.slice(-16, -4));
    }
    expect(text(Buffer.from(token).toString('hex'))).toBe('[redacted]');
  });
}

for (const [what, key] of Object.entries(keys)) {
  test(`hides a private key (${what}) whole, cut anywhere, without its beginning or its end, in one line and in base64`, () => {
    const secretLines = key.split('\n').filter(line => /^[A-Za-z0-9+/=]{40,}$/.test(line));
    const whole = `the key:\n${key}that was it\n`;
    expect(text(whole)).toBe('the key:\n[redacted]\nthat was it\n');
    for (const shown of cut(whole)) expect(shown).toBe('the key:\n[redacted]\nthat was it\n');
    const lines = key.trimEnd().split('\n');
    for (const part of [lines.slice(0, -1), lines.slice(0, 4), lines.slice(-2), lines.slice(-4)].filter(some =>
      some.some(line => secretLines.includes(line)),
    )) {
      for (const shown of [
        text(`it: \n${part.join('\n')}\nso`),
        text(part.join(String.raw`\n`)),
        text(part.join('\r\n')),
        text(part.map(line => `    ${line}`).join('\n')),
      ])
        for (const line of secretLines) expect(shown).not.toContain(line);
    }
    const encoded = Buffer.from(key).toString('base64');
    expect(text(`tls.key: ${encoded}\n`)).toBe('tls.key: [redacted]\n');
    expect(text(encoded.replaceAll(/(.{76})/g, '$1\n'))).toBe('[redacted]');
    for (const shown of cut(`${encoded.replaceAll(/(.{76})/g, '$1\n')}\n`))
      for (let at = 0; at < encoded.length - 76; at += 76) expect(shown).not.toContain(encoded.slice(at, at + 60));
  });
}

for (const [whole, left] of [
  ['psql postgres://shop:s3cret@db:5432/shop?sslmode=off', 'psql postgres://shop:[redacted]@db:5432/shop?sslmode=off'],
  ['redis://:s3cret@cache/0', 'redis://:[redacted]@cache/0'],
  ['https://user:pa@ss@host/a@b', 'https://user:[redacted]@host/a@b'],
  ['url=amqp%3A%2F%2Fapp%3As3cret%40queue', 'url=amqp%3A%2F%2Fapp%3A[redacted]%40queue'],
  ['> Authorization: Basic YWRtaW46aHVudGVyMg==', '> Authorization: Basic [redacted]'],
  [String.raw`-H "authorization: Bearer abcdef.123-456"`, String.raw`-H "authorization: Bearer [redacted]"`],
  ['{"Authorization":"Bearer abcdef123456"}', '{"Authorization":"Bearer [redacted]"}'],
  [`aws_secret_access_key = ${random(40)}`, 'aws_secret_access_key = [redacted]'],
  [`"SecretAccessKey": "${random(40)}",`, '"SecretAccessKey": "[redacted]",'],
  ['> X-API-Key: 9f8a7b6c5d4e3f2a1b0c', '> X-API-Key: [redacted]'],
  ['{"x-api-key":"9f8a7b6c5d4e3f2a1b0c"}', '{"x-api-key":"[redacted]"}'],
  ['< Set-Cookie: session=9f8a7b6c5d4e; Path=/; HttpOnly', '< Set-Cookie: session=[redacted]; Path=/; HttpOnly'],
  [
    'Cookie: theme=dark-2026; connect.sid=s%3A9f8a7b6c; PHPSESSID=a1b2c3d4e5',
    'Cookie: theme=dark-2026; connect.sid=[redacted]; PHPSESSID=[redacted]',
  ],
  ['curl -su admin:hunter2 http://web/', 'curl -su admin:[redacted] http://web/'],
  [`curl -X POST --user 'admin:hunter2' http://web/`, `curl -X POST --user 'admin:[redacted]' http://web/`],
  [`AccountName=a;AccountKey=${random(86)}==;EndpointSuffix=b`, 'AccountName=a;AccountKey=[redacted];EndpointSuffix=b'],
  [`//registry.example/:_authToken=${random(20)}`, '//registry.example/:_authToken=[redacted]'],
  [`https://hooks.slack.com/services/T0000/B0000/${random(24)}`, 'https://hooks.slack.com/services/[redacted]'],
] as const) {
  test(`of ${whole.slice(0, 30)} only the secret goes, however it is cut`, () => {
    expect(text(whole)).toBe(left);
    expect(text(left)).toBe(left);
    for (const shown of cut(whole)) expect(shown).toBe(left);
  });
}

test('leaves alone what looks like no secret', () => {
  const ordinary = [
    createHash('sha256').update('a').digest('hex'),
    `sha256:${createHash('sha256').update('a').digest('hex')}`,
    createHash('sha512').update('a').digest('base64'),
    `commit ${createHash('sha1').update('a').digest('hex')} (HEAD -> main)`,
    randomUUID(),
    'postgres://shop@db:5432/shop and postgres://db/shop',
    'psql "postgres://shop:$PGPASSWORD@db/shop" and postgres://shop:${PGPASSWORD}@db, redis://:{{password}}@cache',
    'POSTGRES_PASSWORD=shop PGPASSWORD=shop psql -h db -U shop',
    'http://localhost:8080/a:b@c and git@github.com:owner/name.git, mailto:a@b.example',
    'at file:///app/server.js:12:34 (node:internal/modules:123)',
    'Authorization: Bearer $TOKEN',
    'the bearer of this token, a bearer authentication',
    'aws_access_key_id and aws_secret_access_key are not set',
    'if a line says -----BEGIN PRIVATE KEY----- it is a key\nand this is the next line\n',
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEi7VJTUt9Us8cKjMzEfYyjiWA4R4\n-----END PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ0VSVElGSUNBVEUwMDAwMDAwMDAwMDAwCgYIKoZIzj0E\n-----END CERTIFICATE-----',
    'eyJ is how JSON begins in base64, sk_live_ a key of Stripe, ghp_ one of GitHub',
    '2026-11-21T13:00:00.123456Z 42 rows, lsn 0/16B3748, xid 731, 10.0.0.1:5432',
    'npm_config_registry=x npm_package_version=1.0.0 npm_lifecycle_event=start',
    '/usr/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/index.js',
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    'AKIA and ASIA begin key ids; ASIAN and AKIAK do not',
    'https://example.org/?q=a:b@c#d:e@f',
    'curl -u admin http://web:8080/, curl -u "admin:$PASSWORD" x, curl -u <USER>:<PASSWORD> x, curl -u "$(cat user):$(cat word)" x',
    'curl: (7) Failed to connect to web port 8080, date -u 12:30, curl -s http://web | sort -u a:b',
    'X-API-Key: $API_KEY, X-API-Key: required, the x-api-key header',
    'Set-Cookie: session=deleted; Max-Age=0, Cookie: session=$SESSION, cookie: theme=dark-mode-2026',
  ];
  for (const line of ordinary) {
    expect(text(line)).toBe(line);
    for (const shown of cut(line)) expect(shown).toBe(line);
  }
});
