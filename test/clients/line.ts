import { connect, createServer, type Socket } from 'node:net';

/** A line between a client and the API that can be cut, and that can lose answers after the API gave them. */
export interface Line {
  url: string;
  /** The next answers reach nobody: the connection breaks when the first byte of each comes. */
  loseAnswers(count: number): void;
  /** Breaks every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** As a proxy does: the API answers only to its own name, and the client knows that of the line. */
function underItsName(data: Buffer, port: string): Buffer {
  return Buffer.from(data.toString('latin1').replace(/(\r\nhost: 127\.0\.0\.1:)\d+/i, `$1${port}`), 'latin1');
}

export async function openLine(to: string): Promise<Line> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let toLose = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.on('data', (data) => far.write(underItsName(data, port)));
    far.on('data', (data) => {
      if (toLose > 0) {
        toLose -= 1;
        near.destroy();
      } else near.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    loseAnswers: (count) => (toLose = count),
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
