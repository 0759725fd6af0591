import type { DocumentIndex, IndexSpace } from "../../../../stores/documents.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { documentEffects } from "../effects.ts";
import type { IngestTravel } from "./travel.ts";

/** What taking a document back needs. */
interface WrittenPlan {
  readonly path: string;
  /** The run that wrote it. */
  readonly run: string;
  readonly place: string;
  readonly space: string;
  /** SHA-256 of its bytes; null where it was removed. */
  readonly content: string | null;
  /** Where it was, and the run that had written it; null where it was not renamed. */
  readonly from: { readonly path: string; readonly run: string } | null;
}

/** What was done to the document of an item that came through, as an effect that is in the index already; null: nothing. */
export function writtenEffect(
  path: string,
  travel: IngestTravel,
  run: string,
  index: DocumentIndex,
  space: IndexSpace,
): NewEffect | null {
  const change = changeOf(travel);
  if (!change) return null;
  const kind = documentEffects[change];
  const content = travel.document?.content ?? null;
  const from = travel.moved ?? null;
  const plan: WrittenPlan = { path, run, place: index.place, space: space.row.id, content, from };
  return { kind, plan: plan as unknown as Json };
}

export type DocumentChange = keyof typeof documentEffects;

/** What an item that came through does to the index; null: nothing. */
export function changeOf({ settled, moved, found }: IngestTravel): DocumentChange | null {
  if (settled === "removed") return found === "nothing" ? null : "removed";
  if (moved) return "moved";
  return found === "nothing" ? "added" : "replaced";
}

/**
 * Takes a document out of the index that was not there before, or gives one its former name.
 *
 * @throws LoteError `not-kept` where what was before is gone; `target-changed` where another run has written the
 * document since, or the index is another
 */
export async function takeBack(effect: EffectRow, index: DocumentIndex, space: IndexSpace): Promise<void> {
  const plan = effect.plan as unknown as WrittenPlan;
  const { path, run, content, from } = plan;
  if (effect.kind === documentEffects.replaced || effect.kind === documentEffects.removed) {
    throw new LoteError("not-kept", { path });
  }
  const changed = () => new LoteError("target-changed", { detail: path });
  if (plan.place !== index.place || plan.space !== space.row.id) throw changed();
  const receipt = (await space.documents([path])).get(path);
  // A crash on the way, or somebody else, has done it: it is not there.
  if (!receipt) return;
  if (receipt.run !== run || receipt.content !== content) throw changed();
  if (from === null) {
    await space.remove(path);
    return;
  }
  const { size, modifiedMs } = receipt;
  if (!(await space.move(path, { path: from.path, size, modifiedMs, run: from.run }))) throw changed();
}
