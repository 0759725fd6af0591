import { Mysql } from "../../../../stores/mysql/connection.ts";
import { crewRows } from "../../../../stores/mysql/crew-table.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { keys } from "../../../config/keys.ts";
import { LoteError, toLoteError } from "../../../errors/lote-error.ts";
import type { SourceProblem } from "../../../sources/problem.ts";
import type { CrewFrom } from "../parameters.ts";
import type { CrewPages, CrewPicture } from "./crew-picture.ts";
import { csvPages } from "./csv-source.ts";
import { folderPages } from "./folder-source.ts";
import { mysqlAddress } from "./mysql-address.ts";
import { namePart, pictureUrl } from "./picture-url.ts";

/** Where the base of pictures' addresses is configured, without a slash at its end; null: nowhere. */
export function imageBase(settings: EngineSettings): string | null {
  return settings["image-base-url"]?.replace(/\/+$/, "") ?? null;
}

/**
 * The people's pictures of a source, in pages.
 *
 * @param only the key of the one person who is wanted
 * @throws LoteError `image-base-unset`, `mysql-unset`, and as the source
 */
export function crewPages(from: CrewFrom, settings: EngineSettings, only: string | null): CrewPages {
  const base = imageBase(settings);
  const columns = {
    person: settings["crew-id-column"] ?? keys["crew-id-column"].default,
    picture: settings["crew-picture-column"] ?? keys["crew-picture-column"].default,
  };
  if (from.kind === "folder") return folderPages(from.path, only);
  if (from.kind === "csv") return csvPages(from.path, columns, base, only);
  if (base === null) throw new LoteError("image-base-unset");
  return mysqlPages(settings, columns, base, only);
}

async function* mysqlPages(
  settings: EngineSettings,
  columns: { person: string; picture: string },
  base: string,
  only: string | null,
): CrewPages {
  const mysql = new Mysql(mysqlAddress(settings));
  const names = {
    ...columns,
    table: settings["crew-table"] ?? keys["crew-table"].default,
    active: settings["crew-active"] ?? null,
  };
  try {
    for await (const rows of crewRows(mysql, names, only)) {
      yield rows.map(({ person, picture }) => pictureOf(base, person.trim(), picture.trim()));
    }
  } finally {
    await mysql.close();
  }
}

function pictureOf(base: string, person: string, picture: string): CrewPicture | SourceProblem {
  const key = `${person}/${picture}`;
  try {
    return {
      key,
      person: namePart(person),
      slot: "",
      picture,
      at: { url: pictureUrl(base, person, picture) },
    };
  } catch (error) {
    return { key, problem: toLoteError(error) };
  }
}
