import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import { hostsOf } from '../stack-facts/hosts-of.ts';
import { expectedOne } from '../stack-facts/expected-one.ts';
import { isStandIn } from '../stack-facts/is-stand-in.ts';
import { canBeMade, hasUnwrittenPart, nearestLike } from '../stack-facts/is-written.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';
import { optionValueOf } from '../document/shell/ask.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command looks at a key of Redis that the system does not have.
 *
 * Redis does not say so: `LLEN` of a key that is not there is 0, and `DEL` deletes nothing. The queue looks empty, the incident over.
 *
 * Only with `--stack`, and only where all code that runs in it is known: a key is told when a part of it stands nowhere in the sources and
 * nothing can be put in there, or when it is nearly one that they name and cannot be made of their pieces. Keys that the document writes
 * itself, other servers and placeholders are left alone.
 *
 * @example Mistyped, and of another system
 * ````markdown
 * ```bash
 * redis-cli -h cache llen mail:job
 * redis-cli -h cache --raw LRANGE celery 0 -1 | head
 * docker compose exec -T cache redis-cli del mail:jobs mail:jobs:ded
 * redis-cli --scan --pattern 'sesion:*'
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   worker:
 *     image: node:20
 *     command: node /app/worker.js
 *     environment: { DEAD_LIST: "mail:jobs:dead" }
 *     volumes: ["./app:/app:ro"]
 *   cache:
 *     image: redis:7
 * ````
 * ````js file=app/worker.js
 * import { redis } from './redis.js';
 * const dead = process.env.DEAD_LIST ?? 'mail:dead';
 * const job = await redis.blpop('mail:jobs', 1);
 * await redis.set(`session:${job.user}`, '1');
 * ````
 * 2:25-2:33 unexpected key `mail:job`, expected one of `mail:dead`, `mail:jobs`, `mail:jobs:dead`; nearest: `mail:jobs`
 * 3:33-3:39 unexpected key `celery`, expected one of `mail:dead`, `mail:jobs`, `mail:jobs:dead`
 * 4:54-4:67 unexpected key `mail:jobs:ded`, expected one of `mail:dead`, `mail:jobs`, `mail:jobs:dead`; nearest: `mail:jobs:dead`
 * 5:28-5:38 unexpected key `sesion:*`, expected one of `mail:dead`, `mail:jobs`, `mail:jobs:dead`
 *
 * @example Keys of the sources, made of their pieces, or written by the document
 * ````markdown
 * ```bash
 * redis-cli -h cache llen mail:jobs
 * redis-cli -h cache llen mail:jobs:dead
 * redis-cli -h cache get session:user-17
 * redis-cli -h cache ttl "session:$ID"
 * redis-cli -h cache get "lock:mail"
 * redis-cli -h cache rename mail:jobs parked
 * redis-cli -h cache llen parked
 * redis-cli -h cache info memory
 * redis-cli -h cache.other.example llen celery
 * redis-cli -h cache llen <list>
 * redis-cli -h cache --scan --pattern 'session:*'
 * redis-cli -h cache keys '*'
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   worker:
 *     image: node:20
 *     command: node /app/worker.js
 *     environment: { DEAD_LIST: "mail:jobs:dead" }
 *     volumes: ["./app:/app:ro"]
 *   cache:
 *     image: redis:7
 * ````
 * ````js file=app/worker.js
 * import { redis } from './redis.js';
 * const dead = process.env.DEAD_LIST ?? 'mail:dead';
 * const job = await redis.blpop('mail:jobs', 1);
 * await redis.set(`session:${job.user}`, '1');
 * await redis.set('lock:' + name, '1');
 * ````
 * none
 *
 * @example A queue that makes its own keys
 * ````markdown
 * ```bash
 * redis-cli llen bull:mail:wait
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   worker:
 *     image: node:20
 *     command: node /app/worker.js
 *     volumes: ["./app:/app:ro"]
 *   cache:
 *     image: redis:7
 * ````
 * ````js file=app/worker.js
 * const jobs = await redis.llen('mail:jobs');
 * ````
 * ````json file=app/package.json
 * { "dependencies": { "bullmq": "5.0.0" } }
 * ````
 * none
 */
export const unknownKey: Rule = {
  kind: 'unknown-key',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { keys, written } = document.stack?.contents ?? {};
    if (keys === undefined || written === undefined) return;
    const calls = document.commandsNamed(/^(?:redis-cli|valkey-cli)$/).filter(command => asksStack(command, document));
    const own = new Set(calls.flatMap(writtenKeys));
    for (const word of calls.flatMap(readKeys)) {
      const { value, literal } = word;
      const isMadeHere = own.has(value);
      if (isMadeHere || !/^[A-Za-z][\w:.-]*[*]?$/.test(value) || (!literal && !value.endsWith('*')) || value.length < 3) continue;
      const name = value.replace(/[*]$/, '');
      const near = value.endsWith('*') ? undefined : nearestLike(value, ':', keys);
      if (
        isStandIn(value) ||
        keys.includes(value) ||
        canBeMade(name, ':', written) ||
        !(near !== undefined || hasUnwrittenPart(name, ':', written))
      )
        continue;
      if (isWrittenElsewhere(name, document)) continue;
      yield { message: `unexpected key \`${value}\`, ${expectedOne(value, keys)}`, location: word.location };
    }
  },
};

const first =
  /^(?:get|getex|getdel|strlen|getrange|llen|lrange|lindex|lpos|lpop|rpop|ltrim|lrem|hget|hgetall|hmget|hkeys|hvals|hlen|hexists|hdel|scard|smembers|sismember|sscan|srandmember|srem|zcard|zrange|zrevrange|zrangebyscore|zcount|zscore|zrank|zscan|zrem|xlen|xrange|xrevrange|xpending|ttl|pttl|type|persist|expire|pexpire|rename|renamenx|lmove|rpoplpush|keys)$/i;
const every = /^(?:del|unlink|exists|touch|mget|sinter|sunion|sdiff)$/i;

const withValue = /^-[hpsauritnxX]$|^--(?:user|pass|pattern|count|eval|rdb|cacert|cert|key|sni)$/;

/** The words of the call behind the options: command and arguments. */
function callOf(command: ShellCommand): readonly ShellWord[] {
  return operandsOf(command, withValue);
}

/** Keys that are only looked at, taken from or deleted; patterns too. */
function readKeys(command: ShellCommand): readonly ShellWord[] {
  const [verb, ...words] = callOf(command);
  const pattern = command.args.flatMap(({ value }, at) => (value === '--pattern' ? (command.args[at + 1] ?? []) : []));
  const verbs = `${verb?.value ?? ''} ${words[0]?.value ?? ''}`;
  if (first.test(verb?.value ?? '')) return [...pattern, ...words.slice(0, 1)];
  if (every.test(verb?.value ?? '')) return [...pattern, ...words];
  return /^(?:memory usage|object \w+|xinfo \w+)$/i.test(verbs) ? [...pattern, ...words.slice(1, 2)] : pattern;
}

/** Keys that a call may make: all its words, where it is no mere look. */
function writtenKeys(command: ShellCommand): readonly string[] {
  const [verb, ...words] = callOf(command);
  const name = verb?.value ?? '';
  if (/^(?:rename|renamenx|lmove|rpoplpush)$/i.test(name)) return words.slice(1).map(({ value }) => value);
  return first.test(name) || every.test(name) ? [] : words.map(({ value }) => value);
}

/** Whether another document may make it. */
function isWrittenElsewhere(key: string, { project }: CheckedDocument): boolean {
  const call = new RegExp(
    `\\b(?:set|setex|setnx|mset|append|incr\\w*|[lr]push\\w*|hset\\w*|sadd|zadd|xadd|rename\\w*|copy|lmove|rpoplpush|restore)\\b[^\\n]*${key.replaceAll('.', String.raw`\.`)}`,
    'i',
  );
  return project.blocks.some(({ texts }) => texts.some(text => call.test(text)));
}

function asksStack(command: ShellCommand, { stack }: CheckedDocument): boolean {
  const host = optionValueOf(command, ['-h']);
  if (stack === undefined || command.where === 'elsewhere' || command.args.some(({ value }) => /^-[us]$/.test(value))) return false;
  return (
    host === undefined ||
    hostsOf(stack).includes(host) ||
    [stack.bastion, ...stack.services].some(({ environment }) => environment[host.replaceAll(/[${}]/g, '')] !== undefined)
  );
}
