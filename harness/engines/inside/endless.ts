import { basename } from 'node:path';

/** Whether a command is known to print until somebody presses Ctrl-C. */
export function isEndless(argv: readonly string[]): boolean {
  const [first = '', ...rest] = withoutInterpreter(argv);
  const tool = basename(first);
  const has = (...flags: readonly string[]): boolean => rest.some(argument => flags.includes(argument));
  const hasShort = (letter: string): boolean => rest.some(argument => new RegExp(`^-[a-zA-Z]*${letter}[a-zA-Z]*$`).test(argument));
  switch (tool) {
    case 'tail':
      return hasShort('f') || hasShort('F') || rest.some(argument => argument.startsWith('--follow'));
    case 'watch':
      return true;
    case 'top':
      return !hasShort('n') && !rest.some(argument => /^-?n\d*$/.test(argument));
    case 'htop':
      return true;
    case 'ping':
      return !hasShort('c') && !hasShort('w');
    case 'journalctl':
      return hasShort('f') || has('--follow');
    case 'vmstat':
    case 'iostat':
      return rest.filter(argument => /^\d+$/.test(argument)).length === 1;
    case 'dmesg':
      return hasShort('w') || has('--follow');
    case 'redis-cli':
      return rest.some(argument => /^(monitor|subscribe|psubscribe)$/i.test(argument)) || has('--stat', '--latency');
    case 'docker':
    case 'docker-compose':
      return (
        (has('logs') &&
          (has('-f', '--follow') || rest.some(argument => /^-[a-z]*f$/.test(argument) && rest.indexOf(argument) > rest.indexOf('logs')))) ||
        (has('stats') && !has('--no-stream')) ||
        has('events')
      );
    case 'pm2':
      return (has('logs', 'log') && !has('--nostream')) || has('monit');
    case 'sudo': {
      // The stand-in of sudo has the command carried out elsewhere: what is seen here is the call.
      const command = rest.findIndex((word, at) => !/^-|^\w+=/.test(word) && !/^-[CDghprTtUu]$/.test(rest[at - 1] ?? ''));
      return command !== -1 && isEndless(rest.slice(command));
    }
    default:
      return false;
  }
}

/** Stand-ins are scripts: their own name comes after the shell's. */
function withoutInterpreter(argv: readonly string[]): readonly string[] {
  return /^(ba|da|z)?sh$/.test(basename(argv[0] ?? '')) && argv[1]?.startsWith('/') ? argv.slice(1) : argv;
}
