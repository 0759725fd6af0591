import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The variables of a process, as it was given them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where lote keeps what belongs to a person rather than to a workspace. */
export interface UserFolders {
  readonly home: string;
  /** `config.toml` and the list of trusted folders. */
  readonly config: string;
  /** The workspace of last resort. */
  readonly data: string;
  /** What can be made or fetched again. */
  readonly cache: string;
}

/**
 * The folders of the XDG Base Directory Specification 0.8. A variable that is empty or not an absolute path is
 * passed over, as the specification asks.
 *
 * @param home used where `HOME` is unset
 */
export function userFolders(environment: Environment, home = homedir()): UserFolders {
  const base = environment.HOME || home;
  const folder = (name: string, fallback: string) => {
    const given = environment[name];
    return join(given && isAbsolute(given) ? given : join(base, fallback), "lote");
  };
  return {
    home: base,
    config: folder("XDG_CONFIG_HOME", ".config"),
    data: folder("XDG_DATA_HOME", ".local/share"),
    cache: folder("XDG_CACHE_HOME", ".cache"),
  };
}
