import type { NewSighting } from "../../../../stores/faces.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { FaceTables } from "../../../../stores/sqlite/faces/tables.ts";
import { LoteError } from "../../../errors/lote-error.ts";

/** What marking somebody at an event takes. */
export interface SightingPlan extends NewSighting {
  readonly event: string;
}

export function planSighting(plan: SightingPlan): NewEffect {
  return { kind: "sighting", plan: { ...plan } };
}

/** Called inside a transaction. */
export function performSighting({ attendance }: FaceTables, effect: Pick<EffectRow, "plan">): Json {
  const { event, ...sighting } = effect.plan as unknown as SightingPlan;
  const { id } = attendance.make(event);
  attendance.mark(id, sighting);
  return null;
}

/** Called inside a transaction. @throws LoteError `target-changed` where it was removed since */
export function revertSighting({ attendance }: FaceTables, effect: Pick<EffectRow, "plan">): void {
  const { event, person, source } = effect.plan as unknown as SightingPlan;
  const found = attendance.find(event);
  if (!found || !attendance.unmark(found.id, person, source)) {
    throw new LoteError("target-changed", { detail: event });
  }
}
