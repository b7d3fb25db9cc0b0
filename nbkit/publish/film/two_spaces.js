// Chapter 9: two planes, computed in the page by the rules of `plots.two_spaces` and of the chapter's `best_output`.
(() => {
  const TINTS = ["#d6e8f3", "#f8e5d6"];
  const GRID = 'stroke="#8c959f" stroke-width=".8" stroke-opacity=".75"';
  const BORDER = 'stroke="#22272e" stroke-width="4.27" stroke-linecap="round"';
  const LINES = [
    'stroke="#009e73" stroke-width="2.67"',
    'stroke="#cc79a7" stroke-width="2.67" stroke-dasharray="9.87 4.27"',
  ];
  const CELLS = 64; // each way, on which the score is looked at
  const BENT = 14; // lines each way of the grid that is bent
  const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

  const sigmoid = (z) => 1 / (1 + Math.exp(-z));
  const steps = (low, high, count) => [...Array(count + 1).keys()].map((k) => low + ((high - low) * k) / count);

  // The weights [u, v, c] for which u h₁ + v h₂ + c comes closest to −1 for the first class, 1 for the second;
  // where there are many, the smallest. A grain on the diagonal does that: it moves no digit that is shown.
  function leastSquares(classes) {
    const A = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1e-9 : 0)));
    const t = [0, 0, 0];
    classes.forEach((places, k) =>
      places.forEach(([u, v]) => {
        const row = [u, v, 1];
        for (let i = 0; i < 3; i++) {
          t[i] += row[i] * (2 * k - 1);
          for (let j = 0; j < 3; j++) A[i][j] += row[i] * row[j];
        }
      }),
    );
    for (let i = 0; i < 3; i++) {
      for (let k = i + 1; k < 3; k++) {
        const share = A[k][i] / A[i][i];
        for (let j = i; j < 3; j++) A[k][j] -= share * A[i][j];
        t[k] -= share * t[i];
      }
    }
    const w = [0, 0, 0];
    for (let i = 2; i >= 0; i--) {
      w[i] = t[i];
      for (let j = i + 1; j < 3; j++) w[i] -= A[i][j] * w[j];
      w[i] /= A[i][i];
    }
    return w;
  }

  // Of a cell the corners above 0, and the points on its edges where the score passes 0.
  function cut(corners, scores) {
    const inside = [], on = [];
    corners.forEach((corner, k) => {
      const next = (k + 1) % 4;
      if (scores[k] > 0) inside.push(corner);
      if (scores[k] > 0 !== scores[next] > 0) {
        const share = scores[k] / (scores[k] - scores[next]);
        const point = corner.map((value, i) => value + share * (corners[next][i] - value));
        inside.push(point);
        on.push(point);
      }
    });
    return [inside, on];
  }

  class Plane {
    constructor(svg, { x, y }, number) {
      const windows = [...svg.querySelectorAll("svg")];
      const box = [...new Set(windows.map((one) => one.getAttribute("viewBox")))][number];
      [this.below, ...this.above] = windows.filter((one) => one.getAttribute("viewBox") === box);
      const rows = this.above.flatMap((one) => [...one.querySelectorAll("[style*=marker]")]);
      this.marks = rows.map((one) => one.getAttribute("style"));
      this.begins = rows.map((one) => one.getAttribute("d").match(/[\d.]+/g).slice(0, 2).map(Number));
      this.box = box.split(" ").map(Number);
      Object.assign(this, { x, y });
    }

    at([u, v]) {
      const [left, top, width, height] = this.box, { x, y } = this;
      return [left + ((u - x[0]) / (x[1] - x[0])) * width, top + ((y[1] - v) / (y[1] - y[0])) * height];
    }

    line(places, [right, down] = [0, 0]) {
      const written = (place) => {
        const [left, top] = this.at(place);
        return `${(left + right).toFixed(1)} ${(top + down).toFixed(1)}`;
      };
      return `M${places.map(written).join("L")}`;
    }

    // The side on which the score is above 0, and the line between the two sides. Whole cells in a row are one.
    sides(score) {
      const us = steps(...this.x, CELLS), vs = steps(...this.y, CELLS);
      const found = vs.map((v) => us.map((u) => score([u, v])));
      let side = "", border = "";
      for (let j = 0; j < CELLS; j++) {
        let begin = -1; // of whole cells
        const end = (i) => {
          const row = [[us[begin], vs[j]], [us[i], vs[j]], [us[i], vs[j + 1]], [us[begin], vs[j + 1]]];
          if (begin >= 0) side += `${this.line(row)}z`;
          begin = -1;
        };
        for (let i = 0; i < CELLS; i++) {
          const scores = [found[j][i], found[j][i + 1], found[j + 1][i + 1], found[j + 1][i]];
          const above = (scores[0] > 0) + (scores[1] > 0) + (scores[2] > 0) + (scores[3] > 0);
          if (above === 4 && begin < 0) begin = i;
          if (above < 4) end(i);
          if (above % 4 === 0) continue;
          const [inside, on] = cut(CORNERS.map(([a, b]) => [us[i + a], vs[j + b]]), scores);
          side += `${this.line(inside)}z`;
          for (let k = 0; k + 1 < on.length; k += 2) border += this.line([on[k], on[k + 1]]);
        }
        end(CELLS);
      }
      return [side, border];
    }

    // A mark is drawn from its first corner on: how far that lies from the point.
    shifts(classes) {
      const places = classes.map(([first]) => this.at(first));
      return this.begins.map(([left, top], k) => [left - places[k][0], top - places[k][1]]);
    }

    draw(score, grid, classes, shifts, lines) {
      const [side, border] = this.sides(score), [left, top, width, height] = this.box;
      this.below.innerHTML = `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${TINTS[0]}"/>
        <path d="${side}" fill="${TINTS[1]}"/><path d="${grid.map((one) => this.line(one)).join("")}" ${GRID}/>`;
      const points = classes.map((places, k) => `<path d="${this.line(places, shifts[k])}" style="${this.marks[k]}"/>`);
      const drawn = lines.map((one, k) => one && `<path d="${this.line(one)}" ${LINES[k]}/>`);
      this.above.forEach((one) => (one.innerHTML = ""));
      this.above.at(-1).innerHTML = `${points.join("")}<path d="${border}" ${BORDER}/>${drawn.join("")}`;
    }
  }

  // Two points of the line w·x + b = 0, outside of the window; nothing where w is 0.
  function across([wx, wy], b, { x, y }) {
    const norm = Math.hypot(wx, wy);
    if (norm < 1e-12) return null;
    const centre = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2], reach = Math.hypot(x[1] - x[0], y[1] - y[0]) / norm;
    const share = (centre[0] * wx + centre[1] * wy + b) / norm ** 2;
    const foot = [centre[0] - wx * share, centre[1] - wy * share];
    return [1, -1].map((way) => [foot[0] + way * wy * reach, foot[1] - way * wx * reach]);
  }

  function gridOf({ x, y }) {
    const fine = (low, high) => steps(low, high, 40);
    const upright = steps(...x, BENT - 1).map((u) => fine(...y).map((v) => [u, v]));
    return [...upright, ...steps(...y, BENT - 1).map((v) => fine(...x).map((u) => [u, v]))];
  }

  const SQUARE = [[0.5, -1, 0.5, 2], [-1, 0.5, 2, 0.5]].map(([a, b, c, d]) => [[a, b], [c, d]]);

  (window.nbkitDraw ??= {}).two_spaces = (svg, { planes, points }) => {
    const [input, hidden] = planes.map((plane, number) => new Plane(svg, plane, number));
    const grid = gridOf(input), shifts = input.shifts(points);
    const title = svg.querySelector("text[font-weight=bold]");
    return ([w11, w21, b1, w12, w22, b2]) => {
      const bend = ([u, v]) => [sigmoid(w11 * u + w21 * v + b1), sigmoid(w12 * u + w22 * v + b2)];
      const bent = points.map((places) => places.map(bend));
      const [a, b, c] = leastSquares(bent);
      const score = ([u, v]) => a * u + b * v + c;
      const right = bent.map((places, k) => places.filter((place) => score(place) > 0 === (k === 1)).length);
      const accuracy = (right[0] + right[1]) / (points[0].length + points[1].length);
      const lines = [across([w11, w21], b1, input), across([w12, w22], b2, input)];
      input.draw((place) => score(bend(place)), grid, points, shifts, lines);
      hidden.draw(score, grid.map((line) => line.map(bend)), bent, shifts, SQUARE);
      title.textContent = `accuracy ${accuracy.toFixed(3)}`;
      return title.textContent;
    };
  };
})();
