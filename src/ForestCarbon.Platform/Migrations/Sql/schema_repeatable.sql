create table if not exists public.schema_repeatable (
    fingerprint text        not null,
    applied_at  timestamptz not null default clock_timestamp()
);
