/** An address of the stack that the test runner started. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the tests by \`npm test\` or \`npm run test:faults\`, which start what they need`);
  return value;
}
