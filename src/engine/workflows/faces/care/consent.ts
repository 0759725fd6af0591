import type { ConsentRow } from "../../../../stores/faces.ts";
import { faceTables } from "../../../../stores/sqlite/faces/tables.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { actor } from "../identify/actor.ts";
import { namePart } from "../source/picture-url.ts";

const dayMs = 24 * 3600 * 1000;

/** What is noted of a person's consent. Dates are days, as `2027-01-31`, in UTC. */
export type ConsentNote = {
  readonly person: string;
  readonly purpose: string;
} & (
  | { readonly date: string | null; readonly until: string | null; readonly withdraws?: never }
  | { readonly withdraws: true }
);

/**
 * Notes that a person agreed, or agrees no longer. What was noted before stays, to be shown.
 *
 * @throws LoteError `consent-date`; `crew-unknown` where there is no consent that could be withdrawn
 */
export async function noteConsent(stores: Stores, note: ConsentNote): Promise<ConsentRow> {
  const { consents, audit } = faceTables(stores);
  const { ledger } = stores;
  const person = namePart(note.person);
  const { purpose } = note;
  return ledger.write(() => {
    const before = consents.newest(person, purpose);
    if (note.withdraws) {
      if (!before) throw new LoteError("crew-unknown", { person });
      consents.add({ ...before, withdrawnAt: before.withdrawnAt ?? ledger.now() });
    } else {
      const givenAt = note.date === null ? ledger.now() : startOf(note.date);
      const expiresAt = note.until === null ? null : startOf(note.until) + dayMs;
      consents.add({ person, purpose, givenAt, expiresAt, withdrawnAt: null });
    }
    const body = { change: note.withdraws ? "withdrawn" : "set", purpose };
    audit.add({ actor: actor(), action: "consent", picture: null, body });
    const after = consents.newest(person, purpose);
    if (!after) throw new Error("a consent was noted and is not there");
    return after;
  });
}

/** @throws LoteError `consent-date` */
function startOf(day: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || dayOf(at) !== day) throw new LoteError("consent-date", { value: day.slice(0, 40) });
  return at;
}

/** `2027-01-31`, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
