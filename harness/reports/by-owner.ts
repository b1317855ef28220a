export interface OwnedBy<T> {
  readonly owner: string;
  readonly items: readonly T[];
}

/** What stands for those whom nobody answers for. */
const nobody = 'no owner';

/** In groups, alphabetical, those without an owner last; undefined where there are not two owners, for a heading would say nothing. */
export function byOwner<T>(items: readonly T[], ownerOf: (item: T) => string | undefined): readonly OwnedBy<T>[] | undefined {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const owner = ownerOf(item) ?? '';
    groups.set(owner, [...(groups.get(owner) ?? []), item]);
  }
  if (groups.size < 2) return undefined;
  return [...groups]
    .sort(([one], [other]) => (one === '' ? 1 : other === '' ? -1 : one < other ? -1 : 1))
    .map(([owner, members]) => ({ owner: owner === '' ? nobody : owner, items: members }));
}

interface Owned {
  readonly owner?: string | undefined;
  readonly runbooks: readonly { readonly owner?: string | undefined }[];
}

/** Who answers for a scenario: its `drillbook.yaml` says it, else its runbook. */
export function ownerOf({ owner, runbooks }: Owned): string | undefined {
  return owner ?? runbooks[0]?.owner;
}
