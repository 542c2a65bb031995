import { Button, Checkbox, Group, NumberInput, PasswordInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertChannelAnswer } from '#contracts/alerting.js';
import {
  CHANNEL_KINDS,
  type ChannelKind,
  PAGERDUTY_URL,
  TEXT_TEMPLATE_MAX,
  TITLE_TEMPLATE_MAX,
} from '#core/model/alert-channel.js';
import { RefusedError } from '../api/client.js';
import { refresh } from '../api/hooks.js';
import { Panel } from '../ui/figures.js';
import { Failure } from '../ui/notes.js';
import { channels, type ChannelInput } from './calls.js';

const KINDS: Record<ChannelKind, string> = {
  ...{ email: 'E-mail', slack: 'Slack', webhook: 'Signed webhook', pagerduty: 'PagerDuty' },
};
const SECURITY = [
  { value: 'tls', label: 'TLS (port 465)' },
  { value: 'starttls', label: 'STARTTLS (port 587)' },
  { value: 'none', label: 'None: only inside a network of your own' },
];
type Security = 'tls' | 'starttls' | 'none';

const EMPTY = {
  ...{ name: '', kind: 'email' as ChannelKind, enabled: true, secret: '', new_secret: false, url: '' },
  ...{ host: '', port: 587, security: 'starttls' as Security, username: '', from: '', to: '' },
  ...{ title: '', text: '' },
};
type Fields = typeof EMPTY;

function fieldsOf(channel: AlertChannelAnswer | null): Fields {
  if (!channel) return EMPTY;
  const { name, enabled, settings } = channel;
  const words = { title: channel.templates.title ?? '', text: channel.templates.text ?? '' };
  const about = { ...EMPTY, ...words, name, enabled, kind: settings.kind };
  if (settings.kind === 'email') return { ...about, ...settings, username: settings.username ?? '', to: settings.to.join(', ') };
  return 'url' in settings ? { ...about, url: settings.url } : about;
}

function settingsOf(fields: Fields): ChannelInput['settings'] {
  const { kind, host, port, security, from } = fields;
  if (kind === 'slack') return { kind };
  if (kind === 'webhook') return { kind, url: fields.url };
  if (kind === 'pagerduty') return { kind, url: fields.url || PAGERDUTY_URL };
  const username = fields.username === '' ? null : fields.username;
  return { kind, host, port, security, username, from, to: fields.to.split(/[\s,]+/).filter(Boolean) };
}

/** Makes a channel, or changes the one that is given. What is wrong is said beside its field. */
export function ChannelForm({
  of: channel,
  onDone,
  onCancel,
}: {
  of: AlertChannelAnswer | null;
  onDone: (secret: string | null) => void;
  onCancel: () => void;
}) {
  const queries = useQueryClient();
  const [fields, setFields] = useState(() => fieldsOf(channel));
  const set = (change: Partial<Fields>) => setFields({ ...fields, ...change });
  const save = useMutation({
    mutationFn: () => {
      const { name, enabled, new_secret } = fields;
      const secret = fields.secret === '' ? {} : { secret: fields.secret };
      const templates = { title: fields.title || null, text: fields.text || null };
      const body = { name, enabled, settings: settingsOf(fields), templates, ...secret };
      return channel ? channels.change(channel.channel_id, { ...body, new_secret }) : channels.create(body);
    },
    onSuccess: ({ secret }) => {
      setFields(EMPTY);
      onDone(secret);
    },
    onSettled: () => refresh(queries, 'alert-channels'),
  });
  const faults = save.error instanceof RefusedError ? save.error.problem.violations : [];
  const fault = (field: string) => {
    const found = faults.find((one) => one.field === field || one.field?.startsWith(`${field}.`));
    return found ? { error: found.message } : {};
  };
  const text = (field: 'name' | 'url' | 'host' | 'username' | 'from' | 'to', label: string, more: object = {}) => (
    <TextInput
      label={label}
      value={fields[field]}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      {...fault(field === 'name' ? field : `settings.${field}`)}
      {...more}
    />
  );
  const { kind } = fields;
  return (
    <Panel title={channel ? `Edit ${channel.name}` : 'A new channel'}>
      <form
        className="panel-body"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          {text('name', 'Name', { required: true, maxLength: 64 })}
          <Select
            label="Kind"
            allowDeselect={false}
            disabled={channel !== null}
            data={CHANNEL_KINDS.map((value) => ({ value, label: KINDS[value] }))}
            value={kind}
            onChange={(value) => set({ kind: CHANNEL_KINDS.find((one) => one === value) ?? 'email' })}
          />
          {kind === 'email' ? (
            <>
              {text('host', 'Mail server', { required: true })}
              <NumberInput
                label="Port"
                required
                min={1}
                max={65_535}
                value={fields.port}
                onChange={(value) => set({ port: Number(value) || 587 })}
                {...fault('settings.port')}
              />
              <Select
                label="Encryption"
                allowDeselect={false}
                data={SECURITY}
                value={fields.security}
                onChange={(value) => set({ security: (value ?? 'starttls') as Security })}
                {...fault('settings.security')}
              />
              {text('username', 'User name', { description: 'Empty: the server wants no password' })}
              {text('from', 'From', { required: true })}
              {text('to', 'To', { required: true, description: 'At most ten addresses, with commas' })}
            </>
          ) : null}
          {kind === 'webhook' ? text('url', 'URL', { required: true, description: 'https, outside of your network' }) : null}
          {kind === 'pagerduty' ? text('url', 'URL of the events API', { description: `Empty: ${PAGERDUTY_URL}` }) : null}
          <Secret of={channel} fields={fields} set={set} fault={fault('secret')} />
          <OwnWords fields={fields} set={set} fault={fault} />
          <Checkbox label="In use" checked={fields.enabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
          {save.isError ? <Failure what="It was not saved" error={save.error} /> : null}
          <Group>
            <Button type="submit" loading={save.isPending}>
              {channel ? 'Save the channel' : 'Make the channel'}
            </Button>
            {channel ? (
              <Button variant="default" onClick={onCancel}>
                Leave it as it is
              </Button>
            ) : null}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** Title and text as Liquid templates. What is wrong with one is said when it is saved. */
function OwnWords({
  fields,
  set,
  fault,
}: {
  fields: Fields;
  set: (change: Partial<Fields>) => void;
  fault: (field: string) => { error?: string };
}) {
  return (
    <>
      <TextInput
        label="Title of its messages"
        description="A template, such as Risk: {{ title }}. Empty: as shipped"
        maxLength={TITLE_TEMPLATE_MAX}
        value={fields.title}
        onChange={(event) => set({ title: event.currentTarget.value })}
        {...fault('templates.title')}
      />
      <Textarea
        label="Text of its messages"
        description="A template, such as {{ text }} What to do: https://wiki.example.com/{{ type }}. Empty: as shipped"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={TEXT_TEMPLATE_MAX}
        value={fields.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        {...fault('templates.text')}
      />
    </>
  );
}

const SECRET_OF = { email: 'Password', slack: 'URL of the incoming webhook', pagerduty: 'Routing key' };

function Secret({
  of: channel,
  fields,
  set,
  fault,
}: {
  of: AlertChannelAnswer | null;
  fields: Fields;
  set: (change: Partial<Fields>) => void;
  fault: { error?: string };
}) {
  if (fields.kind === 'webhook')
    return channel ? (
      <Checkbox
        label="Make a new secret; the old one signs too for a day"
        checked={fields.new_secret}
        onChange={(event) => set({ new_secret: event.currentTarget.checked })}
      />
    ) : (
      <p className="dim">Its secret is made here and shown once.</p>
    );
  if (fields.kind === 'email' && fields.username === '') return null;
  return (
    <PasswordInput
      label={SECRET_OF[fields.kind]}
      description={
        channel?.has_secret ? 'Empty: the one that is kept stays. It is never shown' : 'Kept encrypted, and never shown again'
      }
      required={!channel?.has_secret}
      autoComplete="off"
      value={fields.secret}
      onChange={(event) => set({ secret: event.currentTarget.value })}
      {...fault}
    />
  );
}
