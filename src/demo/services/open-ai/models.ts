/** The models that are alive, with their last days. */
export const aliveModels: readonly { readonly id: string; readonly shutdown_date: string | null }[] = [
  { id: "gpt-6-luna", shutdown_date: null },
  { id: "gpt-6.1-terra", shutdown_date: null },
  { id: "gpt-5.6-luna", shutdown_date: null },
  { id: "gpt-5.6-terra", shutdown_date: null },
  { id: "gpt-5", shutdown_date: "2026-12-11" },
  { id: "gpt-5-mini", shutdown_date: "2026-12-11" },
  { id: "gpt-4o-mini", shutdown_date: "2027-01-14" },
  { id: "gpt-image-2.6-flare", shutdown_date: null },
  { id: "gpt-image-1.5", shutdown_date: "2026-12-01" },
  { id: "text-embedding-3-small", shutdown_date: null },
];

/** How a family of chat models takes its parameters. */
export interface ChatRules {
  /** Least first; empty: it does not reason. */
  readonly efforts: readonly string[];
  /** What it takes a request for that names none. */
  readonly usualEffort: string;
  /** Sampling parameters are taken with this effort only; null: never, but for their default. */
  readonly sampledWith: string | null;
}

const ofGpt6: ChatRules = {
  efforts: ["none", "low", "medium", "high", "xhigh", "max"],
  usualEffort: "medium",
  sampledWith: "none",
};
const ofGpt5: ChatRules = {
  efforts: ["minimal", "low", "medium", "high"],
  usualEffort: "medium",
  sampledWith: null,
};

/** Null for a model that does not reason and takes the older parameters. */
export function chatRulesOf(model: string): ChatRules | null {
  if (model.startsWith("gpt-4")) return null;
  return /^gpt-5(-|$)/.test(model) ? ofGpt5 : ofGpt6;
}

/** Hidden tokens of an effort, before the first visible one. */
export function reasoningTokens(effort: string): number {
  return { none: 0, minimal: 0, low: 120, medium: 400, high: 1200 }[effort] ?? 2400;
}
