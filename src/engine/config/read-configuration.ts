import { dirname, join } from "node:path";
import { type FoundWorkspace, findWorkspace } from "../workspace/find-workspace.ts";
import { workspaceAt } from "../workspace/open-workspace.ts";
import type { KeyRow, KeyTable } from "./keys.ts";
import { readEnvFile, readTomlFile } from "./setting-file.ts";
import { readSetting, type SettingValue, type ValueOfKey } from "./setting-value.ts";
import { trustedFolders } from "./trust.ts";
import type { Environment, UserFolders } from "./user-folders.ts";

/** Where a setting may come from, strongest first. */
export const layerNames = ["flag", "environment", "workspace", "folder", "user", "default"] as const;
export type LayerName = (typeof layerNames)[number];

/** What the configuration is made from. */
export interface ConfigurationSources {
  /** Settings given as flags, by key. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  /** The folder one stands in. */
  readonly directory: string;
  /** The folder of this program's `package.json`. */
  readonly programRoot: string;
  readonly folders: UserFolders;
  /** `process.getuid()`, where there is one. */
  readonly userId?: number | undefined;
}

/** One layer's word on a setting, made to be shown: a secret's value is not in it. */
export interface Finding {
  readonly layer: LayerName;
  /** The flag, the variable or the file it comes from; null for the default. */
  readonly source: string | null;
  /** Null where unset, and for every secret. */
  readonly value: SettingValue;
  /** There is a value, and it is secret. */
  readonly hidden: boolean;
  /** The folder that would have to be trusted for this to count. */
  readonly untrusted: string | null;
}

/** What the person should hear about the files that were read. */
export type ConfigurationWarning =
  | { readonly kind: "unknown-key"; readonly path: string; readonly key: string }
  | { readonly kind: "untrusted"; readonly path: string; readonly key: string; readonly directory: string };

/** The settings in force. */
export interface Configuration<Table extends KeyTable> {
  get<Key extends keyof Table & string>(key: Key): ValueOfKey<Table[Key]>;
  /** Every layer that says something, strongest first, ending with the default. The first that is heeded won. */
  explain(key: keyof Table & string): readonly Finding[];
  /** The workspace that these settings lead to; it may not exist yet. */
  readonly workspace: FoundWorkspace;
  /** The files that are looked at, strongest first, whether they exist or not. */
  readonly files: readonly { readonly layer: LayerName; readonly path: string }[];
  readonly warnings: readonly ConfigurationWarning[];
}

/**
 * Reads the settings: flag > environment > the workspace's `.env` > `./lote.toml` > the person's `config.toml` >
 * default. The `.env` of the folder one stands in is never read.
 *
 * A guarded or secret setting from a folder that merely happens to be where one stands (`./lote.toml`, and the
 * `.env` of a `.lote/` found above) is passed over, with a warning, until that folder is trusted: else a cloned
 * repository could send a person's keys to its author.
 *
 * @throws LoteError `config-file`, `config-value`
 */
export function readConfiguration<Table extends KeyTable>(
  table: Table,
  sources: ConfigurationSources,
): Configuration<Table> {
  const { directory, folders, programRoot, userId } = sources;
  const warnings: ConfigurationWarning[] = [];
  const trusted = trustedFolders(folders.config);
  const { home } = folders;
  const read = (layer: Layer) => findingsOf(table, layer, home, warnings);

  const folderFile = join(directory, "lote.toml");
  const userFile = join(folders.config, "config.toml");
  const flag = read({ name: "flag", settings: byKey(table, sources.flags, "--"), directory });
  const environment = read({
    name: "environment",
    settings: byVariable(table, sources.environment),
    directory,
  });
  const folder = read({
    name: "folder",
    settings: fromToml(table, folderFile, warnings),
    directory,
    file: folderFile,
    untrusted: once(() => (trusted.has(directory) ? null : directory)),
  });
  const user = read({
    name: "user",
    settings: fromToml(table, userFile, warnings),
    directory: folders.config,
    file: userFile,
  });

  // The workspace's own .env cannot move the workspace, so it is chosen before that file is read.
  const configured = winnerOf("workspace", [flag, environment, folder, user]);
  const found = findWorkspace({
    configured: typeof configured?.value === "string" ? configured.value : null,
    directory,
    programRoot,
    dataFolder: folders.data,
    userId,
  });
  const { environmentFile } = workspaceAt(found.path);
  const owner = dirname(found.path);
  const workspace = read({
    name: "workspace",
    settings: byVariable(table, readEnvFile(environmentFile) ?? {}, ["workspace"]),
    directory: found.path,
    file: environmentFile,
    ...(found.origin === "nearest" ? { untrusted: once(() => (trusted.has(owner) ? null : owner)) } : {}),
  });

  const layers = [flag, environment, workspace, folder, user];
  return {
    get: (key) => {
      const value = winnerOf(key, layers)?.value ?? rowOf(table, key).default;
      return value as ValueOfKey<Table[typeof key]>;
    },
    explain: (key) => {
      const row = rowOf(table, key);
      const found = layers.flatMap((layer) => layer.get(key) ?? []).map((each) => shownOf(each, row));
      return [
        ...found,
        { layer: "default", source: null, value: row.default, hidden: false, untrusted: null },
      ];
    },
    workspace: found,
    files: [
      { layer: "workspace", path: environmentFile },
      { layer: "folder", path: folderFile },
      { layer: "user", path: userFile },
    ],
    warnings,
  };
}

/** A setting as a layer holds it: the value as found, and what it is called there. */
type Settings = ReadonlyMap<string, { readonly given: unknown; readonly source: string }>;

interface Layer {
  readonly name: LayerName;
  readonly settings: Settings;
  /** What relative paths are relative to. */
  readonly directory: string;
  readonly file?: string;
  /** The folder to trust before guarded settings count; null once it is trusted. Left out: always trusted. */
  readonly untrusted?: () => string | null;
}

interface Held {
  readonly layer: LayerName;
  readonly source: string;
  readonly value: SettingValue;
  readonly untrusted: string | null;
}

function findingsOf(
  table: KeyTable,
  layer: Layer,
  home: string,
  warnings: ConfigurationWarning[],
): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const [key, { given, source }] of layer.settings) {
    const row = rowOf(table, key);
    const guarded = row.guarded === true || row.secret === true;
    const untrusted = guarded ? (layer.untrusted?.() ?? null) : null;
    if (untrusted !== null) {
      warnings.push({ kind: "untrusted", path: layer.file ?? source, key, directory: untrusted });
    }
    const value = readSetting(key, row, given, {
      source: layer.file ?? source,
      directory: layer.directory,
      home,
    });
    held.set(key, { layer: layer.name, source: layer.file ?? source, value, untrusted });
  }
  return held;
}

function winnerOf(key: string, layers: readonly ReadonlyMap<string, Held>[]): Held | undefined {
  return layers.map((layer) => layer.get(key)).find((held) => held !== undefined && held.untrusted === null);
}

function shownOf({ layer, source, value, untrusted }: Held, row: KeyRow): Finding {
  const hidden = row.secret === true;
  return { layer, source, value: hidden ? null : value, hidden, untrusted };
}

function byKey(table: KeyTable, given: Readonly<Record<string, unknown>>, prefix: string): Settings {
  const known = Object.entries(given).filter(
    ([key, value]) => Object.hasOwn(table, key) && value !== undefined,
  );
  return new Map(known.map(([key, value]) => [key, { given: value, source: `${prefix}${key}` }]));
}

/** An empty variable is an unset one. */
function byVariable(table: KeyTable, variables: Environment, except: readonly string[] = []): Settings {
  const rows = Object.entries(table).filter(
    ([key, row]) => variables[row.environment] && !except.includes(key),
  );
  return new Map(
    rows.map(([key, row]) => [key, { given: variables[row.environment], source: row.environment }]),
  );
}

function fromToml(table: KeyTable, path: string, warnings: ConfigurationWarning[]): Settings {
  const given = readTomlFile(path) ?? {};
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(table, key)) warnings.push({ kind: "unknown-key", path, key });
  }
  return byKey(table, given, "");
}

function rowOf(table: KeyTable, key: string): KeyRow {
  const row = table[key];
  if (!row) throw new Error(`no such setting: ${key}`);
  return row;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
