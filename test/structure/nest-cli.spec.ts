import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const nest = (args: string[], env: NodeJS.ProcessEnv = process.env) => {
  const program = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const { status, stdout, stderr } = spawnSync('node', [program, ...args], { encoding: 'utf8', env, timeout: 120_000 });
  return { status, output: `${stdout}${stderr}` };
};

/** npm test has built before; where that is not so, the first of these builds. */
describe('the command line of Nest', () => {
  it('(13.5) builds what ships, by the one build that there is', () => {
    const { status, output } = nest(['build', 'api']);
    expect(output).toMatch(/^build {2}(?:up to date|done)/m);
    expect(status).toBe(0);
    for (const name of ['api', 'gate', 'worker', 'cli']) expect(existsSync(join('dist', 'apps', name, 'main.js'))).toBe(true);
    expect(existsSync(join('dist', 'workflow-bundle.cjs'))).toBe(true);
  }, 180_000);

  it.each(['api', 'gate', 'worker'])(
    '(13.5) starts %s',
    (name) => {
      // Without its settings the process says what is missing, which is enough to know that it was this one.
      const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^(DATABASE|REDIS|BREAKWATER)_/.test(key)));
      const { status, output } = nest(['start', name], env);
      expect(output).toContain(`${name}: Bad settings:`);
      expect(output).toContain('DATABASE_URL is required');
      expect(status).toBe(1);
    },
    60_000,
  );

  it('(13.5) puts a controller into the folder of its feature, and into the module there', () => {
    const { status, output } = nest(['generate', 'controller', 'orders/fills', '--project', 'api', '--dry-run']);
    expect(output).toContain('CREATE apps/api/orders/fills.controller.ts');
    expect(output).toContain('UPDATE apps/api/orders/orders.module.ts');
    expect(status).toBe(0);
  }, 60_000);
});
