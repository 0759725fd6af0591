import { LanguageModelService } from "../../../language-model/service.ts";
import { Fetcher } from "../../../net/fetcher.ts";
import { userAgent } from "../../../net/user-agent.ts";
import type { WorkflowEnvironment } from "../../workflow.ts";

/** Requests at once to the service; how many in a minute is the limiter's to say. */
const connections = 64;

/** Connects to the service that the settings name; null where none is configured. Nothing is asked of it yet. */
export function openLanguageModel({
  settings,
  limiter,
  signal,
}: Pick<WorkflowEnvironment, "settings"> &
  Partial<Pick<WorkflowEnvironment, "limiter" | "signal">>): Promise<LanguageModelService | null> {
  const fetcher = new Fetcher({
    userAgent: userAgent(settings.contact),
    limits: () => ({ concurrency: connections, intervalMs: 0 }),
  });
  return LanguageModelService.open(settings, fetcher, {
    ...(limiter ? { limiter } : {}),
    ...(signal ? { signal } : {}),
  });
}
