import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';
import { openEvidenceFolder, shardFolder } from './folder.ts';
import type { EvidenceFolder, MergedShard, RunHeader } from './folder.ts';
import { byPath } from './list-files.ts';
import { makeManifest, manifestFile, manifestText } from './manifest.ts';
import { mergeTeams } from './merge-team.ts';
import { isSealed, manifestDigest } from './seal.ts';
import { readTeam, writeTeam } from './team.ts';

/**
 * Puts the evidence of a run that was divided among machines into one folder: every shard as it is, byte for byte and under its own
 * manifest, in `shards/<n>`, and a header that names them by their digests. The same shards give the same bytes, in any order.
 *
 * @param out a folder that is not there yet, or empty.
 * @throws {HarnessError} `not-one-run` when the folders are not all parts of one run; `out-not-empty`.
 */
export function mergeEvidence(folders: readonly string[], out: string): EvidenceFolder {
  const shards = inOrder(folders.map(openEvidenceFolder));
  refuseStrangers(shards);
  for (const shard of shards) refuseChanged(shard);
  refuseFull(out, folders);
  mkdirSync(out, { recursive: true });
  for (const { path, header } of shards)
    cpSync(path, join(out, shardFolder(header.shard?.current ?? 0)), { recursive: true, errorOnExist: true, force: false });
  const header = headerOf(shards);
  writeFileSync(join(out, 'run.json'), `${JSON.stringify(header, null, 2)}\n`, { flag: 'wx' });
  const merged = openEvidenceFolder(out);
  const team = mergeTeams(shards.map(shard => ({ run: shard.header.run, team: readTeam(shard) })));
  if (team !== undefined) writeTeam(merged, team);
  return merged;
}

/**
 * The header of what is put together from these shards, wherever they stand: an audit derives it again.
 * @throws {HarnessError} `not-one-run` when they are not all parts of one run.
 */
export function mergedHeader(shards: readonly EvidenceFolder[]): RunHeader {
  const ordered = inOrder(shards);
  refuseStrangers(ordered);
  return headerOf(ordered);
}

function inOrder(shards: readonly EvidenceFolder[]): readonly EvidenceFolder[] {
  return [...shards].sort((a, b) => (a.header.shard?.current ?? 0) - (b.header.shard?.current ?? 0));
}

function headerOf(shards: readonly EvidenceFolder[]): RunHeader {
  const [first] = shards.map(({ header }) => header).sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
  if (first === undefined) throw new TypeError('unexpected empty list, expected shards');
  const { shard: _shard, ...about } = first;
  const all = (of: (header: RunHeader) => string): string => [...new Set(shards.map(({ header }) => of(header)))].sort().join(', ');
  const ages = shards.flatMap(({ header }) => header.maxAgeMs ?? []);
  return {
    ...about,
    run: `${first.run}-merged`,
    machine: all(({ machine }) => machine),
    engine: [...new Set(shards.flatMap(({ header }) => header.engine.split(', ').filter(one => one !== '')))].sort().join(', '),
    ...(ages.length === 0 ? {} : { maxAgeMs: Math.min(...ages) }),
    ...notDrilledIn(shards),
    scenarios: shards.flatMap(({ header }) => header.scenarios).sort((a, b) => byPath({ path: a.file }, { path: b.file })),
    shards: shards.map(({ path, header, genesis }): MergedShard => ({
      current: header.shard?.current ?? 0,
      run: header.run,
      header: genesis,
      ...(isSealed(path) ? { manifest: manifestDigest(path) } : {}),
    })),
  };
}

/** Each shard read all files: what stood in the way was most often the same for all. */
function notDrilledIn(shards: readonly EvidenceFolder[]): Pick<RunHeader, 'notDrilled'> {
  const all = shards.flatMap(({ header }) => header.notDrilled ?? []);
  if (all.length === 0) return {};
  const unique = [...new Map(all.toReversed().map(one => [one.file, one])).values()];
  return { notDrilled: unique.sort((a, b) => byPath({ path: a.file }, { path: b.file })) };
}

/** Nothing is put together that was not one run: each part once, all of them, of the same files and the same rules. */
function refuseStrangers(shards: readonly EvidenceFolder[]): void {
  const total = shards[0]?.header.shard?.total ?? 0;
  const seen = new Map<number, string>();
  const scenarios = new Map<string, string>();
  for (const { path, header } of shards) {
    if (header.shard === undefined)
      throw stranger(
        header.shards === undefined
          ? `unexpected ${path} without a shard, expected evidence of \`drillbook drill --shard\``
          : `unexpected ${path}, which is merged already, expected the shards themselves`,
      );
    const { current } = header.shard;
    if (header.shard.total !== total)
      throw stranger(
        `unexpected shard ${current}/${header.shard.total} in ${path}, expected one of ${total} like ${shards[0]?.path ?? ''}`,
      );
    if (current > total) throw stranger(`unexpected shard ${current}/${total} in ${path}, expected at most ${total}/${total}`);
    const twice = seen.get(current);
    if (twice !== undefined) throw stranger(`unexpected shard ${current}/${total} twice, in ${twice} and in ${path}, expected each once`);
    seen.set(current, path);
    for (const { id } of header.scenarios) {
      const before = scenarios.get(id);
      if (before !== undefined) throw stranger(`unexpected scenario ${id} twice, in ${before} and in ${path}, expected each in one shard`);
      scenarios.set(id, path);
    }
  }
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter(one => !seen.has(one));
  if (missing.length > 0)
    throw stranger(`unexpected ${seen.size} of ${total} shards, expected also ${missing.map(one => `${one}/${total}`).join(', ')}`);
  refuseDifferences(shards);
}

/** Digests of what each scenario has of its own; all others are of the file that they are named for. */
const ofScenario: ReadonlySet<string> = new Set(['scenario', 'stack', 'stack files']);

/** What shards of one run have in common. */
const common = {
  'version of drillbook': ({ drillbook }) => drillbook,
  rules: ({ rules }) => String(rules),
  trials: ({ trials }) => trials.join(',') || 'those that a verdict needs',
  commit: ({ source }) => (source === undefined ? 'none' : `${source.commit}${source.dirty ? ' with changed files' : ''}`),
} as const satisfies Readonly<Record<string, (header: RunHeader) => string>>;

function refuseDifferences(shards: readonly EvidenceFolder[]): void {
  const [first] = shards;
  if (first === undefined) return;
  const digests = new Map<string, { readonly digest: string; readonly path: string }>();
  for (const { path, header } of shards) {
    for (const [what, of] of Object.entries(common))
      if (of(header) !== of(first.header))
        throw stranger(`unexpected ${what} ${of(header)} in ${path}, expected ${of(first.header)} as in ${first.path}`);
    for (const [file, digest] of header.scenarios.flatMap(scenario => Object.entries(scenario.digests))) {
      if (ofScenario.has(file)) continue;
      const before = digests.get(file);
      if (before !== undefined && before.digest !== digest)
        throw stranger(`unexpected change of ${file} between shards: ${before.digest} in ${before.path}, ${digest} in ${path}`);
      digests.set(file, { digest, path });
    }
  }
}

/** What was changed since it was sealed is not spread any further. */
function refuseChanged(shard: EvidenceFolder): void {
  const now = manifestText(makeManifest(shard));
  if (!isSealed(shard.path) || readFileSync(join(shard.path, manifestFile), 'utf8') === now) return;
  throw new HarnessError(
    'evidence-changed',
    `unexpected files in ${shard.path}, expected those of its ${manifestFile}`,
    `See what has changed with \`drillbook audit ${shard.path}\`.`,
  );
}

function refuseFull(out: string, folders: readonly string[]): void {
  const inside = folders.find(folder => !relative(resolve(folder), resolve(out)).startsWith('..'));
  if (inside !== undefined)
    throw new HarnessError(
      'out-not-empty',
      `unexpected --out ${out} inside ${inside}, expected a folder beside it`,
      'Evidence is never written into other evidence.',
    );
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new HarnessError(
      'out-not-empty',
      `unexpected files in ${out}, expected no folder or an empty one`,
      'Name a new folder with --out.',
    );
}

function stranger(message: string): HarnessError {
  return new HarnessError('not-one-run', message, 'Give the folder of every shard of one run: same commit, same files, same drillbook.');
}
