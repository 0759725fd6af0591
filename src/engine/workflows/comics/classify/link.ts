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
  /** Comics that give their link to the same issue up for this one. */
  readonly instead: readonly string[];
}

/** What was there before, so that it can be put back. */
interface Before {
  readonly comic: ComicRow | null;
  /** The rows of the comics that gave their link up. */
  readonly unlinked: readonly ComicRow[];
}

export function planLink(
  file: SourceFile,
  features: CoverFeatures,
  cover: string,
  instead: readonly string[] = [],
): NewEffect {
  const { path, size, modifiedMs } = file;
  const plan: LinkPlan = { path, size, modifiedMs, content: features.content, cover, instead };
  return { kind: "link", plan: { ...plan } };
}

/** Links the comic; returns what it replaced. Runs inside the item's transaction. */
export function performLink({ comics }: Stores, { plan }: NewEffect): Json {
  const { cover: name, instead, ...comic } = plan as unknown as LinkPlan;
  const { catalogue, collection } = comics;
  const cover = catalogue.coverNamed(name);
  if (!cover) throw new LoteError("cover-gone", { cover: name });
  const before: Before = {
    comic: collection.get(comic.path) ?? null,
    unlinked: instead
      .flatMap((path) => collection.get(path) ?? [])
      .filter(({ issue }) => issue === cover.issue),
  };
  for (const { path } of before.unlinked) collection.remove(path);
  collection.put({ ...comic, issue: cover.issue, cover: cover.id });
  return before as unknown as Json;
}

/** Takes the link back; false when somebody linked the comic to something else since. */
export function revertLink({ comics }: Stores, effect: EffectRow): boolean {
  const { path, cover: name } = effect.plan as unknown as LinkPlan;
  const before = effect.before as unknown as Before;
  const { catalogue, collection } = comics;
  const now = collection.get(path);
  // The cover itself tells whose link it is: the catalogue may say by now that it is another issue's.
  if (!now || now.cover !== (catalogue.coverNamed(name)?.id ?? null)) return false;
  if (before.comic) collection.put(before.comic);
  else collection.remove(path);
  // One that was linked anew since keeps its new link.
  for (const row of before.unlinked) if (!collection.get(row.path)) collection.put(row);
  return true;
}
