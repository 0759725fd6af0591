import type { CoverRow, IssueRow } from "../../../../stores/comics.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";

/** What an addition to the catalogue writes: a cover with its issue, as JSON. */
export interface CoverPlan {
  readonly cover: Omit<CoverRow, "id" | "issue" | "hash" | "colour"> & {
    readonly hash: string;
    readonly colour: string;
  };
  readonly issue: Omit<IssueRow, "id">;
}

export const coverEffect = "catalogue-cover";

export function planCover(plan: CoverPlan): NewEffect {
  return { kind: coverEffect, plan: plan as unknown as Json };
}

/** Called inside a transaction: writes the cover, and gives back what stood there. */
export function performCover(stores: Stores, effect: Pick<EffectRow, "plan">): Json {
  const wanted = effect.plan as unknown as CoverPlan;
  const before = current(stores, wanted.cover.path);
  write(stores, wanted);
  return before as unknown as Json;
}

/** Called inside a transaction. @throws LoteError `target-changed` where the cover is another one by now */
export function revertCover(stores: Stores, effect: Pick<EffectRow, "plan" | "before">): void {
  const { cover } = effect.plan as unknown as CoverPlan;
  if (current(stores, cover.path)?.cover.content !== cover.content) throw new LoteError("target-changed");
  if (effect.before) write(stores, effect.before as unknown as CoverPlan);
  else stores.comics.catalogue.remove(cover.path);
}

function write({ comics }: Stores, { cover, issue }: CoverPlan): void {
  const colour = Uint8Array.fromHex(cover.colour);
  comics.catalogue.put({ ...cover, hash: Uint8Array.fromHex(cover.hash), colour }, issue);
}

/** The catalogue's row at a path, in the form of a plan. */
function current({ comics }: Stores, path: string): CoverPlan | null {
  const row = comics.catalogue.coverAt(path);
  const issue = row && comics.catalogue.issue(row.issue);
  if (!row || !issue) return null;
  const { id: _cover, issue: _of, hash, colour, ...cover } = row;
  const { id: _issue, ...rest } = issue;
  return { cover: { ...cover, hash: hash.toHex(), colour: colour.toHex() }, issue: rest };
}
