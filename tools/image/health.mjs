// The health check of a container: `node health.mjs <port>`. Ends with 0 when the process there is alive. It asks /health/live, not /health/ready:
// whoever restarts what is not ready would end a gate that decides while PostgreSQL is away.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/health/live`, { signal: AbortSignal.timeout(2000) });
process.exit(answer.ok ? 0 : 1);
