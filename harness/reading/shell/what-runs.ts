/** What a command runs in turn: some of its own words, or text that another shell reads. Indices count from the command's name, which is 0. */
export interface Runs {
  readonly kind: 'words' | 'text';
  /** First word that is run. */
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
  readonly where?: 'service' | 'elsewhere';
  readonly asRoot?: true;
}

/** What `sudo`, `ssh`, `docker exec`, `bash -c` and others of their kind run; undefined where a command does its own work. */
export function whatRuns(name: string, words: readonly string[]): Runs | undefined {
  const end = words.length;
  const behind = (from: number, more: Pick<Runs, 'where' | 'asRoot'> = {}): Runs | undefined =>
    from < end ? { kind: 'words', from, to: end, ...more } : undefined;
  const text = (from: number, to: number, more: Pick<Runs, 'where'> = {}): Runs | undefined =>
    from < to ? { kind: 'text', from, to, ...more } : undefined;
  switch (name) {
    case 'sudo':
    case 'doas':
      return behind(afterOptions(words, 1, /^-[iEnHSkbAs]*[ugpDCTRr]$|^--(?:user|group|prompt|chdir)$/), { asRoot: true });
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
      return name === 'command' && words[1]?.startsWith('-') === true ? undefined : behind(afterOptions(words, 1, /^-[nuSc]$/));
    case 'timeout':
      return behind(afterOptions(words, 1, /^-[ks]$/) + 1);
    case 'xargs':
      return behind(afterOptions(words, 1, /^-[aEIdLnPs]$/));
    case 'watch':
      return text(afterOptions(words, 1, /^-n$/), end);
    case 'bash':
    case 'sh':
    case 'zsh':
    case 'su': {
      const at = words.findIndex((word, index) => index > 0 && /^-\w*c$/.test(word));
      return at === -1 ? undefined : text(at + 1, Math.min(at + 2, end));
    }
    case 'eval':
      return text(1, end);
    case 'ssh':
      return text(afterOptions(words, 1, /^-[bcDEeFIiJLlmOopQRSWw]$/) + 1, end, { where: 'elsewhere' });
    case 'find': {
      const at = words.findIndex((word, index) => index > 0 && /^-(?:exec|ok)(?:dir)?$/.test(word));
      return at === -1 ? undefined : behind(at + 1);
    }
    case 'docker':
    case 'docker-compose':
    case 'podman': {
      const at =
        words[1] === 'compose'
          ? afterOptions(words, 2, composeValue)
          : name === 'docker-compose'
            ? afterOptions(words, 1, composeValue)
            : 1;
      if (words[at] !== 'exec' && words[at] !== 'run') return undefined;
      const inService = /^-[uewpv]$|^--(?:user|env|workdir|index|name|network|volume|publish|entrypoint)$/;
      return behind(afterOptions(words, at + 1, inService) + 1, { where: 'service' });
    }
    case 'kubectl': {
      const at = words.indexOf('--');
      return words.includes('exec') && at !== -1 ? behind(at + 1, { where: 'service' }) : undefined;
    }
    default:
      return undefined;
  }
}

const composeValue = /^-[fp]$|^--(?:file|project-name|profile|env-file|project-directory)$/;

/** Index of the first word behind options, those that take a value with it, and assignments. */
function afterOptions(words: readonly string[], from: number, withValue: RegExp): number {
  let at = from;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return at + 1;
    if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) break;
    if (withValue.test(word)) at++;
  }
  return at;
}
