import { generatePortrait } from "../../samples/portrait/generate-portrait.ts";
import type { World } from "../world/world.ts";
import { apiProblem, queryWiki, thumbnailWidths, type WikiSite } from "./media-wiki.ts";
import { getEntities, searchEntities } from "./wikidata.ts";

/** What the service does with a request besides answering it. */
export type WikimediaFault =
  /** Its databases lag: an error with status 200 and `Retry-After`. */
  | "maxlag"
  | "too-many"
  | "too-many-without-time"
  | "down"
  /** A page of HTML with status 200 where a picture was asked for. */
  | "page-for-picture";

export interface WikimediaRequest {
  readonly site: string;
  readonly kind: "query" | "entities" | "search" | "picture";
  readonly url: URL;
  readonly userAgent: string;
}

export interface WikimediaService {
  handle(request: Request): Promise<Response>;
  readonly requests: readonly WikimediaRequest[];
}

/**
 * Wikipedia in two languages, Commons and Wikidata on one base URL: `/es/w/api.php`, `/en/…`, `/commons/…`,
 * `/wikidata/…`, and their files.
 */
export function wikimediaService(
  world: World,
  base: () => string,
  fault: (request: WikimediaRequest) => WikimediaFault | undefined = () => undefined,
): WikimediaService {
  const requests: WikimediaRequest[] = [];

  async function answer(request: WikimediaRequest): Promise<Response> {
    const { url, site } = request;
    // Who does not say who he is, is turned away.
    if (!/\S\/\d.*\(.*(https?:|@).*\)/.test(request.userAgent)) {
      return new Response("Please set a user-agent and respect our robot policy.", { status: 403 });
    }
    const wrong = faultOf(fault(request));
    if (wrong) return wrong;
    if (request.kind === "picture") return picture(world, url);
    if (request.kind === "entities") return getEntities(world, url.searchParams);
    if (request.kind === "search") return searchEntities(world, url.searchParams);
    const language = site === "es" || site === "en" ? site : "commons";
    const wiki: WikiSite = { world, language, base: base() };
    return queryWiki(wiki, url.searchParams);
  }

  return {
    requests,
    async handle(request) {
      const url = new URL(request.url);
      const [, site = ""] = url.pathname.split("/");
      const asked = {
        site,
        kind: kindOf(url),
        url,
        userAgent: request.headers.get("user-agent") ?? "",
      } as const;
      requests.push(asked);
      return answer(asked);
    },
  };
}

function kindOf(url: URL): WikimediaRequest["kind"] {
  const action = url.searchParams.get("action");
  if (action === "wbgetentities") return "entities";
  if (action === "wbsearchentities") return "search";
  return action === "query" ? "query" : "picture";
}

function faultOf(fault: WikimediaFault | undefined): Response | undefined {
  switch (fault) {
    case "maxlag":
      return apiProblem("maxlag", "Waiting for a database server: 7 seconds lagged.", { "retry-after": "1" });
    case "too-many":
      return new Response("Too many requests", { status: 429, headers: { "retry-after": "1" } });
    case "too-many-without-time":
      return new Response("Too many requests", { status: 429 });
    case "down":
      return new Response("Service unavailable", { status: 503 });
    case "page-for-picture":
      return new Response("<!doctype html><title>Error</title>", {
        headers: { "content-type": "image/jpeg" },
      });
    default:
      return undefined;
  }
}

/** `/file/NAME`, or `/thumb/960px/NAME` in one of the permitted widths. */
async function picture(world: World, { pathname }: URL): Promise<Response> {
  const [, where, ...rest] = pathname.split("/");
  const found = world.picture(decodeURIComponent(rest.at(-1) ?? ""));
  if (!found || (where !== "file" && where !== "thumb")) return new Response("not found", { status: 404 });
  const { width, height } = found.picture;
  const wanted = where === "thumb" ? Number.parseInt(rest[0] ?? "", 10) : width;
  if (where === "thumb" && !thumbnailWidths.includes(wanted)) {
    return new Response(`Use thumbnail steps: ${thumbnailWidths.join(", ")}`, { status: 400 });
  }
  const bytes = await generatePortrait(found.entity.id, wanted, Math.round((height * wanted) / width));
  return new Response(new Uint8Array(bytes), {
    headers: { "content-type": "image/jpeg", etag: `"${found.entity.id}"` },
  });
}
