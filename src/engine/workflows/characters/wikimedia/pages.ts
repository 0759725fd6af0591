import { z } from "zod";
import { LoteError } from "../../../errors/lote-error.ts";
import type { WikiAddress, WikiApi } from "./api.ts";

/** An article about somebody. */
export interface WikiPage {
  readonly language: string;
  readonly title: string;
  /** The entity it is about, as `Q42`. */
  readonly entity: string | null;
  readonly description: string;
  /** Its first paragraph, as plain text. */
  readonly extract: string;
  /** The address a person reads it at. */
  readonly url: string;
  readonly picture: PagePicture | null;
}

export interface PagePicture {
  /** File name, without its namespace. */
  readonly file: string;
  /** In a width that the service makes; or the original where that is smaller. */
  readonly url: string;
}

/** What a title leads to. */
export type FoundPage = WikiPage | "disambiguation" | "missing";

/**
 * A width in which Wikimedia makes thumbnails. 512, which is what is wanted, is not one of them and would be refused.
 * Source: the steps of its thumbnail service.
 */
const thumbnailWidth = 960;

const pair = z.object({ from: z.string(), to: z.string() });
const picture = z.object({ source: z.url() });
const pageSchema = z.object({
  title: z.string(),
  missing: z.boolean().optional(),
  invalid: z.boolean().optional(),
  description: z.string().optional(),
  extract: z.string().optional(),
  pageimage: z.string().optional(),
  thumbnail: picture.optional(),
  original: picture.optional(),
  pageprops: z
    .object({ wikibase_item: z.string().optional(), disambiguation: z.string().optional() })
    .optional(),
});
const answerSchema = z.object({
  query: z
    .object({
      normalized: z.array(pair).default([]),
      redirects: z.array(pair).default([]),
      pages: z.array(pageSchema).default([]),
    })
    .default({ normalized: [], redirects: [], pages: [] }),
});

type PageData = z.infer<typeof pageSchema>;

/** Characters that no title holds, and that would ask for something else. */
const notInTitles = /[#<>[\]|{}\p{Cc}]/u;

/**
 * What up to 50 titles lead to in one wiki, by the title that was asked for. Redirects are followed; a page that only
 * lists others is told as such and never used. First paragraphs come twenty at a time, so that 48 titles cost three
 * requests.
 *
 * @throws as {@link WikiApi.ask}; `service-problem` where the answer has another form
 */
export async function findPages(
  api: WikiApi,
  wiki: WikiAddress,
  language: string,
  titles: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, FoundPage>> {
  const asked = titles.filter(
    (title) => title.trim() !== "" && !notInTitles.test(title) && title.length < 250,
  );
  const found = new Map<string, FoundPage>(titles.map((title) => [title, "missing"]));
  if (asked.length === 0) return found;
  const renamed = new Map<string, string>();
  const pages = new Map<string, PageData>();
  const parameters = {
    action: "query",
    redirects: 1,
    titles: asked.join("|"),
    prop: "pageimages|pageprops|extracts|description",
    ppprop: "wikibase_item|disambiguation",
    piprop: "original|thumbnail|name",
    pithumbsize: thumbnailWidth,
    pilimit: 50,
    // The art of fictional characters is mostly not free; what its licence is, is asked and shown.
    pilicense: "any",
    exintro: 1,
    explaintext: 1,
    exlimit: 20,
  };
  for await (const answer of api.askAll(wiki, parameters, signal)) {
    const { normalized, redirects, pages: some } = read(answer, wiki);
    for (const { from, to } of [...normalized, ...redirects]) renamed.set(from, to);
    for (const page of some) {
      const known = pages.get(page.title);
      pages.set(page.title, known ? { ...known, ...withoutUndefined(page) } : page);
    }
  }
  for (const title of asked) {
    const page = pages.get(finalTitle(title, renamed));
    if (page) found.set(title, toFound(page, wiki, language));
  }
  return found;
}

function read(answer: unknown, { base }: WikiAddress) {
  const result = answerSchema.safeParse(answer);
  if (result.success) return result.data.query;
  const detail = z.prettifyError(result.error).slice(0, 200);
  throw new LoteError("service-problem", { host: new URL(base).host, detail });
}

/** Through normalisation and redirects, which may be chained; a circle ends. */
function finalTitle(title: string, renamed: ReadonlyMap<string, string>): string {
  let at = title;
  for (let step = 0; step < 5; step++) {
    const next = renamed.get(at);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}

function withoutUndefined(page: PageData): Partial<PageData> {
  return Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
}

function toFound(page: PageData, { base }: WikiAddress, language: string): FoundPage {
  if (page.missing || page.invalid) return "missing";
  if (page.pageprops?.disambiguation !== undefined) return "disambiguation";
  const url = (page.thumbnail ?? page.original)?.source;
  return {
    language,
    title: page.title,
    entity: page.pageprops?.wikibase_item ?? null,
    description: page.description ?? "",
    extract: page.extract?.trim() ?? "",
    url: `${base}/wiki/${encodeURIComponent(page.title.replaceAll(" ", "_"))}`,
    picture: page.pageimage !== undefined && url !== undefined ? { file: page.pageimage, url } : null,
  };
}
