import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../api/calls.js';
import { useInForce } from '../api/in-force.js';
import { Failure } from '../ui/notes.js';

/** What it means that a strategy ends, before it does. */
export function EndForm({ strategy, isLast, onDone }: { strategy: string; isLast: boolean; onDone: () => void }) {
  const ended = useInForce(`The strategy ${strategy} is no longer declared.`, onDone);
  const end = useMutation({ mutationFn: () => api.removeStrategy(strategy), onSuccess: ended });
  return (
    <Stack gap="sm">
      <p>
        {isLast
          ? `${strategy} is the last one that is declared: after it an order may name any strategy.`
          : `Orders that name ${strategy} will be refused, closing ones too.`}{' '}
        Its positions stay its own, and its open orders stay open.
      </p>
      {end.isError ? <Failure what="The strategy was not ended" error={end.error} /> : null}
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={onDone}>
          Cancel
        </Button>
        <Button loading={end.isPending} onClick={() => end.mutate()}>
          End the strategy
        </Button>
      </Group>
    </Stack>
  );
}
