import { h } from './parts/dom.ts';
import { keepOffline } from './parts/offline.ts';
import { Shelf } from './parts/shelf.ts';
import { Tabs } from './parts/tabs.ts';
import { themeSwitch } from './parts/theme.ts';
import { AgentsView } from './views/agentsView.ts';
import { CompareView } from './views/compareView.ts';
import { TrainView } from './views/trainView.ts';

const LOGO =
  '<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" ' +
  'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="M3 19h18"/>' +
  '<rect x="6.5" y="14" width="9" height="5" rx="1.5" fill="currentColor"/>' +
  '<path d="M11 14 17 3.5"/></svg>';

const messageText = h('p');
const dismiss = h('button', { type: 'button', onClick: () => (message.hidden = true) }, 'Close');
const message = h('div', { class: 'card message', role: 'alert', hidden: true });
message.append(messageText, dismiss);

/** Errors are shown, not lost. */
function fail(error: unknown): void {
  messageText.textContent = error instanceof Error ? error.message : String(error);
  message.hidden = false;
}

const shelf = new Shelf();
const train = new TrainView(shelf, fail);
const compare = new CompareView(shelf, fail);
const agents = new AgentsView(shelf, {
  watch(entry) {
    tabs.open('train');
    void train.watch(entry);
  },
  forget: (entry) => void shelf.remove(entry.key).catch(fail),
  fail,
});

const tabs = new Tabs(
  [
    { key: 'train', title: 'Train', panel: train.element },
    { key: 'compare', title: 'Compare', panel: compare.element },
    { key: 'agents', title: 'Agents', panel: agents.element },
  ],
  (key) => {
    if (key === 'compare') compare.open(train.world);
    else compare.close();
    if (key === 'train') train.open();
    else train.close();
  },
);

const brand = h('div', { class: 'brand' });
brand.innerHTML = LOGO;
brand.append(h('h1', {}, 'deepq studio'));
document.body.append(
  h('header', { class: 'top' }, h('div', {}, brand, tabs.element, themeSwitch())),
  h('main', {}, message, ...tabs.panels),
  h(
    'footer',
    { class: 'foot' },
    'Everything happens in this page: nothing is sent anywhere. Agents learn in a worker, and ' +
      'are kept in this browser.',
  ),
);
tabs.open('train');
shelf.addTrained().catch(fail);
shelf.addKept().catch(fail);
void train.restore();
keepOffline();
