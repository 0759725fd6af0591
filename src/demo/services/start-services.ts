import type { EngineSettings } from "../../engine/config/engine-settings.ts";
import { generatePortrait } from "../samples/portrait/generate-portrait.ts";
import { duckDuckGoService, type SearchMood, type SearchService } from "./duck-duck-go.ts";
import { type OpenAiBehaviour, type OpenAiService, openAiService } from "./open-ai/service.ts";
import { stableDiffusion } from "./stable-diffusion.ts";
import {
  type WikimediaFault,
  type WikimediaRequest,
  type WikimediaService,
  wikimediaService,
} from "./wikimedia/wikimedia-service.ts";
import type { Entity } from "./world/entity.ts";
import { World } from "./world/world.ts";

/** How the services behave; it may change while they run. */
export interface ServiceBehaviour {
  wikimedia?: (request: WikimediaRequest) => WikimediaFault | undefined;
  search?: SearchMood;
  /** What the search finds, in place of the usual. */
  found?: readonly object[];
  openAi?: OpenAiBehaviour;
  /** The bytes of a picture in place of the usual ones, by its path. */
  picture?: (path: string) => Promise<Uint8Array | undefined>;
  /** Milliseconds that a request waits before it is answered. */
  latencyMs?: (path: string) => number;
}

export interface SampleServices extends Disposable {
  readonly behaviour: ServiceBehaviour;
  /** The settings that lead lote to these services instead of the world's. */
  readonly settings: EngineSettings;
  /** The same as environment variables; contact and languages are left to whoever sets them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly wikimedia: WikimediaService;
  readonly search: SearchService;
  readonly openAi: OpenAiService;
}

/** Starts all services of the characters workflow on one port of this machine. */
export function startServices(
  behaviour: ServiceBehaviour = {},
  entities?: readonly Entity[],
): SampleServices {
  let root = "";
  const wikimedia = wikimediaService(
    new World(entities),
    () => `${root}/wikimedia`,
    (request) => behaviour.wikimedia?.(request),
  );
  const search = duckDuckGoService(
    () => `${root}/duckduckgo`,
    () => behaviour.search ?? "works",
    () => behaviour.found,
  );
  const openAi = openAiService(() => ({
    draw: (prompt) => generatePortrait(prompt, 1024, 1024),
    ...behaviour.openAi,
  }));
  const services: Readonly<Record<string, (request: Request) => Promise<Response>>> = {
    wikimedia: (request) => wikimedia.handle(withoutFirst(request)),
    duckduckgo: (request) => search.handle(request),
    openai: (request) => openAi.handle(request),
    "stable-diffusion": stableDiffusion,
  };
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const wait = behaviour.latencyMs?.(pathname) ?? 0;
      if (wait > 0) await Bun.sleep(wait);
      const bytes = isPicture.test(pathname) ? await behaviour.picture?.(pathname) : undefined;
      if (bytes) return new Response(new Uint8Array(bytes));
      const service = services[pathname.split("/")[1] ?? ""];
      return service?.(request) ?? new Response("not found", { status: 404 });
    },
  });
  root = `http://127.0.0.1:${server.port}`;
  const settings = {
    "wikipedia-url": `${root}/wikimedia/{lang}`,
    "wikidata-url": `${root}/wikimedia/wikidata`,
    "commons-url": `${root}/wikimedia/commons`,
    "duckduckgo-url": `${root}/duckduckgo`,
    "stable-diffusion-url": `${root}/stable-diffusion`,
    "openai-base-url": `${root}/openai/v1`,
    "openai-api-key": "sample-key",
    // The workspace's own index, whatever is set.
    index: "sqlite:",
  };
  return {
    behaviour,
    wikimedia,
    search,
    openAi,
    settings: { ...settings, languages: "es,en", contact: "samples@localhost" },
    environment: {
      LOTE_WIKIPEDIA_URL: settings["wikipedia-url"],
      LOTE_WIKIDATA_URL: settings["wikidata-url"],
      LOTE_COMMONS_URL: settings["commons-url"],
      LOTE_DUCKDUCKGO_URL: settings["duckduckgo-url"],
      LOTE_STABLE_DIFFUSION_URL: settings["stable-diffusion-url"],
      OPENAI_BASE_URL: settings["openai-base-url"],
      OPENAI_API_KEY: settings["openai-api-key"],
    },
    [Symbol.dispose]: () => server.stop(true),
  };
}

/** Where the services keep their pictures. */
const isPicture = /\/(thumb|file|picture)\//;

/** `/wikimedia/es/w/api.php` is `/es/w/api.php` to the service. */
function withoutFirst(request: Request): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/[^/]+/, "");
  return new Request(url.href, request);
}
