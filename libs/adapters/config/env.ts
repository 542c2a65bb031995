import { readFileSync } from 'node:fs';
import { z } from 'zod';

const whole = (fallback: number, min: number, max: number) => z.coerce.number().int().min(min).max(max).default(fallback);

/** Origins with commas, as browsers send them: scheme, host and port, nothing behind. */
const origins = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(/^https?:\/\/[^/]+$/, 'must be origins such as https://desk.example.com, with commas')));

/** Addresses with commas, each with the length of its prefix: 10.0.0.0/8. */
const networks = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], 'must be networks such as 10.0.0.0/8, with commas')));

/** Words with commas. */
const words = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const receivers = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(
    z.array(z.string().regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, 'must be hosts such as mail.internal or 10.0.0.7:8443, with commas')),
  );

const percents = z
  .string()
  .default('50,80,95')
  .transform((text) => (text.trim() === 'none' ? [] : text.split(',').map(Number)))
  .pipe(z.array(z.int().min(1).max(99), 'must be whole percents of 1 to 99 with commas, such as 50,80,95, or none').max(10));

const origin = z.string().regex(/^https?:\/\/[^/]+$/, 'must be one origin such as https://risk.example.com');

/** Every setting of the API and the worker; `.env.example` lists them with their meaning. Read once, at start. */
const settings = z.object({
  DATABASE_URL: z.string('is required: postgres://user:password@host:port/database').min(1),
  REDIS_URL: z.string('is required: redis://user:password@host:port/0').min(1),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  /** On when one of its files is named; `on` alone: the authorities of this machine. */
  TEMPORAL_TLS: z.enum(['on', 'off']).optional(),
  TEMPORAL_TLS_CA: z.string().optional(),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  /** The name in the server's certificate, where it is not that of the address. */
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  /** One for each installation: workflows are named by their breaker's scope. */
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:8233' }).optional(),
  BREAKWATER_HOST: z.string().default('127.0.0.1'),
  BREAKWATER_PORT: whole(8082, 0, 65535),
  BREAKWATER_WORKER_HOST: z.string().default('127.0.0.1'),
  BREAKWATER_WORKER_PORT: whole(0, 0, 65535),
  BREAKWATER_SOCKETS_MAX: whole(20_000, 0, 1_000_000),
  BREAKWATER_ALLOWED_ORIGINS: origins,
  /** Who may do what: nobody is asked (off, this machine only), users and keys of our own, or people of the firm's provider. */
  BREAKWATER_AUTH: z.enum(['off', 'local', 'oidc']).default('off'),
  /** What people call this installation in a browser; sign-in by passkey and by the provider need it. */
  BREAKWATER_PUBLIC_ORIGIN: origin.optional(),
  BREAKWATER_TRUSTED_PROXIES: networks,
  BREAKWATER_TLS_CERT: z.string().optional(),
  BREAKWATER_TLS_KEY: z.string().optional(),
  BREAKWATER_KEYS: z.enum(['live', 'test']).default('live'),
  /** Encrypts what is kept of second factors and the secrets of alert channels. */
  BREAKWATER_SECRET_KEY_FILE: z.string().optional(),
  /** Sorted SHA-1 hashes of passwords that were stolen elsewhere, as Have I Been Pwned gives them away. */
  BREAKWATER_BREACHED_PASSWORDS_FILE: z.string().optional(),
  BREAKWATER_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  BREAKWATER_OIDC_CLIENT_ID: z.string().optional(),
  BREAKWATER_OIDC_CLIENT_SECRET: z.string().optional(),
  /** Groups of the provider and the roles that they stand for: `risk=risk_officer,desk=trader:acc-1|acc-2`. */
  BREAKWATER_OIDC_ROLES: z.string().default(''),
  /** What the provider must say of how somebody signed in: one of these classes (acr), one of these methods (amr). */
  BREAKWATER_OIDC_ACR: words,
  BREAKWATER_OIDC_AMR: words,
  BREAKWATER_OIDC_GROUPS_CLAIM: z.string().default('groups'),
  BREAKWATER_RULES_DIR: z.string().default('rules'),
  BREAKWATER_RELOAD_SECONDS: whole(10, 1, 3600),
  BREAKWATER_COMPARE_ONE_IN: whole(1000, 1, 1_000_000_000),
  /** Whole months of the history that PostgreSQL keeps besides the running one; 0 keeps all. */
  BREAKWATER_KEEP_MONTHS: whole(0, 0, 1200),
  /** The same of the audit: seven years. A month leaves only when it was exported. */
  BREAKWATER_AUDIT_KEEP_MONTHS: whole(84, 0, 1200),
  /** Private key that signs the audit's checkpoints; the worker makes it at its first start and is the only one that reads it. */
  BREAKWATER_AUDIT_KEY_FILE: z.string().min(1).default('data/audit-key.pem'),
  /** Somebody outside, who keeps each newest checkpoint of the audit that is posted there. */
  BREAKWATER_AUDIT_ANCHOR_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://audit.example.com/breakwater' })
    .optional(),
  /** Receivers of alerts that may be inside, where addresses are refused otherwise: host, or host:port, with commas. */
  BREAKWATER_ALERT_INSIDE_HOSTS: receivers,
  /** Percent of each limit whose use is told as an alert, once a crossing; none: only what is beyond a limit. */
  BREAKWATER_WARN_AT_PCT: percents,
  BREAKWATER_RECONCILE_SECONDS: whole(30, 1, 3600),
  BREAKWATER_LEASE_MS: whole(5000, 500, 60_000),
  /** Where the gate decides: in the API's own process, or in processes of its own (apps/gate). */
  BREAKWATER_GATE: z.enum(['host', 'remote']).default('host'),
  BREAKWATER_GATE_SECRET: z
    .string('is required: a secret of at least 16 characters that all processes of this installation share')
    .min(16, 'must be at least 16 characters'),
  BREAKWATER_GATE_LISTEN: z.string().default('tcp://127.0.0.1:0'),
  BREAKWATER_GATE_ADDRESS: z.string().optional(),
  BREAKWATER_GATE_LEASE_MS: whole(1000, 200, 60_000),
  BREAKWATER_GATE_METRICS_HOST: z.string().default('127.0.0.1'),
  BREAKWATER_GATE_METRICS_PORT: whole(0, 0, 65535),
  BREAKWATER_GATE_TLS_CA: z.string().optional(),
  BREAKWATER_GATE_TLS_CERT: z.string().optional(),
  BREAKWATER_GATE_TLS_KEY: z.string().optional(),
  BREAKWATER_SHARD: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and -')
    .default('main'),
  BREAKWATER_SLIPPAGE_BPS: whole(10, 0, 10_000),
  BROKER: z.enum(['paper', 'alpaca']).default('paper'),
  PAPER_SEED: whole(1, 0, 2 ** 31),
  PAPER_TICK_MS: whole(250, 10, 60_000),
  PAPER_LATENCY_MS: whole(0, 0, 60_000),
  PAPER_TOP_SIZE: whole(500, 1, 1_000_000),
  PAPER_FEE_PER_SHARE: z.coerce.number().min(0).max(100).default(0.005),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});

export type Env = z.infer<typeof settings>;

/** Secrets may stand in a file of their own, whose name the variable with _FILE says. */
const IN_FILES = ['BREAKWATER_GATE_SECRET', 'BREAKWATER_OIDC_CLIENT_SECRET', 'DATABASE_URL', 'REDIS_URL'];

function withFiles(source: Record<string, string | undefined>): Record<string, string | undefined> {
  const all = { ...source };
  for (const name of IN_FILES) {
    const file = source[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if (all[name]) throw new Error(`Bad settings:\n  ${name} and ${name}_FILE are both set: choose one`);
    try {
      all[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new Error(`Bad settings:\n  ${name}_FILE cannot be read (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return all;
}

/** Throws with one line for each bad setting. */
export function readEnv(given: Record<string, string | undefined> = process.env): Env {
  const source = withFiles(given);
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settings.safeParse(present);
  if (!parsed.success)
    throw new Error(
      `Bad settings:\n${parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`).join('\n')}`,
    );
  const env = parsed.data;
  checkDoors(env, source);
  const tls = [env.BREAKWATER_GATE_TLS_CA, env.BREAKWATER_GATE_TLS_CERT, env.BREAKWATER_GATE_TLS_KEY];
  if (tls.some((file) => file !== undefined) && tls.includes(undefined))
    throw new Error('Bad settings:\n  BREAKWATER_GATE_TLS_CA, _CERT and _KEY go together: set all three, or none');
  const beyond = /^tcp:\/\/(?!127\.|localhost|\[::1\])/.test(env.BREAKWATER_GATE_LISTEN);
  if (beyond && tls.includes(undefined) && source['BREAKWATER_GATE_PLAIN'] !== 'yes')
    throw new Error(
      'Bad settings:\n  BREAKWATER_GATE_LISTEN is reachable from other machines: set BREAKWATER_GATE_TLS_CA, _CERT and _KEY, or BREAKWATER_GATE_PLAIN=yes in a network of your own',
    );
  return env;
}

/** Where the API may listen, and what its way of signing in needs. */
function checkDoors(env: Env, source: Record<string, string | undefined>): void {
  const { BREAKWATER_AUTH: auth, BREAKWATER_HOST: host, BREAKWATER_TRUSTED_PROXIES: proxies } = env;
  const [cert, key] = [env.BREAKWATER_TLS_CERT, env.BREAKWATER_TLS_KEY];
  if ((cert === undefined) !== (key === undefined))
    throw new Error('Bad settings:\n  BREAKWATER_TLS_CERT and BREAKWATER_TLS_KEY go together: set both, or none');
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(host);
  if (auth === 'off' && !loopback && source['BREAKWATER_HOST_PRIVATE'] !== 'yes')
    throw new Error(
      `BREAKWATER_HOST is ${host}: without credentials (BREAKWATER_AUTH=off) the API serves this machine only. Use 127.0.0.1. ` +
        'In a container, whose port is published on 127.0.0.1 only, set BREAKWATER_HOST_PRIVATE=yes',
    );
  if (auth === 'off') return;
  if (!loopback && cert === undefined && proxies.length === 0)
    throw new Error(
      `BREAKWATER_HOST is ${host}: keys and passwords may not travel in the clear. Set BREAKWATER_TLS_CERT and _KEY, or ` +
        'BREAKWATER_TRUSTED_PROXIES to the networks of the proxy that ends TLS, or use 127.0.0.1',
    );
  if (env.BREAKWATER_SECRET_KEY_FILE === undefined)
    throw new Error(
      'Bad settings:\n  BREAKWATER_SECRET_KEY_FILE is required with BREAKWATER_AUTH: `npm run breakwater -- access new-secret-key` writes one',
    );
  const oidc = [
    'BREAKWATER_OIDC_ISSUER',
    'BREAKWATER_OIDC_CLIENT_ID',
    'BREAKWATER_OIDC_CLIENT_SECRET',
    'BREAKWATER_PUBLIC_ORIGIN',
  ] as const;
  const missing = oidc.filter((name) => env[name] === undefined);
  if (auth === 'oidc' && missing.length > 0) throw new Error(`Bad settings:\n  BREAKWATER_AUTH=oidc needs ${missing.join(', ')}`);
}
