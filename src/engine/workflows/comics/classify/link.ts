import type { ComicRow } from "../../../../stores/comics.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { CoverFeatures } from "../cover-features.ts";
import type { SourceFile } from "../sources/walk.ts";

/** What linking a comic to an issue needs. */
interface LinkPlan {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly content: string;
  /** The catalogue cover's name. */
  readonly cover: string;
}

export function planLink(file: SourceFile, features: CoverFeatures, cover: string): NewEffect {
  const { path, size, modifiedMs } = file;
  const plan: LinkPlan = { path, size, modifiedMs, content: features.content, cover };
  return { kind: "link", plan: { ...plan } };
}

/** Links the comic; returns what was known of it before. Runs inside the item's transaction. */
export function performLink({ comics }: Stores, { plan }: NewEffect): Json {
  const { cover: name, ...comic } = plan as unknown as LinkPlan;
  const cover = comics.catalogue.coverNamed(name);
  if (!cover) throw new LoteError("cover-gone", { cover: name });
  const before = comics.collection.get(comic.path);
  comics.collection.put({ ...comic, issue: cover.issue, cover: cover.id });
  return before ? { ...before } : null;
}

/** Takes the link back; false when somebody linked the comic to something else since. */
export function revertLink({ comics }: Stores, { plan, before }: EffectRow): boolean {
  const { path, cover: name } = plan as unknown as LinkPlan;
  const now = comics.collection.get(path);
  const cover = comics.catalogue.coverNamed(name);
  if (!now || (cover && now.issue !== cover.issue)) return false;
  if (before) comics.collection.put(before as unknown as ComicRow);
  else comics.collection.remove(path);
  return true;
}
