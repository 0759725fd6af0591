import { createHash } from "node:crypto";
import type { FaceToKeep, KeptReceipt } from "../../../../stores/faces.ts";
import type { EffectRow, Json, NewEffect, RunRow } from "../../../../stores/ledger.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { PlannedEffect } from "../../workflow.ts";
import type { FaceStores } from "../sink/open-sink.ts";

export const faceEffect = "face";

/** What making a vector the active one takes. The vector itself waits sealed, under the token. */
export interface FacePlan extends Omit<FaceToKeep, "vector"> {
  readonly token: string;
}

/** Names a change, so that it is recognised when it is made again after a crash. */
export function workOf(run: RunRow, itemKey: string, content: string): string {
  return createHash("sha256")
    .update(JSON.stringify([run.name, run.createdAt, itemKey, content]))
    .digest("hex");
}

/** Under which a vector waits: the same picture of the same person gives the same in the same space. */
export function tokenOf(fingerprint: string, person: string, picture: string, content: string): string {
  return createHash("sha256")
    .update(JSON.stringify([fingerprint, person, picture, content]))
    .digest("hex");
}

export function planFace(plan: FacePlan, outside: boolean): NewEffect {
  return { kind: faceEffect, plan: plan as unknown as Json, ...(outside ? { outside } : {}) };
}

/** Makes the vector the active one, and returns what does its part in the workspace. */
export async function performFace(
  { tables, made, sink }: FaceStores,
  effect: Pick<PlannedEffect, "plan">,
): Promise<() => Json> {
  const { token, ...plan } = effect.plan as unknown as FacePlan;
  const vector = () => {
    const found = made.get(token, plan.space.id);
    // Forgotten meanwhile: there is nothing to keep.
    if (!found) throw new LoteError("target-changed", { detail: plan.person });
    return found.vector;
  };
  const keep = await sink.keep({ ...plan, vector });
  return () => {
    const receipt = keep();
    made.remove(token);
    tables.refusals.remove(plan.person, plan.picture, plan.space.id);
    return receipt;
  };
}

/** @throws LoteError `target-changed` where another vector took its place since */
export async function revertFace({ sink }: FaceStores, effect: EffectRow): Promise<() => void> {
  const { work, person } = effect.plan as unknown as FacePlan;
  const receipt = effect.state === "planned" ? null : (effect.before as unknown as KeptReceipt | null);
  const takeBack = await sink.takeBack({ work, person }, receipt);
  return () => {
    if (!takeBack()) throw new LoteError("target-changed", { detail: person });
  };
}
