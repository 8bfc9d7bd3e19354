/** Every way a platform call can fail. Anything else is a mistake of ours. Codes are a subset of domain/failure.ts. */
export type ConnectorErrorCode =
  | 'auth-expired'
  | 'permission'
  | 'rate-limited'
  | 'unavailable'
  | 'invalid-response'
  | 'rejected-request'
  | 'cursor-loop';

export interface ConnectorErrorFacts {
  /** The platform's own delay in ms, when it named one. */
  retryAfterMs?: number;
  /** The platform's own code, for example "17/2446079". Never its message: that is untrusted text. */
  providerCode?: string;
  /** The platform's reference for support. */
  trace?: string;
  status?: number;
}

/** The one error type that leaves `connectors/`. `message` is ours, safe to store and to show. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  readonly code: ConnectorErrorCode;
  readonly facts: ConnectorErrorFacts;

  constructor(code: ConnectorErrorCode, message: string, facts: ConnectorErrorFacts = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}
