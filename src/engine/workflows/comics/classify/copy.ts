import { existsSync } from "node:fs";
import type { ComicRow } from "../../../../stores/comics.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { pathOfKey } from "../../../sources/file-key.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { PlannedEffect } from "../../workflow.ts";
import type { CoverFeatures } from "../cover-features.ts";

/** What is written about a comic of which a person keeps another one: it is linked to nothing, and not asked about. */
interface CopyPlan {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
  readonly content: string;
  /** The catalogue cover's name of the issue that both are. */
  readonly cover: string;
}

export const copyEffect = "copy";

export function planCopy(file: SourceFile, { content }: CoverFeatures, cover: string): NewEffect {
  const { path, size, modifiedMs } = file;
  const plan: CopyPlan = { path, size, modifiedMs, content, cover };
  return { kind: copyEffect, plan: { ...plan } };
}

/** Called inside a transaction; returns what was known of the comic before. @throws LoteError `cover-gone` */
export function performCopy({ comics }: Stores, effect: Pick<PlannedEffect, "plan">): Json {
  const { cover: name, ...comic } = effect.plan as unknown as CopyPlan;
  const cover = comics.catalogue.coverNamed(name);
  if (!cover) throw new LoteError("cover-gone", { cover: name });
  const before = comics.collection.get(comic.path) ?? null;
  comics.collection.put({ ...comic, issue: null, cover: null, copyOf: cover.issue });
  return before as unknown as Json;
}

/** Called inside a transaction. @throws LoteError `target-changed` where the comic was linked since */
export function revertCopy({ comics }: Stores, effect: Pick<EffectRow, "plan" | "before">): void {
  const { path } = effect.plan as unknown as CopyPlan;
  if (comics.collection.get(path)?.copyOf == null) throw new LoteError("target-changed");
  const before = effect.before as unknown as ComicRow | null;
  if (before) comics.collection.put(before);
  else comics.collection.remove(path);
}

/** Is the comic that was kept instead still there? Else this one is no copy any more. */
export function isCopyStill({ comics }: Stores, { copyOf }: ComicRow): boolean {
  if (copyOf === null) return false;
  return comics.collection.linkedTo(copyOf).some(({ path }) => existsSync(pathOfKey(path)));
}
