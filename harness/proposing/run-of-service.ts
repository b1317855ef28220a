import type { Service } from '../model/stack.ts';
import { shellWords } from '../support/shell-words.ts';
import { serviceKind } from './service-kind.ts';
import { shellWord } from './shell-word.ts';

/** What can be known of a service beside its Compose file. */
export interface ServiceFiles {
  /** `command:` as it is written, before variables are put in, which may be secrets. */
  readonly command?: string | readonly string[];
  readonly dockerfile?: string;
  /** Of the build context. */
  readonly packageJson?: string;
  /** Whether the build context holds a file. */
  readonly has: (path: string) => boolean;
}

export type RunProposal =
  | {
      readonly run: string;
      /** The major version that the embedded engine has instead of the image's. */
      readonly otherMajor?: string;
      /** Lines of its Dockerfile that have no effect then. */
      readonly ignored?: readonly string[];
    }
  | { readonly missing: string };

const majors: Readonly<Record<string, string>> = { postgres: '15', redis: '7' };

/** How a service runs without a container: as its image and Compose file say, where that is certain. */
export function runOfService(service: Service, files: ServiceFiles): RunProposal {
  const kind = serviceKind(service);
  if (kind === 'postgres' || kind === 'redis') {
    const line = lineOf(files.command);
    const server = kind === 'postgres' ? /^postgres(?=\s|$)/ : /^redis(?:-server)?(?=\s|$)/;
    const own = line.replace(/^(?:\S*docker-entrypoint\.sh)\s+/, '');
    if (own !== '' && !own.startsWith('-') && !server.test(own))
      return { missing: `its command "${own}" is none of ${kind}'s; say how it runs` };
    const major = /:v?(\d+)[^/:]*$/.exec(service.image ?? '')?.[1];
    return {
      run: `${kind} ${own.replace(server, '').trim()}`.trim(),
      ...(major === undefined || major === majors[kind] ? {} : { otherMajor: majors[kind] ?? '' }),
    };
  }
  if (kind !== 'app') return { missing: `the embedded engine has no server for ${service.image ?? 'it'}; it needs Docker` };
  // Interpolated, it may hold secrets; with it `command` is only its arguments.
  if (service.entrypoint !== undefined) return { missing: 'it has an `entrypoint` of its own; say the whole command line' };
  const words = files.command === undefined ? wordsOfImage(files.dockerfile) : shellWords(lineOf(files.command));
  const command =
    (/^(?:npm|yarn|pnpm)$/.test(words[0] ?? '') ? scriptOf(words, files.packageJson) : undefined) ?? words.map(shellWord).join(' ');
  if (command === '') return { missing: 'its image says how it starts, which only Docker knows; say the command line' };
  const [program, ...rest] = shellWords(command);
  if (program !== 'node') return { missing: `the embedded engine runs Node.js applications; \`${command}\` needs Docker` };
  const script = rest.find(word => !word.startsWith('-'));
  if (service.build !== undefined && script !== undefined && !files.has(script))
    return { missing: `\`${command}\` is not found in its build context ${service.build.context}` };
  if (service.build === undefined && service.mounts.every(({ kind: mount }) => mount !== 'bind'))
    return { missing: `what \`${command}\` needs is in its image; it needs Docker` };
  const ignored = ignoredLines(files.dockerfile);
  return { run: command, ...(ignored.length === 0 ? {} : { ignored }) };
}

function lineOf(command: ServiceFiles['command']): string {
  return typeof command === 'string' ? command.trim() : (command ?? []).map(shellWord).join(' ');
}

/** The last ENTRYPOINT and CMD of a Dockerfile, as words; none where a shell must put them together. */
function wordsOfImage(dockerfile = ''): readonly string[] {
  const of = (instruction: string): readonly string[] => {
    const given = [...dockerfile.matchAll(new RegExp(`^\\s*${instruction}\\s+(.+)$`, 'gim'))].at(-1)?.[1]?.trim();
    if (given === undefined) return [];
    if (!given.startsWith('[')) return shellWords(given);
    try {
      return (JSON.parse(given) as unknown[]).map(String);
    } catch {
      return [];
    }
  };
  return [
    ...of('ENTRYPOINT').filter(word => !/(?:^|\/)(?:docker-)?entrypoint(?:\.sh)?$|(?:^|\/)(?:tini|dumb-init)$|^--$/.test(word)),
    ...of('CMD'),
  ];
}

/** What an image is made of beside files and the command: another environment or build may make another application of it. */
function ignoredLines(dockerfile = ''): readonly string[] {
  return dockerfile
    .split('\n')
    .map(line => line.trim())
    .filter(
      line =>
        /^(?:ENV|RUN|ENTRYPOINT)\s/i.test(line) &&
        !/^RUN\s+(?:npm (?:ci|install)|apt-get|apk)\b/i.test(line) &&
        !/tini|dumb-init/.test(line),
    )
    .map(line => line.slice(0, 60));
}

/** What `npm start` or `npm run x` runs, where it is one Node.js command. */
function scriptOf([, first = '', second = '']: readonly string[], packageJson: string | undefined): string | undefined {
  try {
    const { scripts } = JSON.parse(packageJson ?? '') as { scripts?: Readonly<Record<string, string>> };
    const line = scripts?.[first === 'run' ? second : first];
    return line !== undefined && /^node\s[\w@%+=:,./ -]+$/.test(line) ? line : undefined;
  } catch {
    return undefined;
  }
}
