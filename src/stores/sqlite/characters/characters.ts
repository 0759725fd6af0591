import type { Database } from "bun:sqlite";
import type { CharacterPicture, CharacterRow, KeptCharacter, NewCharacter } from "../../characters.ts";
import { fromText, toText } from "../ledger/json.ts";

interface Row {
  readonly id: number;
  readonly entity: string;
  readonly name: string;
  readonly kind: CharacterRow["kind"];
  readonly category: string | null;
  readonly body: string;
  readonly picture: string | null;
  readonly importedAt: number;
}

type Body = Pick<
  NewCharacter,
  "description" | "names" | "summary" | "facts" | "corrected" | "removedPictures"
>;

/** Where a page of the collection begins. */
export interface PageOf {
  /** Part of a name, case and accents aside. */
  readonly words?: string;
  readonly category?: string;
  /** The last row of the page before. */
  readonly after?: { readonly sort: string; readonly id: number };
  readonly limit: number;
}

/** A name without case and accents, blanks made one: by it names are compared. */
export function nameKey(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s_]+/g, " ")
    .trim();
}

/** The imported people and characters. */
export class Characters {
  readonly #byEntity;
  readonly #byAlias;
  readonly #put;
  readonly #remove;
  readonly #putAlias;
  readonly #aliases;
  readonly #removeAliases;
  readonly #withPicture;

  constructor(
    private readonly db: Database,
    private readonly now: () => number,
  ) {
    const select =
      "SELECT id, entity, name, kind, category, body, picture, imported_at AS importedAt FROM character";
    this.#byEntity = db.query<Row, [string]>(`${select} WHERE entity = ?1`);
    this.#byAlias = db.query<Row, [string]>(
      `${select} WHERE id = (SELECT character FROM character_alias WHERE key = ?1)`,
    );
    this.#put = db.query<{ id: number }, (string | number | null)[]>(
      `INSERT INTO character (entity, name, sort, kind, category, body, picture, imported_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (entity) DO UPDATE SET name = excluded.name, sort = excluded.sort, kind = excluded.kind,
         category = excluded.category, body = excluded.body, picture = excluded.picture,
         imported_at = excluded.imported_at
       RETURNING id`,
    );
    this.#remove = db.query("DELETE FROM character WHERE id = ?1");
    this.#putAlias = db.query(
      `INSERT INTO character_alias (key, character) VALUES (?1, ?2)
       ON CONFLICT (key) DO UPDATE SET character = excluded.character`,
    );
    this.#aliases = db.query<{ key: string }, [number]>(
      "SELECT key FROM character_alias WHERE character = ?1 ORDER BY key",
    );
    this.#removeAliases = db.query("DELETE FROM character_alias WHERE character = ?1");
    this.#withPicture = db.query<Row, [string, number]>(
      `${select} WHERE picture IS NOT NULL AND entity > ?1 ORDER BY entity LIMIT ?2`,
    );
  }

  get(entity: string): CharacterRow | undefined {
    return toRow(this.#byEntity.get(entity));
  }

  /** Whom this name led to before. */
  named(name: string): CharacterRow | undefined {
    return toRow(this.#byAlias.get(nameKey(name)));
  }

  /** What is kept of somebody, as {@link restore} puts it back. */
  kept(entity: string): KeptCharacter | null {
    const row = this.get(entity);
    if (!row) return null;
    const { id, importedAt, ...character } = row;
    return { character, importedAt, aliases: this.#aliases.all(id).map(({ key }) => key) };
  }

  /** Writes somebody, in place of what was kept under the entity; `names` lead to it from now on. */
  put(character: NewCharacter, names: readonly string[]): void {
    const id = this.#write(character, this.now());
    for (const name of [character.name, ...names]) this.#putAlias.run(nameKey(name), id);
  }

  /** As it was; null removes it. */
  restore(entity: string, kept: KeptCharacter | null): void {
    const row = this.#byEntity.get(entity);
    if (row) this.#removeAliases.run(row.id);
    if (!kept) {
      if (row) this.#remove.run(row.id);
      return;
    }
    const id = this.#write(kept.character, kept.importedAt);
    for (const key of kept.aliases) this.#putAlias.run(key, id);
  }

  #write(character: NewCharacter, importedAt: number): number {
    const { entity, name, kind, category, picture, ...body } = character;
    const row = this.#put.get(
      entity,
      name,
      nameKey(name),
      kind,
      category,
      JSON.stringify(body satisfies Body),
      toText(picture),
      importedAt,
    );
    return row?.id ?? 0;
  }

  /** A page of the collection, by name. */
  page({ words = "", category, after, limit }: PageOf): CharacterRow[] {
    const rows = this.db
      .query<Row, [string, number, string, string | null, number]>(
        `SELECT id, entity, name, kind, category, body, picture, imported_at AS importedAt FROM character
         WHERE (sort, id) > (?1, ?2) AND instr(sort, ?3) > 0 AND (?4 IS NULL OR category = ?4)
         ORDER BY sort, id LIMIT ?5`,
      )
      .all(after?.sort ?? "", after?.id ?? 0, nameKey(words), category ?? null, limit);
    return rows.flatMap((row) => toRow(row) ?? []);
  }

  /** Where a page after this row begins. */
  placeOf({ name, id }: CharacterRow): NonNullable<PageOf["after"]> {
    return { sort: nameKey(name), id };
  }

  /** Those with a picture, by entity from after `entity`. */
  withPicture(entity: string, limit: number): (CharacterRow & { readonly picture: CharacterPicture })[] {
    return this.#withPicture.all(entity, limit).flatMap((row) => {
      const character = toRow(row);
      return character?.picture ? [{ ...character, picture: character.picture }] : [];
    });
  }

  /** Entities that have a picture with just this perceptual hash, so many of them. */
  withHash(hash: string, limit: number): string[] {
    return this.db
      .query<{ entity: string }, [string, number]>(
        `SELECT entity FROM character WHERE picture IS NOT NULL AND picture ->> 'hash' = ?1 ORDER BY entity LIMIT ?2`,
      )
      .all(hash, limit)
      .map(({ entity }) => entity);
  }

  categories(): string[] {
    return this.db
      .query<{ category: string }, []>(
        "SELECT DISTINCT category FROM character WHERE category IS NOT NULL ORDER BY category",
      )
      .all()
      .map(({ category }) => category);
  }

  count(): number {
    return this.db.query<{ n: number }, []>("SELECT count(*) AS n FROM character").get()?.n ?? 0;
  }
}

function toRow(row: Row | null): CharacterRow | undefined {
  if (!row) return undefined;
  const { body, picture, ...rest } = row;
  return { ...rest, ...fromText<Body>(body), picture: fromText<CharacterPicture | null>(picture) };
}
