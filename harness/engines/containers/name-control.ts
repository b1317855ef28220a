import type { NameControl } from '../engine.ts';
import type { NameAnswers } from '../inside/hosts-text.ts';
import type { Agent } from './agent.ts';
import type { Container } from './runtime.ts';

export interface NameParts {
  /** Its containers that run now, each with its address on the first network. */
  readonly running: () => readonly { readonly container: Container; readonly address: string | undefined }[];
  readonly sidecar: (container: Container) => Promise<Agent | undefined>;
}

/** What a service finds for a name; a sidecar sees to it, from within its network. */
export function nameControl({ running, sidecar }: NameParts): {
  readonly control: NameControl;
  /** Whether a container that starts has to be told. */
  readonly isHarmed: () => boolean;
  readonly tell: (container: Container, address: string | undefined) => Promise<void>;
} {
  const answers = new Map<string, 'none' | 'nobody'>();
  let failing = false;
  const tell = async (container: Container, address: string | undefined): Promise<void> => {
    const told: NameAnswers = Object.fromEntries(answers);
    await (await sidecar(container))?.call('names', { answers: told, failing, ...(address === undefined ? {} : { address }) });
  };
  const tellAll = async (): Promise<void> => void (await Promise.all(running().map(({ container, address }) => tell(container, address))));
  return {
    isHarmed: () => answers.size > 0 || failing,
    tell,
    control: {
      async override(name, answer) {
        answers.set(name, answer);
        await tellAll();
      },
      async restore(name) {
        if (name === undefined) answers.clear();
        else answers.delete(name);
        await tellAll();
      },
      async fail() {
        failing = true;
        await tellAll();
      },
      async unfail() {
        failing = false;
        await tellAll();
      },
      async lookup(name) {
        const [first] = running();
        const agent = first === undefined ? undefined : await sidecar(first.container);
        if (agent === undefined) throw new Error(`nobody looks ${name} up: the service does not run`);
        return agent.call('lookup', { name });
      },
    },
  };
}
