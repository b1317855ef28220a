import type { Report, Rule } from '../rule.ts';
import { isCarriedOut } from '../shell-facts/straight.ts';

/**
 * `node --inspect app.js` does not look into the process that is in trouble: it starts another one.
 *
 * The new process is healthy for it has just begun; it takes jobs from the same queue or fails at the port that is taken, and its debugger listens for whoever comes.
 * The one that leaks goes on leaking.
 *
 * It is right on a developer's machine; nothing is reported unless the page speaks of a service manager that runs the application. `kill -USR1 PID` opens the
 * debugger of a process that runs.
 *
 * @example Beside a process that runs
 * ````markdown
 * ```bash
 * pm2 restart mailer
 * node --inspect mailer.js
 * ```
 * ````
 * 3:1-3:25 unexpected `node --inspect` beside a service that runs, expected its own process: this starts another one, with an open debugger
 *
 * @example With an address
 * ````markdown
 * Its unit is restarted by `systemctl restart shop-api`.
 *
 * ```bash
 * node --inspect=0.0.0.0:9229 dist/server.js
 * ```
 * ````
 * 4:1-4:43 unexpected `node --inspect` beside a service that runs, expected its own process: this starts another one, with an open debugger
 *
 * @example Into the process that runs
 * ````markdown
 * ```bash
 * kill -USR1 "$(systemctl show -p MainPID --value shop-api)"
 * node inspect -p 4711
 * ```
 * ````
 * none
 *
 * @example On a developer's machine
 * ````markdown
 * ```bash
 * npm ci
 * node --inspect server.js
 * ```
 * ````
 * none
 */
export const inspectStartsAnother: Rule = {
  kind: 'inspect-starts-another',
  preset: 'default',
  *check({ commandsNamed, source }): Iterable<Report> {
    if (
      !/\b(?:pm2|systemctl|docker(?:-compose| compose)?|kubectl|supervisorctl|forever) +(?:\S+ +){0,3}(?:restart|reload|status|logs|show|describe)\b/.test(
        source.text,
      )
    )
      return;
    for (const command of commandsNamed(/^node$/)) {
      const [option, ...more] = command.args;
      if (command.name !== 'node' || option === undefined || !/^--inspect(?:-brk)?(?:=|$)/.test(option.value)) continue;
      if (!isCarriedOut(command) || !more.some(({ value }) => /\.[cm]?[jt]s$/.test(value))) continue;
      yield {
        message:
          'unexpected `node --inspect` beside a service that runs, expected its own process: this starts another one, with an open debugger',
        location: command.location,
        hint: 'Open the debugger of the one that runs: kill -USR1 PID, then node inspect -p PID.',
      };
    }
  },
};
