import { methodsByPath } from './methods.js';

const at = methodsByPath(
  ['GET /api/orders/:id', 'DELETE /api/orders/:id', 'GET /api/orders', 'POST /api/orders/check', 'GET /a.b'].map((route) => ({
    route,
  })),
);

test.each([
  ['/api/orders', ['GET', 'HEAD']],
  ['/api/orders/1', ['DELETE', 'GET', 'HEAD']],
  ['/api/orders/check', ['DELETE', 'GET', 'HEAD', 'POST']],
  ['/api/orders/1/2', []],
  ['/api/ordersx', []],
  ['/axb', []],
  ['/a.b', ['GET', 'HEAD']],
])('%s has %j', (path, methods) => {
  expect(at(path)).toEqual(methods);
});
