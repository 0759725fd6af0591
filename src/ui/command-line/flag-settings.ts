import { keyNames } from "../../engine/config/keys.ts";
import { flagKey } from "./flag-row.ts";
import { limitSettings } from "./limit-flags.ts";
import type { GlobalFlags } from "./parsed-command.ts";

/** The flags that are also settings, by the setting's key: the strongest layer of the configuration. */
export function flagSettings(flags: GlobalFlags): Readonly<Record<string, unknown>> {
  const given: Readonly<Record<string, unknown>> = flags;
  const { target } = given;
  const limits = Object.entries(limitSettings).filter(([flag]) => given[flag] !== undefined);
  return {
    ...Object.fromEntries(keyNames.map((key) => [key, given[flagKey(key)]])),
    ...Object.fromEntries(limits.map(([flag, key]) => [key, given[flag]])),
    // A share to people, percent in files, where all numbers are whole.
    ...(typeof target === "number" ? { "rate-target": Math.max(1, Math.round(target * 100)) } : {}),
  };
}
