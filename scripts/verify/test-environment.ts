import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** What the machine may tell a test: where programs are, who runs them, and the folder of real pictures. */
const kept =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|LOTE_ASSETS|LOTE_TEST_\w+|SSL_CERT_\w+|NODE_EXTRA_CA_CERTS)$/;

/**
 * The environment in which every step runs, the same on every machine: no colour, UTC, UTF-8, no `CI` (Ink
 * would go non-interactive), no keys or settings of whoever runs it, and folders of its own for everything
 * that lote would keep outside its workspace.
 *
 * @param variables the environment of the caller
 * @param folder an empty folder; the temporary, cache, data and configuration folders are made in it
 */
export function testEnvironment(
  variables: Record<string, string | undefined>,
  folder: string,
): Record<string, string> {
  // As open as /tmp is: a test of the superuser becomes somebody else and must still reach its files.
  chmodSync(folder, 0o755);
  const own = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined && kept.test(name)) environment[name] = value;
  }
  return {
    ...environment,
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    TZ: "UTC",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TMPDIR: own("tmp"),
    XDG_CACHE_HOME: own("cache"),
    XDG_CONFIG_HOME: own("config"),
    XDG_DATA_HOME: own("data"),
  };
}
