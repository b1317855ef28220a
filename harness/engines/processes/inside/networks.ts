import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Cells } from './cells.ts';
import { peerName } from './cell-script.ts';
import type { Attachment, CellSpec, NetworkSpec } from './protocol.ts';

/** Bridges between cells, their names, and what is cut or slow. */
export class Networks {
  readonly #cells: Cells;
  readonly #networks: readonly NetworkSpec[];
  readonly #cut = new Set<string>();
  /** Names given when a cell was connected again, instead of its own. */
  readonly #names = new Map<string, readonly string[]>();

  constructor(cells: Cells, networks: readonly NetworkSpec[]) {
    this.#cells = cells;
    this.#networks = networks;
  }

  /** One bridge per network in the supervisor's own network, which is the bastion's: it has the first address of each. */
  async makeBridges(): Promise<void> {
    await ip([
      'link set lo up',
      ...this.#networks.flatMap(({ prefix }, index) => [
        `link add br${index} type bridge`,
        `addr add ${prefix}.1/24 dev br${index}`,
        `link set br${index} up`,
      ]),
    ]);
  }

  /** Plugs the far ends of all cells' interfaces into their bridges. */
  async plugAll(): Promise<void> {
    await ip(
      this.#cells.all
        .filter(({ spec }) => !spec.sharesNetwork)
        .flatMap(({ spec }) =>
          spec.attachments.map(attachment => {
            const index = this.#index(attachment.network);
            return `link set ${peerName(index, attachment.address)} master br${index} up`;
          }),
        ),
    );
  }

  /** An address at which the bastion reaches a cell now; undefined when it is off all its networks. */
  addressOf(cell: string): string | undefined {
    const { spec } = this.#cells.get(cell);
    if (spec.sharesNetwork) return '127.0.0.1';
    return spec.attachments.find(({ network }) => !this.#cut.has(key(cell, network)))?.address;
  }

  /** The bastion's address on the network that an address belongs to. */
  bastionNear(address: string): string {
    const network = this.#networks.find(({ prefix }) => address.startsWith(`${prefix}.`));
    if (network === undefined) throw new Error(`unexpected address ${address}, expected one on a network of the stack`);
    return `${network.prefix}.1`;
  }

  /** Names of all cells in the hosts file of each, as far as they share a network; also the supervisor's own. */
  writeNames(write: (cell: string | undefined, text: string) => void): void {
    const specs = this.#cells.all.map(cell => cell.spec);
    for (const spec of specs) write(spec.name, this.#hosts(spec, specs));
    const bastion = specs.find(spec => spec.sharesNetwork);
    write(undefined, bastion ? this.#hosts(bastion, specs) : '127.0.0.1 localhost\n');
  }

  #hosts(of: CellSpec, all: readonly CellSpec[]): string {
    const lines = [
      '127.0.0.1 localhost',
      '::1 localhost ip6-localhost',
      ...(of.sharesNetwork || of.attachments.length === 0 ? [`127.0.0.1 ${of.hostname}`] : []),
    ];
    const reachable = new Map<string, string>();
    for (const cell of all) {
      for (const attachment of cell.attachments) {
        if (this.#cut.has(key(cell.name, attachment.network))) continue;
        const seen =
          of.sharesNetwork || of.attachments.some(own => own.network === attachment.network && !this.#cut.has(key(of.name, own.network)));
        if (!seen) continue;
        const names = this.#names.get(key(cell.name, attachment.network)) ?? attachment.names;
        lines.push(`${attachment.address} ${names.join(' ')}`);
        for (const name of names) reachable.set(name, reachable.get(name) ?? attachment.address);
      }
    }
    for (const [name, target] of Object.entries(of.extraHosts)) {
      const address = /^[\d.]+$/.test(target) ? target : reachable.get(target);
      if (address !== undefined) lines.push(`${address} ${name}`);
    }
    return `${lines.join('\n')}\n`;
  }

  /** Takes the interface and its address away, or brings both back; what goes over other networks stays. */
  async set(name: string, network: string, connected: boolean, names?: readonly string[]): Promise<void> {
    const { spec } = this.#cells.get(name);
    const position = spec.attachments.findIndex(attachment => attachment.network === network);
    const attachment = spec.attachments[position];
    if (attachment === undefined)
      throw new Error(`unexpected network "${network}" of ${name}, expected one of ${spec.attachments.map(own => own.network).join(', ')}`);
    if (spec.sharesNetwork) throw new Error(`${name} shares the host's network`);
    if (connected === !this.#cut.has(key(name, network))) return;
    const device = `eth${position}`;
    if (connected) {
      await this.ipIn(name, [`link set ${device} up`, `addr add ${attachment.address}/24 dev ${device}`]);
      this.#cut.delete(key(name, network));
      if (names === undefined) this.#names.delete(key(name, network));
      else this.#names.set(key(name, network), names);
    } else {
      await this.ipIn(name, [`addr flush dev ${device}`, `link set ${device} down`]);
      this.#cut.add(key(name, network));
    }
  }

  /** The addresses by which a cell and its peer see each other, and the supervisor's, on each network that both are on. */
  paths(name: string, peer: string): readonly { readonly own: Attachment; readonly other: Attachment; readonly gateway: string }[] {
    const on = (cell: string): readonly Attachment[] =>
      this.#cells.get(cell).spec.attachments.filter(({ network }) => !this.#cut.has(key(cell, network)));
    return on(name).flatMap(own =>
      on(peer)
        .filter(({ network }) => network === own.network)
        .map(other => ({ own, other, gateway: `${this.#networks[this.#index(own.network)]?.prefix}.1` })),
    );
  }

  /** Runs `ip` commands inside a cell's network. */
  async ipIn(name: string, commands: readonly string[]): Promise<void> {
    const child = this.#cells.enterWithRights(name, ['ip', '-batch', '-'], ['pipe', 'ignore', 'pipe']);
    await finish(child, commands);
  }

  #index(network: string): number {
    return this.#networks.findIndex(({ name }) => name === network);
  }
}

function key(cell: string, network: string): string {
  return `${cell} ${network}`;
}

async function ip(commands: readonly string[]): Promise<void> {
  if (commands.length > 0) await finish(spawn('ip', ['-batch', '-'], { stdio: ['pipe', 'ignore', 'pipe'] }), commands);
}

async function finish(child: ReturnType<typeof spawn>, commands: readonly string[]): Promise<void> {
  let errors = '';
  child.stderr?.on('data', chunk => (errors += String(chunk)));
  child.stdin?.end(`${commands.join('\n')}\n`);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`ip failed on ${commands.join('; ')}: ${errors.trim()}`);
}
