import { join } from "node:path";
import { keys } from "../../config/keys.ts";
import { LanguageModelService } from "../../language-model/service.ts";
import { Fetcher } from "../../net/fetcher.ts";
import type { HostLimits } from "../../net/host-gate.ts";
import { userAgent } from "../../net/user-agent.ts";
import type { WorkflowEnvironment } from "../workflow.ts";
import { DuckDuckGo } from "./pictures/duck-duck-go.ts";
import { type WikiAddress, WikiApi, type WikimediaAddresses } from "./wikimedia/api.ts";

/** The services that people and characters come from. */
export interface CharacterServices {
  readonly fetcher: Fetcher;
  readonly wiki: WikiApi;
  readonly addresses: WikimediaAddresses;
  readonly duckDuckGo: DuckDuckGo;
  /** Null where none is configured. */
  readonly languageModel: LanguageModelService | null;
  /** One is configured, though a dry run may not use it. */
  readonly hasLanguageModel: boolean;
  /** In the order in which the encyclopedias are asked. */
  readonly languages: readonly string[];
}

/** What of a run's environment the services need. */
export type ServicesEnvironment = Pick<
  WorkflowEnvironment,
  "settings" | "cacheFolder" | "limiter" | "signal"
>;

/** Connects to the services that the settings name; nothing is asked of them yet. */
export async function openServices(
  { settings, cacheFolder, limiter, signal }: ServicesEnvironment,
  concurrency: number,
): Promise<CharacterServices> {
  const limits: HostLimits = { concurrency, intervalMs: 0 };
  const fetcher = new Fetcher({
    userAgent: userAgent(settings.contact),
    limits: () => limits,
    cacheFolder: join(cacheFolder, "http"),
  });
  const pattern = settings["wikipedia-url"] ?? keys["wikipedia-url"].default;
  const languageModel = await LanguageModelService.open(settings, fetcher, { limiter, signal });
  const duckDuckGo = address(settings["duckduckgo-url"], keys["duckduckgo-url"].default);
  return {
    fetcher,
    wiki: new WikiApi(fetcher),
    addresses: {
      wikipedia: (language) => ({
        base: withoutSlash(pattern.replaceAll("{lang}", language)),
        configured: pattern !== keys["wikipedia-url"].default,
      }),
      wikidata: address(settings["wikidata-url"], keys["wikidata-url"].default),
      commons: address(settings["commons-url"], keys["commons-url"].default),
    },
    duckDuckGo: new DuckDuckGo(fetcher, duckDuckGo.base, duckDuckGo.configured),
    languageModel,
    hasLanguageModel: languageModel !== null,
    languages: languagesOf(settings.languages ?? keys.languages.default),
  };
}

function address(set: string | undefined, usual: string): WikiAddress {
  const base = withoutSlash(set ?? usual);
  return { base, configured: base !== usual };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Codes such as `es`; anything else could change where a request goes. */
function languagesOf(text: string): string[] {
  const languages = text.split(",").map((one) => one.trim().toLowerCase());
  return languages.filter((language) => /^[a-z]{2,3}(-[a-z]+)?$/.test(language));
}
