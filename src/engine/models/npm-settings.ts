import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { decode } from "ini";
import { readPlainFile } from "../config/setting-file.ts";
import type { Environment } from "../config/user-folders.ts";
import type { Headers } from "../net/headers.ts";

/** Where npm's settings may come from. */
export interface NpmSources {
  readonly environment: Environment;
  readonly home: string;
  /**
   * The `.npmrc` of the project one stands in, if that folder is trusted; else null. npm itself asks for no trust, but
   * it installs what that folder names anyway: here the file could choose where tokens go and which file a model is.
   */
  readonly projectFile: string | null;
}

/** The registry that a person's npm is configured for, and what it shows to that registry. */
export interface NpmSettings {
  /** The registry of a package, its scope considered; ends with a slash. */
  registryOf(packageName: string): string;
  /** What authorises a request; nothing for an address that is not below one that the settings have a key for. */
  authorisation(url: string): Headers;
}

const usualRegistry = "https://registry.npmjs.org/";

type Settings = Readonly<Record<string, string>>;

/**
 * Reads npm's settings as npm does: environment (`npm_config_…`), then the project's `.npmrc`, the person's, and the
 * one of the installation. `${NAME}` is replaced from the environment. What npm would send to every registry (`_auth`
 * without an address) is passed over.
 *
 * @throws LoteError `config-file` where a file cannot be read
 */
export function readNpmSettings({ environment, home, projectFile }: NpmSources): NpmSettings {
  const fromEnvironment = environmentSettings(environment);
  const read = (path: string | null): Settings => (path === null ? {} : fileSettings(path, environment));
  const user = read(fromEnvironment.userconfig ?? join(home, ".npmrc"));
  const global = read(globalFile({ ...user, ...fromEnvironment }, environment));
  const settings: Settings = { ...global, ...user, ...read(projectFile), ...fromEnvironment };
  return {
    registryOf: (packageName) => {
      const scope = /^(@[^/]+)\//.exec(packageName)?.[1];
      const scoped = scope === undefined ? undefined : settings[`${scope}:registry`];
      return (scoped || settings.registry || usualRegistry).replace(/\/*$/, "/");
    },
    authorisation: (url) => authorisationOf(settings, url),
  };
}

/** `npm_config_a_b` is `a-b`; names that begin with an address are taken as they are. */
function environmentSettings(environment: Environment): Settings {
  const found = Object.entries(environment).flatMap(([name, value]) => {
    const key = /^npm_config_(.+)$/i.exec(name)?.[1];
    if (key === undefined || !value) return [];
    return [[key.startsWith("//") ? key : key.replace(/(?!^)_/g, "-").toLowerCase(), value]];
  });
  return Object.fromEntries(found);
}

function fileSettings(path: string, environment: Environment): Settings {
  const text = readPlainFile(path);
  if (text === null) return {};
  const replaced = (value: string) =>
    value.replace(/(?<!\\)\$\{([^${}?]+)(\?)?\}/g, (whole, name: string, optional?: string) => {
      return environment[name] ?? (optional ? "" : whole);
    });
  return Object.fromEntries(
    Object.entries(decode(text)).flatMap(([key, value]) =>
      typeof value === "string" ? [[replaced(key), replaced(value)]] : [],
    ),
  );
}

/** `etc/npmrc` below the prefix, which is by default where `node` lives. */
function globalFile(settings: Settings, environment: Environment): string | null {
  if (settings.globalconfig) return settings.globalconfig;
  const prefix = settings.prefix || environment.PREFIX || prefixOfNode();
  return prefix === null ? null : resolve(prefix, "etc/npmrc");
}

function prefixOfNode(): string | null {
  const node = Bun.which("node");
  try {
    return node === null ? null : dirname(dirname(realpathSync(node)));
  } catch {
    return null;
  }
}

/** The keys of an address stand under its own path, or that of a folder above it: `//host/path/:_authToken`. */
function authorisationOf(settings: Settings, url: string): Headers {
  const { host, pathname } = new URL(url);
  const parts = pathname.split("/").filter((part) => part !== "");
  for (let depth = parts.length; depth >= 0; depth--) {
    const place = `//${[host, ...parts.slice(0, depth)].join("/")}`;
    const own = (key: string) => settings[`${place}/:${key}`] ?? settings[`${place}:${key}`];
    const token = own("_authToken");
    if (token) return { authorization: `Bearer ${token}` };
    const password = own("_password");
    const pair = password && `${own("username") ?? ""}:${Buffer.from(password, "base64").toString()}`;
    const basic = own("_auth") ?? (pair && Buffer.from(pair).toString("base64"));
    if (basic) return { authorization: `Basic ${basic}` };
  }
  return {};
}
