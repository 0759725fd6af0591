import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import { type KeyName, type KeyTable, keyNames, keys } from "./keys.ts";
import type { Configuration } from "./read-configuration.ts";
import type { ValueOfKey } from "./setting-value.ts";

type Keys = typeof keys;

/** The settings that concern the engine, those that are set. Secrets are among them: never to be shown or stored. */
export type EngineSettings = {
  readonly [Key in KeyName as Keys[Key] extends { engine: true } ? Key : never]?: Exclude<
    ValueOfKey<Keys[Key]>,
    null
  >;
};

/** What of the configuration concerns the engine. */
export function engineSettingsOf(configuration: Configuration<Keys>): EngineSettings {
  const table: KeyTable = keys;
  const set = keyNames
    .filter((name) => table[name]?.engine)
    .map((name) => [name, configuration.get(name)] as const)
    .filter(([, value]) => value !== null);
  return Object.fromEntries(set) as EngineSettings;
}

/**
 * The variable that hands the settings to a worker: a command line is shown to everybody on the machine, the
 * environment to its owner alone.
 */
const variable = "LOTE_ENGINE_SETTINGS";

/** For the environment of a worker that is started. */
export function settingsForWorker(settings: EngineSettings): Record<string, string> {
  return { [variable]: JSON.stringify(settings) };
}

/** What the process that started this worker handed over; nothing of it is left in the environment. */
export function settingsFromStarter(environment: Record<string, string | undefined>): EngineSettings {
  const text = environment[variable] ?? "{}";
  delete environment[variable];
  try {
    return z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .parse(JSON.parse(text)) as EngineSettings;
  } catch (cause) {
    throw new LoteError("bug", { detail: `${variable} cannot be read` }, { cause });
  }
}
