import { peopleFile, sha256 } from '../../evidence/manifest.ts';
import { isPersonStatement } from '../../evidence/person-statement.ts';
import type { PersonPredicate } from '../../evidence/person-statement.ts';
import { signatureOf } from '../../evidence/trust.ts';
import { failed, notChecked } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditContext } from '../context.ts';
import { readBundle } from '../read-statements.ts';
import type { BundleLine } from '../read-statements.ts';
import type { AuditCheck } from './check.ts';
import { wrongWith } from './signatures.ts';

/** What persons added after the run: each under a key of their own, bound to this manifest and to the statement before. */
export const people: AuditCheck = {
  name: 'people',
  run(context) {
    const text = context.text(peopleFile);
    if (text === undefined) return [{ state: 'ok', what: 'nobody has added a statement, or it was taken out again' }];
    if (context.manifest === undefined) return [notChecked('there is no manifest that they could bind')];
    const { lines, wrong } = readBundle(peopleFile, text);
    if (lines.length === 0 && wrong.length === 0) return [failed('unexpected empty file, expected statements', peopleFile)];
    return [...wrong, ...lines.flatMap((line, index) => one(line, lines[index - 1], context))];
  },
};

function one({ line, envelope, statement }: BundleLine, before: BundleLine | undefined, context: AuditContext): readonly Answer[] {
  const place = `${peopleFile}:${line}`;
  if (!isPersonStatement(statement)) return [failed("it is no person's statement", place)];
  const { predicate, subject } = statement;
  const previous = before === undefined ? undefined : sha256(before.text);
  if (predicate.manifest.sha256 !== context.manifestDigest || subject.some(({ digest }) => digest['sha256'] !== context.manifestDigest))
    return [failed('it speaks of another manifest', place)];
  if (predicate.run !== context.header.run) return [failed(`it speaks of run ${predicate.run}`, place)];
  if (predicate.previous !== previous)
    return [failed('it does not follow from the line before: a statement was taken out or moved', place)];
  const said = say(predicate);
  if (envelope.signatures.length === 0) return [failed(`${said}: it is not signed`, place)];
  const own = sharesKey(envelope.signatures, context);
  const flag = 'made with the key that signed the run, which is no second pair of eyes';
  if (context.trust === undefined)
    return [notChecked(`${said}${own.byHint ? `, ${flag}` : ''}: whose key that is was not looked at, for no trust file was given`)];
  const signature = signatureOf(envelope, context.trust, predicate.at);
  const bad = wrongWith(signature, envelope, place);
  if (bad.length > 0) return bad.map(answer => ({ ...answer, what: `${said}: ${answer.what}` }));
  const key = 'key' in signature ? signature.key : undefined;
  if (key !== undefined && own.keys.has(key.spki))
    return [{ state: predicate.role === 'approver' ? 'failed' : 'ok', what: `${said}: ${flag}`, place }];
  return [{ state: 'ok', what: `${said}: signed by "${key?.name ?? ''}"`, place }];
}

function say({ name, role, decision, at, note }: PersonPredicate): string {
  return `${name}, ${role}, ${decision} on ${at.slice(0, 10)}${note === undefined ? '' : ` ("${note}")`}`;
}

/** Trusted keys that signed the run itself; by their hint alone where no keys are trusted. */
function sharesKey(
  signatures: BundleLine['envelope']['signatures'],
  { trust = [], bundle, header }: AuditContext,
): { readonly keys: ReadonlySet<string>; readonly byHint: boolean } {
  const run = bundle?.lines ?? [];
  const found = run.map(({ envelope }) => signatureOf(envelope, trust, header.startedAt));
  const hints = new Set(run.flatMap(({ envelope }) => envelope.signatures.map(({ keyid }) => keyid)));
  return {
    keys: new Set(found.flatMap(signature => ('key' in signature ? [signature.key.spki] : []))),
    byHint: signatures.some(({ keyid }) => keyid !== undefined && hints.has(keyid)),
  };
}
