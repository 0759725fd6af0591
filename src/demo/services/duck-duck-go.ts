import { generatePortrait } from "../samples/portrait/generate-portrait.ts";

/** How the search behaves. */
export type SearchMood =
  | "works"
  /** What is found is titled so that it may show anybody. */
  | "vague"
  /** Status 202 and a page about unusual traffic. */
  | "blocked"
  /** The token is there, but the results are forbidden. */
  | "forbidden"
  /** The page holds no token. */
  | "tokenless"
  /** The results have another form than last year. */
  | "changed"
  /** Some results lead nowhere: no address, or one of another kind. */
  | "odd"
  | "empty"
  | "down"
  /** What is found are pages, not pictures. */
  | "pages-for-pictures";

export interface SearchRequest {
  readonly path: "page" | "results" | "picture";
  readonly words: string;
  /** Milliseconds since the service began. */
  readonly at: number;
  readonly underWay: number;
}

export interface SearchService {
  handle(request: Request): Promise<Response>;
  readonly requests: readonly SearchRequest[];
}

/** DuckDuckGo's search for pictures: a page with a token, results for who has the token, and the pictures. */
export function duckDuckGoService(
  base: () => string,
  mood: () => SearchMood = () => "works",
  found: () => readonly object[] | undefined = () => undefined,
): SearchService {
  const requests: SearchRequest[] = [];
  const started = performance.now();
  let underWay = 0;

  async function answer(
    path: SearchRequest["path"],
    words: string,
    url: URL,
    request: Request,
  ): Promise<Response> {
    const now = mood();
    if (now === "down") return new Response("Bad gateway", { status: 502 });
    if (path === "picture") {
      if (now === "pages-for-pictures") {
        return new Response("<!doctype html><title>Hotlinking</title>", {
          headers: { "content-type": "text/html" },
        });
      }
      const bytes = await generatePortrait(url.pathname, 800, 900);
      return new Response(new Uint8Array(bytes), { headers: { "content-type": "image/jpeg" } });
    }
    if (now === "blocked") {
      return new Response("<html><body>Unfortunately, bots use DuckDuckGo too.</body></html>", {
        status: 202,
      });
    }
    const token = tokenOf(words);
    if (path === "page") {
      const script =
        now === "tokenless" ? "" : `<script>DDG.deep.initialize('/d.js?q=x&vqd="${token}"');</script>`;
      return new Response(`<!doctype html><html><body>${script}</body></html>`, {
        headers: { "content-type": "text/html" },
      });
    }
    const isAllowed = url.searchParams.get("vqd") === token && request.headers.get("referer");
    if (now === "forbidden" || !isAllowed) return new Response("Forbidden", { status: 403 });
    if (now === "changed") return Response.json({ data: { images: resultsOf(base(), words, false) } });
    const odd = now === "odd" ? [{ title: "none" }, { title: words, image: "data:image/png;base64,AA" }] : [];
    return Response.json({
      results: found() ?? (now === "empty" ? [] : [...odd, ...resultsOf(base(), words, now === "vague")]),
      query: words,
    });
  }

  return {
    requests,
    async handle(request) {
      const url = new URL(request.url);
      const path = url.pathname.includes("/picture/")
        ? "picture"
        : url.pathname.endsWith("/i.js")
          ? "results"
          : "page";
      const words = url.searchParams.get("q") ?? "";
      underWay++;
      requests.push({ path, words, at: performance.now() - started, underWay });
      try {
        return await answer(path, words, url, request);
      } finally {
        underWay--;
      }
    },
  };
}

function tokenOf(words: string): string {
  const digits = [...new Bun.CryptoHasher("sha256").update(words).digest()].map((byte) => byte % 10).join("");
  return `4-${digits.slice(0, 30)}`;
}

function resultsOf(base: string, words: string, isVague: boolean): object[] {
  const name = words.replace(/[^\p{L}\p{N}]+/gu, "_");
  return [1, 2, 3].map((number) => ({
    title: isVague ? `Portrait ${number}` : `${words} ${number}`,
    image: `${base}/picture/${encodeURIComponent(name)}_${number}.jpg`,
    thumbnail: `${base}/picture/${encodeURIComponent(name)}_${number}_small.jpg`,
    url: `${base}/page/${encodeURIComponent(name)}_${number}`,
    width: 800,
    height: 900,
    source: "Bing",
  }));
}
