import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { auditEvidence, isIntact } from '../audit/audit.ts';
import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { version } from './version.ts';

const options = {
  trust: {
    type: 'string',
    value: '<file>',
    about: "your own file of public keys (default: drillbook.yaml's `trust`); without one no signature is checked",
  },
  'allow-missing': { type: 'boolean', about: 'outputs that were taken out on purpose do not fail the audit' },
  json: { type: 'boolean', about: 'print one JSON document on standard output' },
  explain: { type: 'boolean', about: 'print how to check the same with sha256sum, jq and openssl, without this program' },
} as const;

export const command: Command = {
  name: 'audit',
  about: 'check whether the evidence of a run has changed, and compute its verdicts again',
  usage: 'audit <evidence> [--trust <file>] [--json|--explain]',
  examples: [
    'drillbook audit .drillbook/runs/20261121T030000Z-1a2b3c',
    'drillbook audit evidence --trust audit-keys.yaml',
    'drillbook audit evidence --trust audit-keys.yaml --explain',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0)
      throw usageError(
        `unexpected ${positionals.length} folders, expected one`,
        'Name the folder that a drill left below .drillbook/runs.',
      );
    if (values.json === true && values.explain === true) throw usageError('unexpected --explain beside --json, expected one of them');
    const folder = resolve(io.cwd, name);
    if (!existsSync(folder)) throw usageError(`unexpected folder ${name}, expected one that is there`);
    // The reader's own, of the folder in which they stand: nothing that came with the evidence names a key.
    const { ok, configs } =
      values.trust === undefined && existsSync(resolve(io.cwd, 'drillbook.yaml'))
        ? await (await import('./register-store.ts')).configHere(io)
        : { ok: true, configs: [] };
    if (!ok) return exitCodes.usage;
    const ownTrust = configs[0]?.trust;
    const trustFile = values.trust ?? (ownTrust === undefined ? undefined : resolve(ownTrust.value));
    const trust = trustFile === undefined ? undefined : (await import('./read-trust-file.ts')).readTrustFile(trustFile, io);
    if (trustFile !== undefined && trust === undefined) return exitCodes.usage;
    if (values.explain === true) {
      const { explain } = await import('../audit/explain.ts');
      io.stdout.write(explain(relative(io.cwd, folder) || '.', trust ?? []));
      return exitCodes.ok;
    }
    const [{ renderReport }, { showAudit, shows, doesNotShow }] = await Promise.all([
      import('./write-report.ts'),
      import('../audit/show-audit.ts'),
    ]);
    const audit = auditEvidence(folder, {
      drillbook: version(),
      render: (evidence, runs) => renderReport(evidence, runs).files,
      ...(trust === undefined ? {} : { trust }),
    });
    const intact = isIntact(audit, values['allow-missing'] === true);
    io.stdout.write(
      values.json === true
        ? `${JSON.stringify({ ...audit, intact, shows: intact ? shows(audit) : [], doesNotShow: doesNotShow.join(' ') }, null, 2)}\n`
        : showAudit(audit, intact),
    );
    return intact ? exitCodes.ok : exitCodes.unexpected;
  },
};
