// A person at the Playground, for the tests: one command a line comes in, one answer a line goes out.
//   node browser.mjs URL SHOTS WHO
//   {"do": "say", "text": "lap chole"}  ->  {"ok": true, "said": "CQ-1001 …", "buttons": […], "cards": 2}
// An answer tells what the bot's latest card in the open chat says, the note that a press got under its card,
// how many messages are the bot's, and what the last one says.
// "about": "CQ-1001" looks at the latest card with these words; in a channel the newest post stands first.
import readline from 'node:readline';
import { chromium } from 'playwright-core';

const [url, shots, who] = process.argv.slice(2);
const PATIENCE = 20_000;
const SETTLED = 400;
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: FLAGS });
const VIEW = { width: 1500, height: 1300 };
const context = await browser.newContext({
  viewport: VIEW, locale: 'en-GB', timezoneId: 'Europe/London',
});
const page = await context.newPage();
page.setDefaultTimeout(PATIENCE);

const cards = () => page.locator('.ac-adaptiveCard');
const latest = (about = '') => (about ? cards().filter({ hasText: about }) : cards()).last();
const notes = () => page.getByLabel('Display Invoked Message');
// Every message of the bot's has its picture beside it; what it says stands below that.
const messages = () => page.locator('div > [role="img"][aria-label="Coding Query Bot"]');
const box = () => page.getByRole('textbox').last();

async function wordsOfTheLast() {
  const below = messages().last().locator('xpath=ancestor::div[position()<=2]/following-sibling::div');
  return (await below.allInnerTexts()).join('\n').trim();
}

async function seen(about) {
  const count = await cards().count();
  const note = (await notes().allInnerTexts()).join('\n').trim();
  const spoken = { cards: count, note, messages: await messages().count(), words: await wordsOfTheLast() };
  const card = latest(about);
  if (!(await card.count())) return { said: '', buttons: [], ...spoken };
  const buttons = await card.getByRole('button').allInnerTexts();
  return { said: await card.innerText(), buttons: buttons.map(name => name.trim()), ...spoken };
}

async function until(done, fault) {
  const deadline = Date.now() + PATIENCE;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`${fault} within ${PATIENCE} ms`);
    await page.waitForTimeout(100);
  }
}

// Acts, then waits until the bot has said something: a further card, or other words on the one looked at.
async function answered(act, about) {
  const before = JSON.stringify(await seen(about));
  await act();
  await until(async () => JSON.stringify(await seen(about)) !== before, 'nothing changed');
  await page.waitForTimeout(SETTLED);
}

// In every chat the bot says something first: a card, or to a stranger words alone.
async function greeted() {
  await until(async () => (await cards().count()) || (await wordsOfTheLast()), 'no greeting');
  await page.waitForTimeout(SETTLED);
}

// Takes the notes of earlier presses away. The Playground then draws the card anew, without what was typed
// or unfolded: so it is done before a form is filled in.
async function cleared() {
  while (await notes().count()) await notes().first().getByRole('button').click();
}

const commands = {
  // A new page is a new arrival: the Playground adds the bot again.
  arrive: async () => {
    await page.goto('about:blank');
    await page.goto(url);
    await greeted();
  },
  open: async ({ chat }) => {
    await page.getByText(chat, { exact: true }).first().click();
    await page.waitForTimeout(SETTLED);
    await greeted();
  },
  say: ({ text }) => answered(async () => {
    await box().click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }),
  mention: ({ name, text }) => answered(async () => {
    await box().click();
    await page.keyboard.type('@');
    await page.getByRole('menuitem', { name }).click();
    await page.keyboard.type(` ${text}`);
    await page.keyboard.press('Enter');
  }),
  press: async ({ button, place = 0, about }) => {
    await cleared();
    await answered(() => latest(about).getByRole('button', { name: button, exact: true }).nth(place).click(), about);
  },
  // A card opens a form of its own with Action.ShowCard: no answer of the bot's is waited for.
  unfold: async ({ button, about }) => {
    await cleared();
    await latest(about).getByRole('button', { name: button, exact: true }).click();
  },
  fill: async ({ text, label, about }) => {
    await cleared();
    const card = latest(about);
    await (label ? card.getByLabel(label) : card.getByRole('textbox')).first().fill(text);
  },
  // An option of the list of that label; without a label, a radio button or a box to tick.
  choose: async ({ option, label, about }) => {
    await cleared();
    if (!label) {
      await latest(about).locator('label').getByText(option, { exact: true }).click();
      return;
    }
    await latest(about).getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  },
  // What comes by itself: waits until a card says all of this.
  wait: async ({ texts, about }) => {
    const isSaid = async () => {
      const { said } = await seen(about);
      return texts.every(text => said.includes(text));
    };
    await until(isSaid, 'not said');
    await page.waitForTimeout(SETTLED);
  },
  shot: ({ name }) => page.screenshot({ path: `${shots}/${name}.png` }),
  // The whole card, however long, or its upper part: the view grows for the moment.
  picture: async ({ name, about, height }) => {
    await page.setViewportSize({ ...VIEW, height: 3000 });
    await page.waitForTimeout(SETTLED);
    const card = latest(about);
    await card.scrollIntoViewIfNeeded();
    const box = await card.boundingBox();
    const clip = { ...box, height: Math.min(box.height, height || box.height) };
    await page.screenshot({ path: `${shots}/${name}.png`, clip });
    await page.setViewportSize(VIEW);
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { do: name, ...told } = JSON.parse(line);
  let outcome = { ok: true };
  try {
    await commands[name](told);
  } catch (error) {
    outcome = { ok: false, fault: error.message.split('\n')[0] };
    await page.screenshot({ path: `${shots}/fault-${who}-${name}.png` }).catch(() => {});
  }
  console.log(JSON.stringify({ ...outcome, ...(await seen(told.about)) }));
}
await browser.close();
