import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readRunbook } from '../read-runbook.ts';
import { asQuotes } from './mkdocs.ts';

const page = `# Certificates

## Resolution

!!! warning "Only with the second key"
    Renew:

    \`\`\`bash name="renew"
    certbot renew

      certbot certificates
    \`\`\`

    ??? note
        \`\`\`sh
        openssl version
        \`\`\`

\`\`\`bash
nginx -t
echo '=== "not a tab"'
\`\`\`

=== "systemd"

    \`\`\`bash
    systemctl reload <UNIT>
    \`\`\`

=== "Docker"

    Send the signal:

    \`\`\`bash
    docker kill -s HUP proxy
    \`\`\`

\`\`\`bash
curl -I https://localhost
\`\`\`
`;

test('reads inside admonitions and tabs of a site, each at its own place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-mkdocs-'));
  try {
    mkdirSync(join(folder, 'docs/ops'), { recursive: true });
    writeFileSync(join(folder, 'mkdocs.yml'), 'site_name: Operations\n');
    const runbook = readRunbook(join(folder, 'docs/ops/certificates.md'), page);
    expect(runbook.problems).toEqual([]);
    expect(
      runbook.blocks.map(
        ({ id, location, step, branch }) =>
          `${location.line}:${location.column} ${id} ${String(step)}${branch === undefined ? '' : ` if ${branch.condition}`}`,
      ),
    ).toEqual([
      '8:5 renew true',
      '15:9 only-with-the-second-key/2 true',
      '19:1 resolution/1 true',
      '26:5 only-when-systemd/1 true if Only when systemd',
      '34:5 only-when-docker/1 true if Only when Docker',
      '38:1 resolution/2 true',
    ]);
    expect(runbook.blocks[0]).toMatchObject({
      script: 'certbot renew\n\n  certbot certificates',
      scriptLines: [9, 10, 11],
      role: 'act',
      attributeLocations: { name: { line: 8, column: 13 } },
    });
    expect(runbook.blocks[0]?.statements.map(({ location }) => [location.line, location.column])).toEqual([
      [9, 5],
      [11, 7],
    ]);
    expect(runbook.placeholders[0]?.location).toMatchObject({ line: 27, column: 22 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('leaves a page that belongs to no site as it is, and says what it loses', () => {
  expect(readRunbook('certificates.md', page).problems.map(({ rule, location }) => `${rule} ${location.line}`)).toContain('lost-fence 8');
});

test('keeps every column, and a blank line inside what goes on', () => {
  expect(asQuotes(['=== "A"', '    x', '', '    y', '', 'z'])).toEqual(['> ###### Only when A', '>   x', '>', '>   y', '', 'z']);
  expect(asQuotes(['1. a', '', '   !!! tip', '       b', '', '       ???+ note "N"', '           c'])).toEqual([
    '1. a',
    '',
    '   > ',
    '   >   b',
    '   >',
    '   >   > ###### N',
    '   >   >   c',
  ]);
  expect(asQuotes(['```', '!!! note', '    x', '```'])).toEqual(['```', '!!! note', '    x', '```']);
});
