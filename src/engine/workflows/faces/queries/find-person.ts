import type { Candidate } from "../../../../stores/ledger.ts";
import {
  type CandidateByName,
  type CandidateSearch,
  candidateByName,
  candidateSearch,
  type Found,
} from "../../../queries/candidate-query.ts";
import { defineQuery, type QueryDefinition, type QueryEnvironment } from "../../../queries/query.ts";
import { openFaceStores } from "../sink/open-sink.ts";
import { usualSink } from "../sink/usual-sink.ts";
import { namePart } from "../source/picture-url.ts";

/** People by a part of their key. */
export const findPerson: CandidateSearch = candidateSearch("faces.search");
/** A person by their key, whether or not there is a vector of them: who is named by hand may be anybody. */
export const namePerson: CandidateByName = candidateByName("faces.person");

/** So many keys are read at once. */
const page = 1000;

export const peopleSearch: QueryDefinition = defineQuery(findPerson, (environment) => ({
  run: async function* ({ text, limit }, signal) {
    const wanted = text.trim();
    let left = limit;
    let isThere = false;
    for await (const person of people(environment)) {
      if (signal.aborted || left === 0) break;
      if (!person.toLowerCase().includes(wanted.toLowerCase())) continue;
      isThere ||= person === wanted;
      left--;
      yield found(person);
    }
    // Whom nobody has a vector of can be marked by hand nonetheless.
    if (!isThere && left > 0 && isKey(wanted)) yield found(wanted);
  },
}));

export const peopleByName: QueryDefinition = defineQuery(namePerson, () => ({
  run: function* ({ id }) {
    if (isKey(id.trim())) yield found(id.trim());
  },
}));

async function* people({ stores, settings }: QueryEnvironment): AsyncGenerator<string> {
  const { sink } = await openFaceStores(stores, settings, {
    kind: usualSink(stores, settings),
    access: "read",
  });
  try {
    for (let after = ""; ; ) {
      const rows = await sink.people(after, page);
      for (const { person } of rows) yield person;
      const last = rows.at(-1);
      if (!last || rows.length < page) return;
      after = last.person;
    }
  } finally {
    await sink.close();
  }
}

function isKey(text: string): boolean {
  try {
    return namePart(text).length <= 64;
  } catch {
    return false;
  }
}

function found(person: string): Found {
  const candidate: Candidate = {
    id: person,
    label: person,
    score: 0,
    probability: null,
    reasons: [],
    target: person,
  };
  return { candidate, detail: "" };
}
