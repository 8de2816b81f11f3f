import { html, nothing, render, svg } from './vendor/lit-html/lit-html.js';

/**
 * A graph: columns of nodes, and lines between them.
 *
 * @typedef {object} Node
 * @property {string} id
 * @property {number} column
 * @property {string} label
 * @property {string} href
 * @property {boolean} [foreign] drawn dashed
 */

const SWEEPS = 4;

/** Orders each column so that few lines cross: each node goes to the mean position of its neighbours. */
export class Graph {
  /** @param {Node[]} nodes @param {[string, string][]} edges @param {string[]} names of the columns */
  constructor(nodes, edges, names) {
    this.names = names;
    const known = new Map(nodes.map((node) => [node.id, node]));
    this.edges = edges.filter(([from, to]) => known.has(from) && known.has(to));
    /** @type {Map<string, string[]>} */
    this.after = new Map();
    /** @type {Map<string, string[]>} */
    this.before = new Map();
    for (const [from, to] of this.edges) {
      this.after.set(from, [...(this.after.get(from) ?? []), to]);
      this.before.set(to, [...(this.before.get(to) ?? []), from]);
    }
    this.columns = names.map((_, i) => nodes.filter((node) => node.column === i));
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      const down = sweep % 2 === 0;
      const order = down ? this.columns.keys() : [...this.columns.keys()].reverse();
      for (const i of order) this.sort(i, down ? this.before : this.after);
    }
    this.drawn = '';
  }

  /** @param {number} i @param {Map<string, string[]>} neighbours */
  sort(i, neighbours) {
    const place = new Map(this.columns.flatMap((column) => column.map((node, at) => [node.id, at / column.length])));
    const middles = new Map(
      this.columns[i].map((node, at) => {
        const all = (neighbours.get(node.id) ?? []).map((id) => place.get(id) ?? 0);
        return [node.id, all.length ? all.reduce((a, b) => a + b) / all.length : at / this.columns[i].length];
      }),
    );
    this.columns[i].sort((a, b) => (middles.get(a.id) ?? 0) - (middles.get(b.id) ?? 0));
  }

  /** @param {(node: Node) => unknown} inside @param {(node: Node) => string} kind */
  view(inside, kind) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Topology">
      <div class="graph" data-columns=${this.names.length} @keydown=${this.walk} @pointerover=${this.light} @focusin=${this.light} @pointerleave=${this.dark} @focusout=${this.dark}>
        <svg aria-hidden="true" class="edges"></svg>
        ${this.names.map((name, i) => html`<section>
          <h2>${name}</h2>
          ${this.columns[i].length
            ? html`<ol>${this.columns[i].map((node) => html`<li>
                <a href=${node.href} class=${`node ${kind(node)} ${node.foreign ? 'foreign' : ''}`} data-id=${node.id}>${inside(node)}</a>
              </li>`)}</ol>`
            : html`<p class="none">none</p>`}
        </section>`)}
      </div>
    </div>`;
  }

  /** Draws the lines where the nodes are now. */
  connect() {
    const box = document.querySelector('.graph');
    const lines = box?.querySelector('svg');
    if (!box || !lines) return;
    const zero = box.getBoundingClientRect();
    /** @type {Map<string, DOMRect>} */
    const at = new Map();
    for (const node of box.querySelectorAll('.node')) at.set(this.id(node), node.getBoundingClientRect());
    const columns = [...box.querySelectorAll('section')].map((column) => ({
      edge: column.getBoundingClientRect(),
      nodes: [...column.querySelectorAll('.node')].map((node) => node.getBoundingClientRect()),
    }));
    const paths = this.edges.flatMap(([from, to]) => {
      const a = at.get(from);
      const b = at.get(to);
      return a && b ? [{ from, to, d: course(a, b, columns, zero) }] : [];
    });
    const signature = JSON.stringify(paths);
    if (this.drawn === signature && lines.childElementCount) return;
    this.drawn = signature;
    render(paths.map(({ from, to, d }) => svg`<path d=${d} data-from=${from} data-to=${to}></path>`), lines);
  }

  /** @param {Element | null} node */
  id(node) {
    return node?.getAttribute('data-id') ?? '';
  }

  /** All nodes before and after a node, and the node itself. @param {string} id */
  way(id) {
    const on = new Set([id]);
    for (const next of [this.after, this.before]) {
      const open = [id];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        for (const other of next.get(at) ?? []) {
          if (!on.has(other)) open.push(other);
          on.add(other);
        }
      }
    }
    return on;
  }

  light = (/** @type {Event} */ event) => {
    const node = /** @type {Element} */ (event.target).closest('.node');
    if (!node) return this.dark();
    const on = this.way(this.id(node));
    const box = node.closest('.graph');
    box?.toggleAttribute('data-way', true);
    for (const one of box?.querySelectorAll('.node') ?? []) one.toggleAttribute('data-on', on.has(this.id(one)));
    for (const one of box?.querySelectorAll('path') ?? []) {
      one.toggleAttribute('data-on', on.has(one.getAttribute('data-from') ?? '') && on.has(one.getAttribute('data-to') ?? ''));
    }
  };

  dark = () => {
    document.querySelector('.graph')?.toggleAttribute('data-way', false);
  };

  walk = (/** @type {KeyboardEvent} */ event) => {
    const node = /** @type {Element} */ (event.target).closest('.node');
    const id = this.id(node);
    const column = this.columns.find((all) => all.some((one) => one.id === id)) ?? [];
    const place = column.findIndex((one) => one.id === id);
    /** @type {Record<string, string | undefined>} */
    const to = {
      ArrowRight: this.after.get(id)?.[0],
      ArrowLeft: this.before.get(id)?.[0],
      ArrowDown: column[place + 1]?.id,
      ArrowUp: column[place - 1]?.id,
    };
    const next = to[event.key];
    if (!node || !(event.key in to)) return;
    event.preventDefault();
    if (next) /** @type {HTMLElement} */ (document.querySelector(`.node[data-id="${CSS.escape(next)}"]`))?.focus();
  };
}

/** How far from a node a line that passes it stays, in pixels. */
const CLEARANCE = 4;

/**
 * The path of a line from one node to another. It crosses the columns between them where no node is.
 *
 * @param {DOMRect} from @param {DOMRect} to @param {{ edge: DOMRect, nodes: DOMRect[] }[]} columns @param {DOMRect} zero
 */
function course(from, to, columns, zero) {
  const middle = (/** @type {DOMRect} */ node) => node.top + node.height / 2;
  let [x, y] = [from.right, middle(from)];
  const at = (/** @type {number} */ x, /** @type {number} */ y) => `${Math.round(x - zero.left)} ${Math.round(y - zero.top)}`;
  const bend = (/** @type {number} */ x2, /** @type {number} */ y2) => `C${at((x + x2) / 2, y)} ${at((x + x2) / 2, y2)} ${at(x2, y2)}`;
  let d = `M${at(x, y)}`;
  for (const { edge, nodes } of columns.filter(({ edge }) => edge.left > from.right && edge.right < to.left)) {
    const straight = y + ((middle(to) - y) * (edge.left - x)) / (to.left - x);
    const passage = free(nodes, straight);
    d += `${bend(edge.left, passage)}L${at(edge.right, passage)}`;
    [x, y] = [edge.right, passage];
  }
  return d + bend(to.left, middle(to));
}

/** The height closest to y at which a line can pass a column: between, above or below its nodes. @param {DOMRect[]} nodes @param {number} y */
function free(nodes, y) {
  if (nodes.every((node) => y < node.top - CLEARANCE || y > node.bottom + CLEARANCE)) return y;
  const gaps = nodes.map((node, i) => (nodes[i + 1] ? (node.bottom + nodes[i + 1].top) / 2 : node.bottom + CLEARANCE));
  return [nodes[0].top - CLEARANCE, ...gaps].reduce((best, gap) => (Math.abs(gap - y) < Math.abs(best - y) ? gap : best));
}

/** The course of a number as a small curve, which screen readers leave out. @param {number[]} points */
export function sparkline(points) {
  if (points.length < 2) return nothing;
  const most = Math.max(...points, 1e-9);
  const d = points.map((n, i) => `${i ? 'L' : 'M'}${(60 * i) / (points.length - 1)} ${(14 - (13 * n) / most).toFixed(1)}`).join('');
  return html`<svg class="spark" viewBox="0 0 60 15" aria-hidden="true">${svg`<path d=${d}></path>`}</svg>`;
}
