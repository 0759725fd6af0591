import { z } from "zod";
import type { RunRow } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";

const proposal = z.object({ list: z.string() });

/** The list that a run of naming saved, while there is one; undefined for every other run. */
export function proposedNames(
  { characters }: Stores,
  { workflow, parameters }: RunRow,
): { readonly names: readonly string[]; readonly category: string | null } | undefined {
  if (workflow !== "characters.names") return undefined;
  const { data } = proposal.safeParse(parameters);
  const list = data && characters.lists.find(data.list);
  return list && { names: characters.lists.names(list.id), category: list.category };
}
