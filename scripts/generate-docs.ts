/**
 * Writes the pages that are made from tables in the code: `bun scripts/generate-docs.ts`. A test compares them with
 * what is on the disk, so a stale page does not pass.
 */

import { join } from "node:path";
import { commandsPage } from "./docs/commands-page.ts";
import { configurationPage } from "./docs/configuration-page.ts";
import { environmentExample } from "./docs/environment-example.ts";
import { errorsPage } from "./docs/errors-page.ts";

/** Every generated file, by its path in the repository. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  "docs/commands.md": commandsPage,
  "docs/configuration.md": configurationPage,
  "docs/errors.md": errorsPage,
  ".env.example": environmentExample,
};

if (import.meta.main) {
  for (const [path, page] of Object.entries(generatedPages)) {
    await Bun.write(join(import.meta.dir, "..", path), page());
  }
}
