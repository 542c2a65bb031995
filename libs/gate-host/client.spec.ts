import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import type { GateLease } from '#core/ports/gate-log.js';
import { GateClient } from './client.js';
import { type GateHost, NotActiveError } from './host.js';

const SUBMIT = { kind: 'reconsider', order_id: 'ord_1' } as const;
const OVERLOADED = new StateUnavailableError('OVERLOADED', 'too many commands wait');

/** A client whose gate is in its own process and answers by this script, one turn a command. */
function clientOf(...turns: (Error | 'send')[]): GateClient {
  const submit = async () => {
    const turn = turns.shift();
    if (turn instanceof Error) throw turn;
    return { verdict: turn };
  };
  const lease = { holder: async () => null } as unknown as GateLease;
  return new GateClient(lease, { secret: 's', name: 'test', tls: null }, { active: true, submit } as unknown as GateHost);
}

const codeOf = (client: GateClient) => client.ask(SUBMIT).catch((error: unknown) => (error as StateUnavailableError).code);

test('(12.25) a command that may have been done stays unknown though the second try is refused', async () => {
  expect(await codeOf(clientOf(new OutcomeUnknownError('lost'), OVERLOADED))).toBe('OUTCOME_UNKNOWN');
  expect(await codeOf(clientOf(new OutcomeUnknownError('lost'), new NotActiveError(), OVERLOADED))).toBe('OUTCOME_UNKNOWN');
});

test('a command that was not taken is refused as the gate says, and answered when a later try is', async () => {
  expect(await codeOf(clientOf(OVERLOADED))).toBe('OVERLOADED');
  expect(await codeOf(clientOf(new NotActiveError(), OVERLOADED))).toBe('OVERLOADED');
  expect(await clientOf(new OutcomeUnknownError('lost'), 'send').ask(SUBMIT)).toEqual({ verdict: 'send' });
});
