/** The yardstick of the fan-out: the plainest broadcast that `ws` allows, `send` to each client in a loop, and nothing else in the process. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

const clients = new Set<WebSocket>();
const message = Buffer.from('x'.repeat(Number(process.argv[3])));
const yieldOnce = () => new Promise((resolve) => setImmediate(resolve));

/** `GET /fire?n=`: that many messages to all; answers when all were handed over. */
const server = createServer((request, response) => {
  const n = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('n') ?? 0);
  const fire = async () => {
    for (let i = 0; i < n; i += 1) {
      for (const client of clients) client.send(message, { binary: false });
      await yieldOnce();
    }
    response.end(JSON.stringify({ rss: process.memoryUsage().rss }));
  };
  void fire();
});
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
});
server.listen(Number(process.argv[2]), '127.0.0.1');
