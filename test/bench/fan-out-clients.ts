/**
 * Ten thousand readers in one process, as cheap as can be: raw sockets, frames counted by their headers, no JSON. Driven by its parent's messages;
 * it answers each with one.
 */
import { connect as connectTcp, type Socket } from 'node:net';

type Order =
  | { do: 'connect'; port: number; path: string; count: number }
  | { do: 'expect'; frames: number; limitMs: number; arrivals: boolean }
  | { do: 'say'; text: string };

interface Reader {
  socket: Socket;
  /** What is left of a frame that did not come whole. */
  rest: Buffer;
  open: boolean;
}

const AT_ONCE = 200;
/** All sockets are read into this one buffer: Node would otherwise allocate 64 KB for each read, which costs more than the reading. */
const READ_INTO = Buffer.allocUnsafe(64 * 1024);
const NOTHING = Buffer.alloc(0);
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const ARRIVALS_MAX = 1_000_000;
const readers: Reader[] = [];
let frames = 0;
let bytes = 0;
let closed = 0;
let wanted = Infinity;
/** Wall-clock milliseconds at which frames arrived, with fractions. */
let arrivals: Float64Array = new Float64Array(0);
let whenDone: (() => void) | undefined;
const now = () => performance.timeOrigin + performance.now();

function count(frameBytes: number): void {
  if (frames < arrivals.length) arrivals[frames] = now();
  frames += 1;
  bytes += frameBytes;
  if (frames === wanted) whenDone?.();
}

function take(reader: Reader, chunk: Buffer): void {
  let data = reader.rest.length > 0 ? Buffer.concat([reader.rest, chunk]) : chunk;
  if (!reader.open) {
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) {
      reader.rest = data;
      return;
    }
    if (!data.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) throw new Error(`refused: ${data.toString().slice(0, 200)}`);
    reader.open = true;
    reader.socket.emit('upgraded');
    data = data.subarray(end + 4);
  }
  let from = 0;
  while (data.length - from >= 2) {
    const short = (data[from + 1] ?? 0) & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (data.length - from < head) break;
    const length = short < 126 ? short : short === 126 ? data.readUInt16BE(from + 2) : Number(data.readBigUInt64BE(from + 2));
    if (data.length - from < head + length) break;
    const opcode = (data[from] ?? 0) & 15;
    if (opcode === 1) count(head + length);
    if (opcode === 9) reader.socket.write(PONG);
    from += head + length;
  }
  reader.rest = from < data.length ? Buffer.from(data.subarray(from)) : NOTHING;
}

function open(port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const callback = (length: number, buffer: Uint8Array) => {
      take(reader, buffer.subarray(0, length) as Buffer);
      return true;
    };
    const socket = connectTcp({ port, host: '127.0.0.1', onread: { buffer: READ_INTO, callback } });
    const reader: Reader = { socket, rest: NOTHING, open: false };
    readers.push(reader);
    socket.setNoDelay(true);
    socket.once('upgraded', resolve);
    socket.on('error', reject);
    socket.on('close', () => (closed += 1));
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    );
  });
}

async function connectAll(port: number, path: string, total: number): Promise<void> {
  for (let done = 0; done < total; done += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, total - done) }, () => open(port, path)));
  }
}

/** A masked text frame of at most 125 bytes; the mask is zero. */
function frameOf(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/**
 * It looks at its sockets each few milliseconds, as a network card gathers packets before it interrupts. Waking for each single message costs sender and
 * reader more than the message does, and readers on machines of their own would not cost the gate's machine that.
 */
const LOOK_EACH_MS = 5;
const never = new Int32Array(new SharedArrayBuffer(4));
function look(): void {
  Atomics.wait(never, 0, 0, LOOK_EACH_MS);
  setImmediate(look);
}
look();

async function obey(order: Order): Promise<object> {
  switch (order.do) {
    case 'connect':
      await connectAll(order.port, order.path, order.count);
      return { closed };
    case 'expect': {
      frames = 0;
      bytes = 0;
      wanted = order.frames;
      arrivals = new Float64Array(Math.min(order.frames, ARRIVALS_MAX));
      const done = new Promise<void>((resolve) => {
        whenDone = resolve;
        setTimeout(resolve, order.limitMs);
      });
      process.send?.({ armed: true });
      await done;
      const sorted = arrivals.slice(0, frames).sort();
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { frames, bytes, closed, first: at(0), last: at(1), arrivals: order.arrivals ? [...sorted] : [] };
    }
    case 'say': {
      const frame = frameOf(order.text);
      for (const { socket } of readers) socket.write(frame);
      return {};
    }
    default:
      return order satisfies never;
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
