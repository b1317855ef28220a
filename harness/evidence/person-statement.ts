import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelopeLine, seal } from './envelope.ts';
import type { Signer } from './keys.ts';
import { manifestFile, peopleFile, sha256 } from './manifest.ts';
import { statementType } from './statements.ts';
import type { Statement } from './statements.ts';

export const personType = 'urn:drillbook:person:v0.1';
export const personRoles = ['approver', 'reviewer', 'operator', 'observer', 'auditor'] as const;
export const decisions = ['accepted', 'rejected', 'noted'] as const;

/** What a person states about a sealed run. Name, role and time are the person's own words; the key is what shows who it was. */
export interface PersonPredicate {
  readonly manifest: { readonly sha256: string };
  readonly run: string;
  readonly role: (typeof personRoles)[number];
  readonly decision: (typeof decisions)[number];
  readonly name: string;
  readonly note?: string;
  /** RFC 3339, UTC: when, by the signer's clock. */
  readonly at: string;
  /** Hex SHA-256 of the line before, without its end: a line that is taken out between others is noticed. */
  readonly previous?: string;
}

export type PersonWords = Pick<PersonPredicate, 'role' | 'decision' | 'name' | 'note' | 'at'>;

/** Adds a statement behind those that are there; none is ever taken back, a later one may say otherwise. */
export function addPersonStatement(folder: string, run: string, words: PersonWords, signer: Signer): Statement<PersonPredicate> {
  const file = join(folder, peopleFile);
  const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).at(-1) : undefined;
  const manifest = sha256(readFileSync(join(folder, manifestFile)));
  const statement: Statement<PersonPredicate> = {
    _type: statementType,
    subject: [{ name: manifestFile, digest: { sha256: manifest } }],
    predicateType: personType,
    predicate: { manifest: { sha256: manifest }, run, ...words, ...(before === undefined ? {} : { previous: sha256(before) }) },
  };
  appendFileSync(file, `${envelopeLine(seal(statement, signer))}\n`);
  return statement;
}

/** The same form in what was read; anything else in it makes it another thing. */
export function isPersonStatement(value: unknown): value is Statement<PersonPredicate> {
  if (typeof value !== 'object' || value === null) return false;
  const { _type, subject, predicateType, predicate } = value as Partial<Statement<Partial<PersonPredicate>>>;
  return (
    _type === statementType &&
    predicateType === personType &&
    Array.isArray(subject) &&
    typeof predicate === 'object' &&
    predicate !== null &&
    typeof predicate.manifest?.sha256 === 'string' &&
    typeof predicate.run === 'string' &&
    personRoles.some(role => role === predicate.role) &&
    decisions.some(decision => decision === predicate.decision) &&
    typeof predicate.name === 'string' &&
    typeof predicate.at === 'string' &&
    (predicate.note === undefined || typeof predicate.note === 'string') &&
    (predicate.previous === undefined || typeof predicate.previous === 'string')
  );
}
