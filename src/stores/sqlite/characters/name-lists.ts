import type { Database } from "bun:sqlite";
import type { NameList } from "../../characters.ts";

/** Saved lists of names, by their own name. */
export class NameLists {
  constructor(
    private readonly db: Database,
    private readonly now: () => number,
  ) {}

  all(): NameList[] {
    return this.db
      .query<NameList, []>(
        `SELECT id, name, category, created_at AS createdAt,
           (SELECT count(*) FROM name_list_entry WHERE list = name_list.id) AS count
         FROM name_list ORDER BY name`,
      )
      .all();
  }

  find(name: string): NameList | undefined {
    return this.all().find((list) => list.name === name);
  }

  names(list: number): string[] {
    return this.db
      .query<{ name: string }, [number]>("SELECT name FROM name_list_entry WHERE list = ?1 ORDER BY position")
      .all(list)
      .map(({ name }) => name);
  }

  /** Saves the names under a name, in place of what it held. */
  put(name: string, category: string | null, names: readonly string[]): void {
    const row = this.db
      .query<{ id: number }, [string, string | null, number]>(
        `INSERT INTO name_list (name, category, created_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET category = excluded.category RETURNING id`,
      )
      .get(name, category, this.now());
    const id = row?.id ?? 0;
    this.db.query("DELETE FROM name_list_entry WHERE list = ?1").run(id);
    const insert = this.db.query("INSERT INTO name_list_entry (list, position, name) VALUES (?1, ?2, ?3)");
    for (const [position, one] of names.entries()) insert.run(id, position, one);
  }

  /** False where another list has that name. */
  rename(list: number, name: string): boolean {
    return (
      this.db.query("UPDATE OR IGNORE name_list SET name = ?2 WHERE id = ?1").run(list, name).changes > 0
    );
  }

  remove(list: number): void {
    this.db.query("DELETE FROM name_list_entry WHERE list = ?1").run(list);
    this.db.query("DELETE FROM name_list WHERE id = ?1").run(list);
  }
}
