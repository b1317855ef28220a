import type { Location } from '../model/location.ts';
import type { Procedure, Runbook } from '../model/runbook.ts';
import type { Service, Stack } from '../model/stack.ts';
import { unfilledValue } from '../reading/scenario/unfilled.ts';
import { completeFault, type FaultSettings } from './complete-fault.ts';
import { serviceMeant } from './named-service.ts';
import { procedureText } from './procedure-text.ts';
import { serviceKind, type ServiceKind } from './service-kind.ts';

/** A fault that may be what a procedure is written against. */
export interface FittingFault {
  readonly kind: string;
  readonly settings: FaultSettings;
  /** What speaks for it. */
  readonly because: string;
  readonly location: Location;
  /** No words say that it fits: the service that is named most, stopped. */
  readonly guessed?: true;
}

interface Rule {
  readonly kind: string;
  readonly words: RegExp;
  /** What the service must be; the one that the text means goes first. */
  readonly of?: ServiceKind;
  /** Whether its words say something where they stand in a command, too. */
  readonly inCommands?: true;
  settings?(text: string, service: Service, stack: Stack): FaultSettings | undefined;
}

/** From particular to general. What a text says earlier (title, alerts, headings, commands) weighs more than the order here. */
const rules: readonly Rule[] = [
  {
    kind: 'volume.inodes',
    inCommands: true,
    words: /\binodes?\b|\bdf -[a-zA-Z]*i/,
    settings: (_text, service) => ({ service: service.name, path: dataPath(service) }),
  },
  {
    kind: 'volume.read-only',
    words: /\bEROFS\b|\bread-only file ?system|\bfile ?system\b[^.\n]{0,20}\bread-only/i,
    settings: (_text, service) => ({ service: service.name, path: dataPath(service) }),
  },
  {
    kind: 'postgres.credentials-rotated',
    of: 'postgres',
    words:
      /\bpassword authentication failed\b|\b28P01\b|\bdatabase (?:password|credentials)\b[^.\n]{0,30}\b(?:rotated|changed|wrong|expired)/i,
    settings: (_text, { name }) => ({ service: name, pooled: 'end' }),
  },
  {
    kind: 'postgres.read-only',
    of: 'postgres',
    words: /\bread-only transaction\b|\b25006\b|\bdefault_transaction_read_only\b/i,
    settings: (_text, { name }) => ({ service: name, pooled: 'end' }),
  },
  {
    kind: 'postgres.sequence-exhausted',
    of: 'postgres',
    words: /\breached maximum value of sequence\b|\bsequence\b[^.\n]{0,30}\bexhaust|\binteger out of range\b/i,
    settings: (_text, { name }) => ({ service: name, sequence: unfilledValue }),
  },
  {
    kind: 'process.files-exhausted',
    words: /\bEMFILE\b|\btoo many open files\b|\bfile descriptors?\b[^.\n]{0,30}\b(?:exhaust|limit|leak|out of)/i,
  },
  { kind: 'node.event-loop-hang', of: 'app', words: /\bevent loop\b/i },
  { kind: 'node.memory-leak', of: 'app', words: /\bJavaScript heap\b|\bheap out of memory\b/i },
  {
    kind: 'tls.expired',
    words: /\bcertificates?\b[^.\n]{0,30}\bexpir|\bexpired certificates?\b|\bCERT_HAS_EXPIRED\b/i,
    settings: (_text, { name }) => ({ service: name, certificate: unfilledValue, key: unfilledValue }),
  },
  {
    kind: 'clock.skew',
    words: /\bclock (?:skew|drift|is wrong)|\bNTP\b|\bchronyd?\b/,
    settings: (_text, { name }) => ({ service: name, by: '+2h' }),
  },
  {
    kind: 'dns.fail',
    words: /\bEAI_AGAIN\b|\bNXDOMAIN\b|\bDNS\b[^.\n]{0,20}\b(?:fail|down|outage|error|resol)|\bname resolution\b/i,
  },
  {
    kind: 'volume.full',
    inCommands: true,
    words:
      /\b(?:disks?|volumes?|storage|file ?systems?|inodes?)\b[^.\n]{0,40}\b(?:full|space|usage|low|exhaust\w*|fill\w*|capacity)|\bno space\b|\bENOSPC\b|space left|out of (?:disk|space)/i,
    settings: (_text, service) => ({ service: service.name, path: dataPath(service) }),
  },
  // A server's own words for what it refuses.
  { kind: 'redis.max-memory', inCommands: true, of: 'redis', words: /\bOOM command\b|\bmaxmemory\b(?!-policy)/i },
  { kind: 'redis.evicting', inCommands: true, of: 'redis', words: /\bevict(?:s|ed|ing|ion|ions)\b|\bevicted_keys\b/i },
  { kind: 'redis.misconf', inCommands: true, of: 'redis', words: /\bMISCONF\b|\bstop-writes-on-bgsave-error\b/i },
  { kind: 'redis.read-only', inCommands: true, of: 'redis', words: /\bREADONLY\b|\breplicaof no one\b|\bread.only replica\b/i },
  { kind: 'redis.no-replicas', inCommands: true, of: 'redis', words: /\bNOREPLICAS\b|\bmin-replicas-to-write\b/i },
  { kind: 'redis.clients', inCommands: true, of: 'redis', words: /\bmax(?:imum)? number of clients\b|\bmaxclients\b/i },
  { kind: 'redis.credentials-rotated', inCommands: true, of: 'redis', words: /\bNOAUTH\b|\bWRONGPASS\b/i },
  {
    kind: 'redis.busy-script',
    inCommands: true,
    of: 'redis',
    words: /\bscript kill\b|\bBUSY Redis\b|\blua[ -]time[ -]limit\b|\bbusy-reply-threshold\b/i,
  },
  {
    kind: 'postgres.connections',
    inCommands: true,
    of: 'postgres',
    words:
      /\bconnections?\b[^.\n]{0,40}\b(?:exhaust\w*|limit|too many|max\w*|saturat\w*|full|used|leak\w*)|too many (?:clients|connections)|max_?connections|remaining connection slots|connection pool/i,
  },
  {
    kind: 'postgres.lock-table',
    inCommands: true,
    of: 'postgres',
    words:
      /\b(?:dead)?lock(?:s|ed|ing)?\b|\bblocked (?:quer|session)|\bblocking (?:quer|session)|idle.in.transaction|pg_locks|long.running (?:quer|transaction)/i,
    settings: (text, { name }) => ({ service: name, table: tableIn(text) }),
  },
  {
    kind: 'job.poison',
    inCommands: true,
    of: 'redis',
    words: /\bpoison\w*|\bbad (?:job|message)s?\b|\bmalformed (?:job|message)s?\b|crash.?loop\w* on a (?:job|message)/i,
    settings: (text, { name }) => ({ service: name, list: listIn(text), job: 'not a job' }),
  },
  {
    kind: 'queue.flood',
    inCommands: true,
    of: 'redis',
    words:
      /\b(?:queues?|backlog|jobs)\b[^.\n]{0,40}\b(?:full|flood\w*|grow\w*|length|depth|lag\w*|back\w*|stuck|pil\w*|high|size|large)|\bbacklog\b/i,
    settings: (text, { name }) => ({ service: name, list: listIn(text), count: 20_000, job: '{"id": "${n}"}' }),
  },
  {
    kind: 'process.kill',
    words: /\bOOM\w*|out of memory|oom.?kill\w*|\bmemory\b[^.\n]{0,30}\b(?:high|full|exhaust\w*|limit|leak\w*|usage)/i,
  },
  { kind: 'process.pause', words: /\b(?:hangs?|hung|frozen|freez\w+|unresponsive|not respond\w*|stuck|stalled)\b/i },
  {
    kind: 'network.latency',
    words: /\b(?:slow|latency|timeouts?|timing out|time-outs?|p9\d)\b/i,
    settings: (text, service, stack) => slowSettings(text, service, stack),
  },
  {
    kind: 'network.disconnect',
    words: /\b(?:network|partition\w*|connectivity|split.brain|dns)\b/i,
    settings: (_text, service) => ({ service: service.name, network: service.networks[0] ?? unfilledValue }),
  },
  { kind: 'process.kill', words: /\b(?:crash\w*|killed|segfault\w*|died|dies|panic\w*|exited)\b/i },
  {
    kind: 'service.stop',
    words: /\b(?:down|stopp?\w*|unavailable|unreachable|outage|not running|does not run|offline|dead|not start\w*|5\d\ds?)\b/i,
  },
];

/** Faults that fit a procedure's title, alerts, headings and commands, the likeliest first; the last is the service most named, stopped. */
export function fittingFaults(runbook: Runbook, procedure: Procedure | undefined, stack: Stack): readonly FittingFault[] {
  // `DiskSpaceLow` is words, too.
  const parts = procedureText(runbook, procedure).map(part =>
    part.what === 'a command' ? part : { ...part, text: part.text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2') },
  );
  const all = parts.map(({ text }) => text).join('\n');
  const found: FittingFault[] = [];
  const harmed = ({ settings }: FittingFault): unknown => settings['service'] ?? settings['from'];
  const add = (fault: FittingFault): void => {
    if (!found.some(other => other.kind === fault.kind && harmed(other) === harmed(fault))) found.push(fault);
  };
  for (const { text, location, what } of parts)
    for (const rule of rules) {
      // `systemctl stop` is a cure as often as it is the trouble.
      if (what === 'a command' && rule.inCommands !== true) continue;
      const match = rule.words.exec(text)?.[0];
      if (match === undefined) continue;
      const service = serviceFor(rule, text, all, stack);
      if (service === undefined) continue;
      const kind = healsItself(rule.kind, service) ? 'service.stop' : rule.kind;
      const settings = kind === rule.kind && rule.settings !== undefined ? rule.settings(all, service, stack) : { service: service.name };
      if (settings === undefined) continue;
      add({ kind, settings: completeFault(kind, settings, stack), because: `${what} says "${match.replaceAll(/\s+/g, ' ')}"`, location });
    }
  const service = serviceMeant(all, stack) ?? stack.services.find(one => serviceKind(one) === 'app') ?? stack.services[0];
  const [first] = parts;
  if (service !== undefined && first !== undefined)
    add({
      kind: 'service.stop',
      settings: { service: service.name },
      because: `${service.name} is what it is about, as far as words tell`,
      location: first.location,
      guessed: true,
    });
  return found;
}

/** The service that the sentence means, else the one that the procedure means, else the first that will do. */
function serviceFor({ of, kind }: Rule, text: string, all: string, stack: Stack): Service | undefined {
  const isOf = (service: Service | undefined): service is Service =>
    service !== undefined && (of === undefined || serviceKind(service) === of);
  const meant = [serviceMeant(text, stack), serviceMeant(all, stack)].filter(isOf);
  if (kind.startsWith('volume.')) return [...meant, ...stack.services].find(service => dataPath(service) !== unfilledValue) ?? meant[0];
  return meant[0] ?? (of === undefined ? undefined : stack.services.find(isOf));
}

/** A service that its policy starts again is back before anybody could follow a runbook. */
function healsItself(kind: string, { restart }: Service): boolean {
  return kind === 'process.kill' && restart !== 'no';
}

/** Where the service keeps its data. */
function dataPath({ mounts }: Service): string {
  return mounts.find(mount => mount.kind === 'volume' && !mount.readOnly)?.target ?? unfilledValue;
}

function tableIn(text: string): string {
  return (
    /\b(?:lock table|from|update|into|alter table|vacuum(?: full| analyze)?)\s+(?:public\.)?((?!pg_|information_schema)[a-z_][a-z0-9_]{2,})\b/i.exec(
      text,
    )?.[1] ?? unfilledValue
  );
}

function listIn(text: string): string {
  return /\b(?:llen|lrange|lpop|rpop|lindex|ltrim|rpoplpush|brpop)\s+["']?([\w:.-]+)/i.exec(text)?.[1] ?? unfilledValue;
}

function slowSettings(_text: string, service: Service, stack: Stack): FaultSettings | undefined {
  const needs = serviceKind(service) === 'app' ? service : stack.services.find(one => serviceKind(one) === 'app' && shares(one, service));
  const peer =
    needs === service ? stack.services.find(one => ['postgres', 'redis'].includes(serviceKind(one)) && shares(one, service)) : service;
  return needs === undefined || peer === undefined ? undefined : { from: needs.name, to: peer.name, delay: '2s' };
}

function shares(one: Service, other: Service): boolean {
  return one !== other && one.networks.some(network => other.networks.includes(network));
}
