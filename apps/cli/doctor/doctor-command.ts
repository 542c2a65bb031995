import { type TemporalAddress, temporalAt } from '#adapters/temporal/address.js';
import { tlsOf } from '#gate-host/address.js';
import { UsageError } from '../usage-error.js';
import { lookAtBroker } from './broker.js';
import { inWords } from './findings.js';
import { lookAtAll } from './look.js';

/** `doctor`: one line for each part of the installation, with --broker of the broker. True when none has a fault. */
export async function doctorCommand(args: string[]): Promise<boolean> {
  if (args.length === 1 && args[0] === '--broker') {
    const seen = await lookAtBroker();
    console.log(inWords(seen));
    return seen.every(({ level }) => level !== 'fault');
  }
  if (args.length > 0) throw new UsageError(`doctor takes nothing, or --broker, not '${args.join(' ')}'`);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  const { BREAKWATER_SHARD: shard = 'main', BREAKWATER_GATE_SECRET: gateSecret = '' } = process.env;
  const { TEMPORAL_NAMESPACE: temporalNamespace = 'default' } = process.env;
  if (!databaseUrl || !redisUrl)
    throw new UsageError('DATABASE_URL and REDIS_URL are not set, and no Breakwater runs here by npm start');
  const temporal = { temporalAt: temporalOf(), temporalNamespace };
  const findings = await lookAtAll({ databaseUrl, redisUrl, ...temporal, shard, gateSecret, tls: tlsOf(process.env) });
  console.log(inWords(findings));
  return findings.every(({ level }) => level !== 'fault');
}

/** A setting that is there and empty is none, as everywhere. */
function temporalOf(): TemporalAddress {
  try {
    return temporalAt(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== '')));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
