import { dayOf } from "../../engine/workflows/faces/care/consent.ts";
import type { ConsentRow } from "../../stores/faces.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";

/** What somebody agreed to, since when and until when. */
export function consentWords(
  { purpose, givenAt, expiresAt, withdrawnAt }: ConsentRow,
  t: Translator,
): string {
  const said = { purpose: safeText(purpose), date: dayOf(givenAt) };
  if (withdrawnAt !== null) return t.text("faces.consentWithdrawn", { ...said, end: dayOf(withdrawnAt) });
  if (expiresAt === null) return t.text("faces.consentGiven", said);
  return t.text("faces.consentUntil", { ...said, end: dayOf(expiresAt - 1) });
}
