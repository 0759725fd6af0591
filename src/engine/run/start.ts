import { createHash } from "node:crypto";
import type { Json, Policy, RunRow } from "../../stores/ledger.ts";
import type { Ledger } from "../../stores/sqlite/ledger/index.ts";
import { resume } from "./control.ts";

export interface StartRequest {
  readonly workflow: string;
  readonly parameters: Json;
  readonly policy: Policy;
}

/**
 * Starts a run, or goes on with the unfinished one that the same command made: typing the command again is how a
 * broken run is resumed.
 */
export async function startRun(
  ledger: Ledger,
  request: StartRequest,
): Promise<{ run: RunRow; resumed: boolean }> {
  const fingerprint = fingerprintOf(request);
  return ledger.write(() => {
    const unfinished = ledger.runs.unfinished(fingerprint);
    if (!unfinished) return { run: ledger.runs.create({ ...request, fingerprint }), resumed: false };
    resume(ledger, unfinished.id, request.policy.maxCostUsd);
    return { run: ledger.runs.get(unfinished.id) ?? unfinished, resumed: true };
  });
}

/** The cap is no part of it: who raises it wants the same run to go on. */
function fingerprintOf({ workflow, parameters, policy }: StartRequest): string {
  const { maxCostUsd: _, ...rest } = policy;
  return createHash("sha256")
    .update(JSON.stringify([workflow, sorted(parameters), sorted(rest)]))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
