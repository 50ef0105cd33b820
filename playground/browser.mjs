// A person at the Playground, for the tests: one command a line comes in, one answer a line goes out.
//   node browser.mjs URL SHOTS
//   {"do": "say", "text": "lap chole"}  ->  {"ok": true, "said": "CQ-1001 …", "buttons": […], "cards": 2}
// An answer tells what the bot's latest card in the open chat says.
import readline from 'node:readline';
import { chromium } from 'playwright-core';

const [url, shots] = process.argv.slice(2);
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
const latest = () => cards().last();
const box = () => page.getByRole('textbox').last();

async function seen() {
  const count = await cards().count();
  if (!count) return { said: '', buttons: [], cards: 0 };
  const buttons = await latest().getByRole('button').allInnerTexts();
  return { said: await latest().innerText(), buttons: buttons.map(name => name.trim()), cards: count };
}

// Acts, then waits until the bot has said something: a further card, or other words on the latest.
async function answered(act) {
  const before = JSON.stringify(await seen());
  await act();
  const deadline = Date.now() + PATIENCE;
  while (JSON.stringify(await seen()) === before) {
    if (Date.now() > deadline) throw new Error(`nothing changed within ${PATIENCE} ms`);
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(SETTLED);
}

const commands = {
  // A new page is a new arrival: the Playground adds the bot again.
  arrive: async () => {
    await page.goto('about:blank');
    await answered(() => page.goto(url));
  },
  open: ({ chat }) => answered(() => page.getByText(chat, { exact: true }).first().click()),
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
  press: ({ button, place = 0 }) =>
    answered(() => latest().getByRole('button', { name: button, exact: true }).nth(place).click()),
  fill: ({ text }) => latest().getByRole('textbox').fill(text),
  shot: ({ name }) => page.screenshot({ path: `${shots}/${name}.png` }),
  // The whole card, however long: the view grows for the moment.
  picture: async ({ name }) => {
    await page.setViewportSize({ ...VIEW, height: 3000 });
    await page.waitForTimeout(SETTLED);
    await latest().screenshot({ path: `${shots}/${name}.png` });
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
    await page.screenshot({ path: `${shots}/fault-${name}.png` }).catch(() => {});
  }
  console.log(JSON.stringify({ ...outcome, ...(await seen()) }));
}
await browser.close();
