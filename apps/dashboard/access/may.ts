import type { OfferedNeed } from './offered-needs.js';
import { useMe } from './who.js';

/** Whether the reader may do it; nothing while that is not known. It is what is offered: the server decides each time. */
export function useMay(): (need: OfferedNeed) => boolean {
  const needs = useMe().data?.needs ?? [];
  return (need) => needs.includes(need);
}
