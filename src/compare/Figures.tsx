import {
  measureSections,
  type MeasureRow,
  type Measures,
  type MeasureSection,
} from "#comparison/measures.ts";
import { momentText } from "#ui/quantities.ts";
import styles from "./Compare.module.css";
import { Letter } from "./Letter.tsx";

/** A is said to be behind only where a person would notice. */
const BEHIND_MS = 300;

/** The figures of both at the playhead, with the difference in words. */
export function Figures({ a, b }: { readonly a: Measures; readonly b: Measures }) {
  const isBehind = Math.abs(a.atMs - b.atMs) > BEHIND_MS;
  return (
    <section className={styles["figures"]} aria-label="Figures at the playhead" tabIndex={0}>
      <table>
        <caption>
          At {momentText(b.atMs * 1000)}
          {isBehind && <span className={styles["muted"]}> (A is at {momentText(a.atMs * 1000)})</span>}
        </caption>
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">
              <Letter of="A" />
            </th>
            <th scope="col">
              <Letter of="B" />
            </th>
            <th scope="col">B has</th>
          </tr>
        </thead>
        {measureSections(a, b).map((section) => (
          <Section key={section.id} section={section} />
        ))}
      </table>
    </section>
  );
}

function Section({ section: { title, rows } }: { readonly section: MeasureSection }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4} className={styles["group"]}>
          <bdi>{title}</bdi>
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </tbody>
  );
}

function Row({ row: { label, a, b, says, isBetter } }: { readonly row: MeasureRow }) {
  const verdict = isBetter === null ? "" : isBetter ? "better" : "worse";
  return (
    <tr data-verdict={verdict}>
      <th scope="row">{label}</th>
      <td>{a}</td>
      <td>{b}</td>
      <td className={styles["says"]}>
        {says}
        {verdict !== "" && <span className={styles["verdict"]}> {verdict}</span>}
      </td>
    </tr>
  );
}
