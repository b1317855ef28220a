import { basename } from 'node:path';
import { whatRuns } from '../shell/what-runs.ts';
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

/** A command, and all that it runs in turn. */
export function commandsOf(words: readonly string[]): readonly CalledCommand[] {
  return inWords(words, { where: 'bastion', asRoot: false }, 0);
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
  return [{ name, words, ...place }, ...behind(name, words, place, depth + 1)];
}

/** What a command runs in turn. */
function behind(name: string, words: readonly string[], place: Place, depth: number): readonly CalledCommand[] {
  const runs = whatRuns(name, words);
  if (runs === undefined) return [];
  const within = { where: runs.where ?? place.where, asRoot: runs.asRoot ?? place.asRoot };
  const run = words.slice(runs.from, runs.to);
  return runs.kind === 'words' ? inWords(run, within, depth) : inScript(run.join(' '), within.where, within.asRoot, depth);
}
