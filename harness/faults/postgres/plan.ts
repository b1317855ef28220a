import { asApp, type Place } from './sessions.ts';

/** How the planner would answer a query. */
export interface Plan {
  /** In the planner's own units. */
  readonly cost: number;
  /** `Index Scan on orders`: the scans, in the order in which the plan shows them. */
  readonly how: string;
  /** Bare names of the indexes that it uses. */
  readonly indexes: readonly string[];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Total Cost': number;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Node[];
}

const mostScans = 3;

/** Asks the planner, in a new session of the app's role; carries nothing out. Rejects as `pg` does where the query cannot be planned. */
export async function planOf(place: Place, query: string): Promise<Plan> {
  return await asApp(place, async session => {
    await session.query('begin read only');
    const { rows } = await session.query<{ 'QUERY PLAN': readonly { Plan: Node }[] }>(`explain (format json) ${query}`);
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (plan === undefined) throw new Error('the server shows no plan');
    const nodes = below(plan);
    const scans = nodes.flatMap(node => (node['Relation Name'] === undefined ? [] : [`${node['Node Type']} on ${node['Relation Name']}`]));
    return {
      cost: plan['Total Cost'],
      how: `${scans.slice(0, mostScans).join(', ')}${scans.length > mostScans ? ', …' : ''}`,
      indexes: nodes.flatMap(node => node['Index Name'] ?? []),
    };
  });
}

function below(node: Node): readonly Node[] {
  return [node, ...(node.Plans ?? []).flatMap(below)];
}
