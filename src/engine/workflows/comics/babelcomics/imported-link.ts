import type { ComicRow, IssueRow } from "../../../../stores/comics.ts";
import type { EffectRow, Json, NewEffect } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import type { SourceFile } from "../../../sources/walk.ts";
import type { CoverFeatures } from "../cover-features.ts";

/** A link that another program made: the comic, and the issue in words, which the catalogue may not have yet. */
interface Plan {
  readonly comic: Omit<ComicRow, "issue" | "cover" | "copyOf">;
  readonly issue: Omit<IssueRow, "id">;
}

interface Before {
  readonly comic: ComicRow | null;
}

export const importedLink = "imported-link";

export function planImportedLink(
  { path, size, modifiedMs }: SourceFile,
  { content }: CoverFeatures,
  issue: Plan["issue"],
): NewEffect {
  const plan: Plan = { comic: { path, size, modifiedMs, content }, issue };
  return { kind: importedLink, plan: plan as unknown as Json };
}

/** Called inside a transaction. A link of the person's own stands: it is newer than what is taken over. */
export function performImportedLink({ comics }: Stores, effect: Pick<EffectRow, "plan">): Json {
  const { comic, issue } = effect.plan as unknown as Plan;
  const before: Before = { comic: comics.collection.get(comic.path) ?? null };
  if (before.comic?.issue == null) {
    comics.collection.put({ ...comic, issue: comics.catalogue.putIssue(issue), cover: null, copyOf: null });
  }
  return before as unknown as Json;
}

/** Called inside a transaction. @throws LoteError `target-changed` where the comic was linked anew since */
export function revertImportedLink({ comics }: Stores, effect: Pick<EffectRow, "plan" | "before">): void {
  const { comic, issue } = effect.plan as unknown as Plan;
  const { comic: before } = effect.before as unknown as Before;
  if (before?.issue != null) return;
  const now = comics.collection.get(comic.path);
  const linked = now?.issue == null ? undefined : comics.catalogue.issue(now.issue);
  if (!now || now.cover !== null || linked?.key !== issue.key) throw new LoteError("target-changed");
  if (before) comics.collection.put(before);
  else comics.collection.remove(comic.path);
  comics.catalogue.removeIssueIfUnused(linked.id);
}
