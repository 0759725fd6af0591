/** What the service answers in place of what was asked for. */
export interface Answered {
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Names of the service's refusals. */
export type Refusal =
  | "bad-key"
  | "unverified"
  | "no-quota"
  | "rate-limit"
  | "rate-limit-long"
  | "rate-limit-without-time"
  | "moderation"
  | "unknown-model"
  | "down"
  /** A page of a proxy before the service, which may have passed the request on. */
  | "gateway";

export const refusals: Readonly<Record<Exclude<Refusal, "gateway">, Answered>> = {
  "bad-key": {
    status: 401,
    code: "invalid_api_key",
    type: "invalid_request_error",
    message: "Incorrect API key provided.",
  },
  unverified: {
    status: 403,
    code: "organization_must_be_verified",
    type: "invalid_request_error",
    message: "Your organization must be verified to use this model.",
  },
  "no-quota": {
    status: 429,
    code: "insufficient_quota",
    type: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
  "rate-limit": {
    status: 429,
    code: "rate_limit_exceeded",
    type: "requests",
    message: "Rate limit reached for requests.",
    headers: { "retry-after": "1", "x-ratelimit-remaining-requests": "0" },
  },
  "rate-limit-long": {
    status: 429,
    code: "rate_limit_exceeded",
    type: "tokens",
    message: "Rate limit reached for tokens.",
    headers: { "retry-after": "120", "x-ratelimit-remaining-tokens": "0" },
  },
  "rate-limit-without-time": {
    status: 429,
    code: "rate_limit_exceeded",
    type: "requests",
    message: "Rate limit reached for requests.",
  },
  moderation: {
    status: 400,
    code: "moderation_blocked",
    type: "image_generation_user_error",
    message: "Your request was rejected by the safety system.",
  },
  "unknown-model": {
    status: 404,
    code: "model_not_found",
    type: "invalid_request_error",
    message: "The model does not exist or you do not have access to it.",
  },
  down: {
    status: 503,
    code: "server_error",
    type: "server_error",
    message: "The server is overloaded.",
  },
};

export function invalid(code: string, message: string): Answered {
  return { status: 400, code, type: "invalid_request_error", message };
}

/** The body of an error, as it stands in answers and in the error files of batches. */
export function errorBody({ code, type, message }: Answered) {
  return { error: { message, type, param: null, code } };
}

export function refused(answered: Answered): Response {
  return Response.json(errorBody(answered), {
    status: answered.status,
    headers: { ...answered.headers },
  });
}
