import { missingProof } from './proof.js';

test.each([
  [{}, { acr: [], amr: [] }, null],
  [{ acr: 'gold', amr: ['pwd', 'mfa'] }, { acr: ['silver', 'gold'], amr: ['mfa'] }, null],
  [{ acr: 'bronze' }, { acr: ['gold'], amr: [] }, 'of the class bronze, and gold is asked for'],
  [{}, { acr: ['gold'], amr: [] }, 'of the class none'],
  [{ acr: ['gold'] }, { acr: ['gold'], amr: [] }, 'of the class none'],
  [{ amr: ['pwd'] }, { acr: [], amr: ['mfa', 'hwk'] }, 'by pwd, and mfa or hwk is asked for'],
  [{ amr: 'mfa' }, { acr: [], amr: ['mfa'] }, 'by no method'],
  [{}, { acr: [], amr: ['mfa'] }, 'by no method'],
])('%p where %p is wanted: %p', (claims, wanted, expected) => {
  const found = missingProof(claims, wanted);
  if (expected === null) expect(found).toBeNull();
  else expect(found).toContain(expected);
});
