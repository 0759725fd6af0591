import { candidateByName, candidateSearch } from "../../../queries/candidate-query.ts";

/** Issues of the catalogue by series, number, year, publisher and title. */
export const comicsSearch = candidateSearch("comics.search");

/** One issue or cover, by the cover's id or file name, or by the issue's number in the catalogue or its key. */
export const comicsIssue = candidateByName("comics.issue");
