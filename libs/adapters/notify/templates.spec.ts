import { AS_SHIPPED, TEXT_TEMPLATE_MAX } from '#core/model/alert-channel.js';
import { wordsOf } from '#core/notify/words.js';
import { aMessage } from '#test/factories/alerts.js';
import { templateFault, wordsBy } from './templates.js';

const said = (text: string, message = aMessage()) => wordsBy({ title: null, text }, message).text;

test('a message is in the words of its channel, and in those as shipped where it has none', () => {
  const message = aMessage();
  const { title, text } = wordsOf(message);
  expect(wordsBy(AS_SHIPPED, message)).toEqual(wordsOf(message));
  expect(wordsBy({ title: 'Risk: {{ title }}', text: null }, message)).toMatchObject({ title: `Risk: ${title}`, text });
  const own = '{{ text }}\nWhat to do: https://wiki.example.com/{{ type | downcase }}?account={{ account }}';
  expect(said(own)).toBe(`${text}\nWhat to do: https://wiki.example.com/order_rejected?account=default`);
  expect(said('{% if more > 0 %}{{ more }} more{% else %}one{% endif %} at {{ time | date: "%H:%M" }}')).toBe('one at 15:00');
});

test('one that comes to nothing, or fails after all, leaves the words as shipped: an alert is sent all the same', () => {
  const { text } = wordsOf(aMessage());
  expect(said('{% if kind == "test" %}only a test{% endif %}')).toBe(text);
  expect(said('{{ nobody }}')).toBe(text);
  expect(said('{% for i in (1..100000000) %}{{ text }}{% endfor %}')).toBe(text);
});

test('what a message brings along is text, not a template, and is cut to what a channel takes', () => {
  const message = aMessage({}, { message: '{{ severity }} {% assign a = 1 %}' });
  expect(said('{{ message }}', message)).toBe('{{ severity }} {% assign a = 1 %}');
  expect(said('{{ text }}'.repeat(400)).length).toBe(1500);
  expect(wordsBy({ title: 'a\r\nBcc: b', text: null }, message).title).toBe('a Bcc: b');
});

test.each([
  ['a name that is not known', '{{ acount }}', 'undefined variable: acount'],
  ['a filter that is not known', '{{ text | shout }}', 'undefined filter: shout'],
  ['a tag that is not closed', '{% if more %}', 'tag {% if more %} not closed'],
  ['a fault that only some messages have', '{% if kind == "escalation" %}{{ acount }}{% endif %}', 'undefined variable: acount'],
  ['a file', '{% render "/etc/passwd" %}', 'ENOENT'],
  ['a file by include', '{% include "../secrets" %}', 'ENOENT'],
  ['what never ends', '{% for i in (1..100000000) %}x{% endfor %}', 'limit exceeded'],
  ['what is not its own', '{{ title.constructor }}', 'undefined variable'],
  ['too long a text', 'x'.repeat(TEXT_TEMPLATE_MAX + 1001), 'limit exceeded'],
])('before it is saved, %s is a fault in words', (_name, template, words) => {
  expect(templateFault(template)).toContain(words);
  expect(templateFault(template)).toContain('It can name title, text, kind');
});

test('the words as shipped can be written as a template', () => {
  expect(templateFault('{{ text }}')).toBeNull();
});
