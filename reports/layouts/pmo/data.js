"use strict";
// The rows, unpacked once: columns of numbers, and lists of the words that they are places in.

const STATES = [
  { mark: "済", word: "完了済み", tone: "good" },
  { mark: "中", word: "作業中", tone: "caution" },
  { mark: "未", word: "未着手", tone: "plain" },
  { mark: "外", word: "対象外", tone: "muted" },
];
const UNTOLD = { mark: "－", word: "記載なし", tone: "muted" };
const DONE = "0";
const OUTSIDE = "3";
const STEPS = 40;
const BANDS = ["100 %", "80 % 以上 100 % 未満", "80 % 未満", "記載なし"];
const EXACT = 1e-9;
const UNKNOWN = "不明";

async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

// Adds to the data what is derived from them: each row's body, first system, rate, band and vendors.
function derive(data) {
  const { rows, bodies, systems } = data;
  const size = rows.business.length;
  const found = { ...data, size, body: [], system: [], rate: [], band: [], vendor: [], support: [], first: [] };
  for (let b = 0, i = 0; b < bodies.name.length; b++) {
    found.first.push(i);
    for (const end = i + bodies.businesses[b]; i < end; i++) found.body.push(b);
  }
  found.vendorSets = [];
  const places = new Map();
  for (let i = 0, s = 0; i < size; i++) {
    found.system.push(s);
    const end = s + rows.systems[i];
    const vendors = [...new Set(systems.vendor.slice(s, end))];
    const key = vendors.join();
    if (!places.has(key)) {
      places.set(key, found.vendorSets.length);
      found.vendorSets.push(vendors);
    }
    found.vendor.push(places.get(key));
    found.support.push(systems.reason.slice(s, end).find(Boolean) || "");
    found.rate.push(rateOf(rows, i));
    found.band.push(bandOf(found.rate[i]));
    s = end;
  }
  found.vendorTexts = found.vendorSets.map((set) => set.map((v) => data.vendors[v]).join("、") || UNKNOWN);
  return found;
}

function stateOf(data, row, step) {
  return STATES[data.rows.states[row * STEPS + step]] || UNTOLD;
}

function rateOf(rows, row) {
  if (rows.states[row * STEPS] === "-") return rows.printed[row];
  let closed = 0;
  for (let i = row * STEPS; i < (row + 1) * STEPS; i++) {
    const state = rows.states[i];
    closed += state === DONE || state === OUTSIDE;
  }
  return closed / STEPS;
}

function bandOf(rate) {
  if (rate === null) return 3;
  return rate > 1 - EXACT ? 0 : rate >= 0.8 - EXACT ? 1 : 2;
}

// One decimal, halves up; what is below the bound of a band is never rounded up to it (as in migrate/text/rates.py).
function percent(rate) {
  if (rate === null) return "－";
  const tenths = Number((rate * 1000).toFixed(8));
  const rounded = Math.round(tenths);
  const below = (rounded === 800 || rounded === 1000) && tenths < rounded;
  return ((below ? Math.floor(tenths) : rounded) / 10).toFixed(1);
}

function day(data, number) {
  return number === null ? "－" : new Date(Date.parse(data.origin) + number * 864e5).toISOString().slice(0, 10);
}

// An element with its attributes and children; texts stay texts.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function pathOf(data, body) {
  return "#body/" + encodeURIComponent(data.bodies.key[body]);
}
