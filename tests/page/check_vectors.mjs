// Runs the page's fold over the vectors; prints the first differences and fails.
import { readFileSync } from "node:fs";
import { asAnswer, sameStances } from "../../api/page/static/js/answers.js";
import { openBook, without } from "../../api/page/static/js/book.js";
import { posture } from "../../api/page/static/js/fold.js";
import { setAspects } from "../../api/page/static/js/status.js";

const { aspects, histories } = JSON.parse(readFileSync(process.argv[2], "utf8"));
setAspects(aspects);
let asked = 0, stances = 0, wrong = 0;
histories.forEach(({ columns, questions }, number) => {
  const book = openBook(columns);
  for (const question of questions) {
    const read = question.exclude ? without(book, question.exclude) : book;
    const found = posture(read, question.day, question.known_by);
    asked += 1;
    stances += found.length;
    if (sameStances(book, found, question.stances) || wrong++ > 2) continue;
    console.error(`history ${number}, day ${question.day}, known by ${question.known_by}, without ${question.exclude}`);
    console.error("page  ", JSON.stringify(found.map((stance) => asAnswer(book, stance))));
    console.error("domain", JSON.stringify(question.stances));
  }
});
console.log(JSON.stringify({ asked, stances, wrong }));
process.exit(wrong ? 1 : 0);
