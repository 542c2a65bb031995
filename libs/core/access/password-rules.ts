/** Length is what counts: no rules of composition, no forced change. What everybody chooses, and what names the person or the product, is refused. */
const LENGTH_MIN = 15;
const LENGTH_MAX = 128;

/** The commonest of that length, and beginnings that are made longer by anything. */
const COMMON = [
  ...[
    'passwordpassword',
    'password12345678',
    'password1234567',
    'passw0rdpassw0rd',
    'qwertyuiopasdfghjkl',
    'qwertyuiop123456789',
  ],
  ...['qwertyqwertyqwerty', 'iloveyouiloveyou', 'letmeinletmeinletmein', 'administratoradministrator', 'adminadminadmin'],
  ...['abcdefghijklmnop', 'abcdefghijklmnopqrstuvwxyz', 'correcthorsebatterystaple', 'trustno1trustno1', 'changemechangeme'],
  ...['welcomewelcome', 'welcome123456789', 'princessprincess', 'sunshinesunshine', 'dragondragondragon', 'monkeymonkeymonkey'],
  ...['footballfootball', 'baseballbaseball', 'supermansuperman', 'michaelmichael12', 'shadowshadowshadow', 'mastermastermaster'],
  ...['zxcvbnmasdfghjkl', 'asdfghjklzxcvbnm', '1q2w3e4r5t6y7u8i', '1qaz2wsx3edc4rfv', 'zaq12wsxcde34rfv', 'q1w2e3r4t5y6u7i8'],
  ...['thisismypassword', 'mypasswordispassword', 'nobodyknowsmypassword', 'donotusethispassword', 'secretsecretsecret'],
];
const OURS = ['breakwater', 'pretraderisk'];

/** What is wrong with a password for that person; null when nothing is. `words`: names that may not be in it. */
export function faultInPassword(password: string, words: readonly string[]): string | null {
  const length = Array.from(password).length;
  if (length < LENGTH_MIN) return `use at least ${LENGTH_MIN} characters: several words in a row are good`;
  if (length > LENGTH_MAX) return `use at most ${LENGTH_MAX} characters`;
  const plain = password.toLowerCase().replaceAll(/[\s._-]/g, '');
  if (COMMON.some((common) => plain === common || (plain.startsWith(common) && plain.length - common.length < 4)))
    return 'this is one of the commonest passwords';
  if (isPattern(plain)) return 'this is a short piece repeated, or characters in a row';
  const named = [...OURS, ...words.map((word) => word.toLowerCase())].find((word) => word.length >= 4 && plain.includes(word));
  if (named !== undefined) return `leave ${JSON.stringify(named)} out of it: it is guessed first`;
  return null;
}

const SEQUENCES = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

function isPattern(text: string): boolean {
  for (let unit = 1; unit <= 5; unit += 1)
    if (
      text ===
      text
        .slice(0, unit)
        .repeat(Math.ceil(text.length / unit))
        .slice(0, text.length)
    )
      return true;
  return SEQUENCES.some((row) => row.includes(text) || [...row].toReversed().join('').includes(text));
}
