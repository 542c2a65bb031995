/**
 * Which messages a batch of alerts makes. Pure: alerts, routes, channels and open groups in; messages and groups out.
 *
 * CRITICAL alerts each go at once. Others, and whatever a flood of orders brings, go in groups of a channel, account, type and severity: the first goes at
 * once, and when its minute is over one more message says how many followed. In quiet hours a group ends with them, and says all in one message.
 */
import type { AlertRow } from '../model/alert.js';
import type { Channel, Message, Route } from '../model/alert-channel.js';
import type { ChooseInput } from '../ports/alert-store.js';
import { isFlood, quietUntil, takes } from './routes.js';

export const GROUP_MS = 60_000;
/** The count of an alert that the gate gathers is in the history this long after its minute. */
const COUNT_LAG_MS = 10_000;
/** Groups that a channel has open at once; what comes beyond is one group, so that a flood over many accounts is a few messages too. */
export const GROUPS_MAX = 10;
/** Alerts that a group knows by id; more are only counted. */
const IDS_MAX = 5000;
/** A trading alert that is older misleads: it is in the history, and nobody is woken for it. */
export const STALE_MS = 24 * 3_600_000;

export interface Group {
  channel_id: string;
  route: Route['name'];
  key: string;
  first: AlertRow;
  last: AlertRow;
  /** The first one was sent by itself. */
  told: boolean;
  alert_ids: string[];
  /** Alerts beyond those whose ids are known. */
  beyond: number;
  /** Alerts that come before this belong to it. */
  open_until_ms: number;
  /** From then on all its counts are known. */
  due_ms: number;
}

export interface Plan {
  messages: Message[];
  /** New and changed ones. */
  groups: Group[];
  /** Ended. */
  closed: Group[];
}

const OVERFLOW = '*';
const keyOf = ({ account, alert_type, severity }: AlertRow) => `${account ?? ''} ${alert_type} ${severity}`;

export function plan({ alerts, routes, channels, groups, counts, nowMs }: ChooseInput): Plan {
  const planned = new Planned(groups, nowMs);
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  for (const alert of alerts) {
    if (nowMs - alert.created_at_ms > STALE_MS) continue;
    const chosen = new Set<string>();
    for (const route of routes) {
      const channel = byId.get(route.channel_id);
      if (!channel?.enabled || chosen.has(channel.id) || !takes(route, alert) || !wants(channel, alert)) continue;
      chosen.add(channel.id);
      planned.add(route, alert);
    }
  }
  return planned.close(counts);
}

/** An order that was refused is no incident: nobody is paged for it. */
const wants = ({ settings }: Channel, alert: AlertRow): boolean => settings.kind !== 'pagerduty' || !isFlood(alert);

class Planned {
  private readonly messages: Message[] = [];
  private readonly changed = new Set<Group>();
  private readonly open: Group[];

  constructor(
    groups: readonly Group[],
    private readonly nowMs: number,
  ) {
    this.open = groups.map((group) => ({ ...group, alert_ids: [...group.alert_ids] }));
  }

  add(route: Route, { scopes: _, ...alert }: AlertRow & { scopes: readonly string[] }): void {
    const critical = alert.severity === 'CRITICAL';
    if (critical && !isFlood(alert)) {
      this.messages.push(this.message('alert', route, alert));
      return;
    }
    const mine = this.open.filter((one) => one.channel_id === route.channel_id && alert.created_at_ms < one.open_until_ms);
    const known = mine.find(({ key }) => key === keyOf(alert));
    const group = known ?? (mine.length >= GROUPS_MAX ? mine.find(({ key }) => key === OVERFLOW) : undefined);
    if (group) this.join(group, alert);
    else this.begin(route, alert, mine.length >= GROUPS_MAX ? OVERFLOW : keyOf(alert));
  }

  private begin(route: Route, alert: AlertRow, key: string): void {
    const quiet = alert.severity === 'CRITICAL' ? null : quietUntil(route.quiet, this.nowMs);
    const open_until_ms = quiet ?? alert.created_at_ms + GROUP_MS;
    const group: Group = {
      ...{ channel_id: route.channel_id, route: route.name, key, first: alert, last: alert, told: quiet === null },
      ...{ alert_ids: [alert.id], beyond: 0, open_until_ms, due_ms: Math.max(open_until_ms, countedBy(alert)) },
    };
    this.open.push(group);
    this.changed.add(group);
    if (group.told) this.messages.push(this.message('alert', route, alert));
  }

  private join(group: Group, alert: AlertRow): void {
    if (group.alert_ids.length < IDS_MAX) group.alert_ids.push(alert.id);
    else group.beyond += 1;
    group.last = alert;
    group.due_ms = Math.max(group.due_ms, countedBy(alert));
    this.changed.add(group);
  }

  close(counts: ReadonlyMap<string, number>): Plan {
    const closed = this.open.filter(({ due_ms }) => due_ms <= this.nowMs);
    for (const group of closed) {
      this.changed.delete(group);
      const all = group.alert_ids.reduce((sum, id) => sum + (counts.get(id) ?? 1), group.beyond);
      const more = group.told ? all - 1 : all;
      if (more === 0) continue;
      const route = { name: group.route, channel_id: group.channel_id, escalate_after_minutes: null, escalate_to: null };
      // In quiet hours nothing was sent, and what is sent now is the alert itself.
      if (group.told) this.messages.push(this.message('more', route, group.last, more, group.first.id));
      else this.messages.push(this.message('alert', route, group.first, more - 1));
    }
    return { messages: this.messages, groups: [...this.changed], closed };
  }

  private message(
    kind: 'alert' | 'more',
    route: Pick<Route, 'name' | 'channel_id' | 'escalate_after_minutes' | 'escalate_to'>,
    alert: AlertRow,
    more = 0,
    alert_id = alert.id,
  ): Message {
    const { channel_id, name, escalate_after_minutes, escalate_to } = route;
    return {
      ...{
        id: messageId(alert_id, channel_id, kind),
        alert_id,
        channel_id,
        kind,
        route: name,
        alert,
        more,
        because: '',
      },
      ...{ escalate_after_minutes: escalate_to === null ? null : escalate_after_minutes, escalate_to },
      ...{ due_ms: this.nowMs, created_at_ms: this.nowMs },
    };
  }
}

const countedBy = ({ created_at_ms }: AlertRow) => created_at_ms + GROUP_MS + COUNT_LAG_MS;

/** The same alert on the same channel is one message, however it came there: an escalation to a channel that has it already is none. */
export const messageId = (alertId: string, channelId: string, kind: Message['kind'] = 'alert'): string =>
  `${alertId}:${channelId}${kind === 'more' || kind === 'acknowledge' ? `:${kind}` : ''}`;
