import { html, nothing } from './vendor/lit-html/lit-html.js';
import { repeat } from './vendor/lit-html/directives/repeat.js';
import { update } from './app.js';

/**
 * @typedef {object} Column
 * @property {string} name
 * @property {(row: any) => string | number | undefined} [value] the value by which rows are sorted
 * @property {(row: any) => unknown} [cell] the content of a cell, if it is not the value
 * @property {boolean} [number]
 */

/** A table that a click on a column's name sorts. While a row has the focus, the rows keep their order. */
export class Table {
  /** @param {string} caption @param {(row: any) => string} key @param {Column[]} columns */
  constructor(caption, key, columns) {
    this.caption = caption;
    this.key = key;
    this.columns = columns;
    this.id = `table-${caption.replace(/\W+/g, '-').toLowerCase()}`;
    /** @type {Column | undefined} */
    this.by = undefined;
    this.down = false;
    /** @type {string[]} */
    this.order = [];
  }

  /** @param {any[]} rows @param {(row: any) => string} [kind] the class of a row */
  view(rows, kind) {
    const sorted = this.sorted(rows);
    this.order = sorted.map(this.key);
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${this.caption}>
      <table id=${this.id}>
        <caption class="unseen">${this.caption}</caption>
        <thead><tr>${this.columns.map((column) => this.head(column))}</tr></thead>
        <tbody>${repeat(sorted, this.key, (row) => html`<tr class=${kind?.(row) ?? ''} data-key=${this.key(row)}>
          ${this.columns.map((column, i) => cell(column, row, i))}
        </tr>`)}</tbody>
      </table>
    </div>`;
  }

  /** @param {Column} column */
  head(column) {
    const sort = this.by === column ? (this.down ? 'descending' : 'ascending') : nothing;
    return html`<th scope="col" class=${column.number ? 'number' : ''} aria-sort=${sort}>
      ${column.value
        ? html`<button type="button" class="sort" @click=${() => this.sortBy(column)}>${column.name}<span aria-hidden="true">${
            this.by === column ? (this.down ? ' ▼' : ' ▲') : ''
          }</span></button>`
        : column.name}
    </th>`;
  }

  /** @param {Column} column */
  sortBy(column) {
    this.down = this.by === column ? !this.down : Boolean(column.number);
    this.by = column;
    this.order = [];
    update();
  }

  /** @param {any[]} rows */
  sorted(rows) {
    if (document.getElementById(this.id)?.querySelector('tbody')?.contains(document.activeElement)) {
      const place = new Map(this.order.map((key, i) => [key, i]));
      return [...rows].sort((a, b) => (place.get(this.key(a)) ?? 1e9) - (place.get(this.key(b)) ?? 1e9));
    }
    const value = this.by?.value;
    if (!value) return rows;
    const sign = this.down ? -1 : 1;
    return [...rows].sort((a, b) => sign * compare(value(a), value(b)));
  }
}

/** @param {Column} column @param {any} row @param {number} i */
function cell(column, row, i) {
  const shown = column.cell ? column.cell(row) : column.value?.(row) ?? '–';
  return i === 0 && column.value
    ? html`<th scope="row">${shown}</th>`
    : html`<td class=${column.number ? 'number' : ''}>${shown}</td>`;
}

/** @param {any} a @param {any} b */
function compare(a, b) {
  if (a === undefined || b === undefined) return (a === undefined ? -1 : 0) - (b === undefined ? -1 : 0);
  return typeof a === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
}
