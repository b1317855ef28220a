import type { Report, Rule } from '../rule.ts';

/**
 * A table for cron says neither where programs are nor who gets their mail.
 *
 * Cron knows `/usr/bin` and `/bin`. A script that finds `node`, `pm2` or `aws` in a terminal does not find them at night, and what it says goes
 * to a mailbox of the machine that nobody opens: the check that is to wake somebody has never run.
 *
 * Begin the file with `PATH=` and `MAILTO=`. Where the scripts set their own, it is right.
 *
 * @example Only lines
 * ````markdown
 * ```bash
 * cat > /etc/cron.d/tickets <<'EOF'
 * 5 * * * * root /opt/tickets/bin/check.sh
 * EOF
 * ```
 * ````
 * 2:5-2:26 unexpected table for cron without `PATH` and `MAILTO`, expected both before its lines: cron finds few programs, and tells nobody
 *
 * @example Both are said
 * ````markdown
 * ```bash
 * cat > /etc/cron.d/tickets <<'EOF'
 * MAILTO=ops@example.com
 * PATH=/usr/local/bin:/usr/bin:/bin
 * 5 * * * * root /opt/tickets/bin/check.sh
 * EOF
 * ```
 * ````
 * none
 *
 * @example No table
 * ````markdown
 * ```bash
 * cat > /etc/logrotate.d/tickets <<'EOF'
 * /var/log/tickets/web.log { daily }
 * EOF
 * ls /etc/cron.d/
 * ```
 * ````
 * none
 */
export const cronWithoutPath: Rule = {
  kind: 'cron-without-path',
  preset: 'all',
  *check({ commands }): Iterable<Report> {
    for (const { redirects } of commands) {
      const table = redirects.find(({ target }) => /^\/etc\/cron\.d\/./.test(target?.value ?? ''));
      const document = redirects.find(redirect => redirect.document !== undefined)?.document;
      if (table === undefined || document === undefined || /^\s*(?:PATH|MAILTO|BASH_ENV)\s*=/m.test(document.text)) continue;
      yield {
        message:
          'unexpected table for cron without `PATH` and `MAILTO`, expected both before its lines: cron finds few programs, and tells nobody',
        location: table.location,
      };
    }
  },
};
