import { countHand, type Card, type Hand } from './hands.ts';
import { cardName } from './handText.ts';
import type { RgbaImage } from '../../protocol/environment.ts';
import { Raster, textSize, type Color } from '../../pictures/raster/raster.ts';
import { drawSuit, suitColor, SUITS } from './suits.ts';

const WIDTH = 600;
const HEIGHT = 400;
const MARGIN = 24;
const CARD_WIDTH = 84;
const CARD_HEIGHT = 116;
const GAP = 12;

const CLOTH: Color = [18, 98, 56];
const EDGE: Color = [12, 72, 40];
const PAPER: Color = [252, 250, 244];
const OUTLINE: Color = [40, 44, 40];
const BACK: Color = [48, 72, 140];
const BACK_LINE: Color = [132, 152, 208];
const WRITING: Color = [236, 240, 228];
const GOLD: Color = [246, 208, 92];

/**
 * The table.
 *
 * @param reward - What the player has earned; `null` while the episode runs:
 *   then the dealer's second card lies face down.
 */
export function drawBlackjack(player: Hand, dealer: Hand, reward: number | null): RgbaImage {
  const raster = new Raster(WIDTH, HEIGHT, CLOTH);
  raster.rectangle(0, HEIGHT / 2 - 1, WIDTH, 2, EDGE);
  const open = reward === null ? dealer.slice(0, 1) : dealer;
  drawSide(raster, 0, `Dealer ${points(open)}`, dealer, open.length, 0);
  drawSide(raster, HEIGHT / 2, `Player ${points(player)}`, player, player.length, 1);
  if (reward !== null) drawOutcome(raster, reward);
  return raster.takeImage();
}

/** One half of the table: a line of text above a row of cards. */
function drawSide(
  raster: Raster,
  top: number,
  title: string,
  hand: Hand,
  open: number,
  firstSuit: number,
): void {
  raster.text(MARGIN, top + 20, title, WRITING, 3);
  const room = WIDTH - 2 * MARGIN - CARD_WIDTH;
  // Many cards overlap.
  const apart = Math.min(CARD_WIDTH + GAP, room / Math.max(1, hand.length - 1));
  for (const [index, card] of hand.entries()) {
    const left = MARGIN + index * apart;
    if (index < open) drawCard(raster, left, top + 58, card, firstSuit + 3 * index + card);
    else drawBack(raster, left, top + 58);
  }
}

function drawCard(raster: Raster, left: number, top: number, card: Card, suitIndex: number): void {
  const suit = SUITS[suitIndex % SUITS.length] ?? 'spades';
  const name = cardName(card);
  drawBlank(raster, left, top, PAPER);
  raster.text(left + 8, top + 9, name, suitColor(suit), 3);
  const [width] = textSize(name, 3);
  drawSuit(raster, suit, left + 8 + width / 2, top + 46, 19);
  drawSuit(raster, suit, left + CARD_WIDTH - 32, top + CARD_HEIGHT - 36, 48);
}

function drawBack(raster: Raster, left: number, top: number): void {
  drawBlank(raster, left, top, PAPER);
  raster.rectangle(left + 6, top + 6, CARD_WIDTH - 12, CARD_HEIGHT - 12, BACK);
  for (let y = 14; y < CARD_HEIGHT - 10; y += 11) {
    for (let x = 14; x < CARD_WIDTH - 10; x += 11) {
      raster.circle(left + x, top + y, 2.5, BACK_LINE);
    }
  }
}

/** An empty card with round corners and a thin outline. */
function drawBlank(raster: Raster, left: number, top: number, color: Color): void {
  roundRectangle(raster, left - 1, top - 1, CARD_WIDTH + 2, CARD_HEIGHT + 2, OUTLINE);
  roundRectangle(raster, left, top, CARD_WIDTH, CARD_HEIGHT, color);
}

function roundRectangle(
  raster: Raster,
  left: number,
  top: number,
  width: number,
  height: number,
  color: Color,
): void {
  const radius = 7;
  raster.rectangle(left + radius, top, width - 2 * radius, height, color);
  raster.rectangle(left, top + radius, width, height - 2 * radius, color);
  for (const x of [left + radius, left + width - radius]) {
    for (const y of [top + radius, top + height - radius]) raster.circle(x, y, radius, color);
  }
}

function drawOutcome(raster: Raster, reward: number): void {
  const text = reward > 0 ? `Win +${reward}` : reward < 0 ? `Loss ${reward}` : 'Draw';
  const [width] = textSize(text, 3);
  raster.text(WIDTH - MARGIN - width, HEIGHT / 2 + 20, text, GOLD, 3);
}

/** Such as `15`, or `17 (soft)` where an ace counts 11; nothing without cards. */
function points(hand: Hand): string {
  if (hand.length === 0) return '';
  const { sum, usableAce } = countHand(hand);
  return `${sum}${usableAce ? ' (soft)' : ''}${sum > 21 ? ' (bust)' : ''}`;
}
