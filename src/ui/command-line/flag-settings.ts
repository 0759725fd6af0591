import { keyNames } from "../../engine/config/keys.ts";
import { flagKey } from "./flag-row.ts";
import type { GlobalFlags } from "./parsed-command.ts";

/** The flags that are also settings, by the setting's key: the strongest layer of the configuration. */
export function flagSettings(flags: GlobalFlags): Readonly<Record<string, unknown>> {
  const given: Readonly<Record<string, unknown>> = flags;
  const { tier, target } = given;
  return {
    ...Object.fromEntries(keyNames.map((key) => [key, given[flagKey(key)]])),
    // Flags of the service's limits, which have shorter names than their settings.
    ...(tier === undefined ? {} : { "rate-tier": tier }),
    ...(typeof target === "number" ? { "rate-target": Math.max(1, Math.round(target * 100)) } : {}),
  };
}
