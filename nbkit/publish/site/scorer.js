// In which order the search shows what it found: chapters as they follow each other, then the reference, then the
// instructor's pages.
const PARTS = [[/^(\d\d|a\d)_/, 300], [/^reference/, 100], [/^(notes\/|instructor$)/, 0]];
const partOf = (page) => PARTS.find(([part]) => part.test(page))?.[1] ?? 200;
const placeOf = (page) => Number(page.match(/^(?:notes\/)?(\d\d)_/)?.[1] ?? 99) / 100; // less than any difference

var Scorer = {
  score: ([page, , , , score]) => score + partOf(page) - placeOf(page),
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
};
