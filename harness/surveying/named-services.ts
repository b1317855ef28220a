import type { CalledCommand } from '../reading/runbook/called-commands.ts';

/** Services, units and hosts that commands name: what a stack for the drill must have. */
export function namedServices(commands: readonly CalledCommand[]): readonly string[] {
  return [...new Set(commands.flatMap(({ name, words }) => namesIn(name, words.slice(1))))].filter(isName).sort();
}

function namesIn(tool: string, words: readonly string[]): readonly string[] {
  const plain = words.filter((word, index) => !word.startsWith('-') && !withValue.test(words[index - 1] ?? ''));
  const after = (option: RegExp): readonly string[] => words.flatMap((word, index) => (option.test(word) ? [words[index + 1] ?? ''] : []));
  if (tool === 'systemctl') return /^(?:daemon-|list-|--)/.test(plain[0] ?? '') ? [] : plain.slice(1).map(withoutSuffix);
  if (tool === 'service') return plain.slice(0, 1);
  if (tool === 'journalctl') return after(/^(?:-\w*u|--unit)$/).map(withoutSuffix);
  if (tool === 'pm2')
    return /^(?:restart|stop|start|reload|delete|logs|describe|show|scale|flush)$/.test(plain[0] ?? '') ? plain.slice(1, 2) : [];
  if (tool === 'docker' && plain[0] !== 'compose')
    return /^(?:restart|stop|start|kill|logs|exec|inspect|pause|unpause|top|stats|rm)$/.test(plain[0] ?? '') ? plain.slice(1, 2) : [];
  if (tool === 'docker' || tool === 'docker-compose') {
    const rest = tool === 'docker' ? plain.slice(1) : plain;
    return /^(?:restart|stop|start|kill|logs|exec|up|run|pause|unpause|top|rm)$/.test(rest[0] ?? '') ? rest.slice(1, 2) : [];
  }
  if (/^(?:psql|pg_\w+|redis-cli)$/.test(tool)) return after(/^(?:-h|--host)$/);
  return [];
}

/** Options of docker, compose and pm2 that take the next word with them. */
const withValue = /^-[fpuewnt]$|^--(?:file|project-name|user|env|workdir|tail|since|until|signal|timeout|lines|name)$/;

function withoutSuffix(unit: string): string {
  return unit.replace(/\.service$/, '');
}

/** Not a variable, a number, an address, or what a reader must replace. */
function isName(word: string): boolean {
  return (
    /^[A-Za-z][\w.@-]*$/.test(word) &&
    !/^(?:all|localhost|your[-_].*|YOUR_.*|__+|.*\.(?:json|js|ya?ml|log))$/.test(word) &&
    !word.startsWith('_')
  );
}
