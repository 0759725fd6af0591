import type { EngineSettings } from "../config/engine-settings.ts";
import { Fetcher } from "../net/fetcher.ts";
import { userAgent } from "../net/user-agent.ts";
import { LanguageModelService, type ServiceOptions, type ServiceSettings } from "./service.ts";

/** Requests at once to the service, as many as there can be workers; how many in a minute is the limiter's to say. */
const connections = 64;

/**
 * Connects to the service that the settings name; null where none is configured. Nothing is asked of it yet.
 *
 * @throws as `LanguageModelService.open`
 */
export function openLanguageModel({
  settings,
  limiter,
  signal,
}: {
  readonly settings: ServiceSettings & Pick<EngineSettings, "contact">;
} & Pick<ServiceOptions, "limiter" | "signal">): Promise<LanguageModelService | null> {
  const fetcher = new Fetcher({
    userAgent: userAgent(settings.contact),
    limits: () => ({ concurrency: connections, intervalMs: 0 }),
  });
  return LanguageModelService.open(settings, fetcher, {
    ...(limiter ? { limiter } : {}),
    ...(signal ? { signal } : {}),
  });
}
