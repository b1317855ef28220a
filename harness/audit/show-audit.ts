import { cleanLine } from '../reports/clean-text.ts';
import type { Audit, AuditResult } from './audit-result.ts';

/** The audit as text: one line for each result, then what it shows and what it does not. */
export function showAudit(audit: Audit, intact: boolean): string {
  const names = Math.max(...audit.results.map(({ check }) => check.length));
  const states = Math.max(...audit.results.map(({ state }) => state.length));
  const lines = audit.results.map(({ check, state, what, place }, index) => {
    const name = audit.results[index - 1]?.check === check ? '' : check;
    return ` ${name.padEnd(names)}  ${state.padEnd(states)}  ${place === undefined ? '' : `${cleanLine(place)}: `}${cleanLine(what)}`.trimEnd();
  });
  const sentences = [...(intact ? shows(audit) : ['Something speaks against this evidence, see above: do not rely on it.'])];
  return `${lines.join('\n')}\n\n${sentences.join('\n')}\n${doesNotShow.join('\n')}\n`;
}

/** What an intact folder is evidence for, in modest words. */
export function shows({ run, manifest, results }: Audit): readonly string[] {
  const signer = results.find(isSigned);
  return [
    `Shows: the records of run ${cleanLine(run)} ${
      signer === undefined
        ? 'agree with each other. Nobody known to you vouches for them: anyone could have rewritten the folder whole.'
        : 'were signed with a key that you trust, and have not changed since.'
    }`,
    ...(manifest === '' ? [] : [`Manifest: sha256 ${manifest}`]),
    ...(results.some(({ state }) => state === 'not-checked') ? ['Some of it was not checked; see above.'] : []),
    ...(results.some(({ state }) => state === 'missing')
      ? ['Outputs were taken out; what is said of them cannot be looked up any more.']
      : []),
  ];
}

/** What no audit of a folder can show. */
export const doesNotShow: readonly string[] = [
  'Does not show: that the machine that recorded them was honest, that its clock was right, that the system under drill equals',
  'production, that no run was left out, or that no later statement of a person was taken off the end.',
];

function isSigned({ check, state, what }: AuditResult): boolean {
  return check === 'signature' && state === 'ok' && what.startsWith('ed25519');
}
