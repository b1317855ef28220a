import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Team } from '../model/team.ts';
import { canonicalJson, wellFormed } from '../support/canonical-json.ts';
import { HarnessError } from '../support/harness-error.ts';
import { writeEvidence } from './folder.ts';
import type { EvidenceFolder } from './folder.ts';
import { teamShape } from './team-shape.ts';

/** What a team adds to a run, beside its journals. */
const teamFile = 'team.json';

/** Keeps what the team adds in the evidence (RFC 8785 and a line's end), before the report is made from it. */
export function writeTeam(evidence: EvidenceFolder, team: Team): void {
  // YAML can write half of a surrogate pair, which canonical JSON cannot carry.
  const whole: unknown = JSON.parse(JSON.stringify(team), (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value));
  writeEvidence(evidence.path, teamFile, `${canonicalJson(whole)}\n`);
}

/**
 * The same, read back; undefined when the team added nothing.
 * @throws {HarnessError} `evidence-changed` when the file is not as `writeTeam` leaves it.
 */
export function readTeam(evidence: EvidenceFolder): Team | undefined {
  const file = join(evidence.path, teamFile);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const { team, why } = parsed(text);
  if (team === undefined)
    throw new HarnessError(
      'evidence-changed',
      `unexpected change of ${file}:1:1: ${why}, expected what a drill wrote`,
      'Take the evidence from where it was kept, or drill again.',
    );
  return team;
}

function parsed(text: string): { readonly team?: Team; readonly why?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (`${canonicalJson(value)}\n` !== text) return { why: 'it is not one line of canonical JSON' };
  } catch {
    return { why: 'it is no JSON' };
  }
  const { data, error } = teamShape.safeParse(value);
  const issue = error?.issues[0];
  return data === undefined
    ? { why: `${['team', ...(issue?.path ?? [])].map(String).join('.')}: ${issue?.message ?? ''}` }
    : { team: data };
}
