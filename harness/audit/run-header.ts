/** What is wrong with the text of a `run.json`; undefined when it is one. */
export function headerProblem(text: string | undefined): string | undefined {
  if (text === undefined) return 'unexpected folder without run.json, expected what a drill leaves';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'unexpected run.json, expected JSON';
  }
  // As it was written: a member that stands twice, or blanks, would be two things to two readers.
  if (`${JSON.stringify(value, null, 2)}\n` !== text)
    return 'unexpected form of run.json: a member stands twice, or it was written otherwise';
  return isHeader(value) ? undefined : 'unexpected run.json, expected the header of a run (version 1)';
}

function isHeader(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { version, run, drillbook, startedAt, machine, rules, scenarios, trigger, source, shard, shards, notDrilled } = value as Readonly<
    Record<string, unknown>
  >;
  return (
    version === 1 &&
    [run, drillbook, startedAt, machine].every(member => typeof member === 'string') &&
    Number.isSafeInteger(rules) &&
    isObject(trigger) &&
    (shard === undefined || (shards === undefined && isPart(shard))) &&
    (shards === undefined || isListOfParts(shards)) &&
    (source === undefined || isObject(source)) &&
    (notDrilled === undefined || isListOfNotDrilled(notDrilled)) &&
    Array.isArray(scenarios) &&
    scenarios.every(
      (one: unknown) =>
        isObject(one) &&
        [one['id'], one['file'], one['inputDigest']].every(member => typeof member === 'string') &&
        isObject(one['digests']) &&
        Object.values(one['digests']).every(digest => typeof digest === 'string'),
    )
  );
}

function isPart(shard: unknown): boolean {
  return isObject(shard) && isCount(shard['current']) && isCount(shard['total']) && shard['current'] <= shard['total'];
}

/** What reports are rendered from. */
function isListOfNotDrilled(list: unknown): boolean {
  const isText = (value: unknown): boolean => typeof value === 'string';
  return (
    Array.isArray(list) &&
    list.length > 0 &&
    list.every(
      (one: unknown) =>
        isObject(one) &&
        isText(one['file']) &&
        isText(one['team']) &&
        Array.isArray(one['problems']) &&
        one['problems'].every(
          (problem: unknown) =>
            isObject(problem) &&
            [problem['rule'], problem['severity'], problem['message']].every(isText) &&
            (problem['hint'] === undefined || isText(problem['hint'])) &&
            isObject(problem['location']) &&
            isText(problem['location']['file']) &&
            [problem['location']['line'], problem['location']['column']].every(Number.isSafeInteger),
        ),
    )
  );
}

/** Their numbers become names of folders: nothing but an integer may. */
function isListOfParts(shards: unknown): boolean {
  return (
    Array.isArray(shards) &&
    shards.length > 0 &&
    shards.every(
      (one: unknown) =>
        isObject(one) &&
        isCount(one['current']) &&
        typeof one['run'] === 'string' &&
        isDigest(one['header'], 'sha256:') &&
        (one['manifest'] === undefined || isDigest(one['manifest'], '')),
    ) &&
    new Set(shards.map((one: { readonly current: number }) => one.current)).size === shards.length
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isDigest(value: unknown, prefix: string): boolean {
  return typeof value === 'string' && value.startsWith(prefix) && /^[0-9a-f]{64}$/.test(value.slice(prefix.length));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
