import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { EngineSettings } from "../../../config/engine-settings.ts";
import { openFaceStores } from "../sink/open-sink.ts";
import { usualSink } from "../sink/usual-sink.ts";

/** So many keys are read at once. */
const page = 1000;
/** Keys told of those that are nearly the same, at most. */
const most = 3;

/** Is somebody known, and if not, who is meant perhaps. */
export interface Acquaintance {
  readonly isKnown: boolean;
  /** Keys of known people that one slip of the finger makes of the one asked for. */
  readonly near: readonly string[];
}

/**
 * Is this the key of somebody: of whom there is a vector, a consent that was noted, or who was at an event before? A key
 * that is typed may be mistyped, and nobody would notice.
 *
 * @throws LoteError as {@link openFaceStores}
 */
export async function acquaintance(
  stores: Stores,
  settings: EngineSettings,
  person: string,
): Promise<Acquaintance> {
  const { consents, attendance } = faceTables(stores);
  if (consents.history(person).length > 0 || attendance.hasSeen(person)) return { isKnown: true, near: [] };
  const kind = usualSink(stores, settings);
  const { sink } = await openFaceStores(stores, settings, { kind, access: "read" });
  try {
    if ((await sink.count(person)) > 0) return { isKnown: true, near: [] };
    const near: string[] = [];
    for (let after = ""; near.length < most; ) {
      const rows = await sink.people(after, page);
      near.push(...rows.flatMap((row) => (isOneSlip(row.person, person) ? [row.person] : [])));
      const last = rows.at(-1);
      if (!last || rows.length < page) break;
      after = last.person;
    }
    return { isKnown: false, near: near.slice(0, most) };
  } finally {
    await sink.close();
  }
}

/** One character another, too many or too few, or two neighbours the wrong way round. */
function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  if (rest.slice(1) === otherRest.slice(1)) return true;
  if (rest.slice(1) === otherRest || rest === otherRest.slice(1)) return true;
  return rest.slice(2) === otherRest.slice(2) && rest[0] === otherRest[1] && rest[1] === otherRest[0];
}
