import type { Bench } from './specimen.ts';

/** Mends as `systemctl restart` does. */
export function restart(service: string): (bench: Bench) => Promise<void> {
  return async ({ stack }) => {
    const control = stack.services.get(service)?.can.process;
    await control?.stop({ graceMs: 500 });
    await control?.start();
  };
}
