/**
 * How wide a text is, without a page: advance widths of Inter, taken from the font (a test holds them equal). So a
 * drawing is the same bytes wherever it is made, and nothing overflows where Inter is there to draw it. Kerning is left
 * out; the fonts that stand in for Inter are narrower.
 */

export type Weight = 400 | 500 | 600 | 700;

/** Widths of U+0020 to U+007E in thousandths of the em. */
const ASCII: Readonly<Record<Weight, readonly number[]>> = {
  400: numbers(
    "281 288 466 633 642 982 644 300 365 365 501 662 288 460 288 360 631 407 610 618 646 593 620 566 619 620 " +
      "288 302 662 662 662 511 966 690 654 730 722 601 590 746 743 269 571 672 565 903 753 765 639 765 644 642 " +
      "646 744 690 985 682 679 629 365 360 365 471 456 323 562 612 571 612 583 370 613 591 242 242 549 242 876 " +
      "591 600 612 612 376 528 327 591 562 818 546 562 552 426 333 426 662",
  ),
  500: numbers(
    "267 304 494 639 646 993 653 313 369 369 521 667 303 462 303 370 646 415 616 627 656 603 630 571 629 630 " +
      "303 315 667 667 667 527 982 709 657 733 722 603 589 748 745 272 575 688 565 913 756 767 642 769 648 646 " +
      "653 740 709 1003 701 696 641 369 370 369 477 463 337 568 618 577 618 587 379 620 602 252 252 559 252 888 " +
      "602 604 618 618 387 539 340 602 575 829 557 575 559 440 346 440 667",
  ),
  600: numbers(
    "252 321 523 644 650 1004 663 326 373 373 540 673 319 465 319 379 660 423 623 636 666 612 640 576 640 640 " +
      "319 329 673 673 673 543 999 728 659 737 722 605 588 749 746 277 580 703 565 922 759 769 645 773 652 650 " +
      "660 736 728 1020 720 713 652 373 379 373 481 469 351 574 624 583 624 591 389 625 612 262 262 569 262 900 " +
      "612 609 624 624 397 549 353 612 587 839 569 588 566 455 359 455 673",
  ),
  700: numbers(
    "237 338 552 649 655 1016 672 339 377 377 559 679 334 468 334 388 674 431 630 646 676 622 649 582 651 649 " +
      "334 343 679 679 679 560 1016 747 662 740 722 607 587 750 747 281 584 719 565 932 762 771 648 777 657 655 " +
      "667 732 747 1038 738 731 664 377 388 377 487 476 365 581 630 588 630 596 398 632 623 271 271 580 271 913 " +
      "623 613 630 630 407 560 366 623 600 850 580 602 573 469 372 469 679",
  ),
};

function numbers(text: string): readonly number[] {
  return text.split(" ").map(Number);
}

/** Punctuation that we write ourselves, by weight as above. */
const SIGNS: Readonly<Record<string, readonly [number, number, number, number]>> = {
  "…": [864, 910, 956, 1002],
  "–": [500, 500, 500, 500],
  "—": [1000, 1000, 1000, 1000],
  "·": [288, 303, 319, 334],
  "×": [662, 667, 673, 679],
  "“": [440, 474, 507, 540],
  "”": [440, 471, 501, 532],
  "‘": [261, 277, 294, 311],
  "’": [261, 277, 294, 311],
  // No subset of the font has it; the pen draws it.
  "→": [860, 860, 860, 860],
};

/** Letters of other alphabets, on the generous side. */
const OTHER = 700;
const FULL_WIDTH = 1050;
/** Marks that stand on the letter before, joiners and signs that nobody sees. */
const COMBINING = /^[\p{M}\p{Cf}]$/u;

function letterWidth(letter: string, weight: Weight): number {
  const code = letter.codePointAt(0) ?? 0;
  const known = ASCII[weight][code - 0x20];
  if (known !== undefined) return known;
  const sign = SIGNS[letter];
  if (sign !== undefined) return sign[weight / 100 - 4] ?? OTHER;
  if (COMBINING.test(letter)) return 0;
  // Accented letters are as wide as the letter below the accent.
  const base = code < 0x250 ? (letter.normalize("NFD").codePointAt(0) ?? code) : code;
  if (base !== code) return ASCII[weight][base - 0x20] ?? OTHER;
  return code >= 0x1100 ? FULL_WIDTH : OTHER;
}

/** Width of one line of text in the units of `size`. */
export function textWidth(words: string, size: number, weight: Weight): number {
  let thousandths = 0;
  for (const letter of words) thousandths += letterWidth(letter, weight);
  return (thousandths * size) / 1000;
}

/** Cut with an ellipsis where it would be wider than `width`; no letter is cut in half. */
export function cutToWidth(words: string, width: number, size: number, weight: Weight): string {
  if (textWidth(words, size, weight) <= width) return words;
  let room = width - textWidth("…", size, weight);
  let kept = "";
  for (const letter of words) {
    room -= textWidth(letter, size, weight);
    if (room < 0) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines that are no wider than `width`, broken at spaces, or within a word that is wider; at most `linesMax`, the last cut with an ellipsis. */
export function wrapped(
  text: string,
  width: number,
  size: number,
  weight: Weight,
  linesMax: number,
): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of piecesOf(paragraph, width, size, weight)) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && textWidth(longer, size, weight) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
      if (lines.length > linesMax) break;
    }
    lines.push(line);
    if (lines.length > linesMax) break;
  }
  if (lines.length <= linesMax) return lines;
  const kept = lines.slice(0, linesMax);
  const last = kept.at(-1) ?? "";
  return [...kept.slice(0, -1), cutToWidth(`${last} …`, width, size, weight).replace(/ ?…+$/, "…")];
}

/** Words, those that are wider than a line in pieces. */
function piecesOf(paragraph: string, width: number, size: number, weight: Weight): string[] {
  return paragraph.split(" ").flatMap((word) => {
    if (textWidth(word, size, weight) <= width) return [word];
    const pieces: string[] = [];
    let [piece, used] = ["", 0];
    for (const letter of word) {
      const wide = textWidth(letter, size, weight);
      if (piece !== "" && used + wide > width) {
        pieces.push(piece);
        [piece, used] = ["", 0];
      }
      piece += letter;
      used += wide;
    }
    return [...pieces, piece];
  });
}
