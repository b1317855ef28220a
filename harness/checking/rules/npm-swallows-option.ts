import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * An option behind `npm run` is npm's, and not the script's.
 *
 * npm hands over only what stands behind `--`. `npm run migrate --dry-run` migrates: the script never hears of the option, and ends as if all
 * were well. Source: https://docs.npmjs.com/cli/commands/npm-run (arguments for the script).
 *
 * Options that npm has for running scripts are right where they stand, and `--name=value` may be meant for the script's environment, in which npm
 * puts it (`npm_config_name`). yarn, pnpm and bun hand everything over.
 *
 * @example A look that is none
 * ````markdown
 * ```bash
 * npm run migrate --dry-run
 * npm test --coverage
 * ```
 * ````
 * 2:17-2:26 unexpected `--dry-run` for npm, expected `--` before what is for the script: it never gets it
 * 3:10-3:20 unexpected `--coverage` for npm, expected `--` before what is for the script: it never gets it
 *
 * @example Behind the dashes, and another program
 * ````markdown
 * ```bash
 * npm run migrate -- --dry-run
 * pnpm run migrate --dry-run
 * npm ci --omit dev
 * ```
 * ````
 * none
 *
 * @example Options of npm, and of the environment
 * ````markdown
 * ```bash
 * npm run build --if-present --workspace shop --silent
 * npm --prefix shop run deploy --target=staging
 * ```
 * ````
 * none
 */
export const npmSwallowsOption: Rule = {
  kind: 'npm-swallows-option',
  preset: 'default',
  *check({ commandsNamed }): Iterable<Report> {
    for (const command of commandsNamed(/^npm$/)) {
      const option = swallowed(command);
      if (option === undefined) continue;
      yield {
        message: `unexpected \`${option.value}\` for npm, expected \`--\` before what is for the script: it never gets it`,
        location: option.location,
        hint: `Write -- ${option.value}.`,
        fix: { location: option.location, text: `-- ${option.text}` },
      };
    }
  },
};

/** The first option behind the script's name that npm does not have for it. */
function swallowed({ args }: ShellCommand): ShellWord | undefined {
  const verb = args.findIndex(({ value }) => /^(?:run|run-script|rum|urn|test|tst|t|start|stop|restart)$/.test(value));
  if (verb === -1) return undefined;
  const end = args.findIndex(({ value }) => value === '--');
  return args
    .slice(verb + 1, end === -1 ? undefined : end)
    .find(({ value, literal }) => literal && /^--[a-z][\w-]*$/i.test(value) && !ofNpm.test(value));
}

const ofNpm =
  /^--(?:no-)?(?:workspaces?|ws|include-workspace-root|iwr|if-present|ignore-scripts|foreground-scripts|script-shell|prefix|silent|quiet|verbose|loglevel|timing|color|parseable|json|userconfig|globalconfig|cache|registry|node-options|offline|prefer-offline|scripts-prepend-node-path|help|usage|version|global|production|omit|include|fund|audit|update-notifier|progress|unicode|yes)$/;
