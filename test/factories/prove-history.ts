import { spawnSync } from 'node:child_process';

/** Whatever was asked of the running program can be proved from what PostgreSQL has of it. Throws with what `verify` says when it cannot. */
export function proveHistory(): void {
  const { status, stderr } = spawnSync(process.execPath, ['dist/apps/cli/main.js', 'verify'], {
    env: { ...process.env, NODE_OPTIONS: '' },
    ...({ encoding: 'utf8', timeout: 60_000 } as const),
  });
  if (status !== 0 || stderr !== '') throw new Error(`the history cannot be proved: ${stderr}`);
}
