import { isCarriedOut } from '../shell-facts/straight.ts';
import { changes } from '../shell-facts/changes.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A document runs the same system in two ways that exclude one another.
 *
 * A secret is created in Kubernetes, and the containers that Compose started never see it; a web server is restarted by systemd on one page
 * and in a container on the next. Half of the steps belong to a system that the reader does not have.
 *
 * Two ways are right in a migration from one to the other, or where the document has a section for each. That is why the rule only looks at
 * commands that change something in one block, and is not among those that always hold.
 *
 * @example Compose, and Kubernetes
 * ````markdown
 * ```bash
 * docker compose restart web
 * kubectl create secret generic keys --from-literal=api=1
 * ```
 * ````
 * 3:1-3:56 unexpected Kubernetes in a procedure for Compose, expected one of them: what is changed in the one does not reach the other
 *
 * @example A section for each
 * ````markdown
 * ## Compose
 *
 * ```bash
 * docker compose restart web
 * ```
 *
 * ## Kubernetes
 *
 * ```bash
 * kubectl rollout restart deployment web
 * ```
 * ````
 * none
 *
 * @example One of both only looks
 * ````markdown
 * ```bash
 * docker compose restart web
 * kubectl get nodes
 * ```
 * ````
 * none
 */
export const topologyContradiction: Rule = {
  kind: 'topology-contradiction',
  preset: 'all',
  *check({ shells }): Iterable<Report> {
    for (const { origin, commands } of shells) {
      if (origin !== 'block') continue;
      const acting = commands.flatMap(command => {
        const platform = isCarriedOut(command) && changes(command) ? platformOf(command) : undefined;
        return platform === undefined ? [] : [{ command, platform }];
      });
      const platforms = [...new Set(acting.map(({ platform }) => platform))];
      if (platforms.length < 2) continue;
      // That of fewer commands is the odd one.
      const calls = (platform: string): number => commands.filter(command => platformOf(command) === platform).length;
      const [usual = '', odd = ''] = platforms.toSorted((one, other) => calls(other) - calls(one));
      const command = acting.find(({ platform }) => platform === odd)?.command;
      if (command === undefined) continue;
      yield {
        message: `unexpected ${odd} in a procedure for ${usual}, expected one of them: what is changed in the one does not reach the other`,
        location: command.location,
        hint: 'Give each platform a procedure of its own.',
      };
    }
  },
};

function platformOf({ name, args, outer, where }: ShellCommand): string | undefined {
  if (where !== 'bastion' && outer !== undefined) return undefined;
  if (/^(?:kubectl|helm|oc)$/.test(name)) return 'Kubernetes';
  if (name === 'docker-compose' || (name === 'docker' && args[0]?.value === 'compose')) return 'Compose';
  return /^(?:vercel|flyctl|heroku)$/.test(name) ? name : name === 'pm2' ? 'pm2' : undefined;
}
