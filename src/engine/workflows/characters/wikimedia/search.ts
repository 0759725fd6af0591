import { z } from "zod";
import type { WikiAddress, WikiApi } from "./api.ts";

const answerSchema = z.object({ search: z.array(z.object({ id: z.string() })).default([]) });

/** Ids of entities whose name is like the words, best first; one request. @throws as {@link WikiApi.ask} */
export async function searchEntities(
  api: WikiApi,
  wikidata: WikiAddress,
  words: string,
  language: string,
  signal: AbortSignal,
): Promise<string[]> {
  const parameters = {
    action: "wbsearchentities",
    search: words,
    language,
    uselang: language,
    type: "item",
    limit: 7,
  };
  const answer = answerSchema.safeParse(await api.ask(wikidata, parameters, signal));
  return answer.success ? answer.data.search.map(({ id }) => id) : [];
}
