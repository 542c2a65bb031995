export interface Act {
  at_us: number;
  actor: { id: string; kind: 'person' | 'key' | 'system'; via: string; ip_ref: string | null; strength: string };
  action: string;
  object: string;
  outcome: 'done' | 'refused' | 'failed';
  reason: string | null;
  before: unknown;
  after: unknown;
  change_id: string | null;
  config_version: number | null;
  request_id: string | null;
}

export interface AuditTrail {
  record(act: Act): Promise<void>;
}
