/** What the tests use of a package that has no types. */
declare module 'oidc-provider' {
  export class Provider {
    constructor(issuer: string, settings: object);
    callback(): unknown;
  }
}
