import { LoteError } from "../../engine/errors/lote-error.ts";
import type { NameList } from "../../stores/characters.ts";
import type { Stores } from "../../stores/sqlite/open.ts";
import type { CommandAt } from "../command-line/parsed-command.ts";
import { alignedRows } from "../headless/columns.ts";
import { safeText } from "../safe-text.ts";
import { confirm } from "./confirm.ts";
import { type CommandContext, withStores } from "./context.ts";
import { showResults } from "./show-results.ts";

/** `lote lists list` */
export function listLists(context: CommandContext) {
  return withStores(context, async ({ characters }) => {
    const lists = characters.lists.all();
    if (isData(context)) {
      const results = lists.map(({ name, category, count, createdAt }) => ({
        name,
        category,
        count,
        createdAt: new Date(createdAt).toISOString(),
      }));
      return showResults(context, "lists", results);
    }
    for (const { name, count } of lists)
      await context.print(`${String(count).padStart(5)}  ${safeText(name)}`);
    return 0;
  });
}

/** `lote lists show` */
export function showList(context: CommandContext, { args }: CommandAt<"lists show">) {
  return withStores(context, async (stores) => {
    const list = found(stores, args.list);
    const names = stores.characters.lists.names(list.id).map((name) => ({
      name,
      imported: stores.characters.collection.named(name) !== undefined,
    }));
    if (isData(context)) return showResults(context, "lists", names);
    const words = context.t.text("people.imported");
    const rows = names.map(({ name, imported }) => [safeText(name), ...(imported ? [`(${words})`] : [])]);
    for (const line of alignedRows(rows)) await context.print(line.trimEnd());
    return 0;
  });
}

/** `lote lists rename` */
export function renameList(context: CommandContext, { args }: CommandAt<"lists rename">) {
  return withStores(context, async (stores) => {
    const list = found(stores, args.list);
    const isRenamed = await stores.ledger.write(() => stores.characters.lists.rename(list.id, args.to));
    if (!isRenamed) throw new LoteError("list-exists", { list: args.to });
    return 0;
  });
}

/** `lote lists delete` */
export function deleteList(context: CommandContext, { args }: CommandAt<"lists delete">) {
  return withStores(context, async (stores) => {
    const list = found(stores, args.list);
    const question = context.t.text("lists.confirmDelete", { list: list.name, count: list.count });
    if (!(await confirm(context, question))) return 2;
    await stores.ledger.write(() => stores.characters.lists.remove(list.id));
    return 0;
  });
}

function found({ characters }: Stores, name: string): NameList {
  const list = characters.lists.find(name);
  if (!list) throw new LoteError("list-unknown", { list: name });
  return list;
}

function isData({ flags }: CommandContext): boolean {
  return Boolean(flags.json || flags.ndjson);
}
