import { resolve } from 'node:path';
import { auditEvidence } from '../audit/audit.ts';
import { peopleFile, statementsFile } from '../evidence/manifest.ts';
import { passphraseVariable, readSigner } from '../evidence/keys.ts';
import { addPersonStatement, decisions, personRoles } from '../evidence/person-statement.ts';
import { openEvidenceFolder } from '../evidence/folder.ts';
import { isSealed } from '../evidence/seal.ts';
import { HarnessError } from '../support/harness-error.ts';
import { nearest } from '../support/nearest.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { version } from './version.ts';

const options = {
  key: { type: 'string', value: '<file>', about: `your private key; its passphrase, if any, is read from ${passphraseVariable}` },
  role: { type: 'string', value: '<role>', about: `in which role: ${personRoles.join(', ')}` },
  decision: { type: 'string', value: '<word>', about: `what you decided: ${decisions.join(', ')}` },
  name: { type: 'string', value: '<name>', about: 'your name' },
  note: { type: 'string', value: '<text>', about: 'what you want to say' },
} as const;

export const command: Command = {
  name: 'sign',
  about: "add a person's statement to the evidence of a run, under that person's own key",
  usage: 'sign <evidence> --key <file> --role <role> --decision <word> --name <name> [--note <text>]',
  examples: ['drillbook sign .drillbook/runs/20261121T030000Z-1a2b3c --key ada.pem --role approver --decision accepted --name "Ada Byron"'],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0)
      throw usageError(
        `unexpected ${positionals.length} folders, expected one`,
        'Name the folder that a drill left below .drillbook/runs.',
      );
    const role = oneOf('role', values.role, personRoles);
    const decision = oneOf('decision', values.decision, decisions);
    const { key, name, note } = values;
    if (key === undefined) throw usageError('unexpected absence of --key, expected the file of your private key');
    if (name === undefined || name.trim() === '') throw usageError('unexpected absence of --name, expected your name');
    for (const [option, text] of [
      ['name', name],
      ['note', note ?? ''],
    ] as const)
      if (text !== cleanLine(text)) throw usageError(`unexpected control character in --${option}, expected one line of text`);
    const evidence = openEvidenceFolder(resolve(io.cwd, folder));
    if (!isSealed(evidence.path))
      throw new HarnessError(
        'not-sealed',
        `unexpected run without manifest.json in ${folder}, expected a sealed one`,
        'It was cut off; drill again.',
      );
    const signer = readSigner(resolve(io.cwd, key), io.env[passphraseVariable] === '' ? undefined : io.env[passphraseVariable]);
    const { renderReport } = await import('./write-report.ts');
    // Under one's own key: whether it opens what signed the run is known for certain.
    const { results } = auditEvidence(evidence.path, {
      drillbook: version(),
      render: (of, runs) => renderReport(of, runs).files,
    });
    const wrong = results.find(({ state }) => state === 'failed');
    if (wrong !== undefined) {
      io.stderr.write(
        `drillbook: unexpected change of the evidence (${wrong.place === undefined ? '' : `${wrong.place}: `}${wrong.what}), expected it as it was sealed: nothing was signed\n  Run \`drillbook audit ${folder}\`.\n`,
      );
      return exitCodes.unexpected;
    }
    const { signedRunWith } = await import('../audit/signed-run-with.ts');
    if (role === 'approver' && signedRunWith(evidence.path, signer.spki))
      throw new HarnessError(
        'same-key',
        `unexpected key ${key}: it signed the run (${statementsFile}), expected an approver's own`,
        'Make one with `drillbook keys init`: approval under the key of the run is no second pair of eyes.',
      );
    const at = new Date().toISOString();
    addPersonStatement(evidence.path, evidence.header.run, { role, decision, name, ...(note === undefined ? {} : { note }), at }, signer);
    io.stdout.write(
      `${name}, ${role}: ${decision}. Added to ${peopleFile} of run ${evidence.header.run}, signed with key ${signer.keyid.slice(0, 16)}.\n`,
    );
    return exitCodes.ok;
  },
};

function oneOf<T extends string>(option: string, value: string | undefined, words: readonly T[]): T {
  const found = words.find(word => word === value);
  if (found !== undefined) return found;
  const near = value === undefined ? undefined : nearest(value, words);
  throw usageError(
    value === undefined
      ? `unexpected absence of --${option}, expected one of ${words.join(', ')}`
      : `unexpected --${option} "${value}", expected ${near === undefined ? `one of ${words.join(', ')}` : `"${near}"`}`,
  );
}
