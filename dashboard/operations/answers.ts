/** What the management API answers, as far as these pages show it. Times are milliseconds. */

export interface ConnectionRow {
  readonly connectionId: string;
  readonly userId: string;
  readonly role: string;
  readonly kind: 'sse' | 'ws';
  readonly channel: string;
  readonly state: string;
  readonly connectedAt: number;
  readonly seenAt: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly clientId?: string;
}

export interface ConnectionPage {
  readonly connections: readonly ConnectionRow[];
  readonly next?: string;
}

export interface PresenceAnswer {
  readonly userId: string;
  readonly online: boolean;
  readonly connections: readonly ConnectionRow[];
}

export interface HealthAnswer {
  readonly status: string;
  readonly checkedAt?: number;
  readonly components?: readonly {
    readonly name: string;
    readonly status: string;
    readonly latencyMs: number;
    readonly detail?: string;
  }[];
  readonly errors?: { readonly status: string; readonly requests: number; readonly rate: number };
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly role?: string;
  readonly action: string;
  readonly subject?: string;
  readonly outcome: string;
  readonly code?: string;
  readonly count: number;
  readonly reason?: string;
  readonly sourceIp: string;
  readonly correlationId: string;
}

export interface AuditAnswer {
  readonly entries: readonly AuditRow[];
  readonly next?: string;
}

export interface StatsAnswer {
  readonly connections: {
    readonly total: number;
    readonly byState: Readonly<Record<string, number>>;
    readonly oldest?: { readonly channel: string; readonly connectedAt: number };
  };
  readonly channels: readonly {
    readonly channel: string;
    readonly connections: { readonly sse: number; readonly ws: number };
    readonly eventsPerMinute: number;
    readonly deliveries: number;
  }[];
  readonly latencyMs?: {
    readonly samples: number;
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
  };
  readonly errors: {
    readonly requests: number;
    readonly errors: number;
    readonly rate: number;
    readonly byCategory: Readonly<
      Record<string, { readonly count: number; readonly rate: number }>
    >;
  };
}
