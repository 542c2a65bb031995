import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';

jest.setTimeout(120_000);

/** The files below a folder with what they say. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.pyc'),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length),
      readFileSync(join(parentPath, name), 'utf8'),
    ]),
  );
}

test('(13.2) what is generated of both clients is what the description says now', () => {
  const place = mkdtempSync(resolve('.local', 'generated-'));
  try {
    execFileSync('node', ['tools/generate-clients.mjs', '--into', place], { stdio: 'pipe' });
    for (const [written, folder] of [
      ['typescript', 'clients/typescript/src/generated'],
      ['python', 'clients/python/src/breakwater_client/generated'],
    ] as const) {
      const [now, then] = [contents(join(place, written)), contents(resolve(folder))];
      expect(Object.keys(now).length).toBeGreaterThan(10);
      const forgotten = [...new Set([...Object.keys(now), ...Object.keys(then)])].filter((file) => now[file] !== then[file]);
      expect({ folder, forgotten, advice: 'npm run generate:clients' }).toMatchObject({ forgotten: [] });
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
