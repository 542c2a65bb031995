import { methodsByPath } from './methods.js';

const at = methodsByPath(
  [
    ...['GET /api/orders/:id', 'DELETE /api/orders/:id', 'GET /api/orders', 'POST /api/orders/check', 'GET /a.b'],
    'PUT /api/limits/:symbol',
  ].map((route) => ({ route })),
);

test.each([
  ['/api/orders', ['GET', 'HEAD']],
  ['/api/orders/1', ['DELETE', 'GET', 'HEAD']],
  ['/api/orders/check', ['POST']],
  ['/api/orders/check/', ['POST']],
  ['/api/orders/1/2', []],
  ['/api/ordersx', []],
  ['/axb', []],
  ['/a.b', ['GET', 'HEAD']],
])('%s, which has no route for the method, has %j', (path, methods) => {
  expect(at(path, null)).toEqual(methods);
});

test('a path without names is not taken for a name in another one', () => {
  expect(at('/api/orders/check', '/api/orders/:id')).toEqual(['POST']);
  expect(at('/api/orders/1', '/api/orders/:id')).toEqual([]);
  expect(at('/api/orders/check', '/api/orders/check')).toEqual([]);
  expect(at('/api/limits/check', '/api/limits/:symbol')).toEqual([]);
  expect(at('/nothing', null)).toEqual([]);
});
