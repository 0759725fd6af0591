import { z } from "zod";
import { htmlToText } from "../plain-html.ts";
import { valuesAtOnce, type WikiAddress, type WikiApi } from "./api.ts";

/** What a file's page says of it; null where it says nothing. */
export interface FileCredit {
  /** The page that describes the file. */
  readonly page: string | null;
  readonly author: string | null;
  readonly licence: string | null;
  readonly licenceUrl: string | null;
  /** The file itself. */
  readonly url: string;
}

const value = z.object({ value: z.union([z.string(), z.number()]).transform(String) }).optional();
const pageSchema = z.object({
  title: z.string(),
  imageinfo: z
    .array(
      z.object({
        url: z.string(),
        thumburl: z.string().optional(),
        descriptionurl: z.string().optional(),
        extmetadata: z
          .object({
            LicenseShortName: value,
            LicenseUrl: value,
            UsageTerms: value,
            Artist: value,
            Credit: value,
          })
          .partial()
          .optional(),
      }),
    )
    .optional(),
});
const answerSchema = z.object({
  query: z.object({
    normalized: z.array(z.object({ from: z.string(), to: z.string() })).default([]),
    pages: z.array(pageSchema).default([]),
  }),
});

/**
 * Who made files and under which licence they stand, by file name; what the wiki does not know is left out. A wiki
 * answers for its own files, which are those that are not free, and for those of Commons. Up to 50 a request.
 *
 * @throws as {@link WikiApi.ask}
 */
export async function creditsOf(
  api: WikiApi,
  wiki: WikiAddress,
  files: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, FileCredit>> {
  const credits = new Map<string, FileCredit>();
  for (let from = 0; from < files.length; from += valuesAtOnce) {
    const some = files.slice(from, from + valuesAtOnce);
    const answer = answerSchema.safeParse(
      await api.ask(
        wiki,
        {
          action: "query",
          titles: some.map((file) => `File:${file}`).join("|"),
          prop: "imageinfo",
          iiprop: "url|extmetadata",
          iiurlwidth: 960,
          iiextmetadatafilter: "LicenseShortName|LicenseUrl|UsageTerms|Artist|Credit",
        },
        signal,
      ),
    );
    if (!answer.success) continue;
    const { normalized, pages } = answer.data.query;
    for (const file of some) {
      const title = `File:${file}`;
      const normal = normalized.find((one) => one.from === title)?.to ?? title;
      const info = pages.find((page) => page.title === normal)?.imageinfo?.[0];
      if (info) credits.set(file, toCredit(info));
    }
  }
  return credits;
}

function toCredit(info: NonNullable<z.infer<typeof pageSchema>["imageinfo"]>[number]): FileCredit {
  const { LicenseShortName, LicenseUrl, UsageTerms, Artist, Credit } = info.extmetadata ?? {};
  return {
    page: info.descriptionurl ?? null,
    author: textOf(Artist?.value ?? Credit?.value),
    licence: textOf(LicenseShortName?.value ?? UsageTerms?.value),
    licenceUrl: LicenseUrl?.value ?? null,
    url: info.thumburl ?? info.url,
  };
}

/** The wiki writes HTML into these. */
function textOf(html: string | undefined): string | null {
  const text = html === undefined ? "" : htmlToText(html).slice(0, 300);
  return text === "" ? null : text;
}
