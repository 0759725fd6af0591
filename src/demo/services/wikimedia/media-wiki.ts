import type { EntityPicture, WikiLanguage } from "../world/entity.ts";
import type { Page, World } from "../world/world.ts";

/** Titles of one request; more is an error. */
const maxTitles = 50;
/** First paragraphs of one answer; the rest come with `continue`. */
const maxExtracts = 20;
/** The widths in which thumbnails are made; others are refused. Source: Wikimedia's thumbnail steps of 2026. */
export const thumbnailWidths: readonly number[] = [20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840];

/** Where a wiki's files are served: the base URL of this service. */
export interface WikiSite {
  readonly world: World;
  readonly language: WikiLanguage | "commons";
  /** As the caller reaches this service, without a slash at the end. */
  readonly base: string;
}

/** `action=query` of a MediaWiki, formatversion 2, for the properties that lote asks for. */
export function queryWiki(site: WikiSite, parameters: URLSearchParams): Response {
  const titles = (parameters.get("titles") ?? "").split("|").filter((title) => title !== "");
  if (titles.length > maxTitles) {
    return apiProblem(
      "toomanyvalues",
      `Too many values supplied for parameter "titles". The limit is ${maxTitles}.`,
    );
  }
  const props = new Set((parameters.get("prop") ?? "").split("|"));
  const normalized: { from: string; to: string }[] = [];
  const redirects: { from: string; to: string }[] = [];
  const pages = new Map<string, object>();
  let extracts = 0;
  const from = Number(parameters.get("excontinue") ?? 0);
  for (const title of titles) {
    const normal = normalTitle(title);
    if (normal !== title) normalized.push({ from: title, to: normal });
    if (props.has("imageinfo")) {
      pages.set(normal, filePage(site, normal));
      continue;
    }
    const page = site.language === "commons" ? undefined : site.world.page(site.language, normal);
    if (!page) {
      pages.set(normal, { ns: 0, title: normal, missing: true });
      continue;
    }
    if ("redirectedFrom" in page && page.redirectedFrom === normal)
      redirects.push({ from: normal, to: page.title });
    if (pages.has(page.title)) continue;
    const hasExtract = props.has("extracts") && extracts >= from && extracts < from + maxExtracts;
    extracts++;
    pages.set(page.title, pageOf(site, page, parameters, props, hasExtract));
  }
  const more = props.has("extracts") && extracts > from + maxExtracts;
  return Response.json({
    ...(more
      ? { continue: { excontinue: from + maxExtracts, continue: "||pageimages|pageprops|description" } }
      : { batchcomplete: true }),
    query: {
      ...(normalized.length > 0 ? { normalized } : {}),
      ...(redirects.length > 0 ? { redirects } : {}),
      pages: [...pages.values()],
    },
  });
}

/** Underscores are blanks, and a title begins with a capital letter. */
function normalTitle(title: string): string {
  const spaced = title.replaceAll("_", " ").trim();
  return spaced.slice(0, 1).toLocaleUpperCase() + spaced.slice(1);
}

function pageOf(
  site: WikiSite,
  page: Page,
  parameters: URLSearchParams,
  props: ReadonlySet<string>,
  hasExtract: boolean,
): object {
  const language = site.language === "es" ? "es" : "en";
  const base = { pageid: 100 + page.title.length, ns: 0, title: page.title };
  if ("disambiguation" in page) {
    return { ...base, pageprops: { disambiguation: "", wikibase_item: page.disambiguation.id } };
  }
  const { entity } = page;
  const { picture } = entity;
  // What is not free is left out unless it is asked for.
  const isShown = picture && (picture.at === "commons" || parameters.get("pilicense") === "any");
  return {
    ...base,
    ...(props.has("pageprops") ? { pageprops: { wikibase_item: entity.id } } : {}),
    ...(props.has("description") ? { description: entity.descriptions[language] } : {}),
    ...(hasExtract ? { extract: entity.articles[language]?.extract ?? "" } : {}),
    ...(props.has("pageimages") && isShown
      ? {
          pageimage: picture.file,
          original: { source: fileUrl(site, picture), width: picture.width, height: picture.height },
          thumbnail: thumbnailOf(site, picture, Number(parameters.get("pithumbsize") ?? 50)),
        }
      : {}),
  };
}

function thumbnailOf(site: WikiSite, picture: EntityPicture, wanted: number) {
  const width = Math.min(wanted, picture.width);
  const height = Math.round((picture.height * width) / picture.width);
  const source =
    width < picture.width
      ? `${picture.server ?? site.base}/thumb/${width}px/${picture.file}`
      : fileUrl(site, picture);
  return { source, width, height };
}

function fileUrl({ base }: WikiSite, picture: EntityPicture): string {
  return `${picture.server ?? base}/file/${picture.file}`;
}

function filePage(site: WikiSite, title: string): object {
  const found = site.world.picture(title.replace(/^[^:]+:/, ""));
  // A wiki also answers for the files of the common store, and says where they lie.
  const lies = found && (found.picture.at === site.language || found.picture.at === "commons");
  if (!found || !lies) return { ns: 6, title, missing: true };
  const { picture } = found;
  return {
    ns: 6,
    title,
    imagerepository: picture.at === site.language ? "local" : "shared",
    imageinfo: [
      {
        url: fileUrl(site, picture),
        thumburl: thumbnailOf(site, picture, 960).source,
        descriptionurl: `${site.base}/page/File:${picture.file}`,
        width: picture.width,
        height: picture.height,
        mime: "image/jpeg",
        extmetadata: {
          ...(picture.licence ? { LicenseShortName: { value: picture.licence.name } } : {}),
          ...(picture.licence?.url ? { LicenseUrl: { value: picture.licence.url } } : {}),
          ...(picture.author
            ? { Artist: { value: `<a href="${site.base}/page/User">${picture.author}</a>` } }
            : {}),
        },
      },
    ],
  };
}

/** MediaWiki says its errors with status 200. */
export function apiProblem(code: string, info: string, headers: Record<string, string> = {}): Response {
  return Response.json({ error: { code, info } }, { headers: { ...headers, "mediawiki-api-error": code } });
}
