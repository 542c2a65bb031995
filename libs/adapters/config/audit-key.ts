import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AuditSigner } from '#core/audit/checkpoint.js';

const OTHERS = 0o077;

/** The signer whose private key that file holds; the first call makes the file, readable by its owner alone. Throws when others can read it. */
export async function auditSigner(file: string, origin: string): Promise<AuditSigner> {
  const kept = await readSigner(file, origin);
  if (kept) return kept;
  const { privateKey } = generateKeyPairSync('ed25519');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const made = `${file}.${randomUUID()}`;
  await writeFile(made, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    await chmod(made, 0o600);
    // Of two processes that make one at once, the first one's stays.
    await link(made, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(made);
  }
  const signer = await readSigner(file, origin);
  if (!signer) throw new Error(`${file} is gone right after it was made`);
  return signer;
}

/** The key before, which a person moved to `<file>.old`: it signs the new one. Null when it is not there, or is another. */
export async function earlierSigner(file: string, origin: string, keyId: string): Promise<AuditSigner | null> {
  const signer = await readSigner(`${file}.old`, origin);
  return signer?.public.key_id === keyId ? signer : null;
}

async function readSigner(file: string, origin: string): Promise<AuditSigner | null> {
  let pem: string;
  try {
    if (((await stat(file)).mode & OTHERS) !== 0) throw new Error(`${file} can be read by others: chmod 600 it`);
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return new AuditSigner(pem, origin);
  } catch (error) {
    throw new Error(`${file} holds no private key of ed25519 in PEM; put back the right one, or move it away for a new one`, {
      cause: error,
    });
  }
}
