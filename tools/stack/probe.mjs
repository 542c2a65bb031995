// Does something answer at this address, and is it ready? Spoken over plain sockets: this runs before any package is installed.
import { connect } from 'node:net';

const LIMIT_MS = 2_000;

/** Sends bytes, returns what comes back first, or undefined. `enough` may wait for more. */
function exchange({ host, port }, bytes, enough = () => true) {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect({ host, port });
    const end = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(LIMIT_MS, () => end(undefined));
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
    socket.on('connect', () => (bytes ? socket.write(bytes) : end(received)));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (enough(received)) end(received);
    });
  });
}

export async function tcpAnswers(address) {
  return (await exchange(address)) !== undefined;
}

/** 'ready' when PostgreSQL goes on to authentication, 'refused' when it answers but does not take this user, undefined otherwise. */
export async function postgresAnswers({ host, port, user, database }) {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196_608, 4); // protocol 3.0
  const answer = await exchange({ host, port }, Buffer.concat([head, body]));
  if (!answer || answer.length === 0) return undefined;
  if (answer[0] === 0x52) return 'ready'; // R: authentication request
  // E with 57P03 is "the database system is starting up".
  return answer[0] === 0x45 && !answer.includes('57P03') ? 'refused' : undefined;
}

function command(...words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** The version of the Redis or Valkey that takes these credentials and is ready, or undefined. */
export async function redisAnswers({ host, port, username, password }) {
  const auth = password ? command('AUTH', ...(username ? [username] : []), password) : '';
  const answer = await exchange({ host, port }, auth + command('INFO', 'server'), (bytes) =>
    /_version:|-[A-Z]+ /.test(bytes.toString()),
  );
  const text = answer?.toString() ?? '';
  if (/^-(LOADING|WRONGPASS|NOAUTH|ERR)/m.test(text)) return undefined;
  const valkey = /valkey_version:(\S+)/.exec(text);
  return valkey ? `Valkey ${valkey[1]}` : /redis_version:(\S+)/.exec(text)?.[1];
}
