/** Addresses of the inside: whoever may name a URL must not reach through Breakwater what only this machine and its network can reach. */
import { BlockList, isIP } from 'node:net';

const INSIDE = new BlockList();
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as const),
  // Link-local, where clouds keep their metadata.
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
  ] as const),
  ...([
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
  ] as const),
  ...([
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ...([
    ['::', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001::', 23],
    ['2001:db8::', 32],
  ] as const),
  ...([
    ['2002::', 16],
    ['3fff::', 20],
    ['5f00::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ] as const),
] as const)
  INSIDE.addSubnet(network, prefix, 'ipv6');

/** Whether an address is of the inside, or none that anybody outside could have. Text that is no address is. */
export function isInside(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  // An IPv4 address in IPv6's clothes is judged as what it is: node compares it with the IPv4 networks.
  return family === 4 ? INSIDE.check(address, 'ipv4') : INSIDE.check(address, 'ipv6');
}

/** Receivers that may be inside all the same: `host` with any port, or `host:port`. */
export class InsideAllowed {
  private readonly names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names.map((name) => name.toLowerCase()));
  }

  has(host: string, port: number): boolean {
    const name = host.toLowerCase();
    return this.names.has(name) || this.names.has(`${name}:${port}`);
  }
}
