import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What may import what (ARCHITECTURE.md). Everything may import Node itself unless it says otherwise. */
const RULES: { from: RegExp; mayNot: RegExp; because: string }[] = [
  {
    from: /^libs\/core\//,
    mayNot: /^(libs\/(adapters|rules|contracts|gate-host)|apps|workflows|migrations|test)\//,
    because: 'core knows no adapter',
  },
  { from: /^libs\/core\//, mayNot: /^package:(?!node:)/, because: 'core is plain TypeScript' },
  {
    from: /^libs\/rules\//,
    mayNot: /^(libs\/(adapters|contracts)|apps|workflows|migrations)\//,
    because: 'rules know only the core',
  },
  {
    from: /^libs\/contracts\//,
    mayNot: /^(libs\/(adapters|rules)\/|libs\/core\/(?!model\/|controls\/|config\/)|apps\/)/,
    because: 'contracts know only the model, what the controls declare and what can be configured',
  },
  {
    from: /^workflows\//,
    mayNot: /^(apps|libs|migrations|test)\/|^package:(?!@temporalio\/(workflow|common)$)/,
    because: 'workflows are replayed: nothing that could change under them',
  },
  { from: /^apps\/cli\//, mayNot: /^apps\/(?!cli\/)/, because: 'apps do not know each other' },
  { from: /^libs\/adapters\//, mayNot: /^(apps|libs\/gate-host)\//, because: 'imports run downwards' },
  {
    from: /^libs\/gate-host\/(?!(open-gate|run-process)\.ts)/,
    mayNot: /^(apps|libs\/(adapters|contracts))\//,
    because: 'the host of the gate knows ports; open-gate.ts alone says which adapter stands behind each',
  },
  { from: /^apps\/gate\//, mayNot: /^apps\/(?!gate\/)/, because: 'apps do not know each other' },
  { from: /^apps\/api\//, mayNot: /^apps\/(?!api\/)/, because: 'apps do not know each other' },
  {
    from: /^apps\/api\/(?!wiring\/)/,
    mayNot: /^libs\/adapters\//,
    because: 'features know ports; apps/api/wiring says which adapter stands behind each',
  },
  {
    from: /^apps\/dashboard\//,
    mayNot: /^(libs\/(?!contracts\/|core\/model\/)|apps\/(?!dashboard\/)|workflows\/|migrations\/)/,
    because: 'the screens know only the contracts and the model that these are made of',
  },
  { from: /^apps\/dashboard\//, mayNot: /^package:node:/, because: 'the screens run in a browser' },
  { from: /^apps\/worker\//, mayNot: /^apps\/(?!worker\/)/, because: 'apps do not know each other' },
  { from: /^(apps|libs|migrations)\//, mayNot: /^test\//, because: 'the product does not know its tests' },
];

const IMPORT = /^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]/gm;

function sources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.(spec|config))\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function target(file: string, specifier: string): string {
  const own = /^#(core|rules|adapters|contracts|gate-host)\/(.*)$/.exec(specifier);
  if (own) return `libs/${own[1]}/${own[2]}`;
  return specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : `package:${specifier}`;
}

function breaches(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, specifier = '']) => {
    const to = target(file, specifier);
    return RULES.filter((rule) => rule.from.test(file) && rule.mayNot.test(to)).map(
      (rule) => `${file} imports ${to}: ${rule.because}`,
    );
  });
}

test('imports run downwards only', () => {
  const files = ['apps', 'libs', 'migrations', 'workflows'].flatMap(sources);
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => breaches(file, readFileSync(file, 'utf8')))).toEqual([]);
});

test('an import upwards is found', () => {
  expect(
    breaches('libs/core/model/order.ts', `import { Redis } from 'ioredis';\nimport type { X } from '#adapters/redis/x.js';`),
  ).toHaveLength(2);
  expect(breaches('apps/dashboard/main.tsx', `import { Order } from '#core/ports/history.js';`)).toHaveLength(1);
  expect(breaches('libs/contracts/risk.ts', `import type { X } from '#core/ports/history.js';`)).toHaveLength(1);
  expect(breaches('libs/rules/load.ts', `export { a } from '../../apps/api/main.js';`)).toHaveLength(1);
});
