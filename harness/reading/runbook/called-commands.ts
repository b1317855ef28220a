import { basename } from 'node:path';
import { statementsOf } from './statements.ts';

/** A command that a script calls, and where: on the bastion, inside a service (`docker exec`), on another machine (`ssh`). */
export interface CalledCommand {
  /** Without its folder, where that is one of the system's. */
  readonly name: string;
  readonly words: readonly string[];
  readonly where: 'bastion' | 'service' | 'elsewhere';
  /** Run by `sudo`. */
  readonly asRoot: boolean;
}

const deepest = 8;

/** All commands of a script: in pipes, substitutions, conditions and functions, and behind what runs another one. */
export function calledCommands(script: string): readonly CalledCommand[] {
  return inScript(script, 'bastion', false, 0);
}

type Place = Pick<CalledCommand, 'where' | 'asRoot'>;

function inScript(script: string, where: CalledCommand['where'], asRoot: boolean, depth: number): readonly CalledCommand[] {
  if (depth > deepest) return [];
  return statementsOf(script)
    .flatMap(({ commands }) => commands)
    .flatMap(words => inWords(words, { where, asRoot }, depth));
}

function inWords(words: readonly string[], place: Place, depth: number): readonly CalledCommand[] {
  const [first = ''] = words;
  if (first === '' || depth > deepest) return [];
  const name = /^\/(?:usr\/)?(?:local\/)?s?bin\//.test(first) ? basename(first) : first;
  return [{ name, words, ...place }, ...behind(name, words.slice(1), place, depth + 1)];
}

/** What a command runs in turn. */
function behind(name: string, rest: readonly string[], place: Place, depth: number): readonly CalledCommand[] {
  const { where, asRoot } = place;
  const within = (words: readonly string[], other: Partial<Place> = {}): readonly CalledCommand[] =>
    inWords(words, { ...place, ...other }, depth);
  switch (name) {
    case 'sudo':
    case 'doas':
      return within(afterOptions(rest, /^-[ugpDCTRr]$|^--(?:user|group|prompt|chdir)$/), { asRoot: true });
    case 'env':
    case 'nohup':
    case 'nice':
    case 'ionice':
    case 'setsid':
    case 'stdbuf':
    case 'command':
    case 'exec':
    case 'time':
      // `command -v psql` only asks.
      return name === 'command' && rest[0]?.startsWith('-') === true ? [] : within(afterOptions(rest, /^-[nuSc]$/));
    case 'timeout':
      return within(afterOptions(rest, /^-[ks]$/).slice(1));
    case 'xargs':
      return within(afterOptions(rest, /^-[aEIdLnPs]$/));
    case 'watch':
      return inScript(afterOptions(rest, /^-n$/).join(' '), where, asRoot, depth);
    case 'bash':
    case 'sh':
    case 'zsh':
    case 'su': {
      const at = rest.findIndex(word => /^-\w*c$/.test(word));
      return at === -1 ? [] : inScript(rest[at + 1] ?? '', where, asRoot, depth);
    }
    case 'eval':
      return inScript(rest.join(' '), where, asRoot, depth);
    case 'ssh':
      return inScript(
        afterOptions(rest, /^-[bcDEeFIiJLlmOopQRSWw]$/)
          .slice(1)
          .join(' '),
        'elsewhere',
        asRoot,
        depth,
      );
    case 'find': {
      const at = rest.findIndex(word => /^-(?:exec|ok)(?:dir)?$/.test(word));
      return at === -1 ? [] : within(rest.slice(at + 1));
    }
    case 'docker':
    case 'docker-compose':
    case 'podman': {
      const words =
        rest[0] === 'compose'
          ? afterOptions(rest.slice(1), composeValue)
          : name === 'docker-compose'
            ? afterOptions(rest, composeValue)
            : rest;
      if (words[0] !== 'exec' && words[0] !== 'run') return [];
      return within(
        afterOptions(words.slice(1), /^-[uewpv]$|^--(?:user|env|workdir|index|name|network|volume|publish|entrypoint)$/).slice(1),
        {
          where: 'service',
        },
      );
    }
    case 'kubectl': {
      const at = rest.indexOf('--');
      return rest.includes('exec') && at !== -1 ? within(rest.slice(at + 1), { where: 'service' }) : [];
    }
    default:
      return [];
  }
}

const composeValue = /^-[fp]$|^--(?:file|project-name|profile|env-file|project-directory)$/;

/** The words behind options, those that take a value with it, and assignments. */
function afterOptions(words: readonly string[], withValue: RegExp): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return words.slice(at + 1);
    if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break;
    if (withValue.test(word)) at++;
  }
  return words.slice(at);
}
