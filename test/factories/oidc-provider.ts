import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';

/** A real provider of OpenID Connect on this machine; Breakwater is at each of `breakwater`. `nobody` is in no group, everybody else in `risk`. */
export async function startProvider(at: number, ...breakwater: string[]): Promise<Server> {
  const issuer = `http://127.0.0.1:${at}`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'breakwater',
        client_secret: 'a secret of the client',
        redirect_uris: breakwater.map((origin) => `${origin}/api/access/oidc/return`),
      },
    ],
    claims: { openid: ['sub', 'groups'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, groups: id === 'nobody' ? [] : ['risk'] }),
    }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['for tests only'] },
  });
  const server = createServer(oidc.callback() as never);
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  return server;
}
