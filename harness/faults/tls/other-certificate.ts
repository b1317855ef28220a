import { constants } from 'node:os';
import { z } from 'zod';
import type { RunningStack } from '../../engines/engine.ts';
import type { Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { changeFile } from '../changed-file.ts';
import { serviceOf, type FaultContext, type InjectedFault } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';
import { portOf } from '../reach.ts';
import { handshake, type Shown } from './handshake.ts';
import { issue, type Issue } from './issue.ts';

const path = z.string().startsWith('/', 'expected an absolute path');
const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n?/;

/** Settings of every fault that gives a server another certificate. */
export const certificateSettings = {
  service: z.string().describe('The service that shows the certificate'),
  certificate: path.describe('Its certificate in PEM, as the service sees the file; what follows the first one there stays'),
  key: path.optional().describe('Its key in PEM, as the service sees the file; that of the certificate'),
  ca: z
    .strictObject({
      certificate: path.describe("The authority's certificate, on the bastion"),
      key: path.describe('Its key, on the bastion'),
    })
    .optional()
    .describe('Certificate and key of the authority, as the operator has the files; without them the new certificate is signed by itself'),
  reload: z
    .union([z.enum(['restart', 'none']), z.string().regex(/^SIG[A-Z0-9]+$/)])
    .refine(how => how === 'restart' || how === 'none' || how in constants.signals, {
      error: 'expected restart, none or the name of a signal, such as SIGHUP',
    })
    .default('restart')
    .describe('How the service is told to load it: `restart`, a signal to all its processes such as `SIGHUP`, or `none`; restart'),
  port: z.int().min(1).max(65_535).optional().describe('Port of the handshake; else the one that the stack gives the service, or 443'),
};

export interface CertificateSettings {
  readonly service: string;
  readonly certificate: string;
  readonly key?: string | undefined;
  readonly ca?: { readonly certificate: string; readonly key: string } | undefined;
  readonly reload: string;
  readonly port?: number | undefined;
}

export function checkCertificate({ service }: CertificateSettings, stack: Stack): readonly string[] {
  return unknownService(service, stack);
}

/** Puts another certificate in place of a server's own, for its own key, and has it loaded. */
export async function otherCertificate(
  settings: CertificateSettings,
  { stack, signal }: FaultContext,
  other: Pick<Issue, 'from' | 'to' | 'name'>,
  users: {
    /** Name by which users look for it. */
    readonly name: string;
    /** What is wrong with it, or undefined. */
    readonly wrong: (shown: Shown) => string | undefined;
    readonly right: (shown: Shown) => string;
  },
): Promise<InjectedFault> {
  const { service: name, certificate, key = certificate, ca, reload } = settings;
  const service = serviceOf(stack, name);
  const files = needed(service, 'files');
  const control = needed(service, 'process');
  const port = settings.port ?? portOf(stack.spec.services.find(one => one.name === name)) ?? 443;
  const look = (limit: AbortSignal): Promise<Shown> =>
    handshake(stack, stack.layout === 'host' ? 'localhost' : name, port, users.name, limit);
  const load = async (): Promise<void> => {
    if (reload === 'none') return;
    if (reload !== 'restart') return await control.signal(reload);
    await control.stop();
    await control.start();
  };
  try {
    const usual = users.wrong(await look(signal));
    if (usual !== undefined) throw new Error(`already before the fault ${usual}`);
    const old = await files.read(certificate);
    if (!block.test(old)) throw new Error(`unexpected content of ${certificate}, expected a certificate in PEM`);
    const authority =
      ca === undefined ? undefined : { certificate: await onBastion(stack, ca.certificate), key: await onBastion(stack, ca.key) };
    const made = await issue(stack, { ...other, certificate: old, key: await files.read(key), authority }, signal);
    const changed = await changeFile(stack, name, certificate, before => before.replace(block, () => made));
    const undo = async (): Promise<void> => {
      const ours = await changed.undo();
      const { state } = await service.status({ health: false });
      // Who stopped it wants it so; it loads the file when it is started.
      if (ours && state === 'running') await load();
    };
    try {
      await load();
    } catch (thrown) {
      await undo().catch(() => {});
      throw thrown;
    }
    return {
      proveEffect: () =>
        prove(`the certificate of ${name}`, signal, async limit => {
          const shown = await look(limit);
          const wrong = users.wrong(shown);
          return { held: wrong !== undefined, proof: `in a new handshake with ${name} at port ${port} ${wrong ?? users.right(shown)}` };
        }),
      undo,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    throw notInjected(
      `${name} could not be given another certificate`,
      thrown,
      'Look whether the paths are those of the service (and of the operator, for `ca`) and whether it speaks TLS at that port.',
    );
  }
}

async function onBastion(stack: RunningStack, file: string): Promise<string> {
  const { status, stdout, stderr } = await stack.bastion.exec(['cat', '--', file]);
  if (status !== 0) throw new Error(`${file} of the bastion could not be read: ${stderr.trim()}`);
  return stdout;
}
