import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Team } from '../model/team.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { HarnessError } from '../support/harness-error.ts';
import { writeEvidence } from './folder.ts';
import type { EvidenceFolder } from './folder.ts';

/** What a team adds to a run, beside its journals. */
const teamFile = 'team.json';

/** Keeps what the team adds in the evidence (RFC 8785 and a line's end), before the report is made from it. */
export function writeTeam(evidence: EvidenceFolder, team: Team): void {
  writeEvidence(evidence.path, teamFile, `${canonicalJson(team)}\n`);
}

/**
 * The same, read back; undefined when the team added nothing.
 * @throws {HarnessError} `evidence-changed` when the file is not as `writeTeam` leaves it.
 */
export function readTeam(evidence: EvidenceFolder): Team | undefined {
  const file = join(evidence.path, teamFile);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const team = parsed(text);
  if (team === undefined)
    throw new HarnessError(
      'evidence-changed',
      `unexpected text in ${file}:1:1, expected one line of canonical JSON with controls, followups and waivers`,
      'It was changed after the drill; drill again, or take the evidence from where it was kept.',
    );
  return team;
}

function parsed(text: string): Team | undefined {
  try {
    const value = JSON.parse(text) as Partial<Team> | null;
    const lists = [value?.controls, value?.followups, value?.waivers];
    return lists.every(Array.isArray) && `${canonicalJson(value)}\n` === text ? (value as Team) : undefined;
  } catch {
    return undefined;
  }
}
