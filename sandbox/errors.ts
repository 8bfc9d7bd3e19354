import { randomBytes } from 'node:crypto';

interface Facts {
  /** HTTP status; Meta answers most errors with 400. */
  status?: number;
  /** 'html': not Meta but a proxy in front of it answers. */
  body?: 'json' | 'html';
  type?: string;
  subcode?: number;
  transient?: boolean;
  userTitle?: string;
  userMessage?: string;
}

/** An answer in Meta's error shape. Thrown by handlers, written by the server. */
export class GraphError extends Error {
  readonly code: number;
  readonly facts: Facts;

  constructor(code: number, message: string, facts: Facts = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}

/** The JSON body of an error; optional keys are left out as Meta leaves them out. */
export function errorBody(error: GraphError): object {
  const { type = 'OAuthException', subcode, transient, userTitle, userMessage } = error.facts;
  return {
    error: {
      message: error.message,
      type,
      ...(transient === undefined ? {} : { is_transient: transient }),
      code: error.code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(userTitle === undefined ? {} : { error_user_title: userTitle }),
      ...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    },
  };
}

export const invalidParameter = (message: string, facts: Facts = {}) => new GraphError(100, message, facts);

export const nonexistingField = (field: string, node: string) =>
  invalidParameter(`(#100) Tried accessing nonexisting field (${field}) on node type (${node})`);

export const unsupported = (verb: string, id: string) =>
  invalidParameter(
    `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    { type: 'GraphMethodException', subcode: 33 },
  );

export const permissionMissing = (scope: string) =>
  new GraphError(200, `(#200) Ad account owner has NOT grant ${scope} permission`, { status: 403 });

export const deprecatedVersion = () =>
  new GraphError(
    2635,
    '(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v26.0.',
  );

/** Codes 80000 (insights) and 80004 (management) belong to business use cases, 17 to the user and account. */
export const throttled = (code: number, subcode?: number) =>
  new GraphError(
    code,
    code === 17
      ? 'User request limit reached'
      : `(#${code}) There have been too many calls to this ad-account. Wait a bit and try again.`,
    {
      subcode,
      transient: true,
      userTitle: 'Ad Account Has Too Many API Calls',
      userMessage: 'There are too many API calls to this ad account. Wait and try again.',
    },
  );

export const tokenRefused = (why: string, subcode?: number) =>
  new GraphError(190, `Error validating access token: ${why}`, { subcode });
