/** What files may name as `engine:`. Reading knows engines by these words alone, so that planning never loads one. */
export const engineKinds = ['containers', 'processes'] as const;

export type EngineKind = (typeof engineKinds)[number];
